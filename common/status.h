/*
 * What a workspace holds and what is to be done next, for the person who opens it in the morning:
 * files by source with their dates, which years of which subject are there, budget reports, the
 * last runs, what waits to be looked at, results. It reads the workspace and nothing else.
 */
#pragma once

#include "workspace.h"

/* On stdout. */
MUST_CHECK bool status_print(Workspace *workspace, Err *err);

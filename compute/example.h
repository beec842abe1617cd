/*
 * Worked examples: the <example>s inside a definition. Given values stand in the units of their
 * inputs; the expected one in the result's unit, rounded as it is published, or a state. They run
 * before every computation; one that fails stops it.
 */
#pragma once

#include "definition.h"

/* False with ERR_CONFIG, naming definition, place, expected and found; with `diag` all that fail go
 * there and it is true. */
MUST_CHECK bool examples_run(const Definition *definition, Diag *diag, Err *err);

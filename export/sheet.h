/*
 * Sheets: what the portal's dictionaries hold (areas, services, flags, units and their codes). They
 * are small, they are written whole and only when their digest differs from the stored one.
 */
#pragma once

#include "pg.h"
#include "writer.h"

MUST_CHECK bool sheets_store(PGconn *conn, const Export *export, Err *err);

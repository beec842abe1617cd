/*
 * The log of a run: one line an event on stderr. Only stage code logs; what lies below returns an
 * Err or counts. Control characters in quoted data are escaped.
 */
#pragma once

#include "util.h"

typedef enum LogLevel { LOG_ERROR, LOG_WARN, LOG_INFO } LogLevel;

void log_start(const char *stage, LogLevel least);
/* The least level that is logged: with -q it is LOG_WARN. */
LogLevel log_least(void);
void log_event(LogLevel level, const char *format, ...) PRINTF_LIKE(2, 3);

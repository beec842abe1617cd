#include "log.h"

#include "str.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char *log_stage = "smup";
static LogLevel log_limit = LOG_INFO;

void log_start(const char *stage, LogLevel least)
{
    log_stage = stage;
    log_limit = least;
}

LogLevel log_least(void)
{
    return log_limit;
}

void log_event(LogLevel level, const char *format, ...)
{
    static const char *const names[] = {"ERROR", "WARN", "INFO"};
    if (level > log_limit)
        return;
    char text[3000], line[6200];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);

    struct timespec now;
    struct tm utc;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &utc);
    size_t used = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &utc);
    used += (size_t)snprintf(line + used, 200, ".%03ldZ %-5s %s[%ld] ", now.tv_nsec / 1000000,
                             names[level], log_stage, (long)getpid());
    for (const char *at = text; *at != '\0' && used < sizeof line - 8; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte < 0x20 || byte == 0x7f)
            used += (size_t)snprintf(line + used, 5, "\\x%02x", byte);
        else
            line[used++] = *at;
    }
    line[used++] = '\n';
    (void)fwrite(line, 1, used, stderr);
}

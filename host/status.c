/* SPDX-License-Identifier: MIT */
#include "satqkd/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum satqkd_status satqkd_error_set(struct satqkd_error *error, enum satqkd_status status, const char *format, ...) {
    if (error) {
        va_list arguments;
        error->status = status;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

void satqkd_error_prefix(struct satqkd_error *error, const char *format, ...) {
    if (!error) {
        return;
    }
    char rest[sizeof error->message];
    memcpy(rest, error->message, sizeof rest);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < sizeof error->message) {
        snprintf(error->message + length, sizeof error->message - (size_t)length, "%s", rest);
    }
}

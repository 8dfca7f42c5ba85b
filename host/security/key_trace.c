/* SPDX-License-Identifier: MIT */
#include "security/key_trace.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "security/key.h"

void key_trace_step(const struct key_trace *trace, double value, const char *equation, const char *meaning,
                    const char *symbol_format, ...) {
    if (!trace) {
        return;
    }
    char symbol[KEY_TRACE_SYMBOL];
    va_list arguments;
    va_start(arguments, symbol_format);
    vsnprintf(symbol, sizeof symbol, symbol_format, arguments);
    va_end(arguments);
    const struct key_step step = {symbol, meaning, equation, value};
    trace->step(trace->context, &step);
}

char key_trace_basis(int basis) {
    return basis == KEY_X ? 'X' : 'Z';
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/sweep.h"
#include "text/number.h"

static enum satqkd_status out_of_memory(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "--vary: out of memory");
}

static char *copy(const char *text, size_t length) {
    char *out = malloc(length + 1);
    if (out) {
        memcpy(out, text, length);
        out[length] = '\0';
    }
    return out;
}

static bool add(struct sweep_axis *axis, const char *text, size_t length) {
    char **values = realloc(axis->values, (axis->count + 1) * sizeof *values);
    if (!values) {
        return false;
    }
    axis->values = values;
    values[axis->count] = copy(text, length);
    return values[axis->count] != NULL && ++axis->count;
}

/* A, B and N of "A:B:N"; false where the text is something else. */
static bool read_range(const char *text, double *from, double *to, double *count) {
    double *const parts[] = {from, to, count};
    for (int i = 0; i < 3; ++i) {
        char *end;
        *parts[i] = strtod(text, &end);
        if (end == text || *end != (i < 2 ? ':' : '\0')) {
            return false;
        }
        text = end + 1;
    }
    return isfinite(*from) && isfinite(*to) && isfinite(*count);
}

static enum satqkd_status add_range(struct sweep_axis *axis, const char *text, double from, double to, double count,
                                    struct satqkd_error *error) {
    if (!(count >= 2 && count <= SWEEP_MOST_POINTS && count == floor(count))) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "--vary: %s=%s: N must be a whole number of points from 2 to %d, both ends included",
                                axis->key, text, SWEEP_MOST_POINTS);
    }
    for (double i = 0; i < count; ++i) {
        /* Both ends exactly, and between them what somebody would write: 0.3, not 0.30000000000000004. */
        const double share = i / (count - 1);
        char text_between[NUMBER_TEXT];
        snprintf(text_between, sizeof text_between, "%.12g", from * (1 - share) + to * share);
        const double between = strtod(text_between, NULL);
        const struct number_text value = number_text(i == 0 ? from : i == count - 1 ? to : between);
        if (!add(axis, value.text, strlen(value.text))) {
            return out_of_memory(error);
        }
    }
    return SATQKD_OK;
}

/* Where a value ends: at a comma outside brackets, braces and quotes. */
static size_t value_length(const char *text) {
    int depth = 0;
    bool quoted = false;
    size_t i = 0;
    for (; text[i] && (quoted || depth > 0 || text[i] != ','); ++i) {
        if (quoted && text[i] == '\\' && text[i + 1]) {
            ++i;
        } else if (quoted) {
            quoted = text[i] != '"';
        } else {
            quoted = text[i] == '"';
            depth += text[i] == '[' || text[i] == '{' ? 1 : text[i] == ']' || text[i] == '}' ? -1 : 0;
        }
    }
    return i;
}

static enum satqkd_status add_list(struct sweep_axis *axis, const char *text, struct satqkd_error *error) {
    for (const char *value = text;;) {
        const size_t length = value_length(value);
        if (length == 0) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "--vary: %s=%s: a value is missing; give A:B:N or values with commas between",
                                    axis->key, text);
        }
        if (!add(axis, value, length)) {
            return out_of_memory(error);
        }
        if (value[length] == '\0') {
            return SATQKD_OK;
        }
        value += length + 1;
    }
}

enum satqkd_status sweep_axis_parse(const char *text, struct sweep_axis *out, struct satqkd_error *error) {
    const char *equals = strchr(text, '=');
    double from, to, count;
    *out = (struct sweep_axis){0};
    if (!equals || equals == text) {
        return satqkd_error_set(error, SATQKD_INVALID, "--vary: '%s' is no KEY=A:B:N or KEY=a,b,c", text);
    }
    out->key = copy(text, (size_t)(equals - text));
    if (!out->key) {
        return out_of_memory(error);
    }
    return read_range(equals + 1, &from, &to, &count) ? add_range(out, equals + 1, from, to, count, error)
                                                      : add_list(out, equals + 1, error);
}

void sweep_axis_release(struct sweep_axis *axis) {
    for (size_t i = 0; i < axis->count; ++i) {
        free(axis->values[i]);
    }
    free(axis->values);
    free(axis->key);
    *axis = (struct sweep_axis){0};
}

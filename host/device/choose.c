/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"

/* A part of the user's text, between commas. */
struct word {
    const char *text;
    size_t length;
};

static bool equals(struct word word, const char *text) {
    return strlen(text) == word.length && strncmp(word.text, text, word.length) == 0;
}

static bool contains(const char *name, struct word word) {
    for (; *name; ++name) {
        size_t i = 0;
        while (i < word.length && name[i] && tolower((unsigned char)name[i]) == tolower((unsigned char)word.text[i])) {
            ++i;
        }
        if (i == word.length) {
            return true;
        }
    }
    return false;
}

/* Whether it is a whole number, as its digits say; beyond an int it is the largest. */
static bool read_index(struct word word, int *out) {
    long value = 0;
    for (size_t i = 0; i < word.length; ++i) {
        if (word.text[i] < '0' || word.text[i] > '9') {
            return false;
        }
        value = value > INT_MAX / 10 ? INT_MAX : 10 * value + (word.text[i] - '0');
    }
    *out = value > INT_MAX ? INT_MAX : (int)value;
    return word.length > 0;
}

static enum satqkd_status find(struct word word, const struct device_info *list, size_t count, int *out,
                               struct satqkd_error *error) {
    int found = -1;
    if (read_index(word, out)) {
        return (size_t)*out < count
                   ? SATQKD_OK
                   : satqkd_error_set(error, SATQKD_INVALID,
                                      "there is no device %d: %zu found, numbered from 0 (satqkd devices lists them)",
                                      *out, count);
    }
    for (size_t i = 0; i < count && word.length > 0; ++i) {
        if (contains(list[i].name, word)) {
            if (found >= 0) {
                return satqkd_error_set(error, SATQKD_INVALID,
                                        "--device: '%.*s' is part of several devices' names, of number %d and %zu: "
                                        "say the number",
                                        (int)word.length, word.text, found, i);
            }
            found = (int)i;
        }
    }
    *out = found;
    return found >= 0 ? SATQKD_OK
                      : satqkd_error_set(error, SATQKD_INVALID,
                                         "--device: '%.*s' is no whole number and no part of a device's name (satqkd "
                                         "devices lists them)",
                                         (int)word.length, word.text);
}

static enum satqkd_status add(int index, int out[DEVICE_MOST], size_t *count, struct satqkd_error *error) {
    for (size_t i = 0; i < *count; ++i) {
        if (out[i] == index) {
            return satqkd_error_set(error, SATQKD_INVALID, "--device: device %d is named twice", index);
        }
    }
    out[(*count)++] = index;
    return SATQKD_OK;
}

enum satqkd_status device_choose(const char *text, int out[DEVICE_MOST], size_t *count, struct satqkd_error *error) {
    struct device_info *list = NULL;
    size_t listed = 0;
    *count = 0;
    enum satqkd_status status = device_list(&list, &listed, error);
    for (const char *at = text; status == SATQKD_OK && at;) {
        struct word word = {at, strcspn(at, ",")};
        int index = 0;
        at = at[word.length] ? at + word.length + 1 : NULL;
        if (equals(word, "all")) {
            for (size_t i = 0; i < listed && status == SATQKD_OK; ++i) {
                status = add((int)i, out, count, error);
            }
        } else if ((status = find(word, list, listed, &index, error)) == SATQKD_OK) {
            status = add(index, out, count, error);
        }
    }
    free(list);
    return status;
}

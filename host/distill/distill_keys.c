/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "distill/bits.h"
#include "distill/distill.h"
#include "distill/key_file.h"

enum { PATH_TEXT = 4096, FOLDER_MODE = 0700 };

static const char *const names[CLASSICAL_ENDS] = {[CLASSICAL_ALICE] = "alice.key", [CLASSICAL_BOB] = "bob.key"};

static enum satqkd_status path_of(const char *directory, const char *name, char out[PATH_TEXT],
                                  struct satqkd_error *error) {
    const int length = snprintf(out, PATH_TEXT, "%s/keys/%s", directory, name);
    if (length < 0 || length >= PATH_TEXT) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%.200s…: the path is too long", directory);
    }
    return SATQKD_OK;
}

enum satqkd_status distill_remove_keys(const char *directory, struct satqkd_error *error) {
    char path[PATH_TEXT];
    enum satqkd_status status = SATQKD_OK;
    for (int end = 0; end < CLASSICAL_ENDS && status == SATQKD_OK; ++end) {
        status = path_of(directory, names[end], path, error);
        if (status == SATQKD_OK) {
            status = key_file_remove(path, error);
        }
    }
    return status;
}

static enum satqkd_status write_key(const struct bit_string *key, const char *path, struct satqkd_error *error) {
    const size_t bytes = bits_bytes(key->count);
    unsigned char *text = sodium_malloc(bytes);
    if (!text) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a key of %zu bytes", bytes);
    }
    bit_string_bytes(key, text);
    const enum satqkd_status status = key_file_write(path, text, bytes, error);
    sodium_free(text);
    return status;
}

enum satqkd_status distill_write_keys(const struct distill_result *result, const char *directory,
                                      struct satqkd_error *error) {
    char path[PATH_TEXT];
    enum satqkd_status status = distill_remove_keys(directory, error);
    if (status != SATQKD_OK || result->secret_bits == 0) {
        return status;
    }
    status = path_of(directory, "", path, error);
    if (status == SATQKD_OK && mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot make the directory: %s", path, strerror(errno));
    }
    for (int end = 0; end < CLASSICAL_ENDS && status == SATQKD_OK; ++end) {
        status = path_of(directory, names[end], path, error);
        if (status == SATQKD_OK) {
            status = write_key(result->key[end], path, error);
        }
    }
    if (status != SATQKD_OK) {
        distill_remove_keys(directory, NULL); /* one key without the other is of no use; the first error counts */
    }
    return status;
}

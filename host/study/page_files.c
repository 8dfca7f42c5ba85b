/* SPDX-License-Identifier: MIT */
#include "study/page_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "report/directory.h"
#include "scenario/json_text.h"

enum { PATH_TEXT = 4096 };

static enum satqkd_status check(const struct page_files_wanted *wanted, const char *what, const struct file_text *text,
                                struct satqkd_error *error) {
    cJSON *tree = NULL;
    if (wanted->begins) {
        return strncmp(text->data, wanted->begins, strlen(wanted->begins)) == 0
                   ? SATQKD_OK
                   : satqkd_error_set(error, SATQKD_INVALID, "%s:1: a %s's begins with %s", text->name, what,
                                      wanted->begins);
    }
    enum satqkd_status status = json_text_tree(text, &tree, error);
    if (status == SATQKD_OK && !cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(tree, wanted->key))) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s: %s: missing; is this the directory of a %s?", text->name,
                                  wanted->key, what);
    }
    cJSON_Delete(tree);
    return status;
}

/* The files; one that is not required and not there stays as it is. */
static enum satqkd_status read_all(const char *directory, const char *what, const struct page_files_wanted *wanted,
                                   size_t count, struct file_text *out, struct satqkd_error *error) {
    for (size_t i = 0; i < count; ++i) {
        char path[PATH_TEXT];
        const int length = snprintf(path, sizeof path, "%s/%s", directory, wanted[i].name);
        if (length < 0 || length >= PATH_TEXT) {
            return satqkd_error_set(error, SATQKD_INVALID, "%.200s…: the path is too long", directory);
        }
        if (!wanted[i].required && access(path, F_OK) != 0) {
            continue;
        }
        enum satqkd_status status = file_text_read(path, &out[i], error);
        if (status == SATQKD_OK) {
            status = check(&wanted[i], what, &out[i], error);
        }
        if (status != SATQKD_OK) {
            return status;
        }
    }
    return SATQKD_OK;
}

enum satqkd_status
page_files_rewrite(const char *directory, const char *what, const struct page_files_wanted *wanted, size_t count,
                   void *texts, enum satqkd_status (*html)(const void *texts, char **page, struct satqkd_error *error),
                   struct satqkd_error *error) {
    struct file_text files[PAGE_FILES_MOST] = {{0}};
    char *page = NULL;
    enum satqkd_status status = read_all(directory, what, wanted, count, files, error);
    if (status == SATQKD_OK) {
        for (size_t i = 0; i < count; ++i) {
            const char *text = files[i].data;
            memcpy((char *)texts + wanted[i].offset, &text, sizeof text);
        }
        status = html(texts, &page, error);
    }
    if (status == SATQKD_OK) {
        status = directory_write(directory, "report.html", page, error);
    }
    for (size_t i = 0; i < count; ++i) {
        file_text_release(&files[i]);
    }
    free(page);
    return status;
}

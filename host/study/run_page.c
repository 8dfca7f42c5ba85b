/* SPDX-License-Identifier: MIT */
#include "study/run_page.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "report/directory.h"
#include "report/page.h"
#include "satqkd/satqkd.h"
#include "scenario/document.h"
#include "scenario/file_text.h"
#include "scenario/json_text.h"
#include "scenario/keys_doc.h"

enum { PATH_TEXT = 4096 };

enum satqkd_status run_page_html(const struct run_page_texts *texts, char **out, struct satqkd_error *error) {
    char *keys = NULL;
    enum satqkd_status status = keys_doc_brief(&keys, error);
    if (status == SATQKD_OK) {
        const struct page_part parts[] = {
            {"version", satqkd_version(), PAGE_TEXT},
            {"summary", texts->summary, PAGE_JSON},
            {"scenario", texts->scenario, PAGE_JSON},
            {"counts", texts->counts, PAGE_JSON},
            {"keys", keys, PAGE_JSON},
            {"timeline", texts->timeline, PAGE_ROWS},
            {"passes", texts->passes, PAGE_ROWS},
            {"spread", texts->spread, PAGE_ROWS},
            {"fades", texts->fades, PAGE_ROWS},
        };
        status = page_html(PAGE_RUN, parts, sizeof parts / sizeof parts[0], out, error);
    }
    free(keys);
    return status;
}

/* What a file of the directory must hold: JSON with an object or number of that name, or a CSV that begins so. */
struct wanted {
    const char *name;
    const char *key, *begins;
    bool required;
};

static enum satqkd_status check(const struct wanted *wanted, const struct file_text *text, struct satqkd_error *error) {
    cJSON *tree = NULL;
    if (wanted->begins) {
        return strncmp(text->data, wanted->begins, strlen(wanted->begins)) == 0
                   ? SATQKD_OK
                   : satqkd_error_set(error, SATQKD_INVALID, "%s:1: a run's begins with %s", text->name,
                                      wanted->begins);
    }
    enum satqkd_status status = json_text_tree(text, &tree, error);
    if (status == SATQKD_OK && !cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(tree, wanted->key))) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s: %s: missing; is this the directory of a run?", text->name,
                                  wanted->key);
    }
    cJSON_Delete(tree);
    return status;
}

static enum satqkd_status read_one(const char *directory, const struct wanted *wanted, struct file_text *out,
                                   struct satqkd_error *error) {
    char path[PATH_TEXT];
    int length = snprintf(path, sizeof path, "%s/%s", directory, wanted->name);
    if (length < 0 || length >= PATH_TEXT) {
        return satqkd_error_set(error, SATQKD_INVALID, "%.200s…: the path is too long", directory);
    }
    if (!wanted->required && access(path, F_OK) != 0) {
        return SATQKD_OK;
    }
    enum satqkd_status status = file_text_read(path, out, error);
    if (status != SATQKD_OK) {
        return status;
    }
    return check(wanted, out, error);
}

enum satqkd_status run_page_rewrite(const char *directory, struct satqkd_error *error) {
    enum { SCENARIO, SUMMARY, COUNTS, TIMELINE, PASSES, SPREAD, FADES, FILES };
    static const struct wanted wanted[FILES] = {
        [SCENARIO] = {"scenario.json", "satellite", NULL, true},
        [SUMMARY] = {"summary.json", "pass", NULL, true},
        [COUNTS] = {"counts.json", "bases", NULL, true},
        [TIMELINE] = {"timeline.csv", NULL, "time_utc,", true},
        [PASSES] = {"passes.csv", NULL, "pass,", false},
        [SPREAD] = {"spread.csv", NULL, "t_s,", false},
        [FADES] = {"fades.csv", NULL, "t_s,", false},
    };
    struct file_text files[FILES] = {{0}};
    char *page = NULL;
    enum satqkd_status status = SATQKD_OK;
    for (int i = 0; i < FILES && status == SATQKD_OK; ++i) {
        status = read_one(directory, &wanted[i], &files[i], error);
    }
    if (status == SATQKD_OK) {
        struct run_page_texts texts = {.scenario = files[SCENARIO].data,
                                       .summary = files[SUMMARY].data,
                                       .counts = files[COUNTS].data,
                                       .timeline = files[TIMELINE].data,
                                       .passes = files[PASSES].data,
                                       .spread = files[SPREAD].data,
                                       .fades = files[FADES].data};
        status = run_page_html(&texts, &page, error);
    }
    if (status == SATQKD_OK) {
        status = directory_write(directory, "report.html", page, error);
    }
    for (int i = 0; i < FILES; ++i) {
        file_text_release(&files[i]);
    }
    free(page);
    return status;
}

/* SPDX-License-Identifier: MIT */
#include "study/run_page.h"

#include <stdlib.h>

#include "report/directory.h"
#include "report/page.h"
#include "satqkd/satqkd.h"
#include "scenario/keys_doc.h"
#include "study/page_files.h"

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

enum satqkd_status run_page_rewrite(const char *directory, struct satqkd_error *error) {
    enum { SCENARIO, SUMMARY, COUNTS, TIMELINE, PASSES, SPREAD, FADES, FILES };
    static const struct page_files_wanted wanted[FILES] = {
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
    enum satqkd_status status = page_files_read(directory, "run", wanted, FILES, files, error);
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

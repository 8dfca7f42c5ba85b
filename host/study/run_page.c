/* SPDX-License-Identifier: MIT */
#include "study/run_page.h"

#include <stddef.h>
#include <stdlib.h>

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

static enum satqkd_status html_of(const void *texts, char **page, struct satqkd_error *error) {
    return run_page_html(texts, page, error);
}

#define OF(member) offsetof(struct run_page_texts, member)

enum satqkd_status run_page_rewrite(const char *directory, struct satqkd_error *error) {
    static const struct page_files_wanted wanted[] = {
        {"scenario.json", "satellite", NULL, true, OF(scenario)},
        {"summary.json", "pass", NULL, true, OF(summary)},
        {"counts.json", "bases", NULL, true, OF(counts)},
        {"timeline.csv", NULL, "time_utc,", true, OF(timeline)},
        {"passes.csv", NULL, "pass,", false, OF(passes)},
        {"spread.csv", NULL, "t_s,", false, OF(spread)},
        {"fades.csv", NULL, "t_s,", false, OF(fades)},
    };
    struct run_page_texts texts = {0};
    return page_files_rewrite(directory, "run", wanted, sizeof wanted / sizeof *wanted, &texts, html_of, error);
}

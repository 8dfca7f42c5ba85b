/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_PAGE_H
#define SATQKD_REPORT_PAGE_H

#include <stddef.h>

#include "satqkd/status.h"

/** One file of a run directory, or something else that the page shows, under the name by which its script asks for it. */
struct page_part {
    const char *name;
    const char *text; /* NULL: this one is absent */
    enum {
        PAGE_JSON,
        PAGE_TEXT,
        PAGE_ROWS
    } kind; /* JSON; any text; CSV, whose rows are thinned where they are very many */
};

/**
 * What a page shows, and the parts that its script asks for; all want "version" (text) and "keys" (JSON).
 * PAGE_RUN (assets/page_run.js): "summary", "scenario", "counts" (JSON), "timeline", and where they exist "passes", "fades" and
 * "spread" (rows). PAGE_SWEEP (page_sweep.js): "sweep", "scenario" (JSON), "points" (text). PAGE_CAMPAIGN
 * (page_campaign.js): "summary", "campaign" (JSON), and where they exist "calendar", "relays" (text), "key_store", "network", "fibres" (rows),
 * "network_file" (JSON).
 */
enum page_kind { PAGE_RUN, PAGE_SWEEP, PAGE_CAMPAIGN };

/**
 * report.html as text: one file that needs no other and no network.
 *
 * @param parts, count  the texts of JSON parts are JSON
 * @param out           owned by the caller, free()
 * @return SATQKD_OK, or SATQKD_FAILURE without memory
 */
enum satqkd_status page_html(enum page_kind kind, const struct page_part *parts, size_t count, char **out,
                             struct satqkd_error *error);

#endif

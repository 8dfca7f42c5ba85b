/* SPDX-License-Identifier: MIT */
#include "study/campaign_page.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/page.h"
#include "satqkd/satqkd.h"
#include "scenario/keys_doc.h"
#include "study/page_files.h"

enum {
    WHOLE_MOST = 600000
}; /* bytes of a table whose rows add up: more are left out, since a part would show wrong sums */

static const char campaign_file[] = "campaign.json";

static const char *unless_long(const char *text) {
    return text && strlen(text) <= WHOLE_MOST ? text : NULL;
}

enum satqkd_status campaign_page_html(const struct campaign_page_texts *texts, char **out, struct satqkd_error *error) {
    char *keys = NULL;
    enum satqkd_status status = keys_doc_brief(&keys, error);
    if (status == SATQKD_OK) {
        const struct page_part parts[] = {
            {"version", satqkd_version(), PAGE_TEXT},
            {"summary", texts->summary, PAGE_JSON},
            {"campaign", texts->campaign, PAGE_JSON},
            {"keys", keys, PAGE_JSON},
            {"calendar", unless_long(texts->calendar), PAGE_TEXT},
            {"relays", unless_long(texts->relays), PAGE_TEXT},
            {"key_store", texts->key_store, PAGE_ROWS},
            {"network", texts->network, PAGE_ROWS},
            {"fibres", texts->fibres, PAGE_ROWS},
            {"network_file", texts->network_file, PAGE_JSON},
        };
        status = page_html(PAGE_CAMPAIGN, parts, sizeof parts / sizeof parts[0], out, error);
    }
    free(keys);
    return status;
}

bool campaign_page_is(const char *directory) {
    char path[4096];
    const int length = snprintf(path, sizeof path, "%s/%s", directory, campaign_file);
    return length > 0 && (size_t)length < sizeof path && access(path, F_OK) == 0;
}

static enum satqkd_status html_of(const void *texts, char **page, struct satqkd_error *error) {
    return campaign_page_html(texts, page, error);
}

#define OF(member) offsetof(struct campaign_page_texts, member)

enum satqkd_status campaign_page_rewrite(const char *directory, struct satqkd_error *error) {
    static const struct page_files_wanted wanted[] = {
        {campaign_file, "scenario", NULL, true, OF(campaign)},
        {"summary.json", "schedule", NULL, true, OF(summary)},
        {"calendar.csv", NULL, "start_utc,", true, OF(calendar)},
        {"relays.csv", NULL, "time_utc,", false, OF(relays)},
        {"key_store.csv", NULL, "day_utc,", false, OF(key_store)},
        {"network.csv", NULL, "node_a,", false, OF(network)},
        {"fibres.csv", NULL, "from,", false, OF(fibres)},
        {"network.json", "equipment", NULL, false, OF(network_file)},
    };
    struct campaign_page_texts texts = {0};
    return page_files_rewrite(directory, "campaign", wanted, sizeof wanted / sizeof *wanted, &texts, html_of, error);
}

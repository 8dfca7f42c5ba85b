/* SPDX-License-Identifier: MIT */
#include "study/campaign_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/directory.h"
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

enum satqkd_status campaign_page_rewrite(const char *directory, struct satqkd_error *error) {
    enum { CAMPAIGN, SUMMARY, CALENDAR, RELAYS, KEY_STORE, NETWORK, FIBRES, NETWORK_FILE, FILES };
    static const struct page_files_wanted wanted[FILES] = {
        [CAMPAIGN] = {campaign_file, "scenario", NULL, true},
        [SUMMARY] = {"summary.json", "schedule", NULL, true},
        [CALENDAR] = {"calendar.csv", NULL, "start_utc,", true},
        [RELAYS] = {"relays.csv", NULL, "time_utc,", false},
        [KEY_STORE] = {"key_store.csv", NULL, "day_utc,", false},
        [NETWORK] = {"network.csv", NULL, "node_a,", false},
        [FIBRES] = {"fibres.csv", NULL, "from,", false},
        [NETWORK_FILE] = {"network.json", "equipment", NULL, false},
    };
    struct file_text files[FILES] = {{0}};
    char *page = NULL;
    enum satqkd_status status = page_files_read(directory, "campaign", wanted, FILES, files, error);
    if (status == SATQKD_OK) {
        const struct campaign_page_texts texts = {.campaign = files[CAMPAIGN].data,
                                                  .summary = files[SUMMARY].data,
                                                  .calendar = files[CALENDAR].data,
                                                  .relays = files[RELAYS].data,
                                                  .key_store = files[KEY_STORE].data,
                                                  .network = files[NETWORK].data,
                                                  .fibres = files[FIBRES].data,
                                                  .network_file = files[NETWORK_FILE].data};
        status = campaign_page_html(&texts, &page, error);
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

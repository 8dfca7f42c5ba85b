/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_PAGE_H
#define SATQKD_STUDY_CAMPAIGN_PAGE_H

#include <stdbool.h>

#include "satqkd/status.h"

/** The texts of the files of a campaign's directory, each NULL where there is none. */
struct campaign_page_texts {
    const char *campaign, *summary; /* JSON; never NULL */
    const char *calendar;           /* CSV; never NULL */
    const char *relays, *key_store; /* CSV */
    const char *network, *fibres;   /* CSV */
    const char *network_file;       /* JSON */
};

/**
 * report.html of a campaign.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status campaign_page_html(const struct campaign_page_texts *texts, char **out, struct satqkd_error *error);

/** @return whether a directory is one that a campaign wrote: it has a campaign.json */
bool campaign_page_is(const char *directory);

/**
 * Reads a campaign's directory and writes its report.html again.
 *
 * @return SATQKD_INVALID where a file that every campaign has is missing or is not what a campaign writes
 */
enum satqkd_status campaign_page_rewrite(const char *directory, struct satqkd_error *error);

#endif

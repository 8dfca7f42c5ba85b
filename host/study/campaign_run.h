/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_RUN_H
#define SATQKD_STUDY_CAMPAIGN_RUN_H

#include "study/campaign_fly.h"
#include "study/campaign_passes.h"
#include "study/campaign_schedule.h"

/** Who is told how far it is, and who may stop it. */
struct campaign_watch {
    /* On the calling thread, several times a second: passes flown and to be flown in this part. false: stop */
    bool (*go_on)(void *context, const char *part, size_t done, size_t all);
    void *context;
};

struct campaign_options {
    int threads;                        /* passes at work at a time, of the mean engine; at least 1 */
    int device;                         /* of the event engine: DEVICE_DEFAULT or an index */
    const char *directory;              /* exists */
    bool resume;                        /* from the journal in it */
    const struct campaign_watch *watch; /* NULL: nobody */
};

/** What came of a campaign before any weather. */
struct campaign_result {
    struct campaign_passes passes;
    struct campaign_flight *expected; /* one a pass */
    bool *chosen;                     /* one a pass: whether the schedule flies it */
    struct campaign_flight
        *flights;   /* [pass][repeat] of the event engine; NULL: of the mean engine, and expected counts */
    size_t repeats; /* 1 for the mean engine */
    struct campaign_schedule_result schedule;
};

/**
 * Finds the passes, flies them and makes the schedule.
 *
 * @param out  campaign_result_release; zero-initialised by the call
 */
enum satqkd_status campaign_run(const struct campaign *campaign, const struct campaign_options *options,
                                struct campaign_result *out, struct satqkd_error *error);

/** Releases what it owns; {0} is fine. */
void campaign_result_release(struct campaign_result *result);

/** What a pass of the schedule counted under a clear sky. @param repeat  below result->repeats */
const struct campaign_flight *campaign_result_flight(const struct campaign_result *result, size_t pass, size_t repeat);

/** What of the files is shown. */
struct campaign_shown {
    char *json;     /* summary.json; owned */
    char *terminal; /* the same for people; owned */
};

/**
 * Draws the weathers, makes keys, relays and stores of them, and writes into a directory: campaign.json, passes.csv, relays.csv,
 * key_store.csv and network.csv where the campaign has such, report.html, and last summary.json.
 *
 * @param shown  campaign_shown_release; zero-initialised by the call
 */
enum satqkd_status campaign_write(const struct campaign *campaign, const struct campaign_result *result,
                                  const char *directory, struct campaign_shown *shown, struct satqkd_error *error);

/** Releases what it owns; {0} is fine. */
void campaign_shown_release(struct campaign_shown *shown);

#endif

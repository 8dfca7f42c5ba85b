/* SPDX-License-Identifier: MIT */
#include "study/campaign_fly.h"

#include <math.h>

#include "orbit/time_utc.h"
#include "shared/philox.h"
#include "trials/levels.h"
#include "trials/mean.h"
#include "trials/tally.h"

/* How many rows the mean engine cuts a pass into, and how long they are at least and at most. */
static const double MEAN_ROWS = 64.0;
static const double SHORTEST_ROW_S = 1.0;
static const double LONGEST_ROW_S = 60.0;

static enum satqkd_status count(const struct scenario *link, const struct plan *plan, const struct tally *tally,
                                struct campaign_flight *out, struct satqkd_error *error) {
    const struct tally_sums sums = tally_sum(tally, 0, tally->row_count);
    struct key_result key;
    *out =
        (struct campaign_flight){.detections = sums.detections, .sifted_bits = sums.sifted, .error_bits = sums.errors};
    tally_counts(tally, plan, &out->counts);
    enum satqkd_status status = key_length(&link->protocol, &out->counts, &key, error);
    out->secret_bits = status == SATQKD_OK ? key.secret_bits : 0;
    return status;
}

/* Says which pass failed. */
static enum satqkd_status name_pass(const struct campaign *campaign, const struct campaign_pass *pass,
                                    enum satqkd_status status, struct satqkd_error *error) {
    if (status != SATQKD_OK && status != SATQKD_INTERRUPTED) {
        char start[TIME_UTC_TEXT];
        time_utc_format(pass->pass.start_utc_s, 0, start, sizeof start);
        satqkd_error_prefix(error, "%s over %s at %s: ", campaign->satellites[pass->satellite].name,
                            campaign->stations[pass->station].name, start);
    }
    return status;
}

enum satqkd_status campaign_fly_mean(const struct campaign *campaign, const struct orbit *orbit,
                                     const struct campaign_pass *pass, struct campaign_flight *out,
                                     struct satqkd_error *error) {
    const struct scenario *link = campaign_link(campaign, pass->satellite, pass->station);
    const double duration_s = pass->pass.stop_utc_s - pass->pass.start_utc_s;
    const double row_s = fmin(fmax(duration_s / MEAN_ROWS, SHORTEST_ROW_S), LONGEST_ROW_S);
    struct plan *plan = NULL;
    struct tally *tally = NULL;
    enum satqkd_status status = plan_create_rows(link, orbit, &pass->pass, row_s, &plan, error);
    if (status == SATQKD_OK) {
        status = tally_create(plan, &tally, error);
    }
    if (status == SATQKD_OK) {
        mean_expectation(plan, tally);
        status = count(link, plan, tally, out, error);
    }
    tally_destroy(tally);
    plan_destroy(plan);
    return name_pass(campaign, pass, status, error);
}

static uint64_t pass_seed(const struct scenario *link, const struct campaign_pass *pass) {
    const word64 second = (word64)floor(pass->pass.start_utc_s);
    const word32 who = (word32)(pass->satellite * CAMPAIGN_MOST_STATIONS + pass->station);
    const struct philox_words words = philox(link->seed, second, PHILOX_FOR_PASSES, who);
    return words_join(words.a, words.b);
}

enum satqkd_status campaign_fly_event(const struct campaign *campaign, const struct orbit *orbit,
                                      const struct campaign_pass *pass, struct device *device,
                                      const struct engine_watch *watch, size_t repeats, struct campaign_flight *out,
                                      struct satqkd_error *error) {
    const struct scenario *link = campaign_link(campaign, pass->satellite, pass->station);
    struct plan *plan = NULL;
    struct tally *tally = NULL;
    struct levels *levels = NULL;
    struct engine *engine = NULL;
    enum satqkd_status status = plan_create(link, orbit, &pass->pass, &plan, error);
    if (status == SATQKD_OK) {
        status = tally_create(plan, &tally, error);
    }
    if (status == SATQKD_OK) {
        status = levels_create(plan, &levels, error);
    }
    if (status == SATQKD_OK) {
        status = engine_create(device, ENGINE_EVENT, plan, levels, NULL, &engine, error);
    }
    for (size_t i = 0; i < repeats && status == SATQKD_OK; ++i) {
        const uint64_t seed = engine_seed(pass_seed(link, pass), (uint32_t)i);
        status = engine_fly(engine, seed, watch, tally, NULL, error);
        if (status == SATQKD_OK) {
            status = count(link, plan, tally, &out[i], error);
        }
    }
    engine_destroy(engine);
    levels_destroy(levels);
    tally_destroy(tally);
    plan_destroy(plan);
    return name_pass(campaign, pass, status, error);
}

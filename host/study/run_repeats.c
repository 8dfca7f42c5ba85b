/* SPDX-License-Identifier: MIT */
#include "study/run_repeats.h"

#include "trials/mean.h"
#include "trials/tally.h"

static enum satqkd_status key_at_expected_counts(const struct scenario *scenario, const struct plan *plan,
                                                 struct key_result *out, struct satqkd_error *error) {
    struct key_counts counts;
    struct tally *tally = NULL;
    enum satqkd_status status = tally_create(plan, &tally, error);
    if (status == SATQKD_OK) {
        mean_expectation(plan, tally);
        tally_counts(tally, plan, &counts);
        status = key_length(&scenario->protocol, &counts, out, error);
    }
    tally_destroy(tally);
    return status;
}

enum satqkd_status run_repeats_fill(const struct scenario *scenario, const struct plan *plan,
                                    const struct repeats_row *rows, struct summary *summary,
                                    struct satqkd_error *error) {
    const size_t count = summary->repeat_count;
    struct key_result key;
    enum satqkd_status status = repeats_spreads(rows, count, summary->repeats, error);
    for (size_t i = 0; i < count; ++i) {
        summary->no_key_share += rows[i].secret_bits > 0 ? 0.0 : 1.0 / (double)count;
    }
    if (status == SATQKD_OK && count > 1) {
        status = key_at_expected_counts(scenario, plan, &key, error);
        summary->gap = repeats_gap(&summary->repeats[REPEATS_SECRET_BITS], count, key.secret_bits);
    }
    return status;
}

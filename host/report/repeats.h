/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_REPEATS_H
#define SATQKD_REPORT_REPEATS_H

#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"

/** One of several flights of the same pass: a row of passes.csv. */
struct repeats_row {
    uint64_t seed; /* `run --seed` with it flies this one again */
    double detections, matched, sifted_bits, error_bits, qber, secret_bits;
};

enum { REPEATS_SECRET_BITS = 5, REPEATS_QUANTITIES = 6, REPEATS_QUANTILES = 7 };

/** A quantity's distribution over the flights. */
struct repeats_spread {
    const char *name;
    double mean, sd;                    /* sd: of the sample, n - 1 */
    double quantile[REPEATS_QUANTILES]; /* at repeats_probability */
};

extern const double repeats_probability[REPEATS_QUANTILES];

/** Distribution of every quantity. @param out REPEATS_QUANTITIES entries */
enum satqkd_status repeats_spreads(const struct repeats_row *rows, size_t count,
                                   struct repeats_spread out[REPEATS_QUANTITIES], struct satqkd_error *error);

/** What lies between the key at expected counts and the expected key: a length is no straight line of its counts. */
struct repeats_gap {
    double at_expected_counts; /* secret bits */
    double expected;           /* mean secret bits of the flights */
    double standard_error;     /* of that mean: how far the gap itself may be off */
    double bits;               /* the first less the second: above 0, expected counts promise too much */
};

/** @param key  spread of the secret bits over count flights, 2 or more */
struct repeats_gap repeats_gap(const struct repeats_spread *key, size_t count, double at_expected_counts);

/**
 * passes.csv as text: a header, then a row a flight.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status repeats_csv(const struct repeats_row *rows, size_t count, char **out, struct satqkd_error *error);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_KEY_H
#define SATQKD_KEY_H

#include <stddef.h>

#include "satqkd/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a bound says of a set of counts. */
struct satqkd_key {
    const char *bound;  /* its name: static */
    double secret_bits; /* whole, rounded down, never below 0 */
    double block_bits;  /* detections that are corrected and hashed */
    double qber;        /* of the block */
    double eps_sec, eps_cor;
    double leak_ec_bits;
    double vacuum_events;        /* lower bound in the block */
    double single_photon_events; /* lower bound in the block */
    double phase_error;          /* upper bound; 0.5 where nothing is known */
};

/** @return the name of the bound, from 0; NULL behind the last */
const char *satqkd_key_bound(size_t index);

/**
 * The key length of measured or simulated counts.
 *
 * @param counts  JSON: matched-basis detections and errors by basis and intensity, as counts.json of a run
 * @param bound   a proof's name; NULL: the protocol.bound of the counts
 * @return SATQKD_INVALID for malformed counts, an unknown bound, or one that does not fit these counts
 */
enum satqkd_status satqkd_key_text(const char *counts, const char *bound, struct satqkd_key *out,
                                   struct satqkd_error *error);

/** The same of a file. @param path  "-" is the standard input */
enum satqkd_status satqkd_key_file(const char *path, const char *bound, struct satqkd_key *out,
                                   struct satqkd_error *error);

#ifdef __cplusplus
}
#endif

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_NETWORK_PAIRS_H
#define SATQKD_STUDY_NETWORK_PAIRS_H

#include "report/network_out.h"
#include "scenario/network_file.h"
#include "study/delivery.h"

/** A campaign's part of a network. */
struct network_pairs_sky {
    const char *const *stations; /* names, in the order in which the network file was read */
    size_t station_count;
    const char *const *satellites;
    size_t satellite_count;
    const struct delivery *deliveries; /* by time */
    size_t delivery_count;
    double duration_s; /* of the campaign, above 0 */
};

enum { NETWORK_PAIRS_ASKED = 1000 }; /* moments at which a key is asked for, evenly over the campaign */

/**
 * Key between any two ground nodes over a campaign (network.h): the widest path, all paths, and the wait for a key of the file's
 * length that is asked for when nothing is in store. Fibres make key at the rate that fiber_rate gives.
 *
 * @param out  names borrowed from file and sky; network_out_release
 */
enum satqkd_status network_pairs(const struct network_file *file, const struct network_pairs_sky *sky,
                                 struct network_out *out, struct satqkd_error *error);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_CONTACT_H
#define SATQKD_DISTILL_CONTACT_H

#include <stddef.h>

#include "distill/classical_channel.h"
#include "satqkd/status.h"
#include "scenario/scenario.h"

/* Radio of the Micius ground stations, bits per second (Liao et al., Nature 549, 43, 2017, Methods). */
#define CONTACT_UPLINK_BITS_PER_S 1e6
#define CONTACT_DOWNLINK_BITS_PER_S 4e6

/** Which end is on the satellite: the one that sends in a downlink, else the one that receives. */
enum classical_end contact_satellite(const struct scenario *scenario);

/**
 * When satellite and station hear each other by radio, from a moment on for three days or as far as the orbit is known: above 5° of
 * elevation, in stretches of at most ten seconds, each with the range in its middle.
 *
 * @param from_utc_s    start of the pass: times are relative to it
 * @param out, count    array owned by the caller, free(); NULL and 0 for a track without geometry, where nothing is known
 */
enum satqkd_status contact_find(const struct scenario *scenario, double from_utc_s, struct classical_window **out,
                                size_t *count, struct satqkd_error *error);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_FLY_H
#define SATQKD_STUDY_CAMPAIGN_FLY_H

#include "device/device.h"
#include "security/key.h"
#include "study/campaign_passes.h"
#include "trials/engine.h"

/** What a flight of a pass under a clear sky counted. */
struct campaign_flight {
    double detections, sifted_bits, error_bits;
    double secret_bits; /* of its counts as one block */
    struct key_counts counts;
};

/** Expectation values, of rows of a 64th of the pass: the counts are those of rows of a second within 1e-4. */
enum satqkd_status campaign_fly_mean(const struct campaign *campaign, const struct orbit *orbit,
                                     const struct campaign_pass *pass, struct campaign_flight *out,
                                     struct satqkd_error *error);

/**
 * Random trials on a device.
 *
 * @param watch  NULL: nobody
 * @param out    `repeats` flights; each has a seed of its own, made of the scenario's, the satellite, the station and the second in which
 *               the pass begins: a longer campaign has the same flights
 */
enum satqkd_status campaign_fly_event(const struct campaign *campaign, const struct orbit *orbit,
                                      const struct campaign_pass *pass, struct device *device,
                                      const struct engine_watch *watch, size_t repeats, struct campaign_flight *out,
                                      struct satqkd_error *error);

#endif

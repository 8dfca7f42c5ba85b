/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_EXPECTED_H
#define SATQKD_STUDY_EXPECTED_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"
#include "scenario/scenario.h"
#include "security/key.h"
#include "trials/plan.h"

/*
 * Expected counts of one or several passes for any settings of the protocol, in microseconds.
 *
 * A detector set S stays silent in a gate with probability exp(-(mu A eta + B s + D)): eta the link's efficiency, s the
 * sky's photon rate, A, B and D constants of state, detectors and splitter. All counts are sums of these over the
 * pulses, so that all that is needed of a pass are the moments of eta and s, summed once over its seconds and their
 * fades. The series in both is cut where what is left out is below 1e-12 of the counts; against the mean engine,
 * tests/study/expected_test.cpp. Dead times and afterpulses are not in it: they depend on rates, not on single pulses.
 */

struct expected;

/** @param most_intensity  the brightest pulse that will be asked for */
enum satqkd_status expected_create(double most_intensity, struct expected **out, struct satqkd_error *error);

/** @param expected NULL is fine */
void expected_destroy(struct expected *expected);

/**
 * Adds a pass.
 *
 * @param scenario, plan  the plan may go after the call
 * @return SATQKD_INVALID where the detectors or the gate are not those of the passes before; SATQKD_FAILURE without
 *         memory
 */
enum satqkd_status expected_add(struct expected *expected, const struct scenario *scenario, const struct plan *plan,
                                struct satqkd_error *error);

/** Says that no more passes come. @return SATQKD_INVALID where a link is too transparent for the series */
enum satqkd_status expected_finish(struct expected *expected, struct satqkd_error *error);

/** @return how many passes there are */
size_t expected_passes(const struct expected *expected);

/** Lowest and highest elevation of the seconds; equal where a track gives none. */
void expected_elevations(const struct expected *expected, double *lowest_rad, double *highest_rad);

enum { EXPECTED_ALL_PASSES = -1 };

/** Which part of which passes counts. */
struct expected_cut {
    int pass;                 /* index, or EXPECTED_ALL_PASSES */
    double min_elevation_rad; /* between two seconds their share is interpolated, so that counts are continuous in it */
};

/** The moments of a part of the passes. */
struct expected_part;

enum satqkd_status expected_part_create(const struct expected *expected, struct expected_part **out,
                                        struct satqkd_error *error);
void expected_part_destroy(struct expected_part *part);

/** Makes a part that of a cut. */
void expected_part_take(const struct expected *expected, const struct expected_cut *cut, struct expected_part *part);

/**
 * Matched-basis counts.
 *
 * @param protocol  intensities, probabilities, alice_x, bob_x, basis_choice. Passive: bob_x is the splitter's share, clicks
 *                  in both bases are discarded. Active: all light goes to the detectors of the basis chosen, and only
 *                  these are looked at.
 */
void expected_counts(const struct expected *expected, const struct expected_part *part,
                     const struct key_protocol *protocol, struct key_counts *out);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TESTS_BOUNDS_REFERENCE_H
#define SATQKD_TESTS_BOUNDS_REFERENCE_H

#include <random>
#include <string>
#include <vector>

extern "C" {
#include "security/key.h"
}

/** The bounds a second time: from the papers' formulae as printed, in long double, intensity by intensity. */
namespace reference {

struct key {
    long double length, block, leak, vacuum, single, phase_error;
};

/** Whatever the protocol's bound is. No checks: settings and counts must fit. */
key length(const key_protocol &protocol, const key_counts &counts);

/** Binary entropy, uncapped. */
long double entropy(long double probability);

} // namespace reference

/** Three intensities 0.8, 0.1, 0 at 50, 25, 25 %, half of each basis, eps 1e-9 and 1e-15, f 1.16, key basis x, no
 *  tolerance. */
key_protocol usual_protocol(const std::string &bound);

/** A channel on the average: efficiency, clicks without light per pulse, error rate of the light. */
struct channel_model {
    double efficiency, noise, misalignment;
};

/** Expectation values: gain Y0 + 1 - exp(-eta mu), errors Y0/2 + e_d (1 - exp(-eta mu)) (Ma et al. 2005). */
key_counts expected_counts(const key_protocol &protocol, const channel_model &channel, double pulses);

/** A set of settings and counts that passes key_check and fits the bound. */
struct sample {
    key_protocol protocol;
    key_counts counts;
};

/** Sets with seeds 1 to `sets`: two thirds a channel of random loss, noise and size (1e2 to 1e10 detections), a third
 *  with any number in any field. */
std::vector<sample> random_samples(const std::string &bound, int sets);

/** key_length, which must succeed. */
key_result length_of(const key_protocol &protocol, const key_counts &counts);

extern const std::vector<std::string> all_bounds;

#endif

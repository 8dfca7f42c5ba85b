/* SPDX-License-Identifier: MIT */
#include "security/fiber_rate.h"

#include <math.h>
#include <stddef.h>

#include "security/key.h"
#include "security/vacuum_weak.h"

const struct fiber_rate_system fiber_rate_micius = {
    .repetition_rate_hz = 100e6,
    .intensities = {0.8, 0.1, 0},
    .probabilities = {0.5, 0.25, 0.25},
    .alice_x = 0.5,
    .bob_x = 0.5,
    .receiver_efficiency = 0.5,
    .noise_probability = 0,
    .misalignment_error = 0,
    .f_ec = 1.16,
};

double fiber_rate(const struct fiber_rate_system *system, double efficiency) {
    const double match[KEY_BASES] = {
        [KEY_X] = system->alice_x * system->bob_x, [KEY_Z] = (1 - system->alice_x) * (1 - system->bob_x)};
    struct key_protocol protocol = {.intensity_count = FIBER_RATE_INTENSITIES,
                                    .alice_x = system->alice_x,
                                    .bob_x = system->bob_x,
                                    .f_ec = system->f_ec,
                                    .leak_ec_bits = NAN};
    struct key_counts second = {.pulses = system->repetition_rate_hz};
    struct key_result result = {0};
    for (int k = 0; k < FIBER_RATE_INTENSITIES; ++k) {
        const double mean = system->intensities[k];
        const double light = -expm1(-mean * efficiency * system->receiver_efficiency);
        protocol.intensities[k] = mean;
        protocol.probabilities[k] = system->probabilities[k];
        for (int basis = 0; basis < KEY_BASES; ++basis) {
            const double pulses = second.pulses * protocol.probabilities[k] * match[basis];
            second.detections[basis][k] = pulses * (system->noise_probability + light);
            second.errors[basis][k] = pulses * (system->noise_probability / 2 + system->misalignment_error * light);
        }
    }
    vacuum_weak_evaluate(&protocol, &second, 0, NULL, &result);
    return result.length;
}

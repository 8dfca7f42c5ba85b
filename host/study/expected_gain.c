/* SPDX-License-Identifier: MIT */
#include "study/expected_gain.h"

#include <math.h>
#include <string.h>

void expected_receiver_make(const struct scenario *scenario, const struct plan *plan, const struct plan_row *row,
                            struct expected_receiver *out) {
    const struct detector *detector = &plan->detector;
    const double gate_s = scenario->channel.timing.gate_s;
    const double between = detector->free_running ? channel_between_gates(&scenario->channel) : 0;
    memset(out, 0, sizeof *out);
    out->free_running = detector->free_running ? 1 : 0;
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        const double share = d / 2 == KEY_X ? scenario->protocol.bob_x : 1 - scenario->protocol.bob_x;
        for (int s = 0; s < SOURCE_STATES; ++s) {
            out->response[s][d] =
                row->link.response[s][d] / share * detector->efficiency[d] * row->link.timing / row->link.live;
        }
        out->sky[d] = 0.5 * gate_s * detector->efficiency[d]; /* of a basis's light, half to each */
        out->dark[d] = gate_s * detector->dark_rate_hz[d];
        const double again = detector_again(detector, d);
        out->between_dead_gates[d] = between * detector->dead_time_s / (1 - again) / gate_s;
        out->between_again[d] = between * again / (1 - again);
        const double probability = detector->afterpulse_probability[d];
        out->again[d] =
            probability > 0 ? probability * exp(-(double)plan->dead_pulses[d] / plan->afterpulse_pulses) : 0;
        out->dead_pulses[d] = plan->dead_pulses[d] / (1 - out->again[d]);
        out->memory = plan->dead_pulses[d] > 0 || probability > 0 ? 1 : out->memory;
    }
    out->fluctuation = plan->fluctuation_by_block ? 0 : plan->fluctuation;
    out->all_live = detector->all_live ? 1 : 0;
}

int expected_gain_row(int intensity, int basis, int kind) {
    return (intensity * KEY_BASES + basis) * EXPECTED_GAIN_KINDS + kind;
}

/* 1 - exp(-mean), by its series where that is exact. */
static double click_of(double mean) {
    return mean < 1e-3 ? mean * (1 - mean / 2 * (1 - mean / 3 * (1 - mean / 4))) : -expm1(-mean);
}

/* Detectors at one efficiency and sky. */
struct gate {
    const struct key_protocol *protocol;
    bool active;
    double light[SOURCE_STATES][DETECTOR_COUNT]; /* mean events for one photon sent and its state */
    double noise[DETECTOR_COUNT];
    double live[DETECTOR_COUNT], afterpulse[DETECTOR_COUNT]; /* chance of one in a pulse */
    double all_live;
};

static double alice(const struct key_protocol *protocol, int basis) {
    return basis == KEY_X ? protocol->alice_x : 1 - protocol->alice_x;
}

static double bob(const struct key_protocol *protocol, int basis) {
    return basis == KEY_X ? protocol->bob_x : 1 - protocol->bob_x;
}

/* A detector's chance to click in a pulse, read or not, over all that Alice may send and Bob choose. */
static double chance_of(const struct gate *gate, int detector) {
    const struct key_protocol *protocol = gate->protocol;
    const double seen = gate->active ? bob(protocol, detector / 2) : 1;
    double chance = 0;
    for (int k = 0; k < protocol->intensity_count; ++k) {
        double clicks = 0;
        for (int s = 0; s < SOURCE_STATES; ++s) {
            clicks += alice(protocol, s / 2) *
                      click_of(protocol->intensities[k] * gate->light[s][detector] + gate->noise[detector]);
        }
        chance += 0.5 * protocol->probabilities[k] * clicks;
    }
    return seen * chance + (1 - seen) * click_of(gate->noise[detector]);
}

/* Clicks of sky and dark counts between the gates, where a detector sees its share of the light on the average: they make dead, and
 * leave afterpulses, as for the link (models/channel). */
static void see_between(const struct expected_receiver *receiver, double sky_hz, struct gate *gate) {
    double all = 1, mean = 0;
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        const double rate = bob(gate->protocol, d / 2) * receiver->sky[d] * sky_hz + receiver->dark[d];
        const double live = 1 / (1 + rate * receiver->between_dead_gates[d]);
        gate->noise[d] += receiver->between_again[d] * rate * live;
        all *= live;
        mean += live / DETECTOR_COUNT;
    }
    const double live = receiver->all_live > 0 ? all : mean;
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        gate->noise[d] *= live;
        for (int s = 0; s < SOURCE_STATES; ++s) {
            gate->light[s][d] *= live;
        }
    }
}

/* Dead times and afterpulses in their steady state, the four detectors taken as independent (trials/outcome.h). */
static void remember(const struct expected_receiver *receiver, struct gate *gate) {
    gate->all_live = 1;
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        gate->live[d] = 1;
        gate->afterpulse[d] = 0;
        if (receiver->memory > 0) {
            const double chance = chance_of(gate, d), again = receiver->again[d];
            gate->live[d] = 1 / (1 + chance * receiver->dead_pulses[d]);
            gate->afterpulse[d] = again / (1 - again) * chance * gate->live[d];
        }
        gate->all_live *= gate->live[d];
    }
    for (int d = 0; d < DETECTOR_COUNT && receiver->all_live > 0; ++d) {
        gate->afterpulse[d] *= gate->all_live / gate->live[d];
        gate->live[d] = 1; /* what counts is that all are, and is taken in at the end */
    }
    gate->all_live = receiver->all_live > 0 ? gate->all_live : 1;
}

struct clicks {
    double detections, errors;
};

/* Of a pulse of a state and of so many photons: a double click is a random bit, and of bases that both click none counts. */
static struct clicks clicks_of(const struct gate *gate, int state, double photons) {
    const int wrong = state ^ 1, other = 2 * (1 - state / 2);
    double click[DETECTOR_COUNT];
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        click[d] = gate->active && d / 2 != state / 2
                       ? 0
                       : gate->live[d] * click_of(photons * gate->light[state][d] + gate->noise[d]);
    }
    const double rest = (1 - click[other]) * (1 - click[other + 1]);
    return (struct clicks){rest * (click[state] + click[wrong] * (1 - click[state])),
                           rest * click[wrong] * (1 - 0.5 * click[state])};
}

/* Gauss-Legendre of three points, as in trials/outcome.c. */
enum { STRENGTHS = 3 };
static const double strength_node[STRENGTHS] = {0, -0.77459666924148337704, 0.77459666924148337704};
static const double strength_weight[STRENGTHS] = {8.0 / 18, 5.0 / 18, 5.0 / 18};

/* The same over the source's fluctuation from pulse to pulse. */
static struct clicks averaged(const struct gate *gate, int state, double photons, double fluctuation) {
    struct clicks sum = {0, 0};
    if (!(fluctuation > 0)) {
        return clicks_of(gate, state, photons);
    }
    for (int i = 0; i < STRENGTHS; ++i) {
        const struct clicks some = clicks_of(gate, state, photons * (1 + fluctuation * strength_node[i]));
        sum.detections += strength_weight[i] * some.detections;
        sum.errors += strength_weight[i] * some.errors;
    }
    return sum;
}

void expected_gain(const struct expected_receiver *receiver, const struct key_protocol *protocol, double efficiency,
                   double sky_hz, double out[EXPECTED_GAIN_ROWS]) {
    struct gate gate = {.protocol = protocol, .active = protocol->basis_choice == KEY_BASIS_ACTIVE};
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        const double share = gate.active ? 1 : bob(protocol, d / 2);
        gate.noise[d] = share * receiver->sky[d] * sky_hz + receiver->dark[d];
        for (int s = 0; s < SOURCE_STATES; ++s) {
            gate.light[s][d] = efficiency * share * receiver->response[s][d];
        }
    }
    if (receiver->free_running > 0) {
        see_between(receiver, sky_hz, &gate);
    }
    remember(receiver, &gate);
    for (int k = 0; k < protocol->intensity_count; ++k) {
        for (int basis = 0; basis < KEY_BASES; ++basis) {
            const double sent =
                0.5 * protocol->probabilities[k] * alice(protocol, basis) * (gate.active ? bob(protocol, basis) : 1);
            double *row = &out[expected_gain_row(k, basis, 0)];
            row[EXPECTED_GAIN_DETECTIONS] = row[EXPECTED_GAIN_ERRORS] = 0;
            for (int state = 2 * basis; state < 2 * basis + 2; ++state) {
                const struct clicks some = averaged(&gate, state, protocol->intensities[k], receiver->fluctuation);
                const double wrong = gate.afterpulse[state ^ 1];
                row[EXPECTED_GAIN_DETECTIONS] +=
                    sent * (gate.all_live * some.detections + gate.afterpulse[state] + wrong);
                row[EXPECTED_GAIN_ERRORS] += sent * (gate.all_live * some.errors + wrong);
            }
        }
    }
}

/* SPDX-License-Identifier: MIT */
#include "trials/outcome.h"

#include <string.h>

#include "trials/portable.h"

/* Gauss–Legendre of three points: what is averaged is nearly a straight line in the intensity. */
enum { STRENGTHS = 3 };
static const double strength_node[STRENGTHS] = {-0.77459666924148337704, 0.0, 0.77459666924148337704};
static const double strength_weight[STRENGTHS] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};

double outcome_cell_probability(const struct plan *plan, int cell) {
    int basis = cell % TRIAL_STATES / 2;
    return plan->probabilities[cell / TRIAL_STATES] * 0.5 * (basis == KEY_X ? plan->alice_x : 1.0 - plan->alice_x);
}

/* Splits one cell's pulse into its outcomes, given each detector's probability to click. */
static void split(const double click[TRIAL_DETECTORS], double weight, double out[TRIAL_OUTCOMES]) {
    double z_quiet = (1.0 - click[0]) * (1.0 - click[1]);
    double x_quiet = (1.0 - click[2]) * (1.0 - click[3]);
    double z_any = click[0] + click[1] * (1.0 - click[0]);
    double x_any = click[2] + click[3] * (1.0 - click[2]);
    for (int basis = 0; basis < 2; ++basis) {
        double other_quiet = basis ? z_quiet : x_quiet;
        double first = click[2 * basis];
        double second = click[2 * basis + 1];
        out[TRIAL_SINGLE + 2 * basis] += weight * first * (1.0 - second) * other_quiet;
        out[TRIAL_SINGLE + 2 * basis + 1] += weight * second * (1.0 - first) * other_quiet;
        out[TRIAL_SQUASHED + 2 * basis] += weight * 0.5 * first * second * other_quiet;
        out[TRIAL_SQUASHED + 2 * basis + 1] += weight * 0.5 * first * second * other_quiet;
    }
    out[TRIAL_CROSS] += weight * z_any * x_any;
}

/* Bob's bases at one pulse: a splitter's both at once, or one of two with its probability. */
struct reading {
    double probability;
    bool reads[2];   /* basis */
    double share[2]; /* of the response that each basis sees: over 1 where all light goes there */
};

static int readings(const struct plan *plan, const struct plan_row *row, struct reading out[2]) {
    const double *response = row->link.response[0];
    double x = response[2] + response[3];
    if (!plan->active_basis) {
        out[0] = (struct reading){1.0, {true, true}, {1.0, 1.0}};
        return 1;
    }
    out[0] = (struct reading){1.0 - x, {true, false}, {x < 1.0 ? 1.0 / (1.0 - x) : 0.0, 0.0}};
    out[1] = (struct reading){x, {false, true}, {0.0, x > 0.0 ? 1.0 / x : 0.0}};
    return 2;
}

/* Each detector's chance to click in a cell's pulse of some strength. */
static void click_chances(const struct plan *plan, const struct plan_row *row, int cell, double light,
                          const struct reading *reading, double click[TRIAL_DETECTORS]) {
    double mean = plan->intensities[cell / TRIAL_STATES] * row->link.timing * light;
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        double share = row->link.response[cell % TRIAL_STATES][d] * reading->share[d / 2];
        click[d] = portable_event_probability(mean * share * plan->detector.efficiency[d] + row->link.background[d]);
    }
}

/* @param live  share of the time that each detector is live; NULL: always */
static void fill(const struct plan *plan, const struct plan_row *row, double efficiency, const double *live,
                 double probabilities[OUTCOME_MAX]) {
    struct reading reading[2];
    int count = readings(plan, row, reading);
    bool fluctuates = plan->fluctuation > 0 && !plan->fluctuation_by_block;
    memset(probabilities, 0, OUTCOME_MAX * sizeof *probabilities);
    for (int cell = 0; cell < plan->intensity_count * TRIAL_STATES; ++cell) {
        double sent = outcome_cell_probability(plan, cell);
        for (int i = 0; i < count * (fluctuates ? STRENGTHS : 1); ++i) {
            const struct reading *now = &reading[i % count];
            double strength = fluctuates ? 1.0 + plan->fluctuation * strength_node[i / count] : 1.0;
            double weight = sent * now->probability * (fluctuates ? strength_weight[i / count] : 1.0);
            double click[TRIAL_DETECTORS];
            click_chances(plan, row, cell, efficiency * strength, now, click);
            for (int d = 0; d < TRIAL_DETECTORS; ++d) {
                click[d] *= now->reads[d / 2] ? (live ? live[d] : 1.0) : 0.0;
            }
            split(click, weight, probabilities + cell * TRIAL_OUTCOMES);
        }
    }
}

void outcome_probabilities(const struct plan *plan, const struct plan_row *row, double efficiency,
                           double probabilities[OUTCOME_MAX]) {
    fill(plan, row, efficiency, NULL, probabilities);
}

/* A detector's chance to click in a pulse, read or not, over all that Alice may send and Bob choose. */
static double click_chance(const struct plan *plan, const struct plan_row *row, double efficiency, int detector) {
    struct reading reading[2];
    int count = readings(plan, row, reading);
    double chance = 0;
    for (int cell = 0; cell < plan->intensity_count * TRIAL_STATES; ++cell) {
        for (int i = 0; i < count; ++i) {
            double click[TRIAL_DETECTORS];
            click_chances(plan, row, cell, efficiency, &reading[i], click);
            chance += outcome_cell_probability(plan, cell) * reading[i].probability * click[detector];
        }
    }
    return chance;
}

/* Share of clicks with an afterpulse after the dead time. */
static double seen_afterpulses(const struct plan *plan, int detector) {
    double probability = plan->detector.afterpulse_probability[detector];
    return probability > 0 ? probability * portable_exp(-(double)plan->dead_pulses[detector] / plan->afterpulse_pulses)
                           : 0;
}

void outcome_accepted(const struct plan *plan, const struct plan_row *row, double efficiency,
                      double probabilities[OUTCOME_MAX]) {
    double live[TRIAL_DETECTORS];
    double afterpulse[TRIAL_DETECTORS]; /* chance of one in a pulse */
    double all = 1.0;
    bool memory = false;
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        memory = memory || plan->dead_pulses[d] || plan->detector.afterpulse_probability[d] > 0;
    }
    if (!memory) {
        fill(plan, row, efficiency, NULL, probabilities);
        return;
    }
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        double chance = click_chance(plan, row, efficiency, d);
        double again = seen_afterpulses(plan, d);
        live[d] = 1.0 / (1.0 + chance * plan->dead_pulses[d] / (1.0 - again));
        afterpulse[d] = again * chance * live[d] / (1.0 - again);
        all *= live[d];
    }
    bool wait = plan->detector.all_live;
    fill(plan, row, efficiency, wait ? NULL : live, probabilities);
    for (int cell = 0; cell < plan->intensity_count * TRIAL_STATES; ++cell) {
        double *out = probabilities + cell * TRIAL_OUTCOMES;
        for (int outcome = 0; wait && outcome < TRIAL_OUTCOMES; ++outcome) {
            out[outcome] *= all;
        }
        for (int d = 0; d < TRIAL_DETECTORS; ++d) {
            double read =
                !plan->active_basis ? 1.0 : row->link.response[0][d / 2 * 2] + row->link.response[0][d / 2 * 2 + 1];
            out[TRIAL_SINGLE + d] +=
                outcome_cell_probability(plan, cell) * read * afterpulse[d] * (wait ? all / live[d] : 1.0);
        }
    }
}

struct outcome_kind outcome_kind_of(int cell, int outcome) {
    struct outcome_kind kind = {0};
    if (outcome == TRIAL_CROSS) {
        return kind;
    }
    int detector = outcome % TRIAL_DETECTORS;
    int state = cell % TRIAL_STATES;
    kind.detection = true;
    kind.basis = detector / 2;
    kind.matched = detector / 2 == state / 2;
    kind.error = kind.matched && detector != state;
    return kind;
}

/* SPDX-License-Identifier: MIT */
#include "trials/outcome.h"

#include "trials/portable.h"

double outcome_cell_probability(const struct plan *plan, int cell) {
    int basis = cell % TRIAL_STATES / 2;
    return plan->probabilities[cell / TRIAL_STATES] * 0.5 * (basis == KEY_X ? plan->alice_x : 1.0 - plan->alice_x);
}

void outcome_signal_means(const struct plan *plan, const struct plan_row *row, int cell,
                          double means[TRIAL_DETECTORS]) {
    double mu = plan->intensities[cell / TRIAL_STATES];
    for (int d = 0; d < TRIAL_DETECTORS; ++d) {
        means[d] = mu * row->link.timing * row->link.response[cell % TRIAL_STATES][d] * plan->detector_efficiency[d];
    }
}

/* Splits one cell's pulse into its outcomes, given each detector's probability to click. */
static void split(const double click[TRIAL_DETECTORS], double out[TRIAL_OUTCOMES]) {
    double z_quiet = (1.0 - click[0]) * (1.0 - click[1]);
    double x_quiet = (1.0 - click[2]) * (1.0 - click[3]);
    double z_any = click[0] + click[1] * (1.0 - click[0]);
    double x_any = click[2] + click[3] * (1.0 - click[2]);
    for (int basis = 0; basis < 2; ++basis) {
        double other_quiet = basis ? z_quiet : x_quiet;
        double first = click[2 * basis];
        double second = click[2 * basis + 1];
        out[TRIAL_SINGLE + 2 * basis] = first * (1.0 - second) * other_quiet;
        out[TRIAL_SINGLE + 2 * basis + 1] = second * (1.0 - first) * other_quiet;
        out[TRIAL_SQUASHED + 2 * basis] = 0.5 * first * second * other_quiet;
        out[TRIAL_SQUASHED + 2 * basis + 1] = 0.5 * first * second * other_quiet;
    }
    out[TRIAL_CROSS] = z_any * x_any;
}

void outcome_probabilities(const struct plan *plan, const struct plan_row *row, double efficiency,
                           double probabilities[OUTCOME_MAX]) {
    for (int cell = 0; cell < plan->intensity_count * TRIAL_STATES; ++cell) {
        double click[TRIAL_DETECTORS];
        outcome_signal_means(plan, row, cell, click);
        for (int d = 0; d < TRIAL_DETECTORS; ++d) {
            click[d] = portable_event_probability(click[d] * efficiency + row->link.background[d]);
        }
        double *out = probabilities + cell * TRIAL_OUTCOMES;
        double sent = outcome_cell_probability(plan, cell);
        split(click, out);
        for (int outcome = 0; outcome < TRIAL_OUTCOMES; ++outcome) {
            out[outcome] *= sent;
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

/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "fiber.h"
#include "security/fiber_rate.h"
#include "study/validate_points.h"
#include "study/validate_rows.h"

static double plob(double loss_db, double unused) {
    (void)unused;
    return fiber_plob(pow(10, -loss_db / 10));
}

/* Gobby, Yuan, Shields 2004 as Ma et al. 2005 take it; key a signal pulse over a km of fibre with a weak decoy of b. */
static double gys_rate(double length_km, double weak) {
    const struct fiber_rate_system gys = {.repetition_rate_hz = 1,
                                          .intensities = {0.48, weak, 0},
                                          .probabilities = {0.5, 0.25, 0.25},
                                          .alice_x = 0.5,
                                          .bob_x = 0.5,
                                          .receiver_efficiency = 0.045,
                                          .noise_probability = 1.7e-6,
                                          .misalignment_error = 0.033,
                                          .f_ec = 1.22};
    return fiber_rate(&gys, fiber_efficiency(0.21, 1000 * length_km)) / gys.probabilities[FIBER_RATE_SIGNAL];
}

static double gys_reach(double unused, double weak) {
    double low = 100, high = 200;
    (void)unused;
    for (int i = 0; i < 50; ++i) {
        const double middle = 0.5 * (low + high);
        *(gys_rate(middle, weak) > 0 ? &low : &high) = middle;
    }
    return low;
}

static double lim_ratio(double length_km, double unused) {
    (void)unused;
    return validate_lim_rate(length_km, 1e9) / validate_lim_rate(length_km, 1e7);
}

static double lim_reach(double unused, double block) {
    (void)unused;
    return validate_lim_reach_km(block);
}

#define INFINITELY_WEAK 1e-7 /* its bound's gap to infinitely many decoys falls in proportion to it */

static const struct validate_model plob_model = {
    "PLOB bound", "Pirandola et al. 2017, Nat. Commun. 8, 15043, closed form", validate_points_last_digit, NULL};
static const struct validate_point capacity[] = {{"10 dB", plob, 10, 0, 0.152003, 5e-7, "bit"},
                                                 {"20 dB", plob, 20, 0, 0.01449957, 5e-9, "bit"},
                                                 {"30 dB", plob, 30, 0, 1.4434169e-3, 5e-11, "bit"},
                                                 {"40 dB", plob, 40, 0, 1.4427672e-4, 5e-12, "bit"},
                                                 {"50 dB", plob, 50, 0, 1.4427023e-5, 5e-13, "bit"}};

static const struct validate_model gys_model = {
    "GYS fibre", "Ma, Qi, Zhao, Lo 2005, Phys. Rev. A 72, 012326, parameters; independently recomputed",
    validate_points_last_digit, NULL};
static const struct validate_point gys[] = {
    {"infinitely many decoys, 0 km", gys_rate, 0, INFINITELY_WEAK, 2.5546e-3, 5e-8, "bit/pulse"},
    {"infinitely many decoys, 20 km", gys_rate, 20, INFINITELY_WEAK, 9.6245e-4, 5e-9, "bit/pulse"},
    {"infinitely many decoys, 50 km", gys_rate, 50, INFINITELY_WEAK, 2.2260e-4, 5e-9, "bit/pulse"},
    {"infinitely many decoys, 100 km", gys_rate, 100, INFINITELY_WEAK, 1.71844e-5, 5e-11, "bit/pulse"},
    {"infinitely many decoys, 140 km", gys_rate, 140, INFINITELY_WEAK, 2.4647e-7, 5e-12, "bit/pulse"},
    {"infinitely many decoys, reach", gys_reach, 0, INFINITELY_WEAK, 142.0, 0.05, "km"},
    {"vacuum and weak decoy, 0 km", gys_rate, 0, 0.05, 2.4142e-3, 5e-8, "bit/pulse"},
    {"vacuum and weak decoy, 20 km", gys_rate, 20, 0.05, 9.0777e-4, 5e-9, "bit/pulse"},
    {"vacuum and weak decoy, 50 km", gys_rate, 50, 0.05, 2.0962e-4, 5e-9, "bit/pulse"},
    {"vacuum and weak decoy, 100 km", gys_rate, 100, 0.05, 1.60200e-5, 5e-11, "bit/pulse"},
    {"vacuum and weak decoy, 140 km", gys_rate, 140, 0.05, 7.378e-8, 5e-12, "bit/pulse"},
    {"vacuum and weak decoy, reach", gys_reach, 0, 0.05, 140.6, 0.05, "km"}};

static const struct validate_model lim_model = {
    "Lim statements", "Lim et al. 2014, Phys. Rev. A 89, 022307",
    "\"about 1.75\": two digits and the optimiser's freedom; the reach: half a unit of the last digit",
    "The end of the reach hangs on what the statement leaves to its reader: with eps_sec 1e-10 at any length it is "
    "135 km, without afterpulses 149 km, and from 130.4 to 132.6 km by how often eps_sec, a share of the key's length, "
    "is "
    "brought up to date."};
static const struct validate_point lim[] = {
    {"rate at n_X = 1e9 over that at 1e7, 100 km", lim_ratio, 100, 0, 1.75, 0.05, ""},
    {"reach at n_X = 1e4", lim_reach, 0, 1e4, 135, 0.5, "km"}};

enum satqkd_status validate_key_rates(struct validation *validation, struct satqkd_error *error) {
    enum satqkd_status status = validate_points_add(&plob_model, VALIDATE_POINTS(capacity), validation, error);
    if (status == SATQKD_OK) {
        status = validate_points_add(&gys_model, VALIDATE_POINTS(gys), validation, error);
    }
    return status == SATQKD_OK ? validate_points_add(&lim_model, VALIDATE_POINTS(lim), validation, error) : status;
}

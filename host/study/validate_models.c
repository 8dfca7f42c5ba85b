/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "channel/beam.h"
#include "channel/pointing.h"
#include "channel/scintillation.h"
#include "orbit/sgp4.h"
#include "special/constants.h"
#include "study/validate_points.h"
#include "study/validate_rows.h"

/* Of the verification set: LEO of much eccentricity, LEO with drag, and a Molniya in its 12-hour resonance. */
enum { ECCENTRIC, LOW, MOLNIYA };
static const struct {
    const char *line1, *line2;
    double minutes;
} verified[] = {{"1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753",
                 "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667", 360},
                {"1 06251U 62025E   06176.82412014  .00008885  00000-0  12808-3 0  3985",
                 "2 06251  58.0579  54.0425 0030035 139.1568 221.1854 15.56387291  6774", 120},
                {"1 08195U 75081A   06176.33215444  .00000099  00000-0  11873-3 0   813",
                 "2 08195  64.1586 279.0717 6877146 264.7651  20.2257  2.00491383225656", 120}};

static double sgp4_position_km(double satellite, double axis) {
    const int i = (int)satellite;
    struct sgp4_elements elements;
    struct sgp4 *sgp4 = NULL;
    double position_m[3] = {NAN, NAN, NAN}, velocity_m_s[3];
    if (sgp4_read_tle(verified[i].line1, verified[i].line2, &elements, NULL) == SATQKD_OK &&
        sgp4_create(&elements, &sgp4, NULL) == SATQKD_OK) {
        sgp4_propagate(sgp4, verified[i].minutes, position_m, velocity_m_s, NULL);
    }
    sgp4_destroy(sgp4);
    return 1e-3 * position_m[(int)axis];
}

/* A beam of radius a whose centre lies b off that of a pupil of 0.5 m. */
static double displaced_coupling(double beam_m, double offset_m) {
    return beam_coupling(beam_m, offset_m, 0.5, 0);
}

/* Mean coupling of a beam of radius a into a pupil of 0.5 m under jitter b, by the rule that the fades use. */
static double jittered_coupling(double beam_m, double sigma_m) {
    enum { NODES = 48 };
    double displacement[NODES], weight[NODES], sum = 0;
    pointing_quadrature(sigma_m, 0, NODES, displacement, weight);
    for (int i = 0; i < NODES; ++i) {
        sum += weight[i] * beam_coupling(beam_m, displacement[i], 0.5, 0);
    }
    return sum;
}

/* E[I^order] of a fade, by the trapezoidal rule over the normal deviates of its processes. */
static double moment(const struct scintillation *fade, int order) {
    const double step = 0.05, reach = 11;
    double product = 1;
    for (int process = 0; process < SCINTILLATION_PROCESSES; ++process) {
        double sum = 0;
        for (double n = -reach; n < reach + step / 2; n += step) {
            sum += exp(order * scintillation_log_map(fade, process, n) - 0.5 * n * n);
        }
        product *= sum * step / sqrt(2 * CONSTANT_PI);
    }
    return product;
}

/* a: order; b: index, gamma-gamma with two equal shapes where negative. */
static double fade_moment(double order, double index) {
    struct scintillation fade = {.kind = SCINTILLATION_LOG_NORMAL, .index = index, .log_variance = log1p(index)};
    if (index < 0) {
        const double shape = 1 / (sqrt(1 - index) - 1);
        fade =
            (struct scintillation){.kind = SCINTILLATION_GAMMA_GAMMA, .index = -index, .alpha = shape, .beta = shape};
    }
    return moment(&fade, (int)order);
}

static const struct validate_model sgp4_model = {
    "SGP4", "Vallado, Crawford, Hujsak, Kelso 2006, AIAA 2006-6753, verification output", validate_points_last_digit,
    NULL};
static const struct validate_point states[] = {
    {"00005, 360 min, x", sgp4_position_km, ECCENTRIC, 0, -7154.03120202, 5e-9, "km"},
    {"00005, 360 min, y", sgp4_position_km, ECCENTRIC, 1, -3783.17682504, 5e-9, "km"},
    {"00005, 360 min, z", sgp4_position_km, ECCENTRIC, 2, -3536.19412294, 5e-9, "km"},
    {"06251, 120 min, x", sgp4_position_km, LOW, 0, -3935.69800083, 5e-9, "km"},
    {"06251, 120 min, y", sgp4_position_km, LOW, 1, 409.10980837, 5e-9, "km"},
    {"06251, 120 min, z", sgp4_position_km, LOW, 2, 5471.33577327, 5e-9, "km"},
    {"08195, 120 min, x", sgp4_position_km, MOLNIYA, 0, 15223.91713658, 5e-9, "km"},
    {"08195, 120 min, y", sgp4_position_km, MOLNIYA, 1, -17852.95881713, 5e-9, "km"},
    {"08195, 120 min, z", sgp4_position_km, MOLNIYA, 2, 25280.39558224, 5e-9, "km"}};

static const struct validate_model coupling_model = {
    "Coupling into the pupil",
    "displaced: the Gaussian's integral over the disc (1 - Q1, Marcum) in 30 digits, mpmath; jittered: closed form 1 - "
    "exp(-2a2/(w2 + 4 sigma2))",
    "1e-10, relative: all are exact", NULL};
/* 1 - exp(-2 a² / (w² + 4 sigma²)), a = 0.5 m: 1 - exp(-0.5 / 23.72) and 1 - exp(-0.5 / 0.72) */
static const struct validate_point couplings[] = {
    {"beam of 6 m displaced by 3 m", displaced_coupling, 6, 3, 0.00839482080278297658, 8.4e-13, ""},
    {"beam of 0.6 m displaced by 0.4 m", displaced_coupling, 0.6, 0.4, 0.485641052074409529, 4.9e-11, ""},
    {"beam of 4.6 m, jitter of 0.8 m", jittered_coupling, 4.6, 0.8, 0.020858643301578698, 2.1e-12, ""},
    {"beam of 0.6 m, jitter of 0.3 m", jittered_coupling, 0.6, 0.3, 0.50064821140072383, 5e-11, ""}};

static const struct validate_model fade_model = {
    "Fades", "closed form: unit mean, mean square 1 + index",
    "1e-8, relative, and 1e-9 for the mean: the fades' quantiles are good to 1e-12, the rule that averages to 1e-9",
    NULL};
static const struct validate_point moments[] = {
    {"log-normal, index 0.1, mean", fade_moment, 1, 0.1, 1, 1e-9, ""},
    {"log-normal, index 0.1, mean square", fade_moment, 2, 0.1, 1.1, 1e-8, ""},
    {"gamma-gamma, index 1.5, mean", fade_moment, 1, -1.5, 1, 1e-9, ""},
    {"gamma-gamma, index 1.5, mean square", fade_moment, 2, -1.5, 2.5, 1e-8, ""}};

enum satqkd_status validate_models(struct validation *validation, struct satqkd_error *error) {
    enum satqkd_status status = validate_air(validation, error);
    if (status == SATQKD_OK) {
        status = validate_key_rates(validation, error);
    }
    if (status == SATQKD_OK) {
        status = validate_points_add(&sgp4_model, VALIDATE_POINTS(states), validation, error);
    }
    if (status == SATQKD_OK) {
        status = validate_points_add(&coupling_model, VALIDATE_POINTS(couplings), validation, error);
    }
    return status == SATQKD_OK ? validate_points_add(&fade_model, VALIDATE_POINTS(moments), validation, error) : status;
}

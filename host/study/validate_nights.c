/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "scenario/scenario.h"
#include "shared/philox.h"
#include "study/run.h"
#include "study/validate_claims.h"
#include "study/validate_rows.h"

static const char frozen_scenario[] = "configs/validation/micius-campaign-530km.json";

/* Liao et al., Nature 549, 43 (2017): the campaign's extremes. 71.9 deg: as in the scenario. */
static const struct {
    const char *name;
    double range_km, elevation_deg, published_kbps;
} moments[VALIDATION_NIGHTS] = {{"507.0 km at 85.7 deg, the nearest", 507.0, 85.7, NAN},
                                {"530 km, the highest rate printed", 530, 71.9, 40.2},
                                {"1034.7 km at 25.0 deg, the farthest", 1034.7, 25.0, 1.2}};

/* Those that have received from Micius, with their telescopes of 1, 1.2, 1.2, 1.8 and 0.5 m. */
enum { STATIONS = 5 };
static const char *const stations[STATIONS] = {"xinglong", "nanshan", "delingha", "lijiang", "graz"};

static const double clearest = 0.05, haziest = 1.2, steadiest_urad = 0.6, shakiest_urad = 2.4;

const char validate_nights_drawn[] =
    "Zenith optical depth even between 0.05, a clear mountain night, and 1.2, haze; the satellite's tracking error a "
    "factor even in its logarithm between half and twice the printed 1.2 urad, 0.6 to 2.4 urad on each axis; the "
    "station, where it is drawn too, one of Xinglong, Nanshan, Delingha, Lijiang and Graz, each as likely, with its "
    "telescope of 1, 1.2, 1.2, 1.8 or 0.5 m. All else is frozen. None of it is fitted to a night.";

enum { DEPTH, TRACKING, STATION, SETTINGS = 5, TEXT = 160 };

static double even(size_t draw, word32 input) {
    return (philox(1, draw, PHILOX_FOR_UNCERTAINTIES, input).a + 0.5) / 4294967296.0;
}

/* The sifted rate of a moment; night: NULL leaves everything frozen. */
static enum satqkd_status rate(size_t moment, const size_t *night, bool any_station, double *kbps,
                               struct satqkd_error *error) {
    char texts[SETTINGS][TEXT];
    const struct scenario_setting settings[SETTINGS] = {{texts[0]}, {texts[1]}, {texts[2]}, {texts[3]}, {texts[4]}};
    const struct run_options options = {.engine = RUN_MEAN, .repeat = 1};
    struct scenario *scenario = NULL;
    struct run *run = NULL;
    size_t count = 0;
    snprintf(texts[count++], TEXT, "orbit={\"fixed\":{\"range_km\":%g,\"elevation_deg\":%g,\"duration_s\":1}}",
             moments[moment].range_km, moments[moment].elevation_deg);
    snprintf(texts[count++], TEXT, "window={}");
    if (night) {
        snprintf(texts[count++], TEXT, "atmosphere.zenith_optical_depth=%.12g",
                 clearest + (haziest - clearest) * even(*night, DEPTH));
        snprintf(texts[count++], TEXT, "satellite.pointing.jitter_urad=%.12g",
                 steadiest_urad * pow(shakiest_urad / steadiest_urad, even(*night, TRACKING)));
    }
    if (night && any_station) {
        const double number = STATIONS * even(*night, STATION);
        snprintf(texts[count++], TEXT, "station=../stations/%s.json", stations[(size_t)number]);
    }
    enum satqkd_status status = scenario_load(frozen_scenario, settings, count, &scenario, error);
    if (status == SATQKD_OK) {
        status = run_fly(scenario, &options, &run, error);
    }
    if (status == SATQKD_OK) {
        *kbps = validate_claims_nearest_kbps(&(struct validate_flown){scenario, run});
    }
    run_destroy(run);
    scenario_destroy(scenario);
    return status;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* rates are sorted here. */
static void summarise(double *rates, size_t count, double published_kbps, struct validation_nights_band *out) {
    size_t below = 0;
    qsort(rates, count, sizeof *rates, ascending);
    while (below < count && rates[below] < published_kbps) {
        ++below;
    }
    out->below = isnan(published_kbps) ? NAN : (double)below / (double)count;
    for (int i = 0; i < VALIDATION_QUANTILES; ++i) {
        out->kbps[i] = rates[(size_t)(validation_quantile[i] * (double)(count - 1) + 0.5)];
    }
}

static enum satqkd_status draw_band(size_t moment, bool any_station, double *rates, size_t draws,
                                    struct validation_nights_band *out, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (size_t night = 0; night < draws && status == SATQKD_OK; ++night) {
        status = rate(moment, &night, any_station, &rates[night], error);
    }
    if (status == SATQKD_OK) {
        summarise(rates, draws, moments[moment].published_kbps, out);
    }
    return status;
}

enum satqkd_status validate_nights(size_t draws, struct validation_night out[VALIDATION_NIGHTS],
                                   struct satqkd_error *error) {
    double *rates = calloc(draws, sizeof *rates);
    enum satqkd_status status =
        rates ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu nights", draws);
    for (size_t i = 0; i < VALIDATION_NIGHTS && status == SATQKD_OK; ++i) {
        out[i] = (struct validation_night){.name = moments[i].name, .published_kbps = moments[i].published_kbps};
        status = rate(i, NULL, false, &out[i].frozen_kbps, error);
        if (status == SATQKD_OK) {
            status = draw_band(i, false, rates, draws, &out[i].same_station, error);
        }
        if (status == SATQKD_OK) {
            status = draw_band(i, true, rates, draws, &out[i].any_station, error);
        }
    }
    free(rates);
    return status;
}

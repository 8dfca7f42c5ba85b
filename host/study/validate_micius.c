/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "channel/polarization.h"
#include "study/validate_claims.h"
#include "study/validate_rows.h"

const char validate_micius[] = "configs/micius-xinglong-2016-12-19.json";

static double sifted_share(const struct validate_flown *flown) {
    return validate_claims_sifted_bits(flown) / validate_claims_detections(flown);
}

static double farthest_kbps(const struct validate_flown *flown) {
    return 1e-3 * flown->run->summary.at_max_range.sifted_bps;
}

static double diffraction_db(const struct validate_flown *flown) {
    return flown->run->summary.at_max_range.diffraction_db;
}

static double pointing_db(const struct validate_flown *flown) {
    return flown->run->summary.at_max_range.pointing_db;
}

static double gate_share(const struct validate_flown *flown) {
    return pow(10, -0.1 * flown->run->summary.at_min_range.timing_db);
}

/* Bright over dark of a matched basis, residual rotation included, without what the source adds. */
static double contrast(const struct validate_flown *flown) {
    double response[SOURCE_STATES][DETECTOR_COUNT];
    polarization_response(&flown->scenario->channel.polarization, 0, 0, 0.5, response);
    return response[0][0] / response[0][1];
}

static double contrast_error_percent(const struct validate_flown *flown) {
    return 100 / (contrast(flown) + 1);
}

static double fiber_years_million(const struct validate_flown *flown) {
    return 1e-6 * flown->run->summary.fiber.years_per_sifted_bit;
}

static double fiber_orders(const struct validate_flown *flown) {
    return flown->run->summary.fiber.orders_of_magnitude_gain;
}

#define LIAO "Liao et al., Nature 549, 43 (2017)"
static const char one_per_cent[] =
    "1 %: the optical depth is chosen to 0.01, and half of that step is 0.8 % of the light of this pass";

#define SIFTED 1671072.0
#define DETECTIONS 3551136.0
#define KEY 300939.0
#define QBER_PERCENT 1.1

const double validate_micius_published[BAND_QUANTITIES] = {
    [BAND_SIFTED] = SIFTED, [BAND_QBER] = 0.01 * QBER_PERCENT, [BAND_KEY] = KEY};

static const struct validate_claim pass[] = {
    {"sifted key", validate_claims_sifted_bits, SIFTED, 0.01 * SIFTED, "bits", VALIDATION_CHOSEN, one_per_cent,
     "the optical depth was chosen on this number", true},
    {"error rate of the sifted key", validate_claims_qber_percent, QBER_PERCENT, 0.05, "%", VALIDATION_CHOSEN,
     validate_claims_last_digit, "the preparation error was chosen on this number", false},
    {"secret key", validate_claims_secret_bits, KEY, 0.047 * KEY, "bits", VALIDATION_PREDICTED,
     "4.7 %, the root of the squares of: the printed error rate's half digit, 3.6 %; f read as 1.6 to 0.05, 2.3 %; the "
     "share of background that the paper leaves open, 1.5 %; one pass's chance, 1.4 %",
     "the bound of the paper's era (liao2017)", false},
    {"detections", validate_claims_detections, DETECTIONS, 0.01 * DETECTIONS, "", VALIDATION_CHOSEN, one_per_cent,
     "goes with the sifted key", false},
    {"sifted key over detections", sifted_share, SIFTED / DETECTIONS, 0.0014, "", VALIDATION_PREDICTED,
     "the weak decoy's intensity is known to 5 %, which is 0.0014 here", NULL, false},
    {"sifted rate at the closest approach", validate_claims_nearest_kbps, 12, 0.5, "kbit/s", VALIDATION_PREDICTED,
     validate_claims_last_digit, "the picture scatters from 3 to 14 within seconds: tracking dips", false},
    {"sifted rate at 1200 km", farthest_kbps, 1, 0.5, "kbit/s", VALIDATION_PREDICTED, validate_claims_last_digit, NULL,
     false},
    {"duration within 1200 km", validate_claims_duration_s, 273, 1, "s", VALIDATION_PREDICTED,
     "1 s: printed whole seconds, and the link begins and ends with one", NULL, false},
    {"closest approach", validate_claims_nearest_km, 645, 0.5, "km", VALIDATION_PREDICTED, validate_claims_last_digit,
     NULL, false},
    {"diffraction loss at 1200 km", diffraction_db, 22, 0.5, "dB", VALIDATION_CHOSEN, validate_claims_last_digit,
     "the paper's 10 urad read as the uniform disc; as 1/e2 angle 18.6 dB, as full width at half maximum 23.2 dB",
     false},
    {"pointing loss at 1200 km, the middle of the printed \"below 3 dB\"", pointing_db, 1.5, 1.5, "dB",
     VALIDATION_PREDICTED, "1.5 dB: anything below 3 dB is as printed",
     "from the printed tracking error of 1.2 urad, as sigma on each axis", false},
    {"polarization contrast, residual rotation included", contrast, 280, 5, "", VALIDATION_CHOSEN,
     "printed as 280:1, read as two digits", "intrinsic contrast and residual rotation were chosen to give it", false},
    {"errors that this contrast makes", contrast_error_percent, 0.36, 0.005, "%", VALIDATION_DERIVED,
     "half a unit of the last digit of 1/281", NULL, false},
    {"share of the signal in the gate", gate_share, 0.882, 5e-4, "", VALIDATION_DERIVED,
     "half a unit of the last digit: erf of the printed 2 ns, 0.2 ns, 0.529 ns and 0.350 ns", NULL, false},
    {"gain over 1200 km of fibre", fiber_orders, 20, 0.5, "orders of magnitude", VALIDATION_PREDICTED,
     "\"around 20\": half a unit", NULL, false},
    {"ideal 10 GHz source over 1200 km of fibre, one sifted bit", fiber_years_million, 6, 0.5, "million years",
     VALIDATION_DERIVED, validate_claims_last_digit, NULL, false}};

static const char scatter[] =
    "17 %: how far the sifted rate of 2016-12-19 rises above its level around the closest approach (14 over 12 kbit/s)";
static const char errors_printed[] =
    "1.5 points: the nights' errors are printed as 1 to 3 %, and half a unit beyond either end reads as that";
static const char placed[] = "the orbit's height is chosen for it: that the pass is the published one";

#define ERRORS                                                                                                         \
    {                                                                                                                  \
        "error rate, the middle of the printed 1 to 3 %", validate_claims_qber_percent, 2, 1.5, "%",                   \
            VALIDATION_PREDICTED, errors_printed, NULL, false                                                          \
    }

static const struct validate_claim nearest[] = {{"closest approach", validate_claims_nearest_km, 507.0, 0.05, "km",
                                                 VALIDATION_DERIVED, validate_claims_last_digit, placed, false},
                                                ERRORS};

static const struct validate_claim best[] = {
    {"closest approach", validate_claims_nearest_km, 530, 0.5, "km", VALIDATION_DERIVED, validate_claims_last_digit,
     placed, false},
    {"sifted rate", validate_claims_nearest_kbps, 40.2, 0.17 * 40.2, "kbit/s", VALIDATION_PREDICTED, scatter,
     "A clearer night: the frozen air is a hazy one's. From 645 to 530 km the published rate rises by 5.2 dB, where "
     "range explains 1.7.",
     true},
    ERRORS};

static const struct validate_claim farthest[] = {
    {"closest approach", validate_claims_nearest_km, 1034.7, 0.05, "km", VALIDATION_DERIVED, validate_claims_last_digit,
     placed, false},
    {"sifted rate", validate_claims_nearest_kbps, 1.2, 0.17 * 1.2, "kbit/s", VALIDATION_PREDICTED, scatter,
     "A hazier night, or worse tracking: the frozen air does not know.", true},
    ERRORS};

const struct validate_experiment validate_micius_experiments[] = {
    {"Micius to Xinglong, 2016-12-19", validate_micius, LIAO, VALIDATE_CLAIMS(pass)},
    {"Micius campaign, 507.0 km at 85.7 deg", "configs/validation/micius-campaign-507km.json", LIAO,
     VALIDATE_CLAIMS(nearest)},
    {"Micius campaign, 530 km", "configs/validation/micius-campaign-530km.json", LIAO, VALIDATE_CLAIMS(best)},
    {"Micius campaign, 1034.7 km at 25.0 deg", "configs/validation/micius-campaign-1034km.json", LIAO,
     VALIDATE_CLAIMS(farthest)},
    {.name = NULL}};

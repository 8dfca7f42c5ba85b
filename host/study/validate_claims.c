/* SPDX-License-Identifier: MIT */
#include "study/validate_claims.h"

const char validate_claims_last_digit[] = "half a unit of the last digit printed";

double validate_claims_detections(const struct validate_flown *flown) {
    return flown->run->summary.counts.detections;
}

double validate_claims_sifted_bits(const struct validate_flown *flown) {
    return flown->run->summary.counts.sifted_bits;
}

double validate_claims_secret_bits(const struct validate_flown *flown) {
    return flown->run->summary.key.secret_bits;
}

double validate_claims_qber_percent(const struct validate_flown *flown) {
    return 100 * flown->run->summary.qber;
}

double validate_claims_nearest_kbps(const struct validate_flown *flown) {
    return 1e-3 * flown->run->summary.at_min_range.sifted_bps;
}

double validate_claims_nearest_km(const struct validate_flown *flown) {
    return flown->run->summary.pass.min_range_km;
}

double validate_claims_duration_s(const struct validate_flown *flown) {
    return flown->run->summary.pass.duration_s;
}

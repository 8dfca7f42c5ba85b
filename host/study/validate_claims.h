/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_VALIDATE_CLAIMS_H
#define SATQKD_STUDY_VALIDATE_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>

#include "report/validation_out.h"
#include "scenario/scenario.h"
#include "study/run.h"

/** An experiment as flown once. */
struct validate_flown {
    const struct scenario *scenario;
    const struct run *run;
};

/** One published number and how it is read off a flight. */
struct validate_claim {
    const char *quantity;
    double (*value)(const struct validate_flown *flown);
    double published, tolerance;
    const char *unit;
    enum validation_kind kind;
    const char *reason; /* of the tolerance */
    const char *remark; /* NULL: none */
    bool air;           /* look for the optical depth that would give the published number */
};

/** All that one publication says of one link. */
struct validate_experiment {
    const char *name, *scenario, *source;
    const struct validate_claim *claims;
    size_t count;
};

#define VALIDATE_CLAIMS(array) array, sizeof(array) / sizeof *(array)

/* Each ended by an entry without a name. */
extern const struct validate_experiment validate_micius_experiments[], validate_tenerife_experiments[],
    validate_successor_experiments[];

/** A reason that many rows share. */
extern const char validate_claims_last_digit[];

/** Numbers that several experiments tell: counts, rates in kbit/s, the sifted key's errors in per cent, km and s. */
double validate_claims_detections(const struct validate_flown *flown);
double validate_claims_sifted_bits(const struct validate_flown *flown);
double validate_claims_secret_bits(const struct validate_flown *flown);
double validate_claims_qber_percent(const struct validate_flown *flown);
double validate_claims_nearest_kbps(const struct validate_flown *flown);
double validate_claims_nearest_km(const struct validate_flown *flown);
double validate_claims_duration_s(const struct validate_flown *flown);

#endif

/* SPDX-License-Identifier: MIT */
#include "study/validate_claims.h"

static double secret_mbit(const struct validate_flown *flown) {
    return 1e-6 * validate_claims_secret_bits(flown);
}

static double secret_kbps(const struct validate_flown *flown) {
    return 1e-3 * validate_claims_secret_bits(flown) / validate_claims_duration_s(flown);
}

static double signal_photons_million(const struct validate_flown *flown) {
    const struct key_protocol *protocol = &flown->scenario->protocol;
    return 1e-6 * flown->scenario->channel.source.repetition_rate_hz * protocol->probabilities[0] *
           protocol->intensities[0];
}

static const struct validate_claim improved[] = {
    {"secret key, mean of a typical pass", secret_kbps, 47.8, 0.05, "kbit/s", VALIDATION_CONTEXT,
     "half a unit of the last digit: the abstract prints no scatter",
     "The abstract gives the clock as raised and the station's 1.2 m, no more: assumed are 200 MHz, Xinglong's optics "
     "of 16 %, even bases, 10 urad, a highest elevation of 60 deg, use down to 5 deg, and the frozen hazy air. Better "
     "receiver optics, biased bases and a clear high site are likely to make most of the gap.",
     true}};

static const struct validate_claim jinan[] = {
    {"secret key of the best pass", secret_mbit, 1.07, 5e-3, "Mbit", VALIDATION_CONTEXT, validate_claims_last_digit,
     "Divergence, optics, pointing and protocol are not in the abstract: all assumed as Micius over Xinglong, with the "
     "frozen hazy air. A clearer night and better receiver optics are the likely causes.",
     true},
    {"signal photons sent", signal_photons_million, 250, 5, "million/s", VALIDATION_CONTEXT, "printed to two digits",
     "says that half of the pulses at 0.8 photons, as on Micius, fit", false}};

const struct validate_experiment validate_successor_experiments[] = {
    {"Micius improved, 2021", "configs/validation/micius-2021.json", "Chen et al., Nature 589, 214 (2021), abstract",
     VALIDATE_CLAIMS(improved)},
    {"Jinan-1, 2025", "configs/validation/jinan-1.json", "Li et al., Nature 640, 47 (2025), abstract",
     VALIDATE_CLAIMS(jinan)},
    {.name = NULL}};

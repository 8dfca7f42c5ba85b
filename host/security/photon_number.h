/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_PHOTON_NUMBER_H
#define SATQKD_SECURITY_PHOTON_NUMBER_H

#include "security/key.h"

/** Probabilities that a pulse of one of the intensities used is sent with no photon and with one. */
struct photon_number {
    double vacuum; /* tau_0 of Lim et al. 2014: sum of p_k exp(-k) */
    double single; /* tau_1: sum of p_k k exp(-k) */
};

/** @param intensities  how many are used, from the first */
struct photon_number photon_number(const struct key_protocol *protocol, int intensities);

#endif

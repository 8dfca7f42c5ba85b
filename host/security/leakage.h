/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_LEAKAGE_H
#define SATQKD_SECURITY_LEAKAGE_H

#include "security/key.h"

/**
 * What error correction tells of a string: the measured bits where the protocol has them, else f n h(m/n).
 *
 * @param detections, errors  n and m of the string; an empty string leaks nothing by the formula
 * @return bits
 */
double leakage_bits(const struct key_protocol *protocol, double detections, double errors);

/**
 * The same for two strings that are keys of their own. One measured figure is split as f n h(E) would be, by n where
 * neither string has errors, evenly where both are empty.
 *
 * @param detections, errors  of each string
 * @param out                 bits of each string
 */
void leakage_split(const struct key_protocol *protocol, const double detections[KEY_BASES],
                   const double errors[KEY_BASES], double out[KEY_BASES]);

#endif

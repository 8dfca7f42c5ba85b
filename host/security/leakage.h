/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_LEAKAGE_H
#define SATQKD_SECURITY_LEAKAGE_H

#include "security/key.h"

/**
 * What error correction tells of a string: the measured bits where the protocol has them, else by its model:
 * f n h(m/n), or the least that a one-way scheme needs for strings of this length (leakage_limit; no code reaches it,
 * and f_ec has no part in it).
 *
 * @param detections, errors  n and m of the string; an empty string leaks nothing by either model
 * @param trace               NULL, or hears n, m, E, h(E) and the leakage
 * @return bits
 */
double leakage_bits(const struct key_protocol *protocol, double detections, double errors,
                    const struct key_trace *trace);

/**
 * The same for two strings that are keys of their own. One measured figure is split as f n h(E) would be, by n where
 * neither string has errors, evenly where both are empty.
 *
 * @param detections, errors  of each string
 * @param out                 bits of each string
 */
void leakage_split(const struct key_protocol *protocol, const double detections[KEY_BASES],
                   const double errors[KEY_BASES], const struct key_trace *trace, double out[KEY_BASES]);

/**
 * The fewest bits that Alice must send so that Bob's n bits, each wrong with probability Q, become hers but with
 * probability eps: n h(Q) + [n (1-Q) - F^-1(eps (1 + 1/sqrt n); n, 1-Q) - 1] log2((1-Q)/Q) - log2(n)/2 - log2(1/eps),
 * F the cumulative binomial distribution (Tomamichel, Martinez-Mateo, Pacher, Elkouss, Quantum Inf. Process. 16, 280,
 * 2017, the converse bound for binary strings).
 *
 * @param detections, errors  n and n Q; n need not be whole
 * @param eps                 probability of failing
 * @return bits, 0 to n; n where Q is 1/2 or more
 */
double leakage_limit(double detections, double errors, double eps);

#endif

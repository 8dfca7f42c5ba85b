/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_PORTABLE_H
#define SATQKD_TRIALS_PORTABLE_H

#include <stdint.h>

/*
 * Elementary functions from IEEE additions, multiplications, divisions and square roots alone, so that every compiler and C
 * library gives the same bits: what decides a trial on the device is computed with these. The files that use them are
 * compiled without contraction of a*b+c. Relative errors below 4e-16 (portable_test.cpp, against long double).
 */

/** @param x  any; overflows to infinity above 709.7, underflows to 0 below -708 @return e^x */
double portable_exp(double x);

/** @param x  >= 0, say an event number's mean @return 1 - e^-x, exact for small x */
double portable_event_probability(double x);

/** @param x  > 0, normal @return the natural logarithm */
double portable_log(double x);

/** @param p  0 <= p < 1 @return -ln(1 - p), exact for small p */
double portable_event_rate(double p);

/**
 * Deviate of a standard normal variable whose tail has a probability: the value exceeded with it (Wichura 1988, algorithm AS 241).
 *
 * @param tail  0 < tail <= 1/2
 * @return 0 or more
 */
double portable_normal_tail(double tail);

/**
 * A standard normal deviate from a random word, by the inverse of the distribution (Wichura 1988, algorithm AS 241).
 *
 * @param word  stands for the probability (word + 1/2) / 2^32, so that the largest deviate is 6.3
 */
double portable_normal(uint32_t word);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_INTENSITY_CORNER_H
#define SATQKD_SECURITY_INTENSITY_CORNER_H

#include "security/key.h"

/**
 * How many corners of the intensities' tolerance may be the worst with the signal (the first intensity) at one end: the
 * decoy (the second; of more than three, the last but one) is worst when strong; every other intensity above 0 may be
 * worse at either end. A vacuum stays one. The signal is worst when weak, but where the key comes from vacuum events,
 * which a strong one makes fewer.
 *
 * @return a power of 2; 1 without a tolerance
 */
int intensity_corners(const struct key_protocol *protocol);

/**
 * The protocol with the intensities of one of these corners: the signal at (1 - delta) mu or (1 + delta) mu, the decoy at
 * (1 + delta) mu, the others at either end. Who bounds a quantity takes the worst of it over all corners. That no point of the tolerance is
 * worse is tested on a grid, tests/security/intensity_corner_test.cpp.
 *
 * @param protocol  as agreed; intensity_tolerance 0 <= delta < 1
 * @param corner    0 to intensity_corners - 1; in the first, the others are weak; as many more with a strong signal
 * @param out       a copy with other intensities
 */
void intensity_corner(const struct key_protocol *protocol, int corner, struct key_protocol *out);

#endif

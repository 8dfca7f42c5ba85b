/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_INTENSITY_CORNER_H
#define SATQKD_SECURITY_INTENSITY_CORNER_H

#include "security/key.h"

enum { INTENSITY_CORNERS = 2 };

/**
 * The protocol with the intensities that are worst for the key within the tolerance delta: the signal weaker than
 * agreed, (1 - delta) mu_1, the decoy stronger, (1 + delta) mu_2. Of a third intensity above 0 either end may be the
 * worse one: it is weaker in the first corner, stronger in the second, and whoever has both takes the worse of each
 * quantity that he bounds. A vacuum stays one. That no point of the tolerance is worse is tested on a grid,
 * tests/security/intensity_corner_test.cpp.
 *
 * @param protocol  as agreed; intensity_tolerance 0 <= delta < 1
 * @param out       copies with other intensities
 * @return how many corners there are: 1 without a third intensity above 0 or without a tolerance, else 2
 */
int intensity_corner(const struct key_protocol *protocol, struct key_protocol out[INTENSITY_CORNERS]);

#endif

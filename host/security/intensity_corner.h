/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_INTENSITY_CORNER_H
#define SATQKD_SECURITY_INTENSITY_CORNER_H

#include "security/key.h"

/**
 * The protocol with the intensities that are worst for the key within the tolerance delta: the signal weaker, the decoys
 * stronger than agreed, (1 - delta) mu_1 and (1 + delta) mu_k. A vacuum stays one.
 *
 * @param protocol  as agreed; intensity_tolerance 0 <= delta < 1
 * @param out       a copy with other intensities
 */
void intensity_corner(const struct key_protocol *protocol, struct key_protocol *out);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_VACUUM_WEAK_H
#define SATQKD_SECURITY_VACUUM_WEAK_H

#include "security/key.h"

/** Why signal, weak decoy and vacuum are not what the protocol has, in words; NULL where they are. */
const char *vacuum_weak_misfit(const struct key_protocol *protocol, const struct key_counts *counts);

/**
 * Key length by a vacuum and a weak decoy (Ma, Qi, Zhao, Lo, Phys. Rev. A 72, 012326, 2005, equations 21, 25 and 18),
 * on the counts of both bases pooled, each count n moved by `sigmas` of its standard deviations sqrt(n) to the side
 * that shortens the key.
 *
 * The key is the signal states of both bases; intensities are taken at the worst corner of their tolerance.
 *
 * Of more than three intensities, the first is the signal and the last two are the weak decoy and the vacuum; the others
 * take no part. A verification tag is subtracted where the protocol says how long it is.
 *
 * @param sigmas  0: counts are expectation values
 * @param trace   NULL, or hears every intermediate
 * @param out     all but `bound`; length 0 where the single-photon yield is 0 or the length would be negative
 */
void vacuum_weak_evaluate(const struct key_protocol *protocol, const struct key_counts *counts, double sigmas,
                          const struct key_trace *trace, struct key_result *out);

#endif

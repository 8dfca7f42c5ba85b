/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_VALIDATE_TAGGED_H
#define SATQKD_STUDY_VALIDATE_TAGGED_H

/*
 * The analysis of the first decoy experiments, which published rates of that time stand on: of a sifted string some bits
 * are tagged, known to an eavesdropper because their pulses held several photons (Gottesman, Lo, Luetkenhaus, Preskill,
 * Quantum Inf. Comput. 4, 325, 2004), and their share is bounded by comparing two intensities (Wang, Phys. Rev. Lett. 94,
 * 230503, 2005). It is no composable bound; here it is only what others' numbers are compared with.
 */

/** What was seen of two intensities and of vacuum: yields are clicks a pulse, matched basis. */
struct validate_tagged_yields {
    double weak, strong; /* mean photon numbers */
    double yield_weak, yield_strong, yield_vacuum;
};

/** The share of the weaker intensity's bits that may be tagged (Wang 2005, equation 12). */
double validate_tagged_weak(const struct validate_tagged_yields *seen);

/** The same of the stronger one's, from the single photons' yield that the first bound leaves. */
double validate_tagged_strong(const struct validate_tagged_yields *seen);

/** A sifted string of bits of both intensities. */
struct validate_tagged_string {
    double weak_share;                 /* of its bits that are of the weaker intensity */
    double tagged_weak, tagged_strong; /* bounds */
    double error;                      /* share of wrong bits, which may all be among the untagged */
    double leak_share;                 /* told in error correction: f h(E) */
};

/** Secret bits a sifted bit: the sum over intensities of (1-D)(1 - h(e/(1-D))), less the leakage; may be negative. */
double validate_tagged_secret_share(const struct validate_tagged_string *string);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_BENCH_HASH_H
#define SATQKD_STUDY_BENCH_HASH_H

/* Sizes of the benchmarks of privacy amplification. */

/** Liao et al. 2017: sifted bits and secure bits of 19 December 2016. */
enum { BENCH_PAPER_IN = 1671072, BENCH_PAPER_OUT = 300939 };

enum { BENCH_SIZES_RATIO = 5 }; /* of bits in to bits out at the other sizes */

#endif

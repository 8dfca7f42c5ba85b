/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SATQKD_H
#define SATQKD_SATQKD_H

/*
 * libsatqkd: what the program does, for other programs. Open a scenario, find its passes, fly one, ask for key lengths:
 * examples/pass_to_key.c shows all of it. Nothing is printed, no signal is taken, and there is no global state: handles may be
 * used by several threads, a run by one at a time. Names, meanings and struct layouts stay within a SONAME.
 */
#include "satqkd/key.h"
#include "satqkd/passes.h"
#include "satqkd/run.h"
#include "satqkd/scenario.h"
#include "satqkd/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @return the version of the library in use, "0.1.0": static, never NULL */
const char *satqkd_version(void);

/** Releases what the library allocated for its caller: texts and arrays, no handles. @param memory NULL is fine */
void satqkd_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif

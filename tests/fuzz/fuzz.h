/* SPDX-License-Identifier: MIT */
/* What the targets share: input as a file that needs no disk, and a limit on time that does not depend on what else the machine does. */
#ifndef SATQKD_TESTS_FUZZ_FUZZ_H
#define SATQKD_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Keeps the bytes in a file in memory. @return its path, the same each time */
const char *fuzz_file(const uint8_t *data, size_t size);

/** The bytes with a NUL behind them. @return owned by the caller, free() */
char *fuzz_text(const uint8_t *data, size_t size);

/** Ends the process where the work since fuzz_begin took more than a second of it: a hang. */
void fuzz_begin(void);
void fuzz_end(void);

/** Ends the process where something that must hold does not. */
void fuzz_require(int holds, const char *what);

#endif

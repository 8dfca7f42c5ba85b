/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_BIT_FILE_H
#define SATQKD_DISTILL_BIT_FILE_H

#include <stdint.h>

#include "satqkd/status.h"

/**
 * Reads the first bits of a file.
 *
 * @param path  what may be secret: nothing of it is in a message
 * @param bits  how many; what follows them in the file is not read
 * @param out   ceil(bits/8) bytes, owned by the caller, bit_file_release
 * @return SATQKD_INVALID for a file that is missing, a folder or too short (says how long it would have to be); SATQKD_FAILURE
 *         without memory
 */
enum satqkd_status bit_file_read(const char *path, uint64_t bits, unsigned char **out, struct satqkd_error *error);

/** Wipes and frees. @param bytes NULL is fine */
void bit_file_release(unsigned char *bytes, uint64_t bits);

#endif

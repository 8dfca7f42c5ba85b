/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_KEY_FILE_H
#define SATQKD_DISTILL_KEY_FILE_H

#include <stddef.h>

#include "satqkd/status.h"

/**
 * Writes a key so that its file is there whole or not at all, and never readable by anyone but its owner: made under a temporary name
 * that must not exist, with mode 0600 from the first moment, synced, renamed.
 *
 * @param path   an existing file is replaced
 * @param key    bytes
 * @return SATQKD_FAILURE with the path and the reason; nothing of the key is in the message
 */
enum satqkd_status key_file_write(const char *path, const unsigned char *key, size_t bytes, struct satqkd_error *error);

/** Takes a key file away: an old key must not be taken for a new one. None there is fine. */
enum satqkd_status key_file_remove(const char *path, struct satqkd_error *error);

#endif

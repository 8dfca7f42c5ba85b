/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_KEY_POOL_H
#define SATQKD_DISTILL_KEY_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"

/** Key that two ends share before they begin: each holds its own copy, and what one takes the other takes in the same order. */
struct key_pool;

/**
 * @param key    copied into guarded memory
 * @param bytes  at least 1
 * @param out    owned by the caller, key_pool_destroy
 */
enum satqkd_status key_pool_create(const unsigned char *key, size_t bytes, struct key_pool **out,
                                   struct satqkd_error *error);

/** Wipes what is left. @param pool NULL is fine */
void key_pool_destroy(struct key_pool *pool);

/**
 * Takes the next bytes, once: the pool forgets them.
 *
 * @param out  filled; the caller wipes it
 * @return SATQKD_FAILURE where not so many are left
 */
enum satqkd_status key_pool_take(struct key_pool *pool, size_t bytes, unsigned char *out, struct satqkd_error *error);

/** @return bytes taken so far */
size_t key_pool_taken(const struct key_pool *pool);

#endif

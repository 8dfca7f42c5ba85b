/* SPDX-License-Identifier: MIT */
#include "distill/key_pool.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct key_pool {
    unsigned char *key; /* guarded */
    size_t bytes, taken;
};

enum satqkd_status key_pool_create(const unsigned char *key, size_t bytes, struct key_pool **out,
                                   struct satqkd_error *error) {
    struct key_pool *pool = sodium_init() < 0 ? NULL : calloc(1, sizeof *pool);
    *out = NULL;
    if (pool) {
        pool->key = sodium_malloc(bytes);
    }
    if (!pool || !pool->key) {
        free(pool);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a pool of %zu bytes of key", bytes);
    }
    memcpy(pool->key, key, bytes);
    pool->bytes = bytes;
    *out = pool;
    return SATQKD_OK;
}

void key_pool_destroy(struct key_pool *pool) {
    if (pool) {
        sodium_free(pool->key);
    }
    free(pool);
}

enum satqkd_status key_pool_take(struct key_pool *pool, size_t bytes, unsigned char *out, struct satqkd_error *error) {
    if (bytes > pool->bytes - pool->taken) {
        return satqkd_error_set(error, SATQKD_FAILURE,
                                "the pool of authentication key is used up: %zu bytes wanted, %zu of %zu are left",
                                bytes, pool->bytes - pool->taken, pool->bytes);
    }
    memcpy(out, pool->key + pool->taken, bytes);
    sodium_memzero(pool->key + pool->taken, bytes);
    pool->taken += bytes;
    return SATQKD_OK;
}

size_t key_pool_taken(const struct key_pool *pool) {
    return pool->taken;
}

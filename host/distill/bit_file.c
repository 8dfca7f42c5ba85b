/* SPDX-License-Identifier: MIT */
#include "distill/bit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "distill/bits.h"

static enum satqkd_status too_short(const char *path, uint64_t bits, size_t there, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_INVALID, "%s: has %zu bytes, and %llu bits need %zu", path, there,
                            (unsigned long long)bits, bits_bytes(bits));
}

/* Read without a stream, whose buffer would keep a copy. */
enum satqkd_status bit_file_read(const char *path, uint64_t bits, unsigned char **out, struct satqkd_error *error) {
    const size_t wanted = bits_bytes(bits);
    size_t there = 0;
    unsigned char *bytes = NULL;
    struct stat about;
    enum satqkd_status status = SATQKD_OK;
    *out = NULL;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &about) != 0) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s: cannot be opened: %s", path, strerror(errno));
        goto done;
    }
    if (S_ISREG(about.st_mode) && (uint64_t)about.st_size < wanted) { /* before memory for what is not there */
        status = too_short(path, bits, (size_t)about.st_size, error);
        goto done;
    }
    bytes = malloc(wanted ? wanted : 1);
    if (!bytes) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "%s: no memory for its %zu bytes", path, wanted);
        goto done;
    }
    while (there < wanted) {
        const ssize_t got = read(descriptor, bytes + there, wanted - there);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            status = got == 0
                         ? too_short(path, bits, there, error)
                         : satqkd_error_set(error, SATQKD_INVALID, "%s: cannot be read: %s", path, strerror(errno));
            goto done;
        }
        there += (size_t)got;
    }
    *out = bytes;
    bytes = NULL;
done:
    if (descriptor >= 0) {
        close(descriptor);
    }
    bit_file_release(bytes, bits);
    return status;
}

void bit_file_release(unsigned char *bytes, uint64_t bits) {
    if (bytes) {
        sodium_memzero(bytes, bits_bytes(bits));
    }
    free(bytes);
}

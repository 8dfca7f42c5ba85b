/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_KERNEL_SET_H
#define SATQKD_DISTILL_KERNEL_SET_H

#include <stddef.h>
#include <stdint.h>

#include "device/device.h"

/* The kernels of a program and the buffers they share, by number: what the device's hashes keep between calls. */

enum { KERNEL_SET_KERNELS = 8, KERNEL_SET_BUFFERS = 10 };

struct kernel_set {
    struct device *device;
    struct device_kernel *kernels[KERNEL_SET_KERNELS];
    struct device_buffer *buffers[KERNEL_SET_BUFFERS];
    size_t bytes[KERNEL_SET_BUFFERS];
};

/** An argument of a kernel: KERNEL_SET_BUFFER(number), KERNEL_SET_WORD32(value) or KERNEL_SET_WORD64(value). */
struct kernel_set_argument {
    enum { KERNEL_SET_IS_BUFFER, KERNEL_SET_IS_WORD32, KERNEL_SET_IS_WORD64 } kind;
    uint64_t value;
};
#define KERNEL_SET_BUFFER(number)                                                                                      \
    { KERNEL_SET_IS_BUFFER, (uint64_t)(number) }
#define KERNEL_SET_WORD32(value)                                                                                       \
    { KERNEL_SET_IS_WORD32, (uint64_t)(value) }
#define KERNEL_SET_WORD64(value)                                                                                       \
    { KERNEL_SET_IS_WORD64, (uint64_t)(value) }

/**
 * Builds the program and takes its kernels.
 *
 * @param set      zero-initialised; kernel_set_release also after a failure
 * @param file, options  as for device_program_create
 * @param names, count   of the kernels, at most KERNEL_SET_KERNELS
 */
enum satqkd_status kernel_set_build(struct kernel_set *set, struct device *device, const char *file,
                                    const char *options, const char *const *names, int count,
                                    struct satqkd_error *error);

/** Wipes and frees the buffers, frees the kernels. */
void kernel_set_release(struct kernel_set *set);

/** Makes a buffer hold at least so many bytes; where it has to grow it is wiped first, and what was in it is lost. */
enum satqkd_status kernel_set_need(struct kernel_set *set, int buffer, size_t bytes, struct satqkd_error *error);

/** Sets all of a kernel's arguments and launches it (device_kernel_launch). */
enum satqkd_status kernel_set_launch(struct kernel_set *set, int kernel, size_t items, size_t local,
                                     const struct kernel_set_argument *arguments, unsigned count,
                                     struct satqkd_error *error);

/** The same with the arguments listed: KERNEL_SET_LAUNCH(set, kernel, items, local, error, KERNEL_SET_BUFFER(…), …). */
#define KERNEL_SET_LAUNCH(set, kernel, items, local, error, ...)                                                       \
    kernel_set_launch(                                                                                                 \
        set, kernel, items, local, (const struct kernel_set_argument[]){__VA_ARGS__},                                  \
        (unsigned)(sizeof((const struct kernel_set_argument[]){__VA_ARGS__}) / sizeof(struct kernel_set_argument)),    \
        error)

#endif

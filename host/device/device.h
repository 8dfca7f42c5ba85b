/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DEVICE_DEVICE_H
#define SATQKD_DEVICE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "satqkd/status.h"

/* Every OpenCL call of the project is behind these functions; no OpenCL type shows. */

enum { DEVICE_TEXT = 128, DEVICE_DEFAULT = -1, DEVICE_MOST = 64 };

/** What a device says of itself. */
struct device_info {
    char name[DEVICE_TEXT];
    char platform[DEVICE_TEXT];
    char vendor[DEVICE_TEXT];
    char version[DEVICE_TEXT]; /* OpenCL version with the platform's own */
    char driver[DEVICE_TEXT];
    bool gpu;
    bool cpu; /* computes in the host's memory */
    uint32_t compute_units;
    uint64_t memory_bytes;
    uint64_t largest_buffer_bytes;
};

/**
 * All usable devices of all platforms, in the loader's order: an index into this list is what --device takes.
 *
 * @param out, count  array owned by the caller, free()
 * @return SATQKD_NO_DEVICE where there is none, saying what to install or which folder PoCL could not write
 */
enum satqkd_status device_list(struct device_info **out, size_t *count, struct satqkd_error *error);

/**
 * The devices that a user names: indices into device_list, parts of names (in any case), several with commas between, or "all".
 *
 * @param text        "1", "0,1", "nvidia", "all"
 * @param out, count  indices, each once
 * @return SATQKD_NO_DEVICE; SATQKD_INVALID for what is not there, is not the only one of its name, or is named twice
 */
enum satqkd_status device_choose(const char *text, int out[DEVICE_MOST], size_t *count, struct satqkd_error *error);

/** A device with its context and an in-order queue that takes times. */
struct device;

/**
 * Opens a device.
 *
 * @param index  into device_list; DEVICE_DEFAULT: the first GPU, else the first device
 * @param out    owned by the caller, device_close
 * @return SATQKD_NO_DEVICE; SATQKD_INVALID for an index that is not there (says how many are)
 */
enum satqkd_status device_open(int index, struct device **out, struct satqkd_error *error);

/** @param device NULL is fine */
void device_close(struct device *device);

/** @return borrowed */
const struct device_info *device_describe(const struct device *device);

/**
 * Checks, once, a device with known answers of the generator, so that a broken driver is refused before it counts anything.
 *
 * @param file  the program whose kernel random_words is asked: random.cl, or that of an engine, which is what is then used
 * @return SATQKD_FAILURE where an answer is wrong
 */
enum satqkd_status device_selftest(struct device *device, const char *file, struct satqkd_error *error);

/** A memory object. */
struct device_buffer;

/**
 * @param bytes  at least 1
 * @param data   copied in; NULL: filled with 0xca, so that a word no kernel wrote is seen
 * @param out    owned by the caller, device_buffer_destroy
 */
enum satqkd_status device_buffer_create(struct device *device, size_t bytes, const void *data,
                                        struct device_buffer **out, struct satqkd_error *error);

/** The same for large ones: what is in it is undefined, and no page of it is touched. */
enum satqkd_status device_buffer_reserve(struct device *device, size_t bytes, struct device_buffer **out,
                                         struct satqkd_error *error);

/** @param buffer NULL is fine */
void device_buffer_destroy(struct device_buffer *buffer);

/** Waits for what was launched and copies the first bytes out. */
enum satqkd_status device_buffer_read(const struct device_buffer *buffer, size_t bytes, void *data,
                                      struct satqkd_error *error);

/** Copies bytes in, after what was launched, and waits for it. @param offset  of the first byte in the buffer */
enum satqkd_status device_buffer_write(struct device_buffer *buffer, size_t offset, size_t bytes, const void *data,
                                       struct satqkd_error *error);

/** Fills the whole buffer with zeros, after what was launched, and waits for it: keys do not outlive their use. */
enum satqkd_status device_buffer_wipe(struct device_buffer *buffer, struct satqkd_error *error);

/** A program, built once for all its kernels. */
struct device_program;

/**
 * @param file     of kernels/, as for device_kernel_create
 * @param options  macros of the build, "-D LANES=16"; NULL: none
 * @param out      owned by the caller, device_program_destroy; its kernels may outlive it
 */
enum satqkd_status device_program_create(struct device *device, const char *file, const char *options,
                                         struct device_program **out, struct satqkd_error *error);

/** @param program NULL is fine */
void device_program_destroy(struct device_program *program);

/** A kernel with its program. */
struct device_kernel;

/** Takes one kernel of a program. @param out  owned by the caller, device_kernel_destroy */
enum satqkd_status device_program_kernel(struct device_program *program, const char *name, struct device_kernel **out,
                                         struct satqkd_error *error);

/**
 * Builds a program and takes one kernel of it.
 *
 * @param file  of kernels/, without folder: "pulses.cl"; from the binary, or from the folder in SATQKD_KERNEL_DIR
 * @param name  of the kernel
 * @param out   owned by the caller, device_kernel_destroy
 * @return SATQKD_FAILURE with the first lines of the build log
 */
enum satqkd_status device_kernel_create(struct device *device, const char *file, const char *name,
                                        struct device_kernel **out, struct satqkd_error *error);

/** @param kernel NULL is fine */
void device_kernel_destroy(struct device_kernel *kernel);

enum satqkd_status device_kernel_set_buffer(struct device_kernel *kernel, unsigned index,
                                            const struct device_buffer *buffer, struct satqkd_error *error);
enum satqkd_status device_kernel_set_word32(struct device_kernel *kernel, unsigned index, uint32_t value,
                                            struct satqkd_error *error);
enum satqkd_status device_kernel_set_word64(struct device_kernel *kernel, unsigned index, uint64_t value,
                                            struct satqkd_error *error);

/** An argument that stays from launch to launch: a buffer, or where that is NULL a word. */
struct device_argument {
    unsigned index;
    const struct device_buffer *buffer;
    uint32_t word;
};

enum satqkd_status device_kernel_bind(struct device_kernel *kernel, const struct device_argument *arguments,
                                      size_t count, struct satqkd_error *error);

/**
 * Runs the kernel and waits for its end.
 *
 * @param items    work-items wanted; rounded up to a multiple of local (the kernel ignores the rest)
 * @param local    size of a work-group
 * @param seconds  increased by the kernel's own time, from the queue's profile; NULL is fine
 */
enum satqkd_status device_kernel_run(struct device_kernel *kernel, size_t items, size_t local, double *seconds,
                                     struct satqkd_error *error);

/** Puts the kernel behind what was launched before, and does not wait; arguments may be set anew at once. */
enum satqkd_status device_kernel_launch(struct device_kernel *kernel, size_t items, size_t local,
                                        struct satqkd_error *error);

/**
 * Waits for all that was launched.
 *
 * @param seconds  increased by the kernels' own time since the last call; NULL is fine
 */
enum satqkd_status device_finish(struct device *device, double *seconds, struct satqkd_error *error);

/**
 * C = A B^T of single-precision matrices that lie row by row, by CLBlast, and waits for it. The first call on a device compiles for
 * seconds.
 *
 * @param rows, columns, depth  A is rows x depth, B columns x depth, C rows x columns
 */
enum satqkd_status device_matrix_product(struct device *device, size_t rows, size_t columns, size_t depth,
                                         const struct device_buffer *a, const struct device_buffer *b,
                                         struct device_buffer *c, struct satqkd_error *error);

#endif

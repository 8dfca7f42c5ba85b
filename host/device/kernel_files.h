/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DEVICE_KERNEL_FILES_H
#define SATQKD_DEVICE_KERNEL_FILES_H

#include <stddef.h>

/** One file of kernels/, embedded at build time by cmake/embed_kernels.cmake; name is its path below kernels/. */
struct kernel_file {
    const char *name;
    const char *text; /* NUL-terminated */
    size_t length;
};

extern const struct kernel_file kernel_files[];
extern const size_t kernel_file_count;

#endif

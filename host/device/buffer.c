/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* madvise */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "device/device.h"
#include "device/opencl.h"

struct device_buffer {
    struct device *device;
    cl_mem memory;
    size_t bytes;
    void *pages; /* of the host, that the memory object uses; NULL: it has its own */
};

enum { PAGE_BYTES = 2 << 20, PAGES_WORTH_IT = 2, FILL_BYTES = 1 << 16 };

/*
 * Large pages for a device that computes in the host's memory: strided walks through a large buffer in pages of 4 KiB spend
 * most of their time on translating addresses (a transform of 2^27 points: half of it). NULL where there are none to be had.
 */
static void *large_pages(const struct device *device, size_t bytes) {
    void *pages = NULL;
#ifdef MADV_HUGEPAGE
    if (device->info.cpu && bytes >= (size_t)PAGES_WORTH_IT * PAGE_BYTES &&
        posix_memalign(&pages, PAGE_BYTES, (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES) == 0) {
        (void)madvise(pages, bytes, MADV_HUGEPAGE); /* advice: nothing is lost where it is not taken */
        return pages;
    }
#else
    (void)device;
    (void)bytes;
#endif
    return NULL;
}

enum satqkd_status device_buffer_reserve(struct device *device, size_t bytes, struct device_buffer **out,
                                         struct satqkd_error *error) {
    *out = NULL;
    if (bytes > device->info.largest_buffer_bytes) {
        return satqkd_error_set(
            error, SATQKD_FAILURE,
            "a buffer of %zu bytes is more than device \"%s\" gives in one piece (%llu); a device with more "
            "memory may do, with --device (satqkd devices lists them)",
            bytes, device->info.name, (unsigned long long)device->info.largest_buffer_bytes);
    }
    struct device_buffer *buffer = calloc(1, sizeof *buffer);
    if (!buffer) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a buffer");
    }
    cl_int code = CL_SUCCESS;
    buffer->device = device;
    buffer->bytes = bytes;
    buffer->pages = large_pages(device, bytes);
    buffer->memory = clCreateBuffer(device->context, CL_MEM_READ_WRITE | (buffer->pages ? CL_MEM_USE_HOST_PTR : 0),
                                    bytes, buffer->pages, &code);
    if (code != CL_SUCCESS) {
        device_buffer_destroy(buffer);
        return opencl_fail(error, code, "clCreateBuffer", device);
    }
    *out = buffer;
    return SATQKD_OK;
}

/* By writing and not clEnqueueFillBuffer, after which Oclgrind takes for uninitialised what a kernel has written since. */
static enum satqkd_status fill(struct device_buffer *buffer, unsigned char value, struct satqkd_error *error) {
    unsigned char piece[FILL_BYTES];
    enum satqkd_status status = SATQKD_OK;
    memset(piece, value, sizeof piece);
    for (size_t at = 0; at < buffer->bytes && status == SATQKD_OK; at += FILL_BYTES) {
        size_t left = buffer->bytes - at;
        status = device_buffer_write(buffer, at, left < FILL_BYTES ? left : FILL_BYTES, piece, error);
    }
    return status;
}

enum satqkd_status device_buffer_create(struct device *device, size_t bytes, const void *data,
                                        struct device_buffer **out, struct satqkd_error *error) {
    static const unsigned char poison = 0xca;
    enum satqkd_status status = device_buffer_reserve(device, bytes, out, error);
    if (status == SATQKD_OK) {
        status = data ? device_buffer_write(*out, 0, bytes, data, error) : fill(*out, poison, error);
    }
    if (status != SATQKD_OK) {
        device_buffer_destroy(*out);
        *out = NULL;
    }
    return status;
}

void device_buffer_destroy(struct device_buffer *buffer) {
    if (buffer && buffer->memory) {
        clReleaseMemObject(buffer->memory);
    }
    free(buffer ? buffer->pages : NULL);
    free(buffer);
}

enum satqkd_status device_buffer_read(const struct device_buffer *buffer, size_t bytes, void *data,
                                      struct satqkd_error *error) {
    if (bytes > buffer->bytes) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%zu bytes asked of a buffer of %zu", bytes, buffer->bytes);
    }
    cl_int code = clEnqueueReadBuffer(buffer->device->queue, buffer->memory, CL_TRUE, 0, bytes, data, 0, NULL, NULL);
    return code == CL_SUCCESS ? SATQKD_OK : opencl_fail(error, code, "clEnqueueReadBuffer", buffer->device);
}

enum satqkd_status device_buffer_write(struct device_buffer *buffer, size_t offset, size_t bytes, const void *data,
                                       struct satqkd_error *error) {
    if (offset > buffer->bytes || bytes > buffer->bytes - offset) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%zu bytes from byte %zu on do not fit a buffer of %zu", bytes,
                                offset, buffer->bytes);
    }
    cl_int code =
        clEnqueueWriteBuffer(buffer->device->queue, buffer->memory, CL_TRUE, offset, bytes, data, 0, NULL, NULL);
    return code == CL_SUCCESS ? SATQKD_OK : opencl_fail(error, code, "clEnqueueWriteBuffer", buffer->device);
}

enum satqkd_status device_buffer_wipe(struct device_buffer *buffer, struct satqkd_error *error) {
    return fill(buffer, 0, error);
}

cl_mem opencl_memory(const struct device_buffer *buffer) {
    return buffer->memory;
}

/* Here because it needs the buffer's inside. */
enum satqkd_status device_kernel_set_buffer(struct device_kernel *kernel, unsigned index,
                                            const struct device_buffer *buffer, struct satqkd_error *error) {
    return opencl_set_argument(kernel, index, sizeof(cl_mem), &buffer->memory, error);
}

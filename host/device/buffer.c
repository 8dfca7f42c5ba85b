/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "device/device.h"
#include "device/opencl.h"

struct device_buffer {
    struct device *device;
    cl_mem memory;
    size_t bytes;
};

enum satqkd_status device_buffer_create(struct device *device, size_t bytes, const void *data,
                                        struct device_buffer **out, struct satqkd_error *error) {
    static const unsigned char poison = 0xca;
    *out = NULL;
    if (bytes > device->info.largest_buffer_bytes) {
        return satqkd_error_set(error, SATQKD_FAILURE,
                                "a buffer of %zu bytes is more than device \"%s\" gives in one piece (%llu)", bytes,
                                device->info.name, (unsigned long long)device->info.largest_buffer_bytes);
    }
    struct device_buffer *buffer = calloc(1, sizeof *buffer);
    if (!buffer) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a buffer");
    }
    cl_int code = CL_SUCCESS;
    const char *call = "clCreateBuffer";
    buffer->device = device;
    buffer->bytes = bytes;
    buffer->memory = clCreateBuffer(device->context, CL_MEM_READ_WRITE, bytes, NULL, &code);
    if (code == CL_SUCCESS && data) {
        call = "clEnqueueWriteBuffer";
        code = clEnqueueWriteBuffer(device->queue, buffer->memory, CL_TRUE, 0, bytes, data, 0, NULL, NULL);
    } else if (code == CL_SUCCESS) {
        call = "clEnqueueFillBuffer";
        code = clEnqueueFillBuffer(device->queue, buffer->memory, &poison, 1, 0, bytes, 0, NULL, NULL);
    }
    if (code != CL_SUCCESS) {
        device_buffer_destroy(buffer);
        return opencl_fail(error, code, call, device);
    }
    *out = buffer;
    return SATQKD_OK;
}

void device_buffer_destroy(struct device_buffer *buffer) {
    if (buffer && buffer->memory) {
        clReleaseMemObject(buffer->memory);
    }
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

/* Here because it needs the buffer's inside. */
enum satqkd_status device_kernel_set_buffer(struct device_kernel *kernel, unsigned index,
                                            const struct device_buffer *buffer, struct satqkd_error *error) {
    return opencl_set_argument(kernel, index, sizeof buffer->memory, &buffer->memory, error);
}

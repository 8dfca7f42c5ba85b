/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DEVICE_OPENCL_H
#define SATQKD_DEVICE_OPENCL_H

/* Private to host/device: what the files of this folder share. */

#include <CL/cl.h>

#include "device/device.h"

/* As many programs as a device keeps, so that passes after the first find theirs built. */
enum { DEVICE_BUILT = 8 };

struct device {
    cl_device_id id;
    cl_context context;
    cl_command_queue queue;
    struct device_info info;
    cl_event *launched; /* whose time device_finish has not taken yet */
    size_t launched_count, launched_room;
    struct device_program *built[DEVICE_BUILT]; /* that device_kernel_create took kernels of; owned */
    size_t built_count;
    bool tested; /* device_selftest */
};

/** Name of an OpenCL error code, "CL_OUT_OF_RESOURCES". @return a constant */
const char *opencl_error_name(cl_int code);

/**
 * Records a failed OpenCL call with the device's name and, for the usual causes, what to do.
 * @return SATQKD_FAILURE
 */
enum satqkd_status opencl_fail(struct satqkd_error *error, cl_int code, const char *call, const struct device *device);

/** The memory object of a buffer; borrowed. */
cl_mem opencl_memory(const struct device_buffer *buffer);

/** clSetKernelArg with the error told. */
enum satqkd_status opencl_set_argument(struct device_kernel *kernel, unsigned index, size_t bytes, const void *value,
                                       struct satqkd_error *error);

/**
 * The text of a kernel file with its #include "…" lines replaced by the files, each once.
 *
 * @param file  below kernels/
 * @param out   owned by the caller, free()
 */
enum satqkd_status opencl_source(const char *file, char **out, struct satqkd_error *error);

#endif

/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "device/opencl.h"

struct device_kernel {
    struct device *device;
    cl_program program;
    cl_kernel kernel;
};

/* The line of a build log that says what is wrong: the first with "error" in it, else the first that is not empty. */
static size_t telling_line(const char **log) {
    const char *line = strstr(*log, "error");
    line = line ? line : *log + strspn(*log, " \t\r\n");
    while (line > *log && line[-1] != '\n') {
        --line;
    }
    *log = line;
    return strcspn(line, "\r\n");
}

static enum satqkd_status build_failed(struct satqkd_error *error, const struct device_kernel *kernel, const char *file,
                                       cl_int code) {
    size_t length = 0;
    clGetProgramBuildInfo(kernel->program, kernel->device->id, CL_PROGRAM_BUILD_LOG, 0, NULL, &length);
    char *whole = calloc(length + 1, 1);
    const char *log = whole ? whole : "";
    if (whole) {
        clGetProgramBuildInfo(kernel->program, kernel->device->id, CL_PROGRAM_BUILD_LOG, length, whole, NULL);
    }
    int told = (int)telling_line(&log);
    satqkd_error_set(error, SATQKD_FAILURE, "kernel file %s does not build on device \"%s\": %s (%d): %.*s", file,
                     kernel->device->info.name, opencl_error_name(code), (int)code, told, log);
    free(whole);
    return SATQKD_FAILURE;
}

enum satqkd_status device_kernel_create(struct device *device, const char *file, const char *name,
                                        struct device_kernel **out, struct satqkd_error *error) {
    cl_int code = CL_SUCCESS;
    char *source = NULL;
    *out = NULL;
    struct device_kernel *kernel = calloc(1, sizeof *kernel);
    if (!kernel) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a kernel");
    }
    kernel->device = device;
    enum satqkd_status status = opencl_source(file, &source, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    const char *text = source;
    kernel->program = clCreateProgramWithSource(device->context, 1, &text, NULL, &code);
    if (code != CL_SUCCESS) {
        status = opencl_fail(error, code, "clCreateProgramWithSource", device);
        goto done;
    }
    code = clBuildProgram(kernel->program, 1, &device->id, "-cl-std=CL1.2", NULL, NULL);
    if (code != CL_SUCCESS) {
        status = build_failed(error, kernel, file, code);
        goto done;
    }
    kernel->kernel = clCreateKernel(kernel->program, name, &code);
    if (code != CL_SUCCESS) {
        status = opencl_fail(error, code, "clCreateKernel", device);
    }
done:
    free(source);
    if (status == SATQKD_OK) {
        *out = kernel;
    } else {
        device_kernel_destroy(kernel);
    }
    return status;
}

void device_kernel_destroy(struct device_kernel *kernel) {
    if (!kernel) {
        return;
    }
    if (kernel->kernel) {
        clReleaseKernel(kernel->kernel);
    }
    if (kernel->program) {
        clReleaseProgram(kernel->program);
    }
    free(kernel);
}

enum satqkd_status opencl_set_argument(struct device_kernel *kernel, unsigned index, size_t bytes, const void *value,
                                       struct satqkd_error *error) {
    cl_int code = clSetKernelArg(kernel->kernel, index, bytes, value);
    return code == CL_SUCCESS ? SATQKD_OK : opencl_fail(error, code, "clSetKernelArg", kernel->device);
}

enum satqkd_status device_kernel_set_word32(struct device_kernel *kernel, unsigned index, uint32_t value,
                                            struct satqkd_error *error) {
    cl_uint word = value;
    return opencl_set_argument(kernel, index, sizeof word, &word, error);
}

enum satqkd_status device_kernel_set_word64(struct device_kernel *kernel, unsigned index, uint64_t value,
                                            struct satqkd_error *error) {
    cl_ulong word = value;
    return opencl_set_argument(kernel, index, sizeof word, &word, error);
}

enum satqkd_status device_kernel_run(struct device_kernel *kernel, size_t items, size_t local, double *seconds,
                                     struct satqkd_error *error) {
    size_t global = (items + local - 1) / local * local;
    cl_event event = NULL;
    const char *call = "clEnqueueNDRangeKernel";
    cl_int code =
        clEnqueueNDRangeKernel(kernel->device->queue, kernel->kernel, 1, NULL, &global, &local, 0, NULL, &event);
    if (code == CL_SUCCESS) {
        call = "clWaitForEvents";
        code = clWaitForEvents(1, &event);
    }
    if (code == CL_SUCCESS && seconds) {
        cl_ulong start = 0;
        cl_ulong end = 0;
        call = "clGetEventProfilingInfo";
        code = clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_START, sizeof start, &start, NULL);
        if (code == CL_SUCCESS) {
            code = clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_END, sizeof end, &end, NULL);
        }
        *seconds += 1e-9 * (double)(end - start);
    }
    if (event) {
        clReleaseEvent(event);
    }
    return code == CL_SUCCESS ? SATQKD_OK : opencl_fail(error, code, call, kernel->device);
}

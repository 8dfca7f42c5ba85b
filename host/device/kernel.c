/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "device/opencl.h"

struct device_program {
    struct device *device;
    cl_program program;
    char file[64];
};

struct device_kernel {
    struct device *device;
    cl_kernel kernel; /* holds its program */
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

static enum satqkd_status build_failed(struct satqkd_error *error, const struct device_program *program,
                                       const char *file, cl_int code) {
    size_t length = 0;
    clGetProgramBuildInfo(program->program, program->device->id, CL_PROGRAM_BUILD_LOG, 0, NULL, &length);
    char *whole = calloc(length + 1, 1);
    const char *log = whole ? whole : "";
    if (whole) {
        clGetProgramBuildInfo(program->program, program->device->id, CL_PROGRAM_BUILD_LOG, length, whole, NULL);
    }
    int told = (int)telling_line(&log);
    satqkd_error_set(error, SATQKD_FAILURE, "kernel file %s does not build on device \"%s\": %s (%d): %.*s", file,
                     program->device->info.name, opencl_error_name(code), (int)code, told, log);
    free(whole);
    return SATQKD_FAILURE;
}

enum satqkd_status device_program_create(struct device *device, const char *file, const char *options,
                                         struct device_program **out, struct satqkd_error *error) {
    cl_int code = CL_SUCCESS;
    char *source = NULL;
    char all_options[256];
    *out = NULL;
    snprintf(all_options, sizeof all_options, "-cl-std=CL1.2 %s", options ? options : "");
    struct device_program *program = calloc(1, sizeof *program);
    if (!program) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a program");
    }
    program->device = device;
    snprintf(program->file, sizeof program->file, "%s", file);
    enum satqkd_status status = opencl_source(file, &source, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    const char *text = source;
    program->program = clCreateProgramWithSource(device->context, 1, &text, NULL, &code);
    if (code != CL_SUCCESS) {
        status = opencl_fail(error, code, "clCreateProgramWithSource", device);
        goto done;
    }
    code = clBuildProgram(program->program, 1, &device->id, all_options, NULL, NULL);
    if (code != CL_SUCCESS) {
        status = build_failed(error, program, file, code);
    }
done:
    free(source);
    if (status == SATQKD_OK) {
        *out = program;
    } else {
        device_program_destroy(program);
    }
    return status;
}

void device_program_destroy(struct device_program *program) {
    if (program && program->program) {
        clReleaseProgram(program->program);
    }
    free(program);
}

enum satqkd_status device_program_kernel(struct device_program *program, const char *name, struct device_kernel **out,
                                         struct satqkd_error *error) {
    cl_int code = CL_SUCCESS;
    *out = NULL;
    struct device_kernel *kernel = calloc(1, sizeof *kernel);
    if (!kernel) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a kernel");
    }
    kernel->device = program->device;
    kernel->kernel = clCreateKernel(program->program, name, &code);
    if (code != CL_SUCCESS) {
        free(kernel);
        return opencl_fail(error, code, "clCreateKernel", program->device);
    }
    *out = kernel;
    return SATQKD_OK;
}

/* The program of a file without options, built once for a device. */
static struct device_program *find_built(const struct device *device, const char *file) {
    for (size_t i = 0; i < device->built_count; ++i) {
        if (strcmp(device->built[i]->file, file) == 0) {
            return device->built[i];
        }
    }
    return NULL;
}

enum satqkd_status device_kernel_create(struct device *device, const char *file, const char *name,
                                        struct device_kernel **out, struct satqkd_error *error) {
    struct device_program *program = find_built(device, file);
    const bool built = program != NULL;
    *out = NULL;
    enum satqkd_status status = built ? SATQKD_OK : device_program_create(device, file, NULL, &program, error);
    if (status == SATQKD_OK) {
        status = device_program_kernel(program, name, out, error);
    }
    if (status == SATQKD_OK && !built && device->built_count < DEVICE_BUILT) {
        device->built[device->built_count++] = program;
    } else if (!built) {
        device_program_destroy(program);
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

enum satqkd_status device_kernel_bind(struct device_kernel *kernel, const struct device_argument *arguments,
                                      size_t count, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        const struct device_argument *a = &arguments[i];
        status = a->buffer ? device_kernel_set_buffer(kernel, a->index, a->buffer, error)
                           : device_kernel_set_word32(kernel, a->index, a->word, error);
    }
    return status;
}

enum satqkd_status device_kernel_launch(struct device_kernel *kernel, size_t items, size_t local,
                                        struct satqkd_error *error) {
    struct device *device = kernel->device;
    size_t global = (items + local - 1) / local * local;
    if (device->launched_count == device->launched_room) {
        size_t room = 2 * device->launched_room + 16;
        cl_event *grown = realloc(device->launched, room * sizeof(cl_event));
        if (!grown) {
            return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu kernel launches", room);
        }
        device->launched = grown;
        device->launched_room = room;
    }
    cl_int code = clEnqueueNDRangeKernel(device->queue, kernel->kernel, 1, NULL, &global, &local, 0, NULL,
                                         &device->launched[device->launched_count]);
    if (code != CL_SUCCESS) {
        return opencl_fail(error, code, "clEnqueueNDRangeKernel", device);
    }
    ++device->launched_count;
    return SATQKD_OK;
}

static cl_int add_time(cl_event event, double *seconds) {
    cl_ulong start = 0;
    cl_ulong end = 0;
    cl_int code = clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_START, sizeof start, &start, NULL);
    if (code == CL_SUCCESS) {
        code = clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_END, sizeof end, &end, NULL);
    }
    *seconds += 1e-9 * (double)(end - start);
    return code;
}

enum satqkd_status device_finish(struct device *device, double *seconds, struct satqkd_error *error) {
    double ignored = 0;
    const char *call = "clFinish";
    cl_int code = clFinish(device->queue);
    for (size_t i = 0; i < device->launched_count; ++i) {
        cl_event event = device->launched[i];
        if (code == CL_SUCCESS) {
            cl_int executed = CL_COMPLETE; /* negative: the kernel was stopped */
            call = "clGetEventInfo";
            code = clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof executed, &executed, NULL);
            code = code == CL_SUCCESS && executed < 0 ? executed : code;
        }
        if (code == CL_SUCCESS) {
            call = "clGetEventProfilingInfo";
            code = add_time(event, seconds ? seconds : &ignored);
        }
        clReleaseEvent(event);
    }
    device->launched_count = 0;
    return code == CL_SUCCESS ? SATQKD_OK : opencl_fail(error, code, call, device);
}

enum satqkd_status device_kernel_run(struct device_kernel *kernel, size_t items, size_t local, double *seconds,
                                     struct satqkd_error *error) {
    enum satqkd_status status = device_kernel_launch(kernel, items, local, error);
    return status == SATQKD_OK ? device_finish(kernel->device, seconds, error) : status;
}

/* SPDX-License-Identifier: MIT */
#include "device/opencl.h"

#include <stddef.h>

#define ENTRY(code)                                                                                                    \
    { code, #code }

static const struct {
    cl_int code;
    const char *name;
} names[] = {
    ENTRY(CL_DEVICE_NOT_FOUND),
    ENTRY(CL_DEVICE_NOT_AVAILABLE),
    ENTRY(CL_COMPILER_NOT_AVAILABLE),
    ENTRY(CL_MEM_OBJECT_ALLOCATION_FAILURE),
    ENTRY(CL_OUT_OF_RESOURCES),
    ENTRY(CL_OUT_OF_HOST_MEMORY),
    ENTRY(CL_PROFILING_INFO_NOT_AVAILABLE),
    ENTRY(CL_BUILD_PROGRAM_FAILURE),
    ENTRY(CL_INVALID_VALUE),
    ENTRY(CL_INVALID_DEVICE),
    ENTRY(CL_INVALID_CONTEXT),
    ENTRY(CL_INVALID_COMMAND_QUEUE),
    ENTRY(CL_INVALID_MEM_OBJECT),
    ENTRY(CL_INVALID_BINARY),
    ENTRY(CL_INVALID_BUILD_OPTIONS),
    ENTRY(CL_INVALID_PROGRAM),
    ENTRY(CL_INVALID_PROGRAM_EXECUTABLE),
    ENTRY(CL_INVALID_KERNEL_NAME),
    ENTRY(CL_INVALID_KERNEL),
    ENTRY(CL_INVALID_ARG_INDEX),
    ENTRY(CL_INVALID_ARG_VALUE),
    ENTRY(CL_INVALID_ARG_SIZE),
    ENTRY(CL_INVALID_KERNEL_ARGS),
    ENTRY(CL_INVALID_WORK_DIMENSION),
    ENTRY(CL_INVALID_WORK_GROUP_SIZE),
    ENTRY(CL_INVALID_WORK_ITEM_SIZE),
    ENTRY(CL_INVALID_EVENT_WAIT_LIST),
    ENTRY(CL_INVALID_OPERATION),
    ENTRY(CL_INVALID_BUFFER_SIZE),
};

const char *opencl_error_name(cl_int code) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
        if (names[i].code == code) {
            return names[i].name;
        }
    }
    return "unknown OpenCL error";
}

enum satqkd_status opencl_fail(struct satqkd_error *error, cl_int code, const char *call, const struct device *device) {
    const char *cure = "";
    if (code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_OUT_OF_RESOURCES || code == CL_OUT_OF_HOST_MEMORY) {
        cure = "; the device is out of memory: close other programs that use it, or choose another with --device";
    }
    return satqkd_error_set(error, SATQKD_FAILURE, "%s failed on device \"%s\": %s (%d)%s", call,
                            device ? device->info.name : "(none)", opencl_error_name(code), (int)code, cure);
}

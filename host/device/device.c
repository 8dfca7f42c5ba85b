/* SPDX-License-Identifier: MIT */
#include "device/device.h"

#include <stdlib.h>
#include <string.h>

#include "device/opencl.h"

/* What the loader says where it has no driver at all (cl_khr_icd). */
static const cl_int PLATFORM_NOT_FOUND = -1001;

static enum satqkd_status no_driver(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_NO_DEVICE,
                            "no OpenCL driver is installed; for the CPU: apt-get install pocl-opencl-icd; "
                            "for a GPU: its vendor's OpenCL driver");
}

static enum satqkd_status no_device(struct satqkd_error *error) {
    return satqkd_error_set(
        error, SATQKD_NO_DEVICE,
        "an OpenCL driver is installed but offers no usable device; PoCL (the CPU's driver) says so where it "
        "cannot make its cache folder: set POCL_CACHE_DIR, or HOME, to a folder that can be written");
}

/* Nothing happens to devices that are no part of another. */
static void release(const cl_device_id *ids, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        clReleaseDevice(ids[i]);
    }
}

/* For tests of several devices on machines with one: SATQKD_SUBDEVICES=N cuts each device into N equal ones, where it can be cut. */
static void cut(cl_device_id *ids, size_t *count) {
    const char *text = getenv("SATQKD_SUBDEVICES");
    cl_uint pieces = text ? (cl_uint)strtoul(text, NULL, 10) : 0;
    cl_device_id whole[DEVICE_MOST];
    size_t whole_count = *count;
    if (pieces < 2) {
        return;
    }
    memcpy(whole, ids, whole_count * sizeof(cl_device_id));
    *count = 0;
    for (size_t i = 0; i < whole_count && *count < DEVICE_MOST; ++i) {
        cl_uint units = 0;
        cl_uint made = 0;
        clGetDeviceInfo(whole[i], CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL);
        const cl_device_partition_property equally[] = {CL_DEVICE_PARTITION_EQUALLY, units / pieces, 0};
        if (units < pieces || units % pieces || *count + pieces > DEVICE_MOST ||
            clCreateSubDevices(whole[i], equally, pieces, ids + *count, &made) != CL_SUCCESS) {
            ids[*count] = whole[i];
            made = 1;
        }
        *count += made;
    }
}

static bool is_usable(cl_device_id id) {
    cl_bool available = CL_FALSE;
    cl_bool compiler = CL_FALSE;
    cl_bool little_endian = CL_FALSE;
    clGetDeviceInfo(id, CL_DEVICE_AVAILABLE, sizeof available, &available, NULL);
    clGetDeviceInfo(id, CL_DEVICE_COMPILER_AVAILABLE, sizeof compiler, &compiler, NULL);
    clGetDeviceInfo(id, CL_DEVICE_ENDIAN_LITTLE, sizeof little_endian, &little_endian, NULL);
    return available && compiler && little_endian;
}

/* The ids of all usable devices, in the loader's order; to be released. */
static enum satqkd_status collect(cl_device_id *ids, size_t *count, struct satqkd_error *error) {
    cl_platform_id platforms[16];
    cl_uint platform_count = 0;
    const char *cache = getenv("POCL_CACHE_DIR");
    *count = 0;
    if (cache && !cache[0]) {
        return satqkd_error_set(error, SATQKD_NO_DEVICE,
                                "POCL_CACHE_DIR is set but empty, at which PoCL aborts: name a folder, or unset it");
    }
    cl_int code = clGetPlatformIDs(16, platforms, &platform_count);
    if (code == PLATFORM_NOT_FOUND || (code == CL_SUCCESS && platform_count == 0)) {
        return no_driver(error);
    }
    if (code != CL_SUCCESS) {
        return opencl_fail(error, code, "clGetPlatformIDs", NULL);
    }
    for (cl_uint i = 0; i < platform_count && i < 16; ++i) {
        cl_device_id all[DEVICE_MOST];
        cl_uint found = 0;
        if (clGetDeviceIDs(platforms[i], CL_DEVICE_TYPE_ALL, DEVICE_MOST, all, &found) != CL_SUCCESS) {
            continue; /* a platform without devices */
        }
        for (cl_uint j = 0; j < found && j < DEVICE_MOST && *count < DEVICE_MOST; ++j) {
            if (is_usable(all[j])) {
                ids[(*count)++] = all[j];
            }
        }
    }
    cut(ids, count);
    return *count ? SATQKD_OK : no_device(error);
}

static void text_of(cl_device_id id, cl_device_info what, char out[DEVICE_TEXT]) {
    char text[4 * DEVICE_TEXT] = "";
    if (clGetDeviceInfo(id, what, sizeof text - 1, text, NULL) != CL_SUCCESS) {
        strcpy(text, "?");
    }
    memcpy(out, text, DEVICE_TEXT - 1);
    out[DEVICE_TEXT - 1] = '\0';
}

static void describe(cl_device_id id, struct device_info *out) {
    memset(out, 0, sizeof *out);
    text_of(id, CL_DEVICE_NAME, out->name);
    text_of(id, CL_DEVICE_VENDOR, out->vendor);
    text_of(id, CL_DEVICE_VERSION, out->version);
    text_of(id, CL_DRIVER_VERSION, out->driver);
    cl_platform_id platform = NULL;
    clGetDeviceInfo(id, CL_DEVICE_PLATFORM, sizeof(cl_platform_id), &platform, NULL);
    clGetPlatformInfo(platform, CL_PLATFORM_NAME, sizeof out->platform - 1, out->platform, NULL);
    cl_device_type type = 0;
    cl_uint units = 0;
    cl_ulong memory = 0;
    cl_ulong largest = 0;
    clGetDeviceInfo(id, CL_DEVICE_TYPE, sizeof type, &type, NULL);
    clGetDeviceInfo(id, CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL);
    clGetDeviceInfo(id, CL_DEVICE_GLOBAL_MEM_SIZE, sizeof memory, &memory, NULL);
    clGetDeviceInfo(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE, sizeof largest, &largest, NULL);
    out->cpu = (type & CL_DEVICE_TYPE_CPU) != 0;
    out->gpu = (type & CL_DEVICE_TYPE_GPU) != 0;
    out->compute_units = units;
    out->memory_bytes = memory;
    out->largest_buffer_bytes = largest;
}

enum satqkd_status device_list(struct device_info **out, size_t *count, struct satqkd_error *error) {
    cl_device_id ids[DEVICE_MOST];
    *out = NULL;
    enum satqkd_status status = collect(ids, count, error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct device_info *list = calloc(*count, sizeof *list);
    if (!list) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a list of %zu devices", *count);
    }
    for (size_t i = 0; i < *count && list; ++i) {
        describe(ids[i], &list[i]);
    }
    release(ids, *count);
    *out = list;
    return status;
}

/* The device of an index, or the default one; to be released. */
static enum satqkd_status choose(int index, cl_device_id *out, struct satqkd_error *error) {
    cl_device_id ids[DEVICE_MOST];
    size_t count = 0;
    enum satqkd_status status = collect(ids, &count, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (index != DEVICE_DEFAULT && (index < 0 || (size_t)index >= count)) {
        release(ids, count);
        return satqkd_error_set(error, SATQKD_INVALID,
                                "there is no device %d: %zu found, numbered from 0 (satqkd devices lists them)", index,
                                count);
    }
    size_t chosen = index == DEVICE_DEFAULT ? 0 : (size_t)index;
    for (size_t i = count; index == DEVICE_DEFAULT && i-- > 0;) {
        cl_device_type type = 0;
        clGetDeviceInfo(ids[i], CL_DEVICE_TYPE, sizeof type, &type, NULL);
        chosen = type & CL_DEVICE_TYPE_GPU ? i : chosen;
    }
    *out = ids[chosen];
    clRetainDevice(*out);
    release(ids, count);
    return SATQKD_OK;
}

enum satqkd_status device_open(int index, struct device **out, struct satqkd_error *error) {
    cl_int code = CL_SUCCESS;
    *out = NULL;
    struct device *device = calloc(1, sizeof *device);
    if (!device) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a device");
    }
    enum satqkd_status status = choose(index, &device->id, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    describe(device->id, &device->info);
    device->context = clCreateContext(NULL, 1, &device->id, NULL, NULL, &code);
    if (code != CL_SUCCESS) {
        status = opencl_fail(error, code, "clCreateContext", device);
        goto done;
    }
    device->queue = clCreateCommandQueue(device->context, device->id, CL_QUEUE_PROFILING_ENABLE, &code);
    if (code != CL_SUCCESS) {
        status = opencl_fail(error, code, "clCreateCommandQueue", device);
        goto done;
    }
done:
    if (status == SATQKD_OK) {
        *out = device;
    } else {
        device_close(device);
    }
    return status;
}

void device_close(struct device *device) {
    if (!device) {
        return;
    }
    for (size_t i = 0; i < device->launched_count; ++i) {
        clReleaseEvent(device->launched[i]);
    }
    free(device->launched);
    for (size_t i = 0; i < device->built_count; ++i) {
        device_program_destroy(device->built[i]);
    }
    if (device->queue) {
        clReleaseCommandQueue(device->queue);
    }
    if (device->context) {
        clReleaseContext(device->context);
    }
    if (device->id) {
        release(&device->id, 1);
    }
    free(device);
}

const struct device_info *device_describe(const struct device *device) {
    return &device->info;
}

/* SPDX-License-Identifier: MIT */
#include "distill/kernel_set.h"

enum satqkd_status kernel_set_build(struct kernel_set *set, struct device *device, const char *file,
                                    const char *options, const char *const *names, int count,
                                    struct satqkd_error *error) {
    struct device_program *program = NULL;
    set->device = device;
    enum satqkd_status status = device_program_create(device, file, options, &program, error);
    for (int i = 0; i < count && status == SATQKD_OK; ++i) {
        status = device_program_kernel(program, names[i], &set->kernels[i], error);
    }
    device_program_destroy(program);
    return status;
}

void kernel_set_release(struct kernel_set *set) {
    for (int i = 0; i < KERNEL_SET_BUFFERS; ++i) {
        if (set->buffers[i]) {
            device_buffer_wipe(set->buffers[i], NULL);
        }
        device_buffer_destroy(set->buffers[i]);
    }
    for (int i = 0; i < KERNEL_SET_KERNELS; ++i) {
        device_kernel_destroy(set->kernels[i]);
    }
    *set = (struct kernel_set){0};
}

enum satqkd_status kernel_set_need(struct kernel_set *set, int buffer, size_t bytes, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    if (bytes <= set->bytes[buffer]) {
        return SATQKD_OK;
    }
    if (set->buffers[buffer]) {
        status = device_buffer_wipe(set->buffers[buffer], error);
    }
    device_buffer_destroy(set->buffers[buffer]);
    set->buffers[buffer] = NULL;
    set->bytes[buffer] = 0;
    if (status == SATQKD_OK) {
        status = device_buffer_reserve(set->device, bytes, &set->buffers[buffer], error);
    }
    if (status == SATQKD_OK) {
        set->bytes[buffer] = bytes;
    }
    return status;
}

enum satqkd_status kernel_set_launch(struct kernel_set *set, int kernel, size_t items, size_t local,
                                     const struct kernel_set_argument *arguments, unsigned count,
                                     struct satqkd_error *error) {
    struct device_kernel *launched = set->kernels[kernel];
    enum satqkd_status status = SATQKD_OK;
    for (unsigned i = 0; i < count && status == SATQKD_OK; ++i) {
        switch (arguments[i].kind) {
        case KERNEL_SET_IS_BUFFER:
            status = device_kernel_set_buffer(launched, i, set->buffers[arguments[i].value], error);
            break;
        case KERNEL_SET_IS_WORD32:
            status = device_kernel_set_word32(launched, i, (uint32_t)arguments[i].value, error);
            break;
        case KERNEL_SET_IS_WORD64:
            status = device_kernel_set_word64(launched, i, arguments[i].value, error);
            break;
        }
    }
    return status == SATQKD_OK ? device_kernel_launch(launched, items, local, error) : status;
}

/* SPDX-License-Identifier: MIT */
#include <clblast_c.h>

#include "device/device.h"
#include "device/opencl.h"

enum satqkd_status device_matrix_product(struct device *device, size_t rows, size_t columns, size_t depth,
                                         const struct device_buffer *a, const struct device_buffer *b,
                                         struct device_buffer *c, struct satqkd_error *error) {
    cl_event event = NULL;
    const CLBlastStatusCode code = CLBlastSgemm(CLBlastLayoutRowMajor, CLBlastTransposeNo, CLBlastTransposeYes, rows,
                                                columns, depth, 1.0f, opencl_memory(a), 0, depth, opencl_memory(b), 0,
                                                depth, 0.0f, opencl_memory(c), 0, columns, &device->queue, &event);
    if (code != CLBlastSuccess) {
        return satqkd_error_set(error, SATQKD_FAILURE,
                                "the dense product of %zu x %zu x %zu failed on device \"%s\": CLBlast status %d", rows,
                                columns, depth, device->info.name, (int)code);
    }
    const cl_int waited = clWaitForEvents(1, &event);
    clReleaseEvent(event);
    return waited == CL_SUCCESS ? SATQKD_OK : opencl_fail(error, waited, "clWaitForEvents", device);
}

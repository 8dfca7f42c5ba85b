/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "device/opencl.h"
#include "shared/philox.h"

enum { COUNTERS = 16, WORDS = 2 * 4 * COUNTERS };

/*
 * The device's words, from both forms of the generator, against the host's; the host's own are held against the published
 * known answers by a test. A seed and a counter with all kinds of bits, close to where 32 bits carry over.
 */
enum satqkd_status device_selftest(struct device *device, const char *file, struct satqkd_error *error) {
    static const uint64_t seed = UINT64_C(0x9b1deb4d3b7d4bad);
    static const uint64_t first = UINT64_C(0x7fffffff0);
    struct device_kernel *kernel = NULL;
    struct device_buffer *buffer = NULL;
    uint32_t words[WORDS];
    if (device->tested) {
        return SATQKD_OK;
    }
    enum satqkd_status status = device_buffer_create(device, sizeof words, NULL, &buffer, error);
    if (status != SATQKD_OK || (status = device_kernel_create(device, file, "random_words", &kernel, error)) ||
        (status = device_kernel_set_word64(kernel, 0, seed, error)) ||
        (status = device_kernel_set_word64(kernel, 1, first, error)) ||
        (status = device_kernel_set_word32(kernel, 2, PHILOX_FOR_CLICKS, error)) ||
        (status = device_kernel_set_word32(kernel, 3, 5, error)) ||
        (status = device_kernel_set_word32(kernel, 4, COUNTERS, error)) ||
        (status = device_kernel_set_buffer(kernel, 5, buffer, error)) ||
        (status = device_kernel_run(kernel, 1, 1, NULL, error)) ||
        (status = device_buffer_read(buffer, sizeof words, words, error))) {
        goto done;
    }
    for (uint32_t i = 0; i < 2 * COUNTERS; ++i) {
        struct philox_words expected = philox(seed, first + i % COUNTERS, PHILOX_FOR_CLICKS, 5);
        if (memcmp(&words[4 * i], &expected, sizeof expected) != 0) {
            status = satqkd_error_set(
                error, SATQKD_FAILURE,
                "device \"%s\" (%s, driver %s) fails the self-test of the random generator: its OpenCL compiler is "
                "broken; choose another with --device (satqkd devices lists them) or update the driver",
                device->info.name, device->info.platform, device->info.driver);
            goto done;
        }
    }
    device->tested = true;
done:
    device_kernel_destroy(kernel);
    device_buffer_destroy(buffer);
    return status;
}

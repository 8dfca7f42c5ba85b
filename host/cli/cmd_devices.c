/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "device/device.h"

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct device_info *devices = NULL;
    size_t count = 0;
    if (argc > 1) {
        return command_misuse("devices", error, "unexpected argument '%s'", argv[1]);
    }
    enum satqkd_status status = device_list(&devices, &count, error);
    if (status != SATQKD_OK) {
        return status;
    }
    for (size_t i = 0; i < count; ++i) {
        const struct device_info *device = &devices[i];
        printf("%zu  %s (%s)\n", i, device->name, device->gpu ? "GPU" : "CPU or accelerator");
        printf("   %s, %s, driver %s\n", device->platform, device->version, device->driver);
        printf("   %u compute units, %.1f GiB of memory, buffers up to %.1f GiB\n", device->compute_units,
               (double)device->memory_bytes / (1 << 30), (double)device->largest_buffer_bytes / (1 << 30));
    }
    free(devices);
    return SATQKD_OK;
}

const struct command command_devices = {
    .name = "devices",
    .usage = "devices",
    .summary = "list the OpenCL devices that --device takes",
    .help = "Lists the usable OpenCL devices of all platforms with the numbers that --device takes. Exit status 3\n"
            "where there is none, with what to install.\n",
    .run = run,
};

/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "device/device.h"
#include "report/json_out.h"

static void print_table(const struct device_info *devices, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        const struct device_info *device = &devices[i];
        printf("%zu  %s (%s)\n", i, device->name, device->gpu ? "GPU" : "CPU or accelerator");
        printf("   %s, driver %s\n   %s\n", device->platform, device->driver, device->version);
        printf("   %u compute units, %.1f GiB of memory, buffers up to %.1f GiB\n", device->compute_units,
               (double)device->memory_bytes / (1 << 30), (double)device->largest_buffer_bytes / (1 << 30));
    }
}

static cJSON *as_json(const struct device_info *devices, size_t count) {
    cJSON *root = cJSON_CreateArray();
    for (size_t i = 0; i < count; ++i) {
        const struct device_info *device = &devices[i];
        cJSON *item = cJSON_CreateObject();
        json_out_number(item, "index", (double)i);
        json_out_text_item(item, "name", device->name);
        json_out_text_item(item, "platform", device->platform);
        json_out_text_item(item, "vendor", device->vendor);
        json_out_text_item(item, "version", device->version);
        json_out_text_item(item, "driver", device->driver);
        cJSON_AddBoolToObject(item, "gpu", device->gpu);
        json_out_number(item, "compute_units", device->compute_units);
        json_out_number(item, "memory_bytes", (double)device->memory_bytes);
        json_out_number(item, "largest_buffer_bytes", (double)device->largest_buffer_bytes);
        cJSON_AddItemToArray(root, item);
    }
    return root;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct device_info *devices = NULL;
    size_t count = 0;
    bool json = false;
    const struct options_entry entries[] = {{"json", .flag = &json}, {0}};
    char **operands = NULL;
    enum satqkd_status status = options_read("devices", entries, argc, argv, &operands, error);
    if (status == SATQKD_OK && operands[0]) {
        return command_misuse("devices", error, "unexpected argument '%s'", operands[0]);
    }
    if (status == SATQKD_OK) {
        status = device_list(&devices, &count, error);
    }
    if (status == SATQKD_OK && json) {
        status = json_print(as_json(devices, count), error);
    } else if (status == SATQKD_OK) {
        print_table(devices, count);
    }
    free(devices);
    return status;
}

const struct command command_devices = {
    .name = "devices",
    .usage = "devices [--json]",
    .summary = "list the OpenCL devices that --device takes",
    .help = "Lists the usable OpenCL devices of all platforms with the numbers that --device takes. Exit status 3\n"
            "where there is none, with what to install.\n"
            "\n"
            "  --json            an array of objects instead of the table\n"
            "\n"
            "Examples:\n"
            "  satqkd devices\n"
            "  satqkd devices --json\n",
    .run = run,
};

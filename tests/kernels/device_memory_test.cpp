// SPDX-License-Identifier: MIT
// What is said where a device's memory does not do: which device, how much, and the cure.
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "device/device.h"
#include "device/opencl.h"
}

namespace {

bool has(const satqkd_error &error, const std::string &part) {
    return std::string(error.message).find(part) != std::string::npos;
}

} // namespace

TEST(DeviceMemory, TooMuchInOnePieceNamesTheDeviceAndTheCure) {
    satqkd_error error{};
    device *device = nullptr;
    device_buffer *buffer = nullptr;
    ASSERT_EQ(device_open(DEVICE_DEFAULT, &device, &error), SATQKD_OK) << error.message;
    const device_info *info = device_describe(device);
    EXPECT_EQ(device_buffer_reserve(device, info->largest_buffer_bytes + 1, &buffer, &error), SATQKD_FAILURE);
    EXPECT_EQ(buffer, nullptr);
    EXPECT_TRUE(has(error, info->name) && has(error, std::to_string(info->largest_buffer_bytes + 1))) << error.message;
    EXPECT_TRUE(has(error, "--device")) << error.message;
    device_close(device);
}

// The three codes by which drivers tell that memory has run out.
TEST(DeviceMemory, RunningOutNamesTheCallAndTheCure) {
    for (cl_int code : {CL_MEM_OBJECT_ALLOCATION_FAILURE, CL_OUT_OF_RESOURCES, CL_OUT_OF_HOST_MEMORY}) {
        satqkd_error error{};
        EXPECT_EQ(opencl_fail(&error, code, "clEnqueueNDRangeKernel", nullptr), SATQKD_FAILURE);
        EXPECT_TRUE(has(error, "clEnqueueNDRangeKernel") && has(error, std::to_string(code))) << error.message;
        EXPECT_TRUE(has(error, "out of memory") && has(error, "--device")) << error.message;
    }
    satqkd_error error{};
    opencl_fail(&error, CL_INVALID_VALUE, "clSetKernelArg", nullptr);
    EXPECT_FALSE(has(error, "out of memory")) << error.message;
}

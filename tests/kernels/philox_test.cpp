/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

extern "C" {
#include "device/device.h"
#include "shared/philox.h"
}

#include <vector>

// Known answers of Philox4x32-10: Random123's published vectors (kat_vectors: counter, key, result), for a counter and key of
// zeros, of ones, and of the digits of pi.
TEST(Philox, GivesThePublishedKnownAnswers) {
    struct {
        word32 counter[4];
        word32 key[2];
        word32 result[4];
    } const vectors[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (auto const &v : vectors) {
        struct philox_words x =
            philox(words_join(v.key[1], v.key[0]), words_join(v.counter[1], v.counter[0]), v.counter[2], v.counter[3]);
        EXPECT_EQ(x.a, v.result[0]);
        EXPECT_EQ(x.b, v.result[1]);
        EXPECT_EQ(x.c, v.result[2]);
        EXPECT_EQ(x.d, v.result[3]);
    }
}

// The device's scalar and wide generators against the host's, where the counter's low word carries over and for the largest
// numbers.
TEST(Philox, IsTheSameOnTheDevice) {
    struct satqkd_error error = {};
    struct device *device = nullptr;
    ASSERT_EQ(device_open(DEVICE_DEFAULT, &device, &error), SATQKD_OK) << error.message;
    struct device_kernel *kernel = nullptr;
    ASSERT_EQ(device_kernel_create(device, "random.cl", "random_words", &kernel, &error), SATQKD_OK) << error.message;
    const uint32_t count = 64;
    struct {
        uint64_t seed, first;
        uint32_t purpose, pass;
    } const cases[] = {{1, 0, 0, 0},
                       {~0ull, 0xffffffe0ull, 3, 9},
                       {0x123456789abcdefull, 0x1234567fffffff0ull, 0xffffffffu, 0xffffffffu}};
    for (auto const &c : cases) {
        struct device_buffer *buffer = nullptr;
        std::vector<uint32_t> words(8 * count);
        ASSERT_EQ(device_buffer_create(device, 4 * words.size(), nullptr, &buffer, &error), SATQKD_OK);
        ASSERT_EQ(device_kernel_set_word64(kernel, 0, c.seed, &error), SATQKD_OK);
        ASSERT_EQ(device_kernel_set_word64(kernel, 1, c.first, &error), SATQKD_OK);
        ASSERT_EQ(device_kernel_set_word32(kernel, 2, c.purpose, &error), SATQKD_OK);
        ASSERT_EQ(device_kernel_set_word32(kernel, 3, c.pass, &error), SATQKD_OK);
        ASSERT_EQ(device_kernel_set_word32(kernel, 4, count, &error), SATQKD_OK);
        ASSERT_EQ(device_kernel_set_buffer(kernel, 5, buffer, &error), SATQKD_OK);
        ASSERT_EQ(device_kernel_run(kernel, 1, 1, nullptr, &error), SATQKD_OK) << error.message;
        ASSERT_EQ(device_buffer_read(buffer, 4 * words.size(), words.data(), &error), SATQKD_OK);
        for (uint32_t i = 0; i < 2 * count; ++i) {
            struct philox_words x = philox(c.seed, c.first + i % count, c.purpose, c.pass);
            EXPECT_EQ(words[4 * i], x.a) << i;
            EXPECT_EQ(words[4 * i + 1], x.b) << i;
            EXPECT_EQ(words[4 * i + 2], x.c) << i;
            EXPECT_EQ(words[4 * i + 3], x.d) << i;
        }
        device_buffer_destroy(buffer);
    }
    device_kernel_destroy(kernel);
    device_close(device);
}

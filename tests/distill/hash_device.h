/* SPDX-License-Identifier: MIT */
// A device and its hashes for the tests of a process: opened once, because programs take a second to build.
#ifndef SATQKD_TESTS_HASH_DEVICE_H
#define SATQKD_TESTS_HASH_DEVICE_H

#include <gtest/gtest.h>
#include <stdexcept>

extern "C" {
#include "device/device.h"
#include "distill/amplify.h"
#include "distill/product_cut.h"
#include "distill/random_matrix.h"
#include "distill/toeplitz.h"
}

#include "distill/hash_by_definition.h"

struct HashDevice {
    struct device *device = nullptr;
    struct amplify *amplify = nullptr;
    struct satqkd_error error = {};

    HashDevice() {
        if (device_open(DEVICE_DEFAULT, &device, &error) || amplify_create(device, &amplify, &error)) {
            throw std::runtime_error(error.message);
        }
    }
    ~HashDevice() {
        amplify_destroy(amplify);
        device_close(device);
    }
    HashDevice(const HashDevice &) = delete;

    // Poisoned before, with a canary behind.
    Bits hash(enum amplify_family family, const Bits &x, uint64_t n, const Bits &s, uint64_t m) {
        uint64_t seed_bits = 0;
        Bits y((m + 7) / 8 + 1, 0xca);
        EXPECT_EQ(amplify_seed_bits(family, n, m, &seed_bits, &error), SATQKD_OK) << error.message;
        EXPECT_EQ(amplify_hash(amplify, family, x.data(), 1, n, s.data(), seed_bits, m, y.data(), nullptr, &error),
                  SATQKD_OK)
            << error.message;
        EXPECT_EQ(y.back(), 0xca);
        y.pop_back();
        return y;
    }
};

struct ToeplitzHash {
    struct toeplitz *toeplitz = nullptr;
    struct satqkd_error error = {};

    ToeplitzHash(struct device *device, struct toeplitz_cut cut) {
        if (toeplitz_create(device, &cut, &toeplitz, &error)) {
            throw std::runtime_error(error.message);
        }
    }
    ~ToeplitzHash() {
        toeplitz_destroy(toeplitz);
    }
    ToeplitzHash(const ToeplitzHash &) = delete;

    Bits operator()(const Bits &x, uint64_t n, const Bits &s, uint64_t m) {
        Bits y((m + 7) / 8, 0xca);
        EXPECT_EQ(toeplitz_hash(toeplitz, x.data(), n, s.data(), false, m, y.data(), nullptr, &error), SATQKD_OK)
            << error.message;
        return y;
    }
};

#endif

/* SPDX-License-Identifier: MIT */
// Two parties on a channel, strings that differ at random, and a spy that counts what goes by: for the tests of this folder.
#ifndef SATQKD_TESTS_DISTILL_TWO_ENDS_H
#define SATQKD_TESTS_DISTILL_TWO_ENDS_H

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <vector>

extern "C" {
#include "distill/bit_string.h"
#include "distill/classical_channel.h"
#include "distill/correct.h"
#include "distill/party.h"
}

namespace two_ends {

inline double entropy(double p) {
    return p > 0 && p < 1 ? -p * std::log2(p) - (1 - p) * std::log2(1 - p) : 0;
}

// Sees every message; counts payload bits by sender and kind as the wire says them (authenticate.h: kind in byte 0, bits in bytes 10
// to 17), and does to message number `target` what it is told to.
struct Spy {
    uint64_t bits[2][16] = {};
    uint64_t messages = 0;
    uint64_t target = UINT64_MAX;
    std::function<enum classical_deed(unsigned char *wire, size_t length)> deed;
    struct classical_tap tap() {
        return {meet, this};
    }
    static enum classical_deed meet(void *context, const struct classical_sight *sight, unsigned char *wire) {
        Spy *spy = static_cast<Spy *>(context);
        uint64_t count = 0;
        for (int i = 0; i < 8; ++i) {
            count |= static_cast<uint64_t>(wire[10 + i]) << (8 * i);
        }
        spy->bits[sight->from][wire[0] % 16] += count;
        return spy->messages++ == spy->target ? spy->deed(wire, sight->length) : CLASSICAL_DELIVER;
    }
};

struct Ends {
    struct classical_channel *channel = nullptr;
    struct party parties[CLASSICAL_ENDS] = {};
    struct satqkd_error error {};
    explicit Ends(Spy *spy = nullptr) {
        const struct classical_link link = {{4e6, 1e6}, 0, nullptr, 0};
        struct classical_tap tap {};
        if (spy) {
            tap = spy->tap();
        }
        EXPECT_EQ(classical_channel_create(&link, spy ? &tap : nullptr, &channel, &error), SATQKD_OK);
        EXPECT_EQ(party_pair(channel, 1000, parties, &error), SATQKD_OK) << error.message;
    }
    ~Ends() {
        party_release(&parties[0]);
        party_release(&parties[1]);
        classical_channel_destroy(channel);
    }
    Ends(const Ends &) = delete;
    Ends &operator=(const Ends &) = delete;
    struct party *alice() {
        return &parties[CLASSICAL_ALICE];
    }
    struct party *bob() {
        return &parties[CLASSICAL_BOB];
    }
};

// Alice's string is random; Bob's differs in each bit with a probability of its own.
struct Strings {
    struct bit_string *of[CLASSICAL_ENDS] = {};
    size_t errors = 0;
    Strings(size_t count, double rate, uint64_t seed) {
        struct satqkd_error error {};
        std::mt19937_64 random(seed);
        EXPECT_EQ(bit_string_create(count, &of[0], &error), SATQKD_OK);
        EXPECT_EQ(bit_string_create(count, &of[1], &error), SATQKD_OK);
        for (size_t i = 0; i < of[0]->words; ++i) {
            of[0]->word[i] = random();
        }
        if (count % 64) {
            of[0]->word[count / 64] &= (uint64_t{1} << (count % 64)) - 1;
        }
        std::memcpy(of[1]->word, of[0]->word, of[0]->words * sizeof(uint64_t));
        // gaps between errors are geometric: faster than a number for each bit
        std::geometric_distribution<uint64_t> gap(rate > 0 ? rate : 0.5);
        for (uint64_t place = gap(random); rate > 0 && place < count; place += 1 + gap(random)) {
            bit_string_flip(of[1], place);
            ++errors;
        }
    }
    ~Strings() {
        bit_string_destroy(of[0]);
        bit_string_destroy(of[1]);
    }
    Strings(const Strings &) = delete;
    Strings &operator=(const Strings &) = delete;
    double least_leak() const {
        const double n = static_cast<double>(of[0]->count);
        return n * entropy(static_cast<double>(errors) / n);
    }
    size_t left() const {
        return bit_string_distance(of[0], of[1]);
    }
};

} // namespace two_ends

#endif

/* SPDX-License-Identifier: MIT */
// The hash families by their definitions, bit by bit, as the contract of `satqkd hash` states them.
#ifndef SATQKD_TESTS_HASH_BY_DEFINITION_H
#define SATQKD_TESTS_HASH_BY_DEFINITION_H

#include <cstdint>
#include <random>
#include <string>
#include <vector>

using Bits = std::vector<unsigned char>; // bit k is bit k mod 8, least significant first, of byte k div 8

inline unsigned bit_of(const Bits &bits, uint64_t k) {
    return bits[k / 8] >> (k % 8) & 1u;
}

inline Bits bits_of(const std::string &written) { // the first character is bit 0
    Bits bits((written.size() + 7) / 8);
    for (size_t k = 0; k < written.size(); ++k) {
        bits[k / 8] = (unsigned char)(bits[k / 8] | (written[k] == '1') << (k % 8));
    }
    return bits;
}

inline std::string written(const Bits &bits, uint64_t count) {
    std::string text;
    for (uint64_t k = 0; k < count; ++k) {
        text += bit_of(bits, k) ? '1' : '0';
    }
    return text;
}

// Random bits; those above `count` in the last byte are random too, so that a hash that reads them shows.
inline Bits random_bits(uint64_t count, std::mt19937_64 &random) {
    Bits bits((count + 7) / 8);
    for (unsigned char &byte : bits) {
        byte = (unsigned char)random();
    }
    return bits;
}

// For each one of x, 64 rows at a time; the seed written twice, so that no index has to be reduced.
inline Bits toeplitz_by_definition(const Bits &x, uint64_t n, const Bits &s, uint64_t m) {
    const uint64_t period = n + m - 1;
    std::vector<uint64_t> twice(2 * period / 64 + 3), sum(m / 64 + 1);
    for (uint64_t i = 0; i < 2 * period; ++i) {
        twice[i / 64] |= (uint64_t)bit_of(s, i % period) << (i % 64);
    }
    for (uint64_t j = 0; j < n; ++j) {
        const uint64_t first = (period - j) / 64, shift = (period - j) % 64;
        for (uint64_t i = 0; bit_of(x, j) && i < sum.size(); ++i) {
            sum[i] ^= twice[first + i] >> shift | (shift ? twice[first + i + 1] << (64 - shift) : 0);
        }
    }
    Bits y((m + 7) / 8);
    for (uint64_t i = 0; i < m; ++i) {
        y[i / 8] = (unsigned char)(y[i / 8] | (sum[i / 64] >> (i % 64) & 1) << (i % 8));
    }
    return y;
}

inline Bits modified_by_definition(const Bits &x, uint64_t n, const Bits &s, uint64_t m) {
    Bits y = n > m ? toeplitz_by_definition(x, n - m, s, m) : Bits((m + 7) / 8);
    for (uint64_t i = 0; i < m; ++i) {
        y[i / 8] = (unsigned char)(y[i / 8] ^ bit_of(x, n - m + i) << (i % 8));
    }
    return y;
}

inline Bits matrix_by_definition(const Bits &x, uint64_t n, const Bits &s, uint64_t m) {
    Bits y((m + 7) / 8);
    for (uint64_t i = 0; i < m; ++i) {
        unsigned parity = 0;
        for (uint64_t j = 0; j < n; ++j) {
            parity ^= bit_of(s, i * n + j) & bit_of(x, j);
        }
        y[i / 8] = (unsigned char)(y[i / 8] | parity << (i % 8));
    }
    return y;
}

#endif

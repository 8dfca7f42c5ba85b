/* SPDX-License-Identifier: MIT */
// What the transform of kernels/toeplitz.cl rests on, of every cut that may be chosen: roots of unity of the orders it needs are
// whole words, and every product fits the ring it is made in.
#include <gtest/gtest.h>
#include <random>

extern "C" {
#include "distill/product_cut.h"
}

TEST(ProductCut, HasRootsAndRoom) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 3000; ++i) {
        const uint64_t bits = i < 200 ? 1 + (uint64_t)i : 1 + random() % (UINT64_C(1) << (1 + random() % 28));
        const uint32_t at_once = 1u << random() % 12;
        const struct product_cut cut = product_cut_choose(bits, at_once, 1);
        uint64_t rows = 1, thirds = 1;
        for (uint32_t k = 0; k < cut.levels; ++k) {
            rows *= 3;
        }
        for (uint32_t k = 0; k < cut.depth; ++k) {
            thirds *= 3;
        }
        ASSERT_GE(cut.levels, 1u) << bits;
        ASSERT_EQ(cut.rows, rows) << bits;
        ASSERT_EQ(cut.thirds, thirds) << bits;
        // the circle holds the string; t^l has order 3, and its root of order 3^levels is a shift by words
        ASSERT_GE(product_cut_bits(&cut), bits);
        ASSERT_EQ(product_cut_bits(&cut), 32 * rows * cut.width);
        ASSERT_EQ(3 * (uint64_t)cut.width % rows, 0u) << bits;
        ASSERT_GE(cut.pitch, cut.width + 15) << bits;
        // the same of a row's pieces, whose roots have order 3^(depth + 1)
        ASSERT_EQ(cut.piece * thirds, cut.width) << bits;
        ASSERT_GE(cut.small, cut.piece) << bits;
        ASSERT_EQ(cut.small % thirds, 0u) << bits;
        // and of what is multiplied
        ASSERT_GE(16 * cut.blocks, rows) << bits;
        ASSERT_GE(cut.units, 2 * cut.blocks * thirds) << bits;
        ASSERT_EQ(cut.units % 32, 0u) << bits;
        if (cut.fine_thirds > 0) {
            ASSERT_EQ(cut.fine_piece * cut.fine_thirds, 32 * cut.small) << bits;
            ASSERT_GE(cut.fine, cut.fine_piece) << bits;
            ASSERT_EQ(cut.fine % cut.fine_thirds, 0u) << bits;
        } else {
            ASSERT_EQ(cut.fine, 32 * cut.small) << bits;
        }
        ASSERT_EQ(cut.school % 3, 0u) << bits;
        ASSERT_LE(cut.halvings, 16u) << bits; // MOST_HALVINGS of kernels/bit_planes.h
        ASSERT_GE((uint64_t)cut.school << cut.halvings, 2 * cut.fine) << bits;
    }
}

// What toeplitz.c reckons with to know how long a product a device takes: a byte of a string's units for each of its bits.
TEST(ProductCut, WastesLittle) {
    for (double bits = 1e6; bits < 1 << 27; bits *= 1.01) {
        const struct product_cut cut = product_cut_choose((uint64_t)bits, 2, 1);
        EXPECT_LE(64.0 * cut.small * 16 * cut.units, 8 * bits) << bits;
    }
}

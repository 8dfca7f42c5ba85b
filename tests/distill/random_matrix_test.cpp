/* SPDX-License-Identifier: MIT */
// The random-matrix family on the device: against the definition, one method against the other, and its expansion of a short seed
// against the published vectors of ChaCha20 and libsodium's key stream.
#include <gtest/gtest.h>

#include "distill/hash_device.h"

extern "C" {
#include "shared/chacha.h"
#include <sodium.h>
}

#include <cstring>

namespace {

class RandomMatrix : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        hashes = new HashDevice;
        for (uint32_t lanes : {1u, 16u}) {
            struct random_matrix *made = nullptr;
            if (random_matrix_create(hashes->device, lanes, &made, &hashes->error)) {
                throw std::runtime_error(hashes->error.message);
            }
            matrices.push_back(made);
        }
    }
    static void TearDownTestSuite() {
        for (struct random_matrix *made : matrices) {
            random_matrix_destroy(made);
        }
        delete hashes;
    }
    static HashDevice *hashes;
    static std::vector<struct random_matrix *> matrices;
};
HashDevice *RandomMatrix::hashes = nullptr;
std::vector<struct random_matrix *> RandomMatrix::matrices;

const unsigned char counting_key[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

// libsodium's key stream with nonce 0 from a block on.
Bits stream_of(const unsigned char *key, uint64_t block, size_t bytes) {
    const unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = {};
    Bits stream(bytes);
    crypto_stream_chacha20_xor_ic(stream.data(), stream.data(), bytes, nonce, block, key);
    return stream;
}

} // namespace

// RFC 8439, section 2.3.2: key 00 … 1f, nonce 00:00:00:09:00:00:00:4a:00:00:00:00, counter 1.
TEST(ChaCha, GivesTheBlockOfTheStandard) {
    const word32 start[12] = {0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c, 0x13121110, 0x17161514,
                              0x1b1a1918, 0x1f1e1d1c, 1,          0x09000000, 0x4a000000, 0};
    const word32 expected[16] = {0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3, 0xc7f4d1c7, 0x0368c033,
                                 0x9aaa2204, 0x4e6cd4c3, 0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
                                 0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2};
    word32 block[16];
    chacha_block(start, block);
    for (int i = 0; i < 16; ++i) {
        EXPECT_EQ(block[i], expected[i]) << i;
    }
}

// RFC 8439, appendix A.1, test vectors 1 and 2: key 0, nonce 0, blocks 0 and 1; the first and last words of each.
TEST(ChaCha, GivesTheStreamOfTheStandard) {
    word32 start[12] = {};
    word32 block[16];
    chacha_block(start, block);
    EXPECT_EQ(block[0], 0xade0b876u);
    EXPECT_EQ(block[15], 0x8665eeb2u);
    start[8] = 1;
    chacha_block(start, block);
    EXPECT_EQ(block[0], 0xbee7079fu);
    EXPECT_EQ(block[15], 0x6f4d794bu);
}

// The device's stream, both variants, also where the counter's low word carries over between two lanes.
TEST_F(RandomMatrix, ExpandsLikeLibsodium) {
    for (struct random_matrix *matrix : matrices) {
        for (const uint64_t block : {UINT64_C(0), UINT64_C(5), UINT64_C(0xfffffff8), UINT64_C(0x123456789abcdef0)}) {
            Bits stream(64 * 32, 0xca);
            ASSERT_EQ(random_matrix_words(matrix, counting_key, block, 32, stream.data(), &hashes->error), SATQKD_OK)
                << hashes->error.message;
            EXPECT_EQ(stream, stream_of(counting_key, block, stream.size())) << block;
        }
    }
}

TEST_F(RandomMatrix, IsTheDefinition) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 120; ++i) {
        const uint64_t n = i < 60 ? 1 + (uint64_t)i % 40 : 1 + random() % 3000;
        const uint64_t m = 1 + random() % n;
        const Bits x = random_bits(n, random);
        const Bits s = random_bits(n * m, random);
        const Bits expected = matrix_by_definition(x, n, s, m);
        ASSERT_EQ(hashes->hash(AMPLIFY_RANDOM_MATRIX, x, n, s, m), expected) << n << " to " << m;
        Bits y((m + 7) / 8, 0xca);
        ASSERT_EQ(random_matrix_hash(matrices[0], x.data(), 1, n, s.data(), m, RANDOM_MATRIX_PACKED, y.data(), nullptr,
                                     &hashes->error),
                  SATQKD_OK)
            << hashes->error.message;
        ASSERT_EQ(y, expected) << n << " to " << m << ", one lane";
    }
}

// The expanded matrix is the key stream: the same bits as with that stream given as the seed. Sizes for which rows begin at every
// place of a word and of a block, and rows in the middle of the matrix.
TEST_F(RandomMatrix, ExpandedIsTheStreamGiven) {
    std::mt19937_64 random(2);
    for (auto const &[n, m] : {std::pair<uint64_t, uint64_t>{1, 1},
                               {31, 7},
                               {511, 70},
                               {512, 40},
                               {513, 80},
                               {1000, 999},
                               {8200, 50},
                               {20011, 33}}) {
        const Bits x = random_bits(n, random);
        const Bits s = stream_of(counting_key, 0, (size_t)(n * (m + 3) + 7) / 8);
        for (struct random_matrix *matrix : matrices) {
            Bits y((m + 7) / 8, 0xca);
            ASSERT_EQ(random_matrix_expand(matrix, x.data(), n, counting_key, 0, m, y.data(), nullptr, &hashes->error),
                      SATQKD_OK)
                << hashes->error.message;
            EXPECT_EQ(y, matrix_by_definition(x, n, s, m)) << n << " to " << m;
            Bits later(1, 0xca);
            ASSERT_EQ(
                random_matrix_expand(matrix, x.data(), n, counting_key, m, 3, later.data(), nullptr, &hashes->error),
                SATQKD_OK);
            const Bits all = matrix_by_definition(x, n, s, m + 3);
            for (uint64_t i = 0; i < 3; ++i) {
                EXPECT_EQ(bit_of(later, i), bit_of(all, m + i)) << n << " row " << m + i;
            }
        }
    }
}

// A batch under one matrix: packed words against matrix products by CLBlast, across more columns and rows than one product has.
TEST_F(RandomMatrix, BothMethodsAgreeOnABatch) {
    std::mt19937_64 random(3);
    for (auto const &[keys, n, m] : {std::tuple<uint64_t, uint64_t, uint64_t>{5, 70001, 40}, {3, 300, 1300}}) {
        Bits x;
        for (uint64_t key = 0; key < keys; ++key) {
            const Bits one = random_bits(n, random);
            x.insert(x.end(), one.begin(), one.end());
        }
        const Bits s = random_bits(n * m, random);
        Bits packed(keys * ((m + 7) / 8), 0xca);
        Bits dense(packed.size(), 0x35);
        ASSERT_EQ(random_matrix_hash(matrices[1], x.data(), keys, n, s.data(), m, RANDOM_MATRIX_PACKED, packed.data(),
                                     nullptr, &hashes->error),
                  SATQKD_OK)
            << hashes->error.message;
        ASSERT_EQ(random_matrix_hash(matrices[1], x.data(), keys, n, s.data(), m, RANDOM_MATRIX_DENSE, dense.data(),
                                     nullptr, &hashes->error),
                  SATQKD_OK)
            << hashes->error.message;
        EXPECT_EQ(packed, dense) << keys << " of " << n << " to " << m;
        const Bits last(x.end() - (long)((n + 7) / 8), x.end());
        EXPECT_EQ(Bits(packed.end() - (long)((m + 7) / 8), packed.end()), matrix_by_definition(last, n, s, m));
    }
}

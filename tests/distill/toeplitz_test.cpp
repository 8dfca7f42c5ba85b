/* SPDX-License-Identifier: MIT */
// The Toeplitz families on the device against published-form vectors, the definition, and a second method for large sizes.
#include <gtest/gtest.h>

#include "distill/hash_device.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>

#ifdef SATQKD_HAVE_GF2X
#include <gf2x.h>
#endif

namespace {

class Toeplitz : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        hashes = new HashDevice;
    }
    static void TearDownTestSuite() {
        delete hashes;
    }
    static HashDevice *hashes;
};
HashDevice *Toeplitz::hashes = nullptr;

#ifdef SATQKD_HAVE_GF2X
// The hash as a product of polynomials: with u_k = s[(k - (n-1)) mod (n+m-1)], y_i is coefficient i + n - 1 of u x.
class CarryLess {
  public:
    CarryLess(const Bits &x, uint64_t n, const Bits &s, uint64_t m)
        : n_(n), m_(m), x_(words(n)), u_(words(n + m - 1)), product_(x_.size() + u_.size()) {
        for (uint64_t j = 0; j < n; ++j) {
            x_[j / 64] |= (unsigned long)bit_of(x, j) << (j % 64);
        }
        for (uint64_t k = 0; k < n + m - 1; ++k) {
            u_[k / 64] |= (unsigned long)bit_of(s, k >= n - 1 ? k - (n - 1) : k + m) << (k % 64);
        }
    }
    void multiply() {
        gf2x_mul(product_.data(), u_.data(), (long)u_.size(), x_.data(), (long)x_.size());
    }
    Bits result() const {
        Bits y((m_ + 7) / 8);
        for (uint64_t i = 0; i < m_; ++i) {
            const uint64_t k = i + n_ - 1;
            y[i / 8] = (unsigned char)(y[i / 8] | (product_[k / 64] >> (k % 64) & 1) << (i % 8));
        }
        return y;
    }

  private:
    static size_t words(uint64_t bits) {
        return (size_t)((bits + 63) / 64);
    }
    uint64_t n_, m_;
    std::vector<unsigned long> x_, u_, product_;
};

// Of all threads together: what others do on the machine does not count.
double processor_seconds(const std::function<void()> &what) {
    const std::clock_t begin = std::clock();
    what();
    return (double)(std::clock() - begin) / CLOCKS_PER_SEC;
}
#endif

} // namespace

// Vectors of issue "Distillation", worked out by hand and by two other programs from the definition.
TEST_F(Toeplitz, GivesTheVectors) {
    struct {
        enum amplify_family family;
        std::string x, s, y;
    } const vectors[] = {
        {AMPLIFY_TOEPLITZ, "110001", "110101001", "0111"},
        {AMPLIFY_TOEPLITZ, "100111100", "1101010011000001", "11111010"},
        {AMPLIFY_TOEPLITZ, "10010", "011011110", "10100"},
        {AMPLIFY_TOEPLITZ, "11000101", "0110001111", "101"},
        {AMPLIFY_TOEPLITZ_MODIFIED, "11010110011100001", "1001110111011000", "011110"},
        {AMPLIFY_TOEPLITZ_MODIFIED, "11000101111", "0110001111", "010"},
    };
    for (auto const &v : vectors) {
        const Bits y = hashes->hash(v.family, bits_of(v.x), v.x.size(), bits_of(v.s), v.y.size());
        EXPECT_EQ(written(y, v.y.size()), v.y) << amplify_name(v.family);
        EXPECT_EQ(y, bits_of(v.y)) << "the unused bits are not 0";
    }
}

TEST_F(Toeplitz, IsTheDefinitionForAllSmallSizes) {
    std::mt19937_64 random(1);
    for (uint64_t n = 1; n <= 40; ++n) {
        for (uint64_t m = 1; m <= n; ++m) {
            const Bits x = random_bits(n, random);
            const Bits s = random_bits(n + m, random);
            ASSERT_EQ(written(hashes->hash(AMPLIFY_TOEPLITZ, x, n, s, m), m),
                      written(toeplitz_by_definition(x, n, s, m), m))
                << n << " to " << m;
            ASSERT_EQ(written(hashes->hash(AMPLIFY_TOEPLITZ_MODIFIED, x, n, s, m), m),
                      written(modified_by_definition(x, n, s, m), m))
                << n << " to " << m;
        }
    }
}

TEST_F(Toeplitz, IsTheDefinitionForRandomSizes) {
    std::mt19937_64 random(2);
    for (int i = 0; i < 500; ++i) {
        const uint64_t n = 1 + random() % 5000;
        const uint64_t m = 1 + random() % n;
        const Bits x = random_bits(n, random);
        const Bits s = random_bits(n + m - 1, random);
        ASSERT_EQ(hashes->hash(AMPLIFY_TOEPLITZ, x, n, s, m), toeplitz_by_definition(x, n, s, m))
            << i << ": " << n << " to " << m;
        ASSERT_EQ(hashes->hash(AMPLIFY_TOEPLITZ_MODIFIED, x, n, s, m), modified_by_definition(x, n, s, m))
            << i << ": " << n << " to " << m;
    }
}

// Blocks of rows and columns, and the variant for devices with one word a work-item: the same bits.
TEST_F(Toeplitz, DoesNotDependOnHowItIsCut) {
    ToeplitzHash small(hashes->device, {TOEPLITZ_LOG_LEAST, 16, {}});
    ToeplitzHash narrow(hashes->device, {12, 1, {}});
    std::mt19937_64 random(3);
    for (auto const &[n, m] : {std::pair<uint64_t, uint64_t>{1025, 1},
                               {1024, 2},
                               {5000, 300},
                               {3000, 3000},
                               {4100, 1500},
                               {700, 400},
                               {1, 1},
                               {100, 2000},
                               {2047, 511}}) {
        const Bits x = random_bits(n, random);
        const Bits s = random_bits(n + m - 1, random);
        const Bits expected = toeplitz_by_definition(x, n, s, m);
        EXPECT_EQ(small(x, n, s, m), expected) << n << " to " << m;
        EXPECT_EQ(narrow(x, n, s, m), expected) << n << " to " << m;
    }
}

// A batch of keys, for which the seed is transformed once.
TEST_F(Toeplitz, HashesABatch) {
    std::mt19937_64 random(10);
    for (auto const &[n, m] : {std::pair<uint64_t, uint64_t>{3001, 777}, {200, 1}, {40, 40}}) {
        for (const enum amplify_family family : {AMPLIFY_TOEPLITZ, AMPLIFY_TOEPLITZ_MODIFIED}) {
            const uint64_t keys = 4;
            const Bits s = random_bits(n + m - 1, random);
            Bits all, y(keys * ((m + 7) / 8), 0xca), expected;
            for (uint64_t key = 0; key < keys; ++key) {
                const Bits x = random_bits(n, random);
                const Bits one = family == AMPLIFY_TOEPLITZ ? toeplitz_by_definition(x, n, s, m)
                                                            : modified_by_definition(x, n, s, m);
                all.insert(all.end(), x.begin(), x.end());
                expected.insert(expected.end(), one.begin(), one.end());
            }
            ASSERT_EQ(amplify_hash(hashes->amplify, family, all.data(), keys, n, s.data(), n + m - 1, m, y.data(),
                                   nullptr, &hashes->error),
                      SATQKD_OK)
                << hashes->error.message;
            EXPECT_EQ(y, expected) << amplify_name(family) << " " << n << " to " << m;
        }
    }
}

// Every way to cut a product, also those that are chosen for sizes or devices which no test has: levels of rows, of units and of finer
// elements, in both variants.
TEST_F(Toeplitz, IsTheDefinitionHoweverTheProductIsCut) {
    std::mt19937_64 random(9);
    const uint64_t n = 3001, m = 777;
    const Bits x = random_bits(n, random);
    const Bits s = random_bits(n + m - 1, random);
    const Bits expected = toeplitz_by_definition(x, n, s, m);
    int cuts = 0;
    for (const uint32_t levels : {1u, 2u, 4u}) {
        for (const uint32_t depth : {0u, 1u, 3u}) {
            for (int fine = -1; fine <= 3; ++fine) {
                const struct product_shape shape = {levels, depth, fine};
                if (product_cut_make(n + m - 1, shape, 1).levels == 0) {
                    continue; // that shape has no roots
                }
                ToeplitzHash vectors(hashes->device, {0, 16, shape});
                ASSERT_EQ(vectors(x, n, s, m), expected) << levels << " " << depth << " " << fine;
                if (levels == 2) {
                    ToeplitzHash narrow(hashes->device, {0, 1, shape});
                    ASSERT_EQ(narrow(x, n, s, m), expected) << levels << " " << depth << " " << fine << ", one lane";
                }
                ++cuts;
            }
        }
    }
    EXPECT_GT(cuts, 20);
}

// Every number of levels that is chosen from 2^10 to 2^20 bits, both variants.
TEST_F(Toeplitz, IsTheSecondMethodAtEverySize) {
#ifdef SATQKD_HAVE_GF2X
    ToeplitzHash narrow(hashes->device, {0, 1, {}});
    std::mt19937_64 random(4);
    for (uint64_t bits = 1024; bits <= 1 << 20; bits *= 2) {
        for (const uint64_t m : {bits / 2, bits / 4 + 3, bits / 5}) {
            const uint64_t n = bits - m + 1;
            const Bits x = random_bits(n, random);
            const Bits s = random_bits(n + m - 1, random);
            CarryLess expected(x, n, s, m);
            expected.multiply();
            ASSERT_EQ(hashes->hash(AMPLIFY_TOEPLITZ, x, n, s, m), expected.result()) << n << " to " << m;
            if (bits <= 1 << 15) {
                ASSERT_EQ(narrow(x, n, s, m), expected.result()) << n << " to " << m;
            }
        }
    }
#else
    GTEST_SKIP() << "libgf2x-dev is not installed";
#endif
}

// Keys and seeds of ones, of zeros and of period 2 make the largest counts there are, where transforms that round fail. The
// expected bits are closed forms: y_i counts j < n with s[i - j] x_j = 1.
TEST_F(Toeplitz, CountsExactlyWhereAllAreOnes) {
    const uint64_t m = 1 << 20;
    const uint64_t n = (1 << 24) - m - 1; // odd
    const Bits ones((n + m) / 8 + 1, 0xff);
    const Bits alternate((n + m) / 8 + 1, 0x55); // 1 at even places
    // All n products are 1.
    EXPECT_EQ(hashes->hash(AMPLIFY_TOEPLITZ, ones, n, ones, m), Bits(m / 8, n % 2 ? 0xff : 0x00));
    // Ones of x at even j: ceil(n/2) of them.
    EXPECT_EQ(hashes->hash(AMPLIFY_TOEPLITZ, alternate, n, ones, m), Bits(m / 8, (n + 1) / 2 % 2 ? 0xff : 0x00));
    // s is 1 at even places of the ring of n + m - 1 (here even, so that its period fits): even i - j with even j, even i.
    ASSERT_EQ((n + m - 1) % 2, 0u);
    EXPECT_EQ(hashes->hash(AMPLIFY_TOEPLITZ, alternate, n, alternate, m), Bits(m / 8, (n + 1) / 2 % 2 ? 0x55 : 0x00));
    // Odd i: j odd, n / 2 of them; even i: j even, ceil(n/2).
    const unsigned even = (unsigned)((n + 1) / 2 % 2);
    const unsigned odd = (unsigned)(n / 2 % 2);
    EXPECT_EQ(hashes->hash(AMPLIFY_TOEPLITZ, ones, n, alternate, m),
              Bits(m / 8, (unsigned char)(0x55 * even | 0xaa * odd)));
}

// Sizes of which cuts have seven levels. An input of three ones makes the XOR of three windows of the seed;
// all ones make the largest count.
TEST_F(Toeplitz, IsExactForVeryLongStrings) {
    std::mt19937_64 random(6);
    const uint64_t n = 50000000;
    const uint64_t m = 10000000;
    const uint64_t ring = n + m - 1;
    Bits x(n / 8);
    const uint64_t ones[3] = {0, 12345677, n - 1};
    for (const uint64_t j : ones) {
        x[j / 8] = (unsigned char)(x[j / 8] | 1u << (j % 8));
    }
    const Bits s = random_bits(ring, random);
    Bits expected(m / 8);
    for (uint64_t i = 0; i < m; ++i) {
        unsigned parity = 0;
        for (const uint64_t j : ones) {
            parity ^= bit_of(s, (i + ring - j) % ring);
        }
        expected[i / 8] = (unsigned char)(expected[i / 8] | parity << (i % 8));
    }
    EXPECT_TRUE(hashes->hash(AMPLIFY_TOEPLITZ, x, n, s, m) == expected);
    const Bits all(ring / 8 + 1, 0xff);
    EXPECT_TRUE(hashes->hash(AMPLIFY_TOEPLITZ, all, n - 1, all, m) == Bits(m / 8, 0xff));
}

// The paper's size and a larger one against libgf2x, whose processor time (it has one thread) is also held against that of all our
// threads: on two idle cores the wall clock shows twice the ratio.
TEST_F(Toeplitz, IsFasterThanCarryLessProducts) {
#ifdef SATQKD_HAVE_GF2X
    std::mt19937_64 random(5);
    for (auto const &size : {std::pair<uint64_t, uint64_t>{1671072, 300939}, {6000000, 1200000}}) {
        const uint64_t n = size.first; // names of their own, because a lambda cannot capture a structured binding
        const uint64_t m = size.second;
        const Bits x = random_bits(n, random);
        const Bits s = random_bits(n + m - 1, random);
        CarryLess expected(x, n, s, m);
        Bits y = hashes->hash(AMPLIFY_TOEPLITZ, x, n, s, m); // makes memory and roots
        double ours = 1e9;
        double theirs = 1e9;
        for (int i = 0; i < 2; ++i) {
            theirs = std::min(theirs, processor_seconds([&] { expected.multiply(); }));
            ours = std::min(ours, processor_seconds([&] { y = hashes->hash(AMPLIFY_TOEPLITZ, x, n, s, m); }));
        }
        EXPECT_EQ(y, expected.result());
        std::printf("%llu -> %llu bits: %.1f ms of a processor, libgf2x %.1f ms, %.1f times\n", (unsigned long long)n,
                    (unsigned long long)m, 1e3 * ours, 1e3 * theirs, theirs / ours);
        EXPECT_TRUE(theirs / ours > 5); // the project's own bound at the first size, for the wall clock of two cores
    }
#else
    GTEST_SKIP() << "libgf2x-dev is not installed";
#endif
}

// The table of results/hashing.md: sizes over four decades, best of several runs.
TEST_F(Toeplitz, Figures) {
#ifdef SATQKD_HAVE_GF2X
    if (!std::getenv("SATQKD_FIGURES")) {
        GTEST_SKIP() << "takes a minute; SATQKD_FIGURES=1 prints the figures";
    }
    std::mt19937_64 random(8);
    std::printf("| bits in | bits out | ms | ns per bit and log2(bits) | libgf2x ms | times |\n");
    for (const uint64_t n : {10000ull, 100000ull, 1000000ull, 1671072ull, 10000000ull, 100000000ull}) {
        const uint64_t m = n == 1671072 ? 300939 : n / 5;
        const Bits x = random_bits(n, random);
        const Bits s = random_bits(n + m - 1, random);
        CarryLess expected(x, n, s, m);
        double ours = 1e9;
        Bits y;
        for (int i = 0; i < (n > 50000000 ? 6 : 40); ++i) {
            ours = std::min(ours, processor_seconds([&] { y = hashes->hash(AMPLIFY_TOEPLITZ, x, n, s, m); }));
        }
        double theirs = 1e9;
        for (int i = 0; i < (n > 5000000 ? 1 : 5); ++i) {
            theirs = std::min(theirs, processor_seconds([&] { expected.multiply(); }));
        }
        EXPECT_TRUE(y == expected.result());
        const double log_bits = std::log2((double)(n + m - 1));
        EXPECT_TRUE(n < 1000000 || theirs / ours > (n == 100000000 ? 20 : 5)) << n; // the project's own bounds
        std::printf("| %llu | %llu | %.2f | %.4f | %.1f | %.1f |\n", (unsigned long long)n, (unsigned long long)m,
                    1e3 * ours, 1e9 * ours / ((double)n * log_bits), 1e3 * theirs, theirs / ours);
    }
#else
    GTEST_SKIP() << "libgf2x-dev is not installed";
#endif
}

/* SPDX-License-Identifier: MIT */
// Verification: its tags let unequal strings pass as seldom as its bound says, and equal ones always.
#include "distill/two_ends.h"
extern "C" {
#include "distill/verify.h"
}

namespace {

using two_ends::Ends;
using two_ends::Strings;

bool agree(Ends &ends, const Strings &strings, int tag_bits) {
    bool out = false;
    EXPECT_EQ(verify_strings(ends.alice(), ends.bob(), strings.of, tag_bits, &out, &ends.error), SATQKD_OK)
        << ends.error.message;
    return out;
}

// Runs comparisons of strings with errors, new parties now and then because their pool of authentication key is finite.
int escapes(int comparisons, int tag_bits) {
    std::mt19937_64 random(3);
    int passed = 0;
    for (int done = 0; done < comparisons; done += 900) {
        Ends ends;
        Strings strings(512, 0, random());
        for (int i = 0; i < 900 && done + i < comparisons; ++i) {
            do {
                bit_string_flip(strings.of[CLASSICAL_BOB], random() % 512);
            } while (strings.left() == 0);
            passed += agree(ends, strings, tag_bits);
        }
    }
    return passed;
}

// 1e5 forced errors under 8 bits: at most 2^-8 of them may pass. 390.6 are expected at the bound, with sigma 19.7; 3.72 sigma is a false
// alarm of 1e-4. The other side says that the tag has no more bits than it should.
TEST(Verify, EightBitsLetOneOf256Pass) {
    const int passed = escapes(100000, 8);
    EXPECT_LE(passed, 390.6 + 3.72 * 19.7);
    EXPECT_GE(passed, 390.6 - 3.72 * 19.7);
}

TEST(Verify, TheShippedTagLetsNonePass) {
    EXPECT_EQ(escapes(100000, VERIFY_TAG_BITS), 0);
}

TEST(Verify, EqualStringsAgree) {
    Ends ends;
    for (size_t count : {1, 64, 100, 100000}) {
        Strings strings(count, 0, count);
        for (int tag_bits : std::vector<int>{1, 8, VERIFY_TAG_BITS, VERIFY_MOST_TAG_BITS}) {
            EXPECT_TRUE(agree(ends, strings, tag_bits));
        }
    }
}

// The formula of verify.h by hand: 1671072 bits are 208884 bytes, 13056 blocks of 16, the last of them not full; 8 · 13056 / 2^106 = 1.29e-27.
TEST(Verify, FailureProbability) {
    EXPECT_NEAR(verify_failure(1671072, 112) / (std::ldexp(1, -112) + 8 * 13056 * std::ldexp(1, -106)), 1, 1e-12);
    EXPECT_NEAR(verify_failure(1671072, 64) / 5.421010862427522e-20, 1, 1e-6);
    EXPECT_EQ(verify_tag_bits(1671072, 1e-15), VERIFY_TAG_BITS);
    EXPECT_EQ(verify_tag_bits(1671072, 1e-20), 72); // 2^-72 = 2.1e-22
    EXPECT_EQ(verify_tag_bits(1671072, 1e-30), 0);  // Poly1305 itself collides more often
}

} // namespace

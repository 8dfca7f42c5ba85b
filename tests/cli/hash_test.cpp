/* SPDX-License-Identifier: MIT */
// `satqkd hash` as users meet it: files in and out, and what it refuses.
#include "cli/program.h"
#include "distill/hash_by_definition.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

using program::Folder;
using program::Result;
using program::satqkd;

namespace {

std::string bytes(const Bits &bits) {
    return std::string(bits.begin(), bits.end());
}

Result hash(const Folder &folder, const std::string &in, uint64_t n, const std::string &seed, uint64_t m,
            std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"hash",
                                          "--in",
                                          folder.path(in),
                                          "--in-bits",
                                          std::to_string(n),
                                          "--seed",
                                          folder.path(seed),
                                          "--out",
                                          folder.path("out"),
                                          "--out-bits",
                                          std::to_string(m)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return satqkd(arguments);
}

} // namespace

// The vectors of contract and issue; unused bits of the input are set, those of the output are 0.
TEST(Hash, WritesTheVectorsToAPrivateFile) {
    Folder folder;
    const Bits x = bits_of("110001"
                           "11");
    folder.write("x", bytes(x));
    folder.write("s", bytes(bits_of("110101001"
                                    "1111111")));
    Result result = hash(folder, "x", 6, "s", 4);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(program::read_file(folder.path("out")), bytes(bits_of("0111")));
    struct stat about = {};
    ASSERT_EQ(stat(folder.path("out").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);

    folder.write("x2", bytes(bits_of("11000101111")));
    folder.write("s2", bytes(bits_of("0110001111")));
    result = hash(folder, "x2", 11, "s2", 3, {"--family", "toeplitz-modified"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(program::read_file(folder.path("out")), bytes(bits_of("010")));
}

TEST(Hash, DoesRandomMatricesGivenAndExpanded) {
    Folder folder;
    std::mt19937_64 random(1);
    const Bits x = random_bits(300, random);
    const Bits s = random_bits(300 * 77, random);
    folder.write("x", bytes(x));
    folder.write("s", bytes(s));
    Result result = hash(folder, "x", 300, "s", 77, {"--family", "random-matrix"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(program::read_file(folder.path("out")), bytes(matrix_by_definition(x, 300, s, 77)));
    // The first words of ChaCha20's key stream for key 0, nonce 0 (RFC 8439, A.1, vector 1): 76 b8 e0 ad a0 f1 3d 90 …
    folder.write("zero", std::string(32, '\0'));
    result = hash(folder, "x", 16, "zero", 4, {"--family", "random-matrix", "--expand"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(program::read_file(folder.path("out")),
              bytes(matrix_by_definition(x, 16, {0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90}, 4)));
}

TEST(Hash, RefusesWhatIsTooShortOrWrong) {
    Folder folder;
    folder.write("x", std::string(100, 'x'));
    folder.write("s", std::string(100, 's'));
    struct {
        const char *in, *seed;
        uint64_t n, m;
        std::vector<std::string> more;
        const char *says;
    } const cases[] = {
        {"x", "s", 801, 10, {}, "/x: has 100 bytes, and 801 bits need 101"},
        {"x", "s", 800, 10, {}, "/s: has 100 bytes, and 809 bits need 102"},
        {"none", "s", 8, 1, {}, "/none: cannot be opened: No such file or directory"},
        {"x", "s", 8, 9, {}, "no more than the input"},
        {"x", "s", 8, 0, {}, "--out-bits M, at least 1, is missing"},
        {"x", "s", 8, 1, {"--family", "toplitz"}, "did you mean 'toeplitz'?"},
        {"x", "s", 8, 1, {"--expand"}, "--expand is for --family random-matrix alone"},
        {"x", "s", 8, 1, {"--device", "99"}, "there is no device 99"},
        {"x", "s", 8, 1, {"--in-bits", "8x"}, "'8x' is no whole number"},
        {"x", "s", 100, 100, {"--family", "random-matrix"}, "10000 bits need 1250"},
    };
    for (auto const &c : cases) {
        const Result result = hash(folder, c.in, c.n, c.seed, c.m, c.more);
        EXPECT_EQ(result.status, 2) << c.says;
        EXPECT_NE(result.err.find(c.says), std::string::npos) << result.err;
        EXPECT_FALSE(std::filesystem::exists(folder.path("out"))) << c.says;
    }
}

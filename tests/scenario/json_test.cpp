/* SPDX-License-Identifier: MIT */
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <string>

extern "C" {
#include "scenario/json_scan.h"
#include "text/nearest.h"
#include "text/number.h"
}

namespace {

struct Case {
    const char *text;
    const char *path;    /* that the fault names */
    size_t offset;       /* counted by hand */
    const char *message; /* part of it */
};

std::string nested(int depth) {
    return std::string(static_cast<size_t>(depth), '[') + std::string(static_cast<size_t>(depth), ']');
}

/* Each text breaks RFC 8259 or one of the stricter rules in the header, at the byte given. */
TEST(JsonScan, NamesTheFirstFault) {
    const Case cases[] = {
        {"", "", 0, "empty"},
        {" \n ", "", 0, "empty"},
        {"\xEF\xBB\xBF{}", "", 0, "byte order mark"},
        {"{} x", "", 3, "behind the end"},
        {"{\"a\":1,}", "", 7, "expected a key"},
        {"{\"a\" 1}", "a", 5, "colon"},
        {"{\"a\":[1 2]}", "a", 8, "comma"},
        {"{\"a\":[1,]}", "a[1]", 8, "expected a value"},
        {"{\"a\":{\"b\":1,\"c\":2,\"b\":3}}", "a.b", 18, "duplicate"},
        {"{\"a\":1,\"\\u0061\":2}", "a", 7, "duplicate"}, /* the same key, once by an escape */
        {"{\"a\":007}", "a", 5, "leading zeros"},
        {"{\"a\":-}", "a", 5, "minus"},
        {"{\"a\":1.}", "a", 5, "decimal point"},
        {"{\"a\":1e}", "a", 5, "exponent"},
        {"{\"a\":1e999}", "a", 5, "range of a double"},
        {"{\"a\":NaN}", "a", 5, "NaN"},
        {"{\"a\":-Infinity}", "a", 5, "infinity"},
        {"{\"a\":Infinity}", "a", 5, "Infinity"},
        {"{\"a\":yes}", "a", 5, "quotation marks"},
        {"{\"a\":True}", "a", 5, "True"},
        {"{\"a\":\"\\u0000\"}", "a", 6, "NUL"},
        {"{\"a\":\"\\ud800\"}", "a", 6, "surrogate"},
        {"{\"a\":\"\\udc00\"}", "a", 6, "surrogate"},
        {"{\"a\":\"\\ud800\\u0041\"}", "a", 6, "surrogate"},
        {"{\"a\":\"\\x\"}", "a", 6, "escape"},
        {"{\"a\":\"\\u12g4\"}", "a", 6, "hexadecimal"},
        {"{\"a\":\"\xC0\xAF\"}", "a", 6, "UTF-8"},     /* overlong slash */
        {"{\"a\":\"\xED\xA0\x80\"}", "a", 6, "UTF-8"}, /* a surrogate in UTF-8 */
        {"{\"a\":\"\xF4\x90\x80\x80\"}", "a", 6, "UTF-8"},
        {"{\"a\":\"\xE2\x82\"}", "a", 6, "UTF-8"}, /* cut */
        {"{\"a\":\"x\ty\"}", "a", 7, "control"},
        {"{\"a\":\"x", "a", 5, "does not end"},
        {"{\"a\":1 // no\n}", "", 7, "'/'"},
        {"{'a':1}", "", 1, "quotation marks"},
        {"{\"a\":\"1\" ", "", 9, "end of the text"},
        {"[1,[2,{\"k\":[tru]}]]", "[1][1].k[0]", 12, "tru"},
    };
    for (const Case &c : cases) {
        json_scan_fault fault = {};
        EXPECT_EQ(json_scan(c.text, strlen(c.text), &fault), SATQKD_INVALID) << c.text;
        EXPECT_EQ(fault.offset, c.offset) << c.text << ": " << fault.message;
        EXPECT_STREQ(fault.path, c.path) << c.text << ": " << fault.message;
        EXPECT_NE(strstr(fault.message, c.message), nullptr) << c.text << ": " << fault.message;
    }
}

TEST(JsonScan, CountsLevelsAndDigits) {
    json_scan_fault fault = {};
    EXPECT_EQ(json_scan(nested(32).c_str(), 64, &fault), SATQKD_OK);
    EXPECT_EQ(json_scan(nested(33).c_str(), 66, &fault), SATQKD_INVALID);
    EXPECT_NE(strstr(fault.message, "32 levels"), nullptr);
    std::string digits = "0." + std::string(61, '1');
    EXPECT_EQ(json_scan(digits.c_str(), digits.size(), &fault), SATQKD_OK);
    digits += "1";
    EXPECT_EQ(json_scan(digits.c_str(), digits.size(), &fault), SATQKD_INVALID);
    /* A NUL byte within the text does not end it. */
    EXPECT_EQ(json_scan("{}\0{}", 5, &fault), SATQKD_INVALID);
    EXPECT_EQ(fault.offset, 2U);
}

TEST(JsonScan, TakesWhatTheStandardAllows) {
    const char *texts[] = {"{}",
                           " [ ] ",
                           "\"\\u00e9\\ud83d\\ude00 \xC3\xA9 \xF0\x9F\x98\x80 \\\" \\\\ \\/ \\b\\f\\n\\r\\t\"",
                           "-0.5e+10",
                           "0",
                           "1E5",
                           "null",
                           "{\"a\":{\"a\":{\"a\":[true,false,null,{\"a\":1}]}},\"b\":\"\"}",
                           "\r\n\t {\"\":0}"};
    for (const char *text : texts) {
        json_scan_fault fault = {};
        EXPECT_EQ(json_scan(text, strlen(text), &fault), SATQKD_OK) << text << ": " << fault.message;
    }
}

TEST(JsonScan, FindsValues) {
    const std::string text = "{\"orbit\": {\n\"tle\": [\n\"a\",\n \"b\"]},\n\"x\": 1}";
    size_t offset = 99;
    ASSERT_TRUE(json_scan_find(text.c_str(), text.size(), "", &offset));
    EXPECT_EQ(offset, 0U);
    ASSERT_TRUE(json_scan_find(text.c_str(), text.size(), "orbit.tle", &offset));
    EXPECT_EQ(offset, text.find("\"tle\""));
    ASSERT_TRUE(json_scan_find(text.c_str(), text.size(), "orbit.tle[1]", &offset));
    EXPECT_EQ(offset, text.find("\"b\""));
    ASSERT_TRUE(json_scan_find(text.c_str(), text.size(), "x", &offset));
    EXPECT_EQ(offset, text.find("\"x\""));
    EXPECT_FALSE(json_scan_find(text.c_str(), text.size(), "orbit.tle[2]", &offset));
    EXPECT_FALSE(json_scan_find(text.c_str(), text.size(), "y", &offset));
}

/* Two hundred thousand keys, then one of them again: sorted, for pairs would be twenty thousand million. */
TEST(JsonScan, FindsADuplicateAmongManyKeys) {
    std::string text = "{";
    for (int i = 0; i < 200000; i++) {
        text += "\"k" + std::to_string(i) + "\":0,";
    }
    size_t at = text.size();
    text += "\"k77\":0}";
    json_scan_fault fault = {};
    ASSERT_EQ(json_scan(text.c_str(), text.size(), &fault), SATQKD_INVALID);
    EXPECT_EQ(fault.offset, at);
    EXPECT_STREQ(fault.path, "k77");
}

/* What was typed with up to 15 digits comes back as typed; every double comes back as it was. */
TEST(NumberText, IsShortAndLosesNothing) {
    EXPECT_STREQ(number_text(0.1).text, "0.1");
    EXPECT_STREQ(number_text(848.6).text, "848.6");
    EXPECT_STREQ(number_text(1e-9).text, "1e-09");
    EXPECT_STREQ(number_text(100).text, "100");
    std::mt19937_64 generator(1);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = generator();
        double value;
        memcpy(&value, &bits, sizeof value);
        if (std::isfinite(value)) {
            double back = strtod(number_text(value).text, nullptr);
            EXPECT_EQ(memcmp(&back, &value, sizeof back), 0) << number_text(value).text;
        }
    }
}

/* Distances counted by hand; the limit is a third of the word's length plus one. */
TEST(NearestWord, SuggestsWhatIsNear) {
    const char *const words[] = {"run", "passes", "key", "diameter_m", "max_range_km", "min_elevation_deg"};
    const size_t count = sizeof words / sizeof *words;
    EXPECT_STREQ(nearest_word("max_rnage_km", words, count), "max_range_km"); /* a swap: 1 */
    EXPECT_STREQ(nearest_word("diametre_m", words, count), "diameter_m");
    EXPECT_STREQ(nearest_word("Passes", words, count), "passes");
    EXPECT_STREQ(nearest_word("pases", words, count), "passes");
    EXPECT_STREQ(nearest_word("rn", words, count), "run");
    EXPECT_EQ(nearest_word("wavelength", words, count), nullptr);
    EXPECT_EQ(nearest_word("abc", words, count), nullptr); /* 3 replaced letters are more than 2 */
    EXPECT_EQ(nearest_word("x", words, 0), nullptr);
    EXPECT_EQ(nearest_word(std::string(5000, 'x').c_str(), words, count), nullptr);
}

} // namespace

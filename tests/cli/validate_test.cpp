// SPDX-License-Identifier: MIT
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <cjson/cJSON.h>
#include <gtest/gtest.h>

#include "cli/program.h"

namespace {

const std::string committed = std::string(SATQKD_SOURCE_DIR) + "/results/validation.json";

std::string text_of(const std::string &path) {
    std::ifstream file(std::string(SATQKD_SOURCE_DIR) + "/" + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// What no chance is in, and so has no spread over flights.
bool certain(const std::string &quantity) {
    for (const char *word :
         {"duration", "pointing", "approach", "diffraction", "contrast", "gate", "gain", "photons sent", "table's"}) {
        if (quantity.find(word) != std::string::npos && quantity.find("rate") == std::string::npos) {
            return true;
        }
    }
    return false;
}

double number(const cJSON *row, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(row, key);
    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

} // namespace

// The committed numbers are those of this program, to 0.1 %: physics does not move unseen. And what the table must hold.
TEST(Validate, CommittedNumbersAreThisProgrammes) {
    const auto result = program::run_command({SATQKD_BINARY, "validate", "--json", "--against", committed});
    ASSERT_EQ(result.status, 0) << result.err;
    cJSON *rows = cJSON_Parse(result.out.c_str());
    ASSERT_TRUE(cJSON_IsArray(rows));
    std::set<std::string> names;
    int measured = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) {
        for (const char *key : {"published", "simulated", "tolerance"}) {
            EXPECT_TRUE(std::isfinite(number(row, key))) << key << ' ' << cJSON_PrintUnformatted(row);
        }
        for (const char *key : {"experiment", "quantity", "unit", "source"}) {
            EXPECT_TRUE(cJSON_IsString(cJSON_GetObjectItemCaseSensitive(row, key))) << key;
        }
        const bool within =
            std::fabs(number(row, "simulated") - number(row, "published")) <= number(row, "tolerance") * (1 + 1e-12);
        EXPECT_EQ(within, (bool)cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "within")));
        const std::string experiment = cJSON_GetObjectItemCaseSensitive(row, "experiment")->valuestring;
        const std::string kind = cJSON_GetObjectItemCaseSensitive(row, "kind")->valuestring;
        const std::string quantity = cJSON_GetObjectItemCaseSensitive(row, "quantity")->valuestring;
        EXPECT_TRUE(names.insert(experiment + ": " + quantity).second) << "twice: " << experiment << ' ' << quantity;
        measured += kind == "predicted" || kind == "chosen on it";
        if (experiment.find("2016-12-19") != std::string::npos) {
            EXPECT_TRUE(within) << quantity;
        }
        // A row outside says why that may be.
        EXPECT_TRUE(within || cJSON_GetObjectItemCaseSensitive(row, "remark")) << experiment << ": " << quantity;
    }
    EXPECT_GE(cJSON_GetArraySize(rows), 40);
    EXPECT_GE(measured, 12);
    cJSON_Delete(rows);
}

// The committed table tells of every measured row how flights of the Monte Carlo engine scatter, where chance is in it, and
// README shows the committed short form, word for word.
TEST(Validate, CommittedPageIsWholeAndInReadme) {
    cJSON *rows = cJSON_Parse(text_of("results/validation.json").c_str());
    ASSERT_TRUE(cJSON_IsArray(rows));
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) {
        const std::string kind = cJSON_GetObjectItemCaseSensitive(row, "kind")->valuestring;
        const std::string quantity = cJSON_GetObjectItemCaseSensitive(row, "quantity")->valuestring;
        if (kind == "predicted" || kind == "chosen on it" || kind == "context") {
            const bool without_key = number(row, "simulated") == 0;
            EXPECT_EQ(number(row, "spread") > 0, !certain(quantity) && !without_key) << quantity;
        }
    }
    cJSON_Delete(rows);
    const std::string short_form = text_of("results/validation-short.md"), readme = text_of("README.md");
    ASSERT_GT(short_form.size(), 500u);
    EXPECT_NE(readme.find(short_form), std::string::npos);
}

TEST(Validate, WrongCommandLines) {
    EXPECT_EQ(program::run_command({SATQKD_BINARY, "validate", "micius"}).status, 2);
    EXPECT_EQ(program::run_command({SATQKD_BINARY, "validate", "--device", "x"}).status, 2);
    EXPECT_EQ(program::run_command({SATQKD_BINARY, "run", "x.json", "--uncertainty=1"}).status, 2);
}

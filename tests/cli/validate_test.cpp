// SPDX-License-Identifier: MIT
#include <cmath>
#include <set>
#include <string>

#include <cjson/cJSON.h>
#include <gtest/gtest.h>

#include "cli/program.h"

namespace {

const std::string committed = std::string(SATQKD_SOURCE_DIR) + "/results/validation.json";

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

TEST(Validate, WrongCommandLines) {
    EXPECT_EQ(program::run_command({SATQKD_BINARY, "validate", "micius"}).status, 2);
    EXPECT_EQ(program::run_command({SATQKD_BINARY, "validate", "--device", "x"}).status, 2);
    EXPECT_EQ(program::run_command({SATQKD_BINARY, "run", "x.json", "--uncertainty=1"}).status, 2);
}

// SPDX-License-Identifier: MIT
// libsatqkd as a caller in C meets it. What it finds is compared with the program's files; what it refuses, with what it says.
#include <gtest/gtest.h>

#include <cmath>

#include "cli/run_files.h"
#include "satqkd/satqkd.h"

using program::has;
using program::Json;
using program::read_file;

namespace {

const char *const short_pass[] = {"window.max_range_km=660", nullptr};

class Library : public testing::Test {
  protected:
    program::Folder folder;
    satqkd_error error{};
    satqkd_scenario *scenario = nullptr;
    satqkd_run *run = nullptr;

    void SetUp() override {
        ASSERT_EQ(satqkd_scenario_open(program::micius.c_str(), short_pass, &scenario, &error), SATQKD_OK)
            << error.message;
    }
    void TearDown() override {
        satqkd_run_close(run);
        satqkd_scenario_close(scenario);
    }
    void fly(const satqkd_run_options *options) {
        ASSERT_EQ(satqkd_run_fly(scenario, options, &run, &error), SATQKD_OK) << error.message;
    }
};

} // namespace

// The event engine with the same seed gives the same counts, byte for byte, whoever asks; the files are the program's own.
TEST_F(Library, FliesAndWritesWhatTheProgramDoes) {
    fly(nullptr);
    ASSERT_EQ(satqkd_run_write(run, scenario, folder.path("a/b").c_str(), &error), SATQKD_OK) << error.message;
    program::Result result = program::satqkd(
        {"run", program::micius, "--set", short_pass[0], "--out", folder.path("program"), "--quiet", "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    for (const char *file : {"counts.json", "timeline.csv", "scenario.json"}) {
        EXPECT_EQ(read_file(folder.path(std::string("a/b/") + file)),
                  read_file(folder.path(std::string("program/") + file)))
            << file;
    }
    EXPECT_EQ(read_file(folder.path("a/b/counts.json")), satqkd_run_counts(run));
    EXPECT_EQ(read_file(folder.path("a/b/summary.json")), satqkd_run_summary(run));
    EXPECT_EQ(program::files_in(folder.path("a/b")), program::files_in(folder.path("program")));
    double value = 0;
    for (const char *path : {"key.secret_bits", "counts.sifted_bits", "link.efficiency_db_at_min_range", "seed"}) {
        ASSERT_EQ(satqkd_run_number(run, path, &value, &error), SATQKD_OK) << error.message;
        EXPECT_EQ(value, Json(result.out).number(path)) << path;
    }
    for (const char *path : {"key", "key.secret_bit", "key.secret_bits.more", "", "name", "key."}) {
        EXPECT_EQ(satqkd_run_number(run, path, &value, &error), SATQKD_INVALID) << path;
    }
}

TEST_F(Library, ColumnsAreTheTimeline) {
    const satqkd_run_options mean = {SATQKD_MEAN, nullptr, 0, nullptr, nullptr, nullptr};
    fly(&mean);
    ASSERT_EQ(satqkd_run_write(run, scenario, folder.path().c_str(), &error), SATQKD_OK) << error.message;
    program::Timeline timeline(read_file(folder.path("timeline.csv")));
    ASSERT_EQ(satqkd_run_rows(run), timeline.times.size());
    size_t columns = 0;
    for (const char *name; (name = satqkd_run_column_name(columns)); ++columns) {
        const double *values = satqkd_run_column(run, name);
        ASSERT_TRUE(values) << name;
        for (size_t i = 0; i < timeline.times.size(); ++i) {
            if (columns == 0) {
                double utc_s = 0;
                ASSERT_EQ(satqkd_time_parse(timeline.times[i].c_str(), &utc_s, &error), SATQKD_OK);
                EXPECT_NEAR(values[i], utc_s, 6e-4); // the file has milliseconds
            } else {
                const double written = timeline.columns.at(name)[i]; // an empty field is no number here either
                EXPECT_TRUE(values[i] == written || (std::isnan(values[i]) && std::isnan(written))) << name << " " << i;
            }
        }
    }
    EXPECT_EQ(columns, timeline.columns.size() + 1); // and the time
    EXPECT_EQ(satqkd_run_column(run, "range"), nullptr);
}

TEST_F(Library, PassesAreThoseOfTheProgram) {
    satqkd_pass *passes = nullptr;
    size_t count = 0;
    double from = 0;
    double to = 0;
    ASSERT_EQ(satqkd_time_parse("2016-12-19T00:00Z", &from, &error), SATQKD_OK);
    ASSERT_EQ(satqkd_time_parse("2016-12-20T00:00Z", &to, &error), SATQKD_OK);
    ASSERT_EQ(satqkd_passes(scenario, from, to, &passes, &count, &error), SATQKD_OK) << error.message;
    Json listed(program::satqkd(
                    {"passes", program::micius, "--from", "2016-12-19T00:00Z", "--to", "2016-12-20T00:00Z", "--json"})
                    .out);
    ASSERT_EQ(static_cast<int>(count), cJSON_GetArraySize(listed.at("")));
    ASSERT_GE(count, 5u);
    for (size_t i = 0; i < count; ++i) {
        const std::string at = std::to_string(i) + ".";
        char start[SATQKD_TIME_TEXT];
        satqkd_time_format(passes[i].start_utc_s, 3, start);
        EXPECT_EQ(start, listed.text(at + "start_utc"));
        EXPECT_EQ(passes[i].max_elevation_deg, listed.number(at + "max_elevation_deg"));
        EXPECT_EQ(passes[i].duration_s, listed.number(at + "duration_s"));
        EXPECT_EQ(passes[i].station_dark, cJSON_IsTrue(listed.at(at + "station_dark")));
    }
    satqkd_free(passes);
    EXPECT_EQ(satqkd_passes(scenario, to, from, &passes, &count, &error), SATQKD_INVALID);
    EXPECT_EQ(satqkd_passes(scenario, from, to + 365 * 86400.0, &passes, &count, &error), SATQKD_INVALID);
    EXPECT_TRUE(has(error.message, "orbit.max_age_days")) << error.message;
}

TEST_F(Library, KeysAreThoseOfTheProgram) {
    fly(nullptr);
    const std::string file = folder.write("counts.json", satqkd_run_counts(run));
    size_t bounds = 0;
    for (const char *bound; (bound = satqkd_key_bound(bounds)); ++bounds) {
        satqkd_key key{};
        satqkd_key same{};
        ASSERT_EQ(satqkd_key_text(satqkd_run_counts(run), bound, &key, &error), SATQKD_OK) << error.message;
        ASSERT_EQ(satqkd_key_file(file.c_str(), bound, &same, &error), SATQKD_OK) << error.message;
        Json printed(program::satqkd({"key", file, "--bound", bound, "--json"}).out);
        EXPECT_STREQ(key.bound, bound);
        EXPECT_EQ(key.secret_bits, printed.number("secret_bits"));
        EXPECT_EQ(key.phase_error, printed.number("phase_error"));
        EXPECT_EQ(same.leak_ec_bits, printed.number("leak_ec_bits"));
    }
    EXPECT_GE(bounds, 5u);
    satqkd_key key{};
    EXPECT_EQ(satqkd_key_text(satqkd_run_counts(run), "lim2015", &key, &error), SATQKD_INVALID);
    EXPECT_TRUE(has(error.message, "lim2014")) << error.message;
    EXPECT_EQ(satqkd_key_text("{", nullptr, &key, &error), SATQKD_INVALID);
    EXPECT_EQ(satqkd_key_file("/nowhere", nullptr, &key, &error), SATQKD_INVALID);
}

TEST_F(Library, ScenariosCanBeWrittenAndReadAgain) {
    char *text = nullptr;
    char *again = nullptr;
    satqkd_scenario *copy = nullptr;
    ASSERT_EQ(satqkd_scenario_json(scenario, &text, &error), SATQKD_OK);
    ASSERT_EQ(satqkd_scenario_parse(text, nullptr, &copy, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(satqkd_scenario_json(copy, &again, &error), SATQKD_OK);
    EXPECT_STREQ(text, again);
    satqkd_free(text);
    satqkd_free(again);
    satqkd_scenario_close(copy);
    EXPECT_EQ(satqkd_scenario_parse("[]", nullptr, &copy, &error), SATQKD_INVALID);
    EXPECT_EQ(copy, nullptr);
    const char *const wrong[] = {"station.altitude_km=1", nullptr};
    EXPECT_EQ(satqkd_scenario_open(program::micius.c_str(), wrong, &copy, &error), SATQKD_INVALID);
    EXPECT_TRUE(has(error.message, "station.altitude_m")) << error.message;
    satqkd_scenario_close(nullptr);
    satqkd_run_close(nullptr);
}

TEST_F(Library, IsStoppedByItsCallerAndRefusesWhatItCannotDo) {
    double told = -1;
    satqkd_run_options options = {SATQKD_EVENT, nullptr, 0, nullptr, nullptr, &told};
    options.go_on = [](void *context, double done) {
        *static_cast<double *>(context) = done;
        return false;
    };
    EXPECT_EQ(satqkd_run_fly(scenario, &options, &run, &error), SATQKD_INTERRUPTED);
    EXPECT_EQ(run, nullptr);
    EXPECT_TRUE(told >= 0 && told < 1) << told;
    options = {SATQKD_MEAN, nullptr, 5, nullptr, nullptr, nullptr};
    EXPECT_EQ(satqkd_run_fly(scenario, &options, &run, &error), SATQKD_INVALID);
    options = {static_cast<satqkd_engine>(9), nullptr, 0, nullptr, nullptr, nullptr};
    EXPECT_EQ(satqkd_run_fly(scenario, &options, &run, &error), SATQKD_INVALID);
    options = {SATQKD_EVENT, "no such device", 0, nullptr, nullptr, nullptr};
    EXPECT_EQ(satqkd_run_fly(scenario, &options, &run, nullptr), SATQKD_INVALID);
}

/* SPDX-License-Identifier: MIT */
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "device/device.h"
#include "study/sweep.h"
}

namespace {

const std::string circular = std::string(SATQKD_SOURCE_DIR) + "/configs/circular-500km.json";

std::vector<std::string> values_of(const std::string &text) {
    sweep_axis axis;
    satqkd_error error = {};
    EXPECT_EQ(sweep_axis_parse(text.c_str(), &axis, &error), SATQKD_OK) << error.message;
    std::vector<std::string> values(axis.values, axis.values + axis.count);
    sweep_axis_release(&axis);
    return values;
}

struct Swept {
    satqkd_status status;
    satqkd_error error = {};
    std::string csv;
    std::vector<std::vector<std::string>> rows;

    Swept(const std::vector<std::string> &vary, int threads, bool (*go_on)(void *, size_t, size_t) = nullptr) {
        const scenario_setting settings[] = {{"window.min_elevation_deg=75"}};
        std::vector<sweep_axis> axes(vary.size());
        for (size_t i = 0; i < vary.size(); ++i) {
            EXPECT_EQ(sweep_axis_parse(vary[i].c_str(), &axes[i], &error), SATQKD_OK) << error.message;
        }
        sweep_options options = {};
        options.scenario = circular.c_str();
        options.settings = settings;
        options.setting_count = 1;
        options.axes = axes.data();
        options.axis_count = axes.size();
        options.run.engine = RUN_MEAN;
        options.run.device = DEVICE_DEFAULT;
        options.run.repeat = 1;
        options.threads = threads;
        options.go_on = go_on;
        char *text = nullptr;
        status = sweep_run(&options, &text, &error);
        csv = text ? text : "";
        free(text);
        std::istringstream lines(csv);
        for (std::string line; std::getline(lines, line);) {
            std::istringstream fields(line);
            rows.emplace_back();
            for (std::string field; std::getline(fields, field, ',');) {
                rows.back().push_back(field);
            }
        }
        for (sweep_axis &axis : axes) {
            sweep_axis_release(&axis);
        }
    }
};

} // namespace

/* N points, both ends included and exact; commas within brackets and quotes do not part values; times are no ranges. */
TEST(SweepAxis, ReadsRangesAndLists) {
    EXPECT_EQ(values_of("a.b=300:2000:3"), (std::vector<std::string>{"300", "1150", "2000"}));
    EXPECT_EQ(values_of("a=0.1:0.7:4"), (std::vector<std::string>{"0.1", "0.3", "0.5", "0.7"}));
    EXPECT_EQ(values_of("a=1:-1:2"), (std::vector<std::string>{"1", "-1"}));
    EXPECT_EQ(values_of("a=[1,2],[3,4]"), (std::vector<std::string>{"[1,2]", "[3,4]"}));
    EXPECT_EQ(values_of("a=\"x,\\\",y\",z"), (std::vector<std::string>{"\"x,\\\",y\"", "z"}));
    EXPECT_EQ(values_of("window.start=2016-12-19T16:48:00Z"), (std::vector<std::string>{"2016-12-19T16:48:00Z"}));
    EXPECT_EQ(values_of("a=b=c"), (std::vector<std::string>{"b=c"}));
    for (const char *wrong : {"a", "=1", "a=", "a=1,", "a=,1", "a=1:2:1", "a=1:2:1.5", "a=1:2:1e9", "a=1:2:-3"}) {
        sweep_axis axis;
        satqkd_error error = {};
        EXPECT_EQ(sweep_axis_parse(wrong, &axis, &error), SATQKD_INVALID) << wrong;
        EXPECT_NE(std::string(error.message).find("--vary"), std::string::npos) << error.message;
        sweep_axis_release(&axis);
    }
}

/* Each line is a run with these settings; the last key turns fastest; the bytes do not depend on the threads. */
TEST(Sweep, FliesEveryCombination) {
    const std::vector<std::string> vary = {"station.telescope.diameter_m=0.5:1:2", "protocol.bound=lim2014,chernoff"};
    const Swept one(vary, 1), three(vary, 3);
    ASSERT_EQ(one.status, SATQKD_OK) << one.error.message;
    EXPECT_EQ(one.csv, three.csv);
    ASSERT_EQ(one.rows.size(), 5u);
    EXPECT_EQ(one.csv.rfind("station.telescope.diameter_m,protocol.bound,sifted_bits,qber,secret_bits,", 0), 0u)
        << one.csv;
    EXPECT_EQ(one.rows[1][0] + one.rows[1][1], "0.5lim2014");
    EXPECT_EQ(one.rows[2][0] + one.rows[2][1], "0.5chernoff");
    EXPECT_EQ(one.rows[4][0] + one.rows[4][1], "1chernoff");
    const scenario_setting settings[] = {
        {"window.min_elevation_deg=75"}, {"station.telescope.diameter_m=1"}, {"protocol.bound=chernoff"}};
    scenario *scenario = nullptr;
    run *flown = nullptr;
    run_options options = {};
    options.engine = RUN_MEAN;
    options.device = DEVICE_DEFAULT;
    options.repeat = 1;
    ASSERT_EQ(scenario_load(circular.c_str(), settings, 3, &scenario, nullptr), SATQKD_OK);
    ASSERT_EQ(run_fly(scenario, &options, &flown, nullptr), SATQKD_OK);
    EXPECT_EQ(std::stod(one.rows[4][2]), flown->summary.counts.sifted_bits);
    EXPECT_EQ(std::stod(one.rows[4][3]), flown->summary.qber);
    EXPECT_EQ(std::stod(one.rows[4][4]), flown->summary.key.secret_bits);
    EXPECT_EQ(std::stod(one.rows[4][5]), flown->summary.counts.detections);
    EXPECT_EQ(std::stod(one.rows[4][7]), flown->summary.at_min_range.efficiency_db);
    run_destroy(flown);
    scenario_destroy(scenario);
}

/* A point that cannot be flown is named, with what is wrong and where; the first in order, however many threads. */
TEST(Sweep, NamesThePointThatFails) {
    for (int threads : {1, 4}) {
        const Swept swept({"station.telescope.diameter_m=1,0,-1,2"}, threads);
        EXPECT_EQ(swept.status, SATQKD_INVALID);
        const std::string message = swept.error.message;
        EXPECT_NE(message.find("point 2 of 4 (station.telescope.diameter_m=0)"), std::string::npos) << message;
        EXPECT_NE(message.find("out of range"), std::string::npos) << message;
        EXPECT_EQ(swept.csv, "");
    }
    const Swept stopped({"station.telescope.diameter_m=0.5:1:40"}, 1, [](void *, size_t, size_t) { return false; });
    EXPECT_EQ(stopped.status, SATQKD_INTERRUPTED);
    EXPECT_EQ(stopped.csv, "");
}

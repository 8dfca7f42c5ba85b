// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "report/validation_out.h"
#include "study/run.h"
#include "study/sensitivity.h"
#include "study/validate.h"
}

namespace {

const std::string micius = std::string(SATQKD_SOURCE_DIR) + "/configs/micius-xinglong-2016-12-19.json";
const std::string tenerife = std::string(SATQKD_SOURCE_DIR) + "/configs/validation/144km-run-2.json";

validation_row row(double published, double simulated, double tolerance) {
    validation_row row{};
    row.experiment = "an experiment";
    row.quantity = "a <quantity> | \"b\"";
    row.unit = "bits";
    row.reason = row.source = "none";
    row.published = published;
    row.simulated = simulated;
    row.tolerance = tolerance;
    row.spread = NAN;
    return row;
}

run *fly(const std::string &path, const std::vector<std::string> &texts) {
    satqkd_error error{};
    scenario *scenario = nullptr;
    run *flown = nullptr;
    std::vector<scenario_setting> settings;
    for (const auto &text : texts) {
        settings.push_back({text.c_str()});
    }
    run_options options{};
    options.engine = RUN_MEAN;
    options.repeat = 1;
    EXPECT_EQ(scenario_load(path.c_str(), settings.data(), settings.size(), &scenario, &error), SATQKD_OK)
        << error.message;
    if (scenario) {
        EXPECT_EQ(run_fly(scenario, &options, &flown, &error), SATQKD_OK) << error.message;
    }
    scenario_destroy(scenario);
    return flown;
}

} // namespace

TEST(Validate, InsideIsWithinTheToleranceAndNaNIsNot) {
    auto inside = row(100, 102, 2), outside = row(100, 97.9, 2), none = row(100, NAN, 2);
    EXPECT_TRUE(validation_within(&inside));
    EXPECT_FALSE(validation_within(&outside));
    EXPECT_FALSE(validation_within(&none));
    auto digits = row(1, 1.001, 1);
    EXPECT_NEAR(validation_digits(&digits), 3, 1e-9);
}

// A number that moved by 0.2 % is named; one by 0.05 % is let through; so are a row that is new and one that is gone.
TEST(Validate, ComplainsOfARowThatMoved) {
    validation_row rows[] = {row(100, 102, 2), row(1, 5, 1)};
    rows[1].quantity = "another";
    validation v{};
    v.rows = rows;
    v.row_count = 2;
    char *text = nullptr;
    satqkd_error error{};
    ASSERT_EQ(validation_out_json(&v, &text, &error), SATQKD_OK);
    const std::string path = std::string(SATQKD_TEST_TMP) + "/validation.json";
    std::ofstream(path) << text;
    free(text);
    EXPECT_EQ(validate_against(&v, path.c_str(), &error), SATQKD_OK) << error.message;
    rows[1].simulated = 5 * 1.0005;
    EXPECT_EQ(validate_against(&v, path.c_str(), &error), SATQKD_OK) << error.message;
    for (double wrong : {5 * 1.002, 5 / 1.002, (double)NAN, -5.0}) {
        rows[1].simulated = wrong;
        EXPECT_EQ(validate_against(&v, path.c_str(), &error), SATQKD_FAILURE) << wrong;
        EXPECT_NE(std::string(error.message).find("an experiment: another"), std::string::npos) << error.message;
    }
    v.row_count = 1;
    EXPECT_EQ(validate_against(&v, path.c_str(), &error), SATQKD_FAILURE);
    EXPECT_NE(std::string(error.message).find("gone"), std::string::npos) << error.message;
    v.row_count = 2;
    rows[1].simulated = 5;
    rows[1].quantity = "a third";
    EXPECT_EQ(validate_against(&v, path.c_str(), &error), SATQKD_FAILURE);
    std::ofstream(path) << "{}";
    EXPECT_EQ(validate_against(&v, path.c_str(), &error), SATQKD_INVALID);
    EXPECT_EQ(validate_against(&v, (path + ".none").c_str(), &error), SATQKD_INVALID);
}

TEST(Validate, PagesEscapeTheirTexts) {
    validation_row rows[] = {row(100, 102, 2)};
    validation v{};
    v.rows = rows;
    v.row_count = 1;
    v.frozen = "nothing";
    char *text = nullptr;
    satqkd_error error{};
    ASSERT_EQ(validation_page_html(&v, &text, &error), SATQKD_OK);
    EXPECT_NE(std::string(text).find("a &#60;quantity&#62; | &#34;b&#34;"), std::string::npos);
    free(text);
    ASSERT_EQ(validation_page_markdown(&v, &text, &error), SATQKD_OK);
    EXPECT_NE(std::string(text).find("a <quantity> \\| \"b\""), std::string::npos);
    free(text);
}

// A fixed path with a given loss: detections in closed form. Every pulse of intensity mu clicks, in either of the two
// detectors of the basis that is measured, with mu eta / 2 and two dark counts' worth of gates; to first order, which errs
// by mu eta (2e-4) of itself. 10 MHz for 980 s, half of the pulses matched.
TEST(Validate, FixedPathWithALossIsTheClosedForm) {
    run *flown = fly(tenerife, {});
    ASSERT_TRUE(flown);
    const double eta = std::pow(10, -3.3), noise = 2 * 425 * 2.9e-9, pulses = 10e6 * 980;
    const double expected = pulses * 0.09 * 0.5 * (0.39 * eta + 2 * noise);
    EXPECT_NEAR(flown->summary.counts.sifted_bits / expected, 1, 3e-4);
    EXPECT_NEAR(flown->summary.counts.pulses, pulses, 1);
    EXPECT_NEAR(flown->summary.pass.min_range_km, 144, 1e-9);
    EXPECT_NEAR(flown->summary.at_min_range.efficiency_db, 33, 1e-9);
    run_destroy(flown);
}

// The fixed path of one moment has the losses of that moment of the pass.
TEST(Validate, FixedPathIsAMomentOfThePass) {
    run *pass = fly(micius, {});
    run *held = fly(micius, {"orbit={\"fixed\":{\"range_km\":645.4592399977175,\"elevation_deg\":47.82249930329731,"
                             "\"duration_s\":3}}",
                             "window={}"});
    ASSERT_TRUE(pass && held);
    EXPECT_NEAR(held->summary.at_min_range.diffraction_db, pass->summary.at_min_range.diffraction_db, 1e-9);
    EXPECT_NEAR(held->summary.at_min_range.atmosphere_db, pass->summary.at_min_range.atmosphere_db, 1e-6);
    run_destroy(pass);
    run_destroy(held);
}

// One input alone, the detectors' efficiency: sifted bits are in proportion to it (dark counts are 1e-3 of them), so that
// the band is that of the input. 200 draws: the standard deviation is known to 5 %, three of these.
TEST(Validate, BandOfOneInputIsTheInputs) {
    const std::string only = "uncertainties={\"station.detectors.efficiency\":0.02}";
    // A fixed path, because it is flown in a millisecond.
    const std::string path = "orbit={\"fixed\":{\"range_km\":800,\"elevation_deg\":40,\"duration_s\":5}}";
    const scenario_setting settings[] = {{only.c_str()}, {path.c_str()}, {"window={}"}};
    sensitivity_case base{};
    base.scenario = micius.c_str();
    base.settings = settings;
    base.setting_count = 3;
    band out{};
    satqkd_error error{};
    ASSERT_EQ(sensitivity_band(&base, 200, &out, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(out.inputs, 1u);
    EXPECT_NEAR(out.sd[BAND_SIFTED] / out.nominal[BAND_SIFTED], 0.02 / 0.5, 0.15 * 0.04);
    EXPECT_NEAR(out.mean[BAND_SIFTED] / out.nominal[BAND_SIFTED], 1, 3 * 0.04 / std::sqrt(200.0));
    EXPECT_NEAR((out.high[BAND_SIFTED] - out.low[BAND_SIFTED]) / out.nominal[BAND_SIFTED], 0.08, 0.2 * 0.08);
}

TEST(Validate, WithoutUncertaintiesThereIsNoBand) {
    sensitivity_case base{};
    base.scenario = tenerife.c_str();
    band out{};
    satqkd_error error{};
    EXPECT_EQ(sensitivity_band(&base, 2, &out, &error), SATQKD_INVALID);
    EXPECT_NE(std::string(error.message).find("uncertainties"), std::string::npos) << error.message;
}

TEST(Validate, RefusesUncertaintiesOfWhatIsNoNumber) {
    const struct {
        const char *text, *told;
    } wrong[] = {{"uncertainties={\"station.telescope.diameter\":1}", "station.telescope.diameter_m"},
                 {"uncertainties={\"station.name\":1}", "no number"},
                 {"uncertainties={\"station.telescope.diameter_m\":0}", "above 0"},
                 {"orbit={\"fixed\":{\"range_km\":0,\"elevation_deg\":10,\"duration_s\":1}}", "range_km"},
                 {"orbit={\"fixed\":{\"range_km\":1,\"elevation_deg\":10}}", "duration_s"}};
    for (const auto &w : wrong) {
        const scenario_setting settings[] = {{w.text}};
        scenario *scenario = nullptr;
        satqkd_error error{};
        EXPECT_EQ(scenario_load(tenerife.c_str(), settings, 1, &scenario, &error), SATQKD_INVALID) << w.text;
        EXPECT_NE(std::string(error.message).find(w.told), std::string::npos) << error.message;
        scenario_destroy(scenario);
    }
}

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
#include "study/validate_rows.h"
#include "study/validate_tagged.h"
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

// The short form counts rows inside and names those outside, with both numbers; models share a line.
TEST(Validate, ShortFormNamesWhatIsOutside) {
    validation_row rows[] = {row(100, 102, 2), row(40.25, 21.53, 5), row(1, 1, 0), row(2, 3, 0.5)};
    rows[1].quantity = "a rate";
    rows[2].experiment = rows[3].experiment = "a model";
    rows[2].kind = rows[3].kind = VALIDATION_MODEL;
    rows[3].quantity = "a limit";
    validation v{};
    v.rows = rows;
    v.row_count = 4;
    char *text = nullptr;
    satqkd_error error{};
    ASSERT_EQ(validation_page_short(&v, &text, &error), SATQKD_OK);
    const std::string page(text);
    free(text);
    EXPECT_EQ(page.rfind("1 of 2 measurements and 1 of 2 checks of single models", 0), 0u) << page;
    EXPECT_NE(page.find("| an experiment | 1 of 2 | a rate 40.25 → 21.5 bits |"), std::string::npos) << page;
    EXPECT_NE(page.find(" | 1 of 2 | a limit 2 → 3 bits |"), std::string::npos) << page;
}

// The analysis of the 144 km link: Schmitt-Manderbach's thesis (LMU 2007, table 6.1) prints error rate, tagged shares,
// what error correction told, and the secure share that they give; run 1 without decoys in the key, runs 2 and 3 with
// decoys and signals sent equally often, and run 2 with its statistics (e + 0.3 %, D + 0.024 and 0.017) too.
// The tolerance is what the roundings of the printed numbers add up to.
TEST(Validate, TaggedBitsGiveTheSecureShareOfTheThesis) {
    const double weak = 0.27 / (0.27 + 0.39);
    const struct {
        validate_tagged_string string;
        double share;
    } printed[] = {{{1, 0.252, 0, 0.0585, 0.377}, 0.075},
                   {{weak, 0.275, 0.338, 0.0257, 0.195}, 0.333},
                   {{weak, 0.317, 0.388, 0.0286, 0.210}, 0.263},
                   {{weak, 0.275 + 0.024, 0.338 + 0.017, 0.0257 + 0.003, 0.2123}, 0.285}};
    for (const auto &p : printed) {
        EXPECT_NEAR(validate_tagged_secret_share(&p.string), p.share, 0.0025);
    }
}

// A channel that only loses light: the truly tagged share is that of the clicks of two photons and more, and the bound is
// above it. Without noise and for few photons the bound has a closed form, mu (exp(mu' - mu) - 1) / (mu' - mu); here to
// the square of eta mu, 1e-8.
TEST(Validate, TaggedSharesAreBounds) {
    const double weak = 0.27;
    for (double noise : {0.0, 5e-6}) {
        for (double strong : {0.271, 0.3, 0.39, 0.6}) {
            const double eta = noise > 0 ? 1e-3 : 1e-8;
            const auto yield = [&](double mu) { return noise - std::expm1(-eta * mu); };
            const auto multi = [&](double mu) { return 1 - std::exp(-mu) * (noise + mu * (noise + eta)) / yield(mu); };
            const validate_tagged_yields seen = {weak, strong, yield(weak), yield(strong), noise};
            EXPECT_GT(validate_tagged_weak(&seen), multi(weak)) << strong;
            EXPECT_GT(validate_tagged_strong(&seen), multi(strong)) << strong;
            if (noise == 0) {
                EXPECT_NEAR(validate_tagged_weak(&seen), weak * std::expm1(strong - weak) / (strong - weak), 1e-7);
            }
        }
    }
}

// The campaign's nights: the frozen night is among the drawn ones, quantiles ascend, and more air than the haziest or
// less than the clearest cannot be drawn: the rate at 530 km lies between those, computed on their own.
TEST(Validate, NightsAreDrawnAroundTheFrozenOne) {
    validation_night nights[VALIDATION_NIGHTS];
    satqkd_error error{};
    ASSERT_EQ(validate_nights(60, nights, &error), SATQKD_OK) << error.message;
    for (const auto &night : nights) {
        for (const auto *band : {&night.same_station, &night.any_station}) {
            for (int i = 1; i < VALIDATION_QUANTILES; ++i) {
                EXPECT_LT(band->kbps[i - 1], band->kbps[i]) << night.name;
            }
            EXPECT_LT(band->kbps[0], night.frozen_kbps) << night.name;
            EXPECT_GT(band->kbps[VALIDATION_QUANTILES - 1], night.frozen_kbps) << night.name;
        }
        EXPECT_EQ(std::isnan(night.published_kbps), std::isnan(night.same_station.below)) << night.name;
    }
    const auto rate = [](const char *depth, const char *jitter) {
        run *flown = fly(std::string(SATQKD_SOURCE_DIR) + "/configs/validation/micius-campaign-530km.json",
                         {"orbit={\"fixed\":{\"range_km\":530,\"elevation_deg\":71.9,\"duration_s\":1}}", "window={}",
                          std::string("atmosphere.zenith_optical_depth=") + depth,
                          std::string("satellite.pointing.jitter_urad=") + jitter});
        const double kbps = flown ? 1e-3 * flown->summary.at_min_range.sifted_bps : NAN;
        run_destroy(flown);
        return kbps;
    };
    EXPECT_LT(nights[1].same_station.kbps[VALIDATION_QUANTILES - 1], rate("0.05", "0.6"));
    EXPECT_GT(nights[1].same_station.kbps[0], rate("1.2", "2.4"));
}

// A fixed path with a given loss: detections in closed form. Every pulse of intensity mu clicks, in either of the two
// detectors of the basis that is measured, with mu eta / 2 and two dark counts' worth of gates; to first order, which errs
// by mu eta (2e-4) of itself. 10 MHz for 980 s, half of the pulses matched.
TEST(Validate, FixedPathWithALossIsTheClosedForm) {
    run *flown = fly(tenerife, {});
    ASSERT_TRUE(flown);
    const double eta = std::pow(10, -3.3), noise = 2 * 425 * 2.9e-9, pulses = 10e6 * 980;
    const double expected = pulses * 0.48 * 0.5 * (0.39 * eta + 2 * noise);
    EXPECT_NEAR(flown->summary.counts.sifted_bits / expected, 1, 3e-4);
    EXPECT_NEAR(flown->summary.counts.pulses, pulses, 1);
    EXPECT_NEAR(flown->summary.pass.min_range_km, 144, 1e-9);
    EXPECT_NEAR(flown->summary.at_min_range.efficiency_db, 33, 1e-9);
    run_destroy(flown);
}

// The fixed path of one moment has the losses of that moment of the pass.
TEST(Validate, FixedPathIsAMomentOfThePass) {
    run *pass = fly(micius, {});
    ASSERT_TRUE(pass);
    char fixed[160];
    std::snprintf(fixed, sizeof fixed,
                  "orbit={\"fixed\":{\"range_km\":%.17g,\"elevation_deg\":%.17g,\"duration_s\":3}}",
                  pass->summary.pass.min_range_km, pass->summary.at_min_range.elevation_deg);
    run *held = fly(micius, {fixed, "window={}"});
    ASSERT_TRUE(held);
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

// The published key and sifted bits of the Micius pass lie inside one sigma of what its uncertain inputs leave.
TEST(Validate, BandOfTheMiciusPassHoldsThePublishedNumbers) {
    sensitivity_case base{};
    base.scenario = micius.c_str();
    band out{};
    satqkd_error error{};
    ASSERT_EQ(sensitivity_band(&base, 40, &out, &error), SATQKD_OK) << error.message;
    for (int quantity : {BAND_SIFTED, BAND_QBER, BAND_KEY}) {
        EXPECT_LT(out.low[quantity], validate_micius_published[quantity]) << band_names[quantity];
        EXPECT_GT(out.high[quantity], validate_micius_published[quantity]) << band_names[quantity];
    }
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

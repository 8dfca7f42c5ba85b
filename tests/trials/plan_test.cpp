/* SPDX-License-Identifier: MIT */
// What a plan promises to those who compare machines: the link's numbers have 24 bits, whatever the C library's last ones were.
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "study/choose_pass.h"
#include "trials/plan.h"
}

namespace {

bool has_24_bits(double x) {
    const volatile float rounded = static_cast<float>(x); // volatile: gcc 12.2 left out two roundings side by side
    return static_cast<double>(rounded) == x;
}

} // namespace

TEST(Plan, LinksHave24Bits) {
    const std::string path = SATQKD_SOURCE_DIR "/configs/micius-xinglong-2016-12-19.json";
    char choice[CHOOSE_PASS_TEXT];
    satqkd_error error = {};
    scenario *made = nullptr;
    orbit *source = nullptr;
    pass chosen = {};
    plan *flown = nullptr;
    ASSERT_EQ(scenario_load(path.c_str(), nullptr, 0, &made, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(scenario_make_orbit(made, &source, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(choose_pass(made, source, 0, &chosen, choice, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(plan_create(made, source, &chosen, &flown, &error), SATQKD_OK) << error.message;
    for (size_t i = 0; i < flown->row_count; ++i) {
        const struct channel_link &link = flown->rows[i].link;
        for (double number :
             {link.steady, link.timing, link.beam_radius_m, link.jitter_m, link.wander_m, link.bias_m,
              link.scintillation_index, link.visibility, link.rotation_base_rad, link.residual_jitter_rad}) {
            EXPECT_TRUE(has_24_bits(number)) << i << ": " << number;
        }
        for (int d = 0; d < DETECTOR_COUNT; ++d) {
            EXPECT_TRUE(has_24_bits(link.background[d])) << i;
            for (int s = 0; s < SOURCE_STATES; ++s) {
                EXPECT_TRUE(has_24_bits(link.response[s][d])) << i;
            }
        }
    }
    plan_destroy(flown);
    orbit_destroy(source);
    scenario_destroy(made);
}

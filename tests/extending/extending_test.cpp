// SPDX-License-Identifier: MIT
// The worked examples of docs/extending.md: a bound and a turbulence profile in a program of their own, an orbit source linked here. What
// the document shows of them is what is compiled.
#include <gtest/gtest.h>

#include "cli/run_files.h"

extern "C" {
#include "channel/turbulence.h"
#include "extending/circling.h"
#include "orbit/pass.h"
}

using program::Json;
using program::read_file;

namespace {

const std::string sources = SATQKD_SOURCE_DIR "/tests/extending/";
const std::string extended = std::filesystem::path(SATQKD_BINARY).parent_path() / "satqkd_extended";

program::Result run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), extended);
    return program::run_command(arguments);
}

double h(double p) {
    return -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

class Extended : public testing::Test {
  protected:
    program::Folder folder;
    void SetUp() override {
        if (!std::filesystem::exists(extended)) {
            GTEST_SKIP() << "THE WORKED EXAMPLE IS NOT BUILT: patch is not installed";
        }
    }
};

} // namespace

// Every block of C or of a patch in the document is in the files, word for word.
TEST(Extending, ShowsWhatIsCompiled) {
    std::string all;
    for (const char *file : {"gllp2004.c", "circling.c", "circling.h", "extend.patch"}) {
        all += read_file(sources + file);
    }
    std::istringstream text(read_file(SATQKD_SOURCE_DIR "/docs/extending.md"));
    std::string block;
    int blocks = 0;
    bool within = false;
    for (std::string line; std::getline(text, line);) {
        if (within && line == "```") {
            EXPECT_NE(all.find(block), std::string::npos) << block;
            ++blocks;
            within = false;
        } else if (within) {
            block += line + "\n";
        } else if (line == "```c" || line == "```diff") {
            within = true;
            block.clear();
        }
    }
    EXPECT_GE(blocks, 4);
}

// GLLP 2004 with p_multi = 1 - (1 + mu) exp(-mu), by hand: weak light, a link that loses little.
TEST_F(Extended, HasABoundMore) {
    const std::string counts = folder.write("counts.json", R"({"schema": 1, "intensities": [0.05, 0.02, 0],
        "probabilities": [0.5, 0.25, 0.25], "pulses": 8e9, "bases": {
        "x": {"detections": [10000000, 1, 1], "errors": [100000, 0, 0]},
        "z": {"detections": [10000000, 1, 1], "errors": [100000, 0, 0]}},
        "protocol": {"bound": "gllp2004", "eps_sec": 1e-9, "eps_cor": 1e-15, "f_ec": 1.16}})");
    program::Result result = run({"key", counts, "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    const double n = 2e7;
    const double error = 0.01;
    const double sent = 8e9 * 0.5 * 0.5;
    const double tagged = (1 - 1.05 * std::exp(-0.05)) * sent / n;
    ASSERT_LT(tagged, 1);
    const double length = n * ((1 - tagged) * (1 - h(error / (1 - tagged))) - 1.16 * h(error));
    ASSERT_GT(length, 1e6);
    EXPECT_NEAR(Json(result.out).number("secret_bits"), std::floor(length), 1); // rounding of the sum alone
    EXPECT_TRUE(program::has(run({"key", counts, "--bound", "magic"}).err, "rusca2018, gllp2004")) << "listed";
    EXPECT_TRUE(program::has(run({"help", "words", "bounds"}).out, "\ngllp2004\n"));
    EXPECT_TRUE(program::has(run({"key", counts, "--explain"}).out, "1 - Delta"));
    EXPECT_EQ(program::satqkd({"key", counts}).status, 2) << "and the program itself has none of it";
}

// The profile's integral over height is that of its pieces in closed form; r0 = (0.423 k² sec(z) I)^(-3/5) (Fried 1966).
TEST_F(Extended, HasAProfileMore) {
    const auto piece = [](double factor, double power, double from, double to) {
        return factor / (power + 1) * (std::pow(to, power + 1) - std::pow(from, power + 1));
    };
    const double integral = 1.7e-14 * 19 + piece(4.008e-13, -1.054, 19, 230) + 1.3e-15 * (850 - 230) +
                            piece(6.352e-7, -2.966, 850, 7000) + piece(6.209e-16, -0.6229, 7000, 20000);
    program::Result result = run({"run", SATQKD_SOURCE_DIR "/configs/circular-500km.json", "--engine", "mean", "--json",
                                  "--set", "atmosphere.turbulence.profile=slc_day", "--out", folder.path("r")});
    ASSERT_EQ(result.status, 0) << result.err;
    const Json summary(result.out);
    const double k = 2 * 3.14159265358979 /
                     Json(read_file(folder.path("r/scenario.json"))).number("satellite.source.wavelength_nm") * 1e9;
    const double zenith = (90 - summary.number("link.elevation_deg_at_min_range")) * 3.14159265358979 / 180;
    const double r0 = std::pow(0.423 * k * k / std::cos(zenith) * integral, -0.6);
    // The ground, where the first panel is stretched, is the least exact.
    EXPECT_NEAR(summary.number("link.fried_m_at_min_range"), r0, 1e-3 * r0);
    EXPECT_EQ(program::satqkd({"run", SATQKD_SOURCE_DIR "/configs/circular-500km.json", "--engine", "mean", "--set",
                               "atmosphere.turbulence.profile=slc_day", "--out", folder.path("n")})
                  .status,
              2);
}

// From below the circle's centre the platform stands at one height and distance, and goes round once in 2 pi r / v.
TEST(Extending, HasAnOrbitSourceMore) {
    const circling platform = {{0.7, 0.2, 20000}, 3000, 25, 1.7e9, 3600};
    const orbit_station below = {0.7, 0.2, 0};
    satqkd_error error{};
    orbit *orbit = nullptr;
    ASSERT_EQ(orbit_create_circling(&platform, &orbit, &error), SATQKD_OK) << error.message;
    const double circle_s = 2 * 3.14159265358979 * 3000 / 25;
    for (double t : {0.0, 17.3, 200.0, 1234.5, 3600.0}) {
        orbit_look look{};
        ASSERT_EQ(orbit_observe(orbit, &below, 1.7e9 + t, &look, &error), SATQKD_OK) << error.message;
        EXPECT_NEAR(look.slant_range_m, std::hypot(20000, 3000), 0.01);
        EXPECT_NEAR(look.elevation_rad, std::atan2(20000, 3000), 1e-6);
        const double angle = 2 * 3.14159265358979 * t / circle_s; // counted from east to north
        EXPECT_NEAR(std::cos(look.azimuth_rad), std::sin(angle), 1e-5) << t;
        EXPECT_NEAR(std::sin(look.azimuth_rad), std::cos(angle), 1e-5) << t;
    }
    pass *passes = nullptr;
    size_t count = 0;
    const pass_search search = {1.7e9, 1.7e9 + 3600, 0.1, 1e6, -0.2};
    ASSERT_EQ(pass_find(orbit, &below, &search, &passes, &count, &error), SATQKD_OK) << error.message;
    EXPECT_EQ(count, 1u);
    free(passes);
    orbit_destroy(orbit);
    const circling nowhere = {{0.7, 0.2, 20000}, 0, 25, 1.7e9, 3600};
    EXPECT_EQ(orbit_create_circling(&nowhere, &orbit, &error), SATQKD_INVALID);
}

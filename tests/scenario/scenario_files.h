/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TESTS_SCENARIO_FILES_H
#define SATQKD_TESTS_SCENARIO_FILES_H

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

extern "C" {
#include "scenario/scenario.h"
}

/* Files that a test writes, in a folder of this process's own: ctest runs the cases in parallel. */
inline std::string temporary(const std::string &name) {
    static const std::string folder = [] {
        std::string made = std::string(SATQKD_TEST_TMP) + "/scenario-" + std::to_string(getpid());
        mkdir(SATQKD_TEST_TMP, 0777);
        mkdir(made.c_str(), 0777);
        return made;
    }();
    return folder + "/" + name;
}

inline std::string write_file(const std::string &name, const std::string &text) {
    std::string path = temporary(name);
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

inline std::string read_file(const std::string &path) {
    std::ifstream stream(path, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

inline std::string replaced(std::string text, const std::string &from, const std::string &to) {
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

inline std::string config(const std::string &name) {
    return std::string(SATQKD_SOURCE_DIR) + "/configs/" + name;
}

struct Loaded {
    std::unique_ptr<scenario, decltype(&scenario_destroy)> value{nullptr, scenario_destroy};
    satqkd_status status = SATQKD_OK;
    std::string message;
    const scenario *operator->() const {
        return value.get();
    }
    explicit operator bool() const {
        return value != nullptr;
    }
};

inline Loaded load(const std::string &path, const std::vector<std::string> &settings = {}) {
    std::vector<scenario_setting> list;
    for (const std::string &text : settings) {
        list.push_back({text.c_str()});
    }
    Loaded loaded;
    satqkd_error error = {};
    scenario *made = nullptr;
    loaded.status = scenario_load(path.c_str(), list.data(), list.size(), &made, &error);
    loaded.value.reset(made);
    loaded.message = error.message;
    EXPECT_EQ(loaded.status == SATQKD_OK, made != nullptr);
    return loaded;
}

inline std::string text_of(const Loaded &loaded) {
    char *text = nullptr;
    satqkd_error error = {};
    EXPECT_EQ(scenario_text(loaded.value.get(), &text, &error), SATQKD_OK) << error.message;
    std::string out = text ? text : "";
    free(text);
    return out;
}

/* A scenario with nothing but what is required; the tests count on its lines. */
inline const char *minimal_scenario() {
    return R"({
  "schema": 1,
  "name": "minimal",
  "satellite": {
    "source": {"wavelength_nm": 850, "repetition_rate_mhz": 100, "pulse_fwhm_ns": 0.2},
    "telescope": {"diameter_m": 0.3, "divergence_is": "e2", "divergence_urad": 10},
    "pointing": {"jitter_urad": 1}
  },
  "station": {
    "latitude_deg": 40, "longitude_deg": 117, "altitude_m": 890,
    "telescope": {"diameter_m": 1, "optics_efficiency": 0.2, "field_of_view_urad": 50, "filter_bandwidth_nm": 1},
    "detectors": {"efficiency": 0.5, "dark_rate_hz": [10, 20, 30, 40]},
    "timing": {"gate_ns": 2},
    "polarization": {"contrast": 200}
  },
  "orbit": {"circular": {"altitude_km": 500, "inclination_deg": 97, "max_elevation_deg": 60}}
}
)";
}

#endif

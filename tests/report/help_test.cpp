// SPDX-License-Identifier: MIT
// What the program tells of itself: committed documents equal it, the schema agrees with the program, the page is a manual
// page, the shell completes.
#include <gtest/gtest.h>

#include "cli/run_files.h"

using program::Folder;
using program::has;
using program::read_file;

namespace {

const std::string docs = SATQKD_SOURCE_DIR "/docs/";

std::string help(const std::vector<std::string> &topic) {
    program::Result result = program::satqkd(program::operator+({"help"}, topic));
    EXPECT_EQ(result.status, 0) << result.err;
    return result.out;
}

struct Wrong {
    const char *from, *to;
};

// Each refused by the program for a reason of a single key; from and to are texts of the Micius scenario, its files resolved.
const Wrong wrongs[] = {
    {"\"schema\": 1", "\"schema\": 2"},
    {"\"window\"", "\"windows\""},
    {"\"zenith_optical_depth\": 0.68", "\"zenith_optical_depth\": \"0.68\""},
    {"\"zenith_optical_depth\": 0.68", "\"zenith_optical_depth\": -0.1"},
    {"\"zenith_optical_depth\": 0.68", "\"zenith_optical_depth\": 0.68, \"visibility_km\": 23"},
    {"\"profile\": \"hufnagel_valley\"", "\"profile\": \"hufnagel\""},
    {"\"ground_wind_m_s\": 5", "\"ground_wind_ft_s\": 5"},
    {"\"start\": \"2016-12-19T16:48:00Z\"", "\"start\": \"19.12.2016 16:48\""},
    {"\"min_elevation_deg\": 0", "\"min_elevation_deg\": 90"},
    {"\"max_range_km\": 1200", "\"max_range_km\": 0"},
    {"\"intensities\": [0.8, 0.1, 0]", "\"intensities\": [0.8]"},
    {"\"probabilities\": [0.5, 0.25, 0.25]", "\"probabilities\": [1, 0.25, 0.25]"},
    {"\"alice_x\": 0.5", "\"alice_x\": 1"},
    {"\"eps_sec\": 1e-9", "\"eps_sec\": 0"},
    {"\"f_ec\": 1.6", "\"f_ec\": 0.9"},
    {"\"key_basis\": \"both\"", "\"key_basis\": \"xz\""},
    {"\"seed\": 1", "\"seed\": -1"},
    {"\"coherence_time_ms\": 1", "\"coherence_time_ms\": null"},
    {"  \"name\": \"micius-xinglong-2016-12-19\",\n", ""},
    {"1 41731U 16051A   16353.90152003", "1 41731U 16353.90152003"},
};

TEST(Documents, AreWhatTheProgramPrints) {
    EXPECT_TRUE(read_file(docs + "scenario.md") == help({"config", "--markdown"}))
        << "run: satqkd help config --markdown > docs/scenario.md";
    EXPECT_TRUE(read_file(docs + "scenario.schema.json") == help({"config", "--schema"}))
        << "run: satqkd help config --schema > docs/scenario.schema.json";
    const char *const of[][2] = {{"campaign-config", "campaign"}, {"network-config", "network"}};
    for (const auto &[topic, name] : of) {
        EXPECT_TRUE(read_file(docs + name + (name == std::string("network") ? "-keys.md" : ".md")) ==
                    help({topic, "--markdown"}))
            << "run: cmake --build build --target docs";
        EXPECT_TRUE(read_file(docs + name + ".schema.json") == help({topic, "--schema"}))
            << "run: cmake --build build --target docs";
    }
    EXPECT_TRUE(read_file(docs + "man/satqkd.1") == help({"man"})) << "run: satqkd help man > docs/man/satqkd.1";
}

TEST(Documents, TellEveryKeyOfAResolvedScenario) {
    const std::string text = help({"config"});
    for (const char *line :
         {"\nstation.altitude_m\n    above the ellipsoid\n    a number from -500 to 9000 m; required\n",
          "\nfiber.loss_db_per_km\n", "default 0.2\n", "\nstation.city_light (downlink alone)\n"}) {
        EXPECT_TRUE(has(text, line)) << line;
    }
    EXPECT_EQ(program::satqkd({"help", "config", "--yaml"}).status, 2);
    EXPECT_TRUE(has(help({"campaign-config"}), "\nweather.draws\n"));
    EXPECT_TRUE(has(help({"network-config"}), "\nequipment.noise_probability\n"));
    EXPECT_EQ(program::satqkd({"help", "campaign-config", "--yaml"}).status, 2);
}

// A scenario of the preset's direction with the preset in it.
std::string with_preset(const std::string &folder, const std::string &text) {
    const bool satellite = folder == "satellites";
    std::unique_ptr<cJSON, void (*)(cJSON *)> preset(cJSON_Parse(text.c_str()), cJSON_Delete);
    const bool uplink = cJSON_HasObjectItem(preset.get(), satellite ? "detectors" : "source");
    const std::string base = uplink ? program::configs + "/uplink-concept.json" : program::micius;
    std::unique_ptr<cJSON, void (*)(cJSON *)> root(cJSON_Parse(read_file(base).c_str()), cJSON_Delete);
    cJSON_ReplaceItemInObject(root.get(), satellite ? "satellite" : "station", preset.release());
    std::unique_ptr<char, void (*)(void *)> made(cJSON_Print(root.get()), cJSON_free);
    return made.get();
}

TEST(Schema, AcceptsEveryConfigurationAndRefusesWhatTheProgramRefuses) {
    const std::string python = program::python_with("jsonschema");
    if (python.empty()) {
        GTEST_SKIP() << "NO JSON SCHEMA IS CHECKED: python3-jsonschema is not installed";
    }
    Folder folder;
    std::vector<std::string> arguments = {docs + "scenario.schema.json"};
    std::string expected;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(program::configs)) {
        const std::string text = entry.is_regular_file() ? read_file(entry.path()) : "";
        const std::string folder_name = entry.path().parent_path().filename();
        const bool preset = folder_name == "satellites" || folder_name == "stations";
        // Campaigns and networks are files of another kind, with tables of keys of their own.
        if (entry.path().extension() == ".json" && (preset || program::Json(text).at("orbit"))) {
            arguments.push_back(preset ? folder.write(entry.path().filename(), with_preset(folder_name, text))
                                       : entry.path().string());
            expected += arguments.back() + ": yes\n";
        }
    }
    ASSERT_GE(arguments.size(), 25u);
    for (size_t i = 0; i < std::size(wrongs); i++) {
        const std::string text = program::replaced(program::scenario_text(), wrongs[i].from, wrongs[i].to);
        arguments.push_back(folder.write(std::to_string(i) + ".json", text));
        expected += arguments.back() + ": no\n";
        program::Result refused =
            program::satqkd({"run", arguments.back(), "--engine", "mean", "--out", folder.path("r")});
        EXPECT_EQ(refused.status, 2) << wrongs[i].to;
    }
    program::Result result = program::run_command(
        program::operator+({python, SATQKD_SOURCE_DIR "/tests/report/check_schema.py"}, arguments));
    EXPECT_EQ(result.out, expected) << result.err;
}

// Those of campaigns and of networks: what is committed is accepted, and what the program refuses is not.
TEST(Schema, OfCampaignsAndNetworks) {
    const std::string python = program::python_with("jsonschema");
    if (python.empty()) {
        GTEST_SKIP() << "NO JSON SCHEMA IS CHECKED: python3-jsonschema is not installed";
    }
    // Of constellation-24 and of metropolitan-5, the network that it names.
    const Wrong of_campaign[] = {{"\"from\": \"2025-12-01T00:00:00Z\",\n", ""},
                                 {"\"phasing\": 1", "\"phasing\": -1"},
                                 {"\"phasing\"", "\"phase\""},
                                 {"\"planes\": 6", "\"planes\": \"6\""},
                                 {"\"raan_deg\": 0", "\"raan_deg\": 400"},
                                 {"\"relays\": {}", "\"relays\": {\"order\": \"random\"}"},
                                 {"\"relays\": {}", "\"relays\": {\"pairs\": [{\"a\": \"Graz\"}]}"},
                                 {"\"relays\": {}", "\"weather\": {\"draws\": 0}"},
                                 {"\"min_elevation_deg\": 25", "\"min_elevation_deg\": 95"},
                                 {"\"zenith_optical_depth\": 0.5", "\"zenith_optical_depth\": -0.5"},
                                 {"\"station\": \"../stations/city-roof.json\",", ""}};
    const Wrong of_network[] = {{"\"length_km\": ", "\"length_km\": -"},
                                {"\"length_km\"", "\"length_m\""},
                                {"\"f_ec\": 1.22", "\"f_ec\": 0.22"}};
    const struct {
        const char *kind;
        const char *folder;
        const char *base;
        const Wrong *wrongs;
        size_t count;
    } kinds[] = {{"campaign", "campaigns", "campaigns/constellation-24.json", of_campaign, std::size(of_campaign)},
                 {"network", "networks", "networks/metropolitan-5.json", of_network, std::size(of_network)}};
    for (const auto &kind : kinds) {
        Folder folder;
        std::filesystem::copy(program::configs, folder.path("configs"), std::filesystem::copy_options::recursive);
        const std::string configs = folder.path("configs/");
        const std::string campaign = configs + kinds[0].base;
        const std::string right = read_file(configs + kind.base);
        std::vector<std::string> arguments = {docs + kind.kind + ".schema.json"};
        std::string expected;
        for (const auto &entry : std::filesystem::directory_iterator(configs + kind.folder)) {
            arguments.push_back(entry.path());
            expected += arguments.back() + ": yes\n";
        }
        ASSERT_GE(arguments.size(), 2u);
        for (size_t i = 0; i < kind.count; i++) {
            const std::string wrong = program::replaced(right, kind.wrongs[i].from, kind.wrongs[i].to);
            arguments.push_back(folder.write(std::to_string(i) + ".json", wrong));
            expected += arguments.back() + ": no\n";
            folder.write(std::string("configs/") + kind.base, wrong);
            program::Result refused = program::satqkd({"campaign", campaign, "--out", folder.path("r")});
            EXPECT_EQ(refused.status, 2) << kind.wrongs[i].to << refused.out;
        }
        folder.write(std::string("configs/") + kind.base, right);
        program::Result result = program::run_command(
            program::operator+({python, SATQKD_SOURCE_DIR "/tests/report/check_schema.py"}, arguments));
        EXPECT_EQ(result.out, expected) << result.err;
    }
}

TEST(Manual, HasNoWarnings) {
    program::Result result =
        program::run_command({"/bin/sh", "-c",
                              "command -v man >/dev/null || exit 99; LC_ALL=C.UTF-8 MANROFFSEQ= man --warnings=w -l '" +
                                  docs + "man/satqkd.1' 2>&1 >/dev/null"});
    if (result.status == 99) {
        GTEST_SKIP() << "man is not installed";
    }
    EXPECT_EQ(result.out, "");
}

// What bash would offer behind a line, sorted.
std::string completed(const std::vector<std::string> &line) {
    std::string script = ". '" + docs + "completions/satqkd.bash'; compopt() { :; }; COMP_WORDS=('" SATQKD_BINARY "'";
    for (const std::string &word : line) {
        script += " '" + word + "'";
    }
    script +=
        "); COMP_CWORD=" + std::to_string(line.size()) + "; _satqkd; printf '%s\\n' \"${COMPREPLY[@]}\" | sort | xargs";
    program::Result result = program::run_command({"/bin/bash", "-c", script});
    return result.out + result.err;
}

TEST(Completion, OffersCommandsOptionsPresetsAndKeys) {
    EXPECT_EQ(completed({"re"}), "report\n");
    EXPECT_EQ(completed({"run", "--re"}), "--repeat\n");
    EXPECT_EQ(completed({"run", "--engine", "me"}), "mean\n");
    EXPECT_EQ(completed({"key", "--bound", "rusca"}), "rusca2018\n");
    EXPECT_EQ(completed({"passes", "micius"}), "micius-xinglong-2016-12-19\n");
    EXPECT_EQ(completed({"run", "--set", "station.telescope.dia"}), "station.telescope.diameter_m=\n");
    EXPECT_EQ(completed({"help", "con"}), "config\n");
    EXPECT_EQ(completed({"new", "a.json", "--satellite", "jin"}), "jinan-1\n");
    EXPECT_EQ(completed({"new", "a.json", "--station", "gr"}), "graz\n");
    EXPECT_EQ(completed({"new", "a.json", "--geo"}), "--geostationary\n");
    EXPECT_EQ(completed({"distill", "runs", "--family", "rand"}), "random-matrix\n");
    EXPECT_EQ(completed({"optimize", "--camp"}), "--campaign\n");
    EXPECT_EQ(completed({"optimize", "--campaign", "relay-"}), "relay-xinglong-nanshan\n");
    EXPECT_EQ(completed({"campaign", "micius-f"}), "micius-five-stations\n");
    EXPECT_EQ(completed({"sweep", "--rep"}), "--report\n");
    EXPECT_EQ(completed({"help", "net"}), "network-config\n");
}

// compadd stands for the shell's own, which works only while a line is edited.
std::string completed_by_zsh(const std::string &zsh, const std::vector<std::string> &line) {
    std::string script =
        "compadd() { [[ $1 == -S ]] && shift 2; shift; for word in $@; do [[ $word == "
        "${words[CURRENT]}* ]] && print -r -- $word; done; }; _files() { :; }; words=('" SATQKD_BINARY "'";
    for (const std::string &word : line) {
        script += " '" + word + "'";
    }
    script += "); CURRENT=" + std::to_string(line.size() + 1) + "; . '" + docs + "completions/_satqkd'";
    program::Result result = program::run_command({zsh, "-f", "-c", script});
    return result.out + result.err;
}

TEST(Completion, OffersTheSameInZsh) {
    const std::string zsh = program::found({"zsh"});
    if (zsh.empty()) {
        GTEST_SKIP() << "zsh is not installed";
    }
    EXPECT_EQ(completed_by_zsh(zsh, {"re"}), "report\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"run", "--re"}), "--repeat\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"run", "--engine", "me"}), "mean\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"key", "--bound", "rusca"}), "rusca2018\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"passes", "micius"}), "micius-xinglong-2016-12-19\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"run", "--set", "station.telescope.dia"}), "station.telescope.diameter_m\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"new", "a.json", "--station", "gr"}), "graz\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"campaign", "micius-f"}), "micius-five-stations\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"optimize", "--campaign", "relay-"}), "relay-xinglong-nanshan\n");
    EXPECT_EQ(completed_by_zsh(zsh, {"optimize", "micius-x"}), "micius-xinglong-2016-12-19\n");
}

} // namespace

// SPDX-License-Identifier: MIT
// A network file as it is read, and what is refused of it with its place.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "cli/run_files.h"

extern "C" {
#include "scenario/network_file.h"
}

namespace {

const std::string metropolitan = program::configs + "/networks/metropolitan-5.json";
const char *const stations[] = {"Xinglong", "City roof"};

TEST(NetworkFile, HasWhatWasWritten) {
    network_file file;
    satqkd_error error = {};
    ASSERT_EQ(network_file_read(metropolitan.c_str(), stations, 2, &file, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(file.node_count, 5u);
    ASSERT_EQ(file.fibre_count, 6u);
    EXPECT_EQ(file.key_bits, 256);
    EXPECT_STREQ(file.nodes[4].name, "Airport");
    EXPECT_NEAR(file.nodes[4].latitude_rad, 36.86 * std::acos(-1.0) / 180, 1e-15);
    EXPECT_EQ(file.fibres[0].a, 1u); // City roof
    EXPECT_EQ(file.fibres[0].b, 3u); // the second node, behind two stations
    EXPECT_EQ(file.fibres[2].length_m, 17e3);
    EXPECT_EQ(file.fibres[2].loss_db_per_km, 0.2);
    EXPECT_EQ(file.equipment.repetition_rate_hz, 40e6);
    EXPECT_EQ(file.equipment.intensities[FIBER_RATE_WEAK], 0.05);
    EXPECT_EQ(file.equipment.probabilities[FIBER_RATE_SIGNAL], 0.75);
    network_file_release(&file);
}

TEST(NetworkFile, RefusesWithThePlaceAndTheCure) {
    const std::string good = program::read_file(metropolitan);
    const struct {
        const char *from, *to;
        std::vector<std::string> said;
    } cases[] = {
        {"\"from\": \"East\"", "\"from\": \"Eats\"", {":39: fibres[4].from: ", "did you mean \"East\"?"}},
        {"\"to\": \"Airport\"", "\"to\": \"East\"", {"fibres[4].to: ", "to itself"}},
        {"\"length_km\": 27",
         "\"lenght_km\": 27",
         {":39: fibres[4].lenght_km: ", "did you mean \"fibres[4].length_km\"?"}},
        {"\"length_km\": 27", "\"length_km\": -27", {"fibres[4].length_km: -27 is out of range; give a number from 0"}},
        {", \"length_km\": 27", "", {"fibres[4].length_km: missing"}},
        {"{ \"from\": \"East\", \"to\": \"Airport\", \"length_km\": 27 }", "7", {"fibres[4]: must be an object"}},
        {"\"name\": \"West\"", "\"name\": \"East\"", {"nodes[3].name: \"East\" is a station or a node already"}},
        {"\"name\": \"West\"", "\"name\": \"Xinglong\"", {"nodes[3].name: \"Xinglong\" is a station"}},
        {"[0.75, 0.125", "[0.7, 0.125", {"equipment.probabilities: add up to 0.95"}},
        {"0.48, 0.05, 0]", "0.48, 0.5, 0]", {"equipment.intensities: must fall"}},
        {"\"f_ec\": 1.22,", "", {"equipment.f_ec: missing"}},
        {"\"fibres\": [", "\"fibres\": 5, \"x\": [", {"x: unknown key"}},
        {"\"key_bits\"", "\"keybits\"", {"keybits: unknown key; did you mean \"key_bits\"?"}},
    };
    program::Folder folder;
    for (const auto &one : cases) {
        const std::string path = folder.write("n.json", program::replaced(good, one.from, one.to));
        network_file file;
        satqkd_error error = {};
        EXPECT_EQ(network_file_read(path.c_str(), stations, 2, &file, &error), SATQKD_INVALID) << one.to;
        for (const std::string &part : one.said) {
            EXPECT_TRUE(program::has(error.message, part)) << error.message << "\nlacks " << part;
        }
        network_file_release(&file);
    }
}

} // namespace

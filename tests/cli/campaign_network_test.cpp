// SPDX-License-Identifier: MIT
// A campaign with relays and a network, through the program: its folder stands for itself, and its tables agree.
#include <functional>

#include <gtest/gtest.h>

#include "cli/run_files.h"

using program::Folder;
using program::read_file;

namespace {

program::Result fly(const std::string &campaign, const std::string &out, const std::vector<std::string> &more = {}) {
    return program::satqkd(program::operator+({"campaign", campaign, "--quiet", "--out", out}, more));
}

const std::string constellation = program::configs + "/campaigns/constellation-24.json";
const std::vector<std::string> one_day = {"--set", "to=2025-12-02T00:00:00Z"};

TEST(CampaignNetwork, FolderFliesAgainWithTheSameBytes) {
    Folder folder;
    const program::Result first = fly(constellation, folder.path("a"), one_day);
    ASSERT_EQ(first.status, 0) << first.err;
    const program::Result again = fly(folder.path("a/campaign.json"), folder.path("b"));
    ASSERT_EQ(again.status, 0) << again.err;
    const std::set<std::string> files = program::files_in(folder.path("a"));
    EXPECT_EQ(files, program::files_in(folder.path("b")));
    for (const char *wanted :
         {"calendar.csv", "relays.csv", "network.csv", "fibres.csv", "network.json", "report.html"}) {
        EXPECT_EQ(files.count(wanted), 1u) << wanted;
    }
    for (const std::string &name : files) {
        EXPECT_TRUE(read_file(folder.path("a/" + name)) == read_file(folder.path("b/" + name))) << name;
    }
}

// The flow between two stations alone is what both ends have in common over each satellite, and the relays of all pairs together cannot
// take more from a station than its passes brought.
TEST(CampaignNetwork, RelaysAndFlowsUseNoMoreThanPassesBring) {
    Folder folder;
    ASSERT_EQ(fly(constellation, folder.path("a"), one_day).status, 0);
    std::map<std::string, double> brought, taken;
    std::map<std::pair<std::string, std::string>, double> links; // satellite and station
    const auto each_row = [&](const std::string &file,
                              const std::function<void(const std::vector<std::string> &)> &row) {
        std::istringstream lines(read_file(folder.path("a/" + file)));
        std::string line;
        for (std::getline(lines, line); std::getline(lines, line);) {
            std::vector<std::string> fields;
            std::istringstream parts(line);
            for (std::string field; std::getline(parts, field, ',');) {
                fields.push_back(field);
            }
            row(fields);
        }
    };
    each_row("passes.csv", [&](const std::vector<std::string> &f) {
        brought[f.at(2)] += std::stod(f.at(7));
        links[{f.at(1), f.at(2)}] += std::stod(f.at(7));
    });
    each_row("relays.csv", [&](const std::vector<std::string> &f) {
        taken[f.at(2)] += std::stod(f.at(4));
        taken[f.at(3)] += std::stod(f.at(4));
    });
    ASSERT_EQ(brought.size(), 3u);
    for (const auto &station : brought) {
        EXPECT_GT(taken[station.first], 0) << station.first;
        EXPECT_LE(taken[station.first], station.second) << station.first;
    }
    // Two stations are joined by satellites alone, each with what both ends share, and by way of the third station: the flow is at least
    // the former and at most what either end has.
    each_row("network.csv", [&](const std::vector<std::string> &f) {
        if (brought.count(f.at(0)) && brought.count(f.at(1))) {
            double direct = 0;
            for (const auto &link : links) {
                if (link.first.second == f.at(0)) {
                    direct += std::min(link.second, links[{link.first.first, f.at(1)}]);
                }
            }
            EXPECT_GE(std::stod(f.at(4)), direct) << f.at(0) << f.at(1);
            EXPECT_LE(std::stod(f.at(4)), std::min(brought[f.at(0)], brought[f.at(1)])) << f.at(0) << f.at(1);
            EXPECT_GT(direct, 0);
        }
    });
}

TEST(CampaignNetwork, RefusesAFibreToNowhere) {
    Folder folder;
    const std::string network =
        folder.write("n.json", program::replaced(read_file(program::configs + "/networks/metropolitan-5.json"),
                                                 "\"City roof\"", "\"City ruof\""));
    const program::Result result = fly(constellation, folder.path("a"), {"--set", "network=" + network});
    EXPECT_EQ(result.status, 2);
    EXPECT_TRUE(program::has(result.err, "n.json:")) << result.err;
    EXPECT_TRUE(program::has(
        result.err, "fibres[0].from: \"City ruof\" is neither a node nor a station; did you mean \"City roof\"?"))
        << result.err;
}

} // namespace

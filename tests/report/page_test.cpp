// SPDX-License-Identifier: MIT
// report.html as a reader meets it: opened in Chromium by check_page.js, which lists what is wrong.
#include <gtest/gtest.h>

#include "cli/run_files.h"
#include "report/node.h"

using program::Folder;
using program::read_file;

namespace {

void run_into(const std::string &folder, const std::vector<std::string> &arguments) {
    program::Result result =
        program::satqkd(program::operator+({"run", program::micius, "--quiet", "--out", folder}, arguments));
    ASSERT_EQ(result.status, 0) << result.err;
}

// The Micius scenario with a track of a constant efficiency in place of its orbit: no range, no sky.
std::string without_geometry(const std::string &efficiency, const std::string &duration_s) {
    std::unique_ptr<cJSON, void (*)(cJSON *)> root(cJSON_Parse(program::scenario_text().c_str()), cJSON_Delete);
    for (const char *key : {"orbit", "window", "sources"}) {
        cJSON_DeleteItemFromObject(root.get(), key);
    }
    const std::string rows = "[[0, " + efficiency + "], [" + duration_s + ", " + efficiency + "]]";
    cJSON_AddRawToObject(root.get(), "orbit",
                         ("{\"track\": {\"columns\": [\"t_s\", \"efficiency\"], \"rows\": " + rows + "}}").c_str());
    std::unique_ptr<char, void (*)(void *)> text(cJSON_Print(root.get()), cJSON_free);
    return text.get();
}

void sweep_into(const std::string &name, const std::vector<std::string> &arguments) {
    program::Result result = program::satqkd(program::operator+(
        {"sweep", program::micius, "--quiet", "--out", name + ".csv", "--report", name + ".html"}, arguments));
    ASSERT_EQ(result.status, 0) << result.err;
}

// Two days of the constellation with everything that a campaign can have: weather, relays, stores, a network.
void campaign_into(const std::string &folder) {
    program::Result result = program::satqkd({"campaign", program::configs + "/campaigns/constellation-24.json",
                                              "--quiet", "--out", folder, "--set", "to=2025-12-03T00:00:00Z", "--set",
                                              "weather.draws=20", "--set", "key_store.consumption_bps=4.27"});
    ASSERT_EQ(result.status, 0) << result.err;
}

// So little light that there is no key.
void run_without_geometry(const Folder &folder, const std::string &out) {
    const std::string path = folder.write("s.json", without_geometry("1e-6", "20"));
    program::Result run = program::satqkd({"run", path, "--quiet", "--out", out});
    ASSERT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(program::Json(read_file(out + "/summary.json")).number("key.secret_bits"), 0);
}

// Opens the reports in one browser, because starting it is most of the time.
void open_reports(const std::vector<std::string> &places) {
    if (!node::missing().empty()) {
        GTEST_SKIP() << "NO REPORT IS OPENED: " << node::missing();
    }
    std::string reason;
    const std::string axe = node::axe(reason);
    if (axe.empty()) {
        std::cout << "without axe-core, by the rules of accessible.js alone: " << reason << "\n";
    }
    program::Result result = node::run("check_page.js", places, axe);
    EXPECT_EQ(result.status, 0) << result.out << result.err;
}

// In several: a name that would end the script element and load a picture, were it not escaped; check_page.js refuses any request.
const char hostile_name[] = "</script><img src='https://example.org/x.png'>";

TEST(Page, ShowsWhatTheFilesHoldAndNothingElse) {
    const std::string always = "=loss,sifted,qber,departure";
    Folder folder;
    run_into(folder.path("flight"), {});
    run_into(folder.path("expectation"), {"--engine", "mean", "--set", "window.max_range_km=800"});
    run_into(folder.path("several"), {"--repeat", "10", "--set", "window.max_range_km=700", "--set",
                                      std::string("station.name=\"") + hostile_name + "\""});
    run_without_geometry(folder, folder.path("bare"));
    open_reports({folder.path("flight") + always + ",range,elevation,fades,second,fiber",
                  folder.path("expectation") + always + ",range,elevation,fiber",
                  folder.path("several") + always + ",flights-secret_bits,flights-sifted_bits",
                  folder.path("bare") + always});
}

TEST(Page, OfASweepShowsItsPoints) {
    Folder folder;
    sweep_into(folder.path("sweep"), {"--vary", "window.max_range_km=700:1100:5"});
    sweep_into(folder.path("many"),
               {"--vary", std::string("station.name=a,\"") + hostile_name + "\"", "--vary",
                "protocol.eps_sec=1e-6,1e-8,1e-9,1e-10,1e-12", "--set", "window.max_range_km=700"});
    open_reports({folder.path("sweep.html") + "=secret,sifted,qber,loss-near,loss-far,duration",
                  folder.path("many.html") + "=secret,sifted,qber"});
}

TEST(Page, OfACampaignAddsUpToItsFiles) {
    Folder folder;
    campaign_into(folder.path("campaign"));
    open_reports({folder.path("campaign") + "=calendar,map,quantiles,growth,waits,store-1"});
}

TEST(Report, WritesTheSamePageAgain) {
    Folder folder;
    run_into(folder.path("r"), {"--engine", "mean"});
    const std::string page = read_file(folder.path("r/report.html"));
    EXPECT_GT(page.size(), 100000u);
    EXPECT_LT(page.size(), 1000000u);
    std::filesystem::remove(folder.path("r/report.html"));
    program::Result result = program::satqkd({"report", folder.path("r")});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(read_file(folder.path("r/report.html")) == page);
    campaign_into(folder.path("c"));
    const std::string campaign = read_file(folder.path("c/report.html"));
    EXPECT_GT(campaign.size(), 100000u);
    std::filesystem::remove(folder.path("c/report.html"));
    EXPECT_EQ(program::satqkd({"report", folder.path("c")}).status, 0);
    EXPECT_TRUE(read_file(folder.path("c/report.html")) == campaign);
}

TEST(Report, NamesWhatARunDirectoryLacks) {
    Folder folder;
    program::Result none = program::satqkd({"report", folder.path()});
    EXPECT_EQ(none.status, 2);
    EXPECT_TRUE(program::has(none.err, "scenario.json")) << none.err;
    run_into(folder.path("r"), {"--engine", "mean"});
    folder.write("r/counts.json", "{\"bases\": 1}");
    program::Result broken = program::satqkd({"report", folder.path("r")});
    EXPECT_EQ(broken.status, 2);
    EXPECT_TRUE(program::has(broken.err, "counts.json: bases")) << broken.err;
    folder.write("r/counts.json", "{");
    program::Result cut = program::satqkd({"report", folder.path("r")});
    EXPECT_EQ(cut.status, 2);
    EXPECT_TRUE(program::has(cut.err, "counts.json:1:")) << cut.err;
    EXPECT_EQ(program::satqkd({"report"}).status, 2);
    EXPECT_EQ(program::satqkd({"report", "a", "b"}).status, 2);
    EXPECT_EQ(program::satqkd({"report", "--nonsense", "a"}).status, 2);
}

// A track of constant efficiency has a constant rate: every bar reaches the top line, in 80 columns, without an escape in a pipe.
TEST(Plot, OfAConstantLinkIsFlat) {
    Folder folder;
    program::Options plain;
    plain.environment = {"LC_ALL=C"};
    program::Result run = program::satqkd({"run", folder.write("s.json", without_geometry("1e-3", "136")), "--engine",
                                           "mean", "--plot", "--out", folder.path("r")},
                                          plain);
    ASSERT_EQ(run.status, 0) << run.err;
    size_t full = 0;
    std::istringstream out(run.out);
    for (std::string line; std::getline(out, line);) {
        full += program::has(line, "|" + std::string(68, '#'));
        EXPECT_LE(line.size(), 80u) << line;
    }
    EXPECT_EQ(full, 10u) << run.out;
    EXPECT_FALSE(program::has(run.out, "\033"));
    EXPECT_EQ(program::satqkd({"run", program::micius, "--plot", "--json", "--out", folder.path("r")}).status, 2);
}

// script(1) gives the program a terminal.
TEST(Plot, IsColouredOnATerminalUnlessRefused) {
    if (program::run_command({"/bin/sh", "-c", "command -v script >/dev/null"}).status != 0) {
        GTEST_SKIP() << "no script(1) to make a terminal";
    }
    Folder folder;
    const std::string command = SATQKD_BINARY " run '" + program::micius +
                                "' --engine mean --set window.max_range_km=660 --plot --quiet --out '" +
                                folder.path("r") + "'";
    for (const char *refused : {"", "1"}) {
        program::Options options;
        options.environment = {"TERM=xterm", std::string("NO_COLOR=") + refused};
        program::Result result =
            program::run_command({"/bin/sh", "-c", "exec script -qec \"$0\" /dev/null", command}, options);
        EXPECT_EQ(result.status, 0) << result.out;
        EXPECT_EQ(program::has(result.out, "\033[36m"), refused[0] == '\0') << result.out;
    }
}

} // namespace

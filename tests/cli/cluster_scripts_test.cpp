// SPDX-License-Identifier: MIT
// The Slurm scripts of docs/cluster.md, run under a stand-in for srun, which takes those options of srun that it knows and runs
// the command as the only task.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <sstream>
#include <string>
#include <vector>

#include "cli/program.h"

namespace {

using program::Folder;
using program::read_file;

// A day of one station; without turbulence a pass takes milliseconds.
const char *const campaign = R"({
  "schema": 1, "name": "year",
  "satellites": [{ "satellite": "satellites/micius.json", "orbit": { "kepler": {
    "epoch_utc": "2017-01-01T00:00:00Z", "altitude_km": 500, "sun_synchronous_ltan_h": 0 } } }],
  "stations": ["stations/xinglong.json"], "from": "2017-01-01T00:00:00Z", "to": "2017-01-02T00:00:00Z",
  "scenario": { "window": { "max_range_km": 900 }, "protocol": { "bound": "lim2014" },
    "atmosphere": { "zenith_optical_depth": 0.3, "sky": "moonless", "turbulence": { "profile": "none" } } }
})";

// Options of srun as its manual page has them; anything else is refused as srun does. Repeats are cut for the test's sake.
const char *const srun = R"(#!/bin/sh
while :; do
    case "$1" in
    --mpi=pmix | --kill-on-bad-exit=1 | --gpu-bind=single:1) ;;
    --cpus-per-task=[1-9]*) ;;
    --*) echo "srun: unrecognized option '$1'" >&2; exit 1 ;;
    *) break ;;
    esac
    shift
done
exec "$@" --set repeats=2
)";

// The indented blocks of the document that begin as scripts do.
std::vector<std::string> scripts() {
    std::vector<std::string> out;
    std::istringstream text(read_file(SATQKD_SOURCE_DIR "/docs/cluster.md"));
    bool within = false;
    for (std::string line; std::getline(text, line);) {
        const bool indented = line.rfind("    ", 0) == 0;
        if (indented && line == "    #!/bin/sh") {
            out.emplace_back();
            within = true;
        }
        within = within && indented;
        if (within) {
            out.back() += line.substr(4) + "\n";
        }
    }
    return out;
}

} // namespace

TEST(ClusterScripts, RunACampaignUnderAStandInForSrun) {
    const auto all = scripts();
    ASSERT_EQ(all.size(), 2u);
    for (const std::string &script : all) {
        const Folder folder;
        folder.write("year.json", campaign);
        const std::string job = folder.write("job.sh", script);
        chmod(folder.write("srun", srun).c_str(), 0700);
        const std::string binary = SATQKD_BINARY;
        program::Options options;
        options.environment = {"SLURM_CPUS_PER_TASK=2", "SLURM_JOB_ID=7", "SLURM_SUBMIT_DIR=" + folder.path(),
                               "TMPDIR=" + folder.path()};
        const std::string path = "cd " + folder.path() + " && PATH=" + folder.path() + ":" +
                                 binary.substr(0, binary.rfind('/')) + ":$PATH && export PATH && ";
        EXPECT_EQ(program::run_command({"/bin/sh", "-c", path + "bash -n " + job}).status, 0);
        const auto result = program::run_command({"/bin/sh", "-c", path + "sh -eu " + job}, options);
        EXPECT_EQ(result.status, 0) << result.err;
        const std::string summary = read_file(folder.path("year/summary.json"));
        const bool gpu = script.find("--gpus-per-task") != std::string::npos;
        EXPECT_NE(summary.find(gpu ? "\"event\"" : "\"mean\""), std::string::npos) << summary.substr(0, 500);
    }
}

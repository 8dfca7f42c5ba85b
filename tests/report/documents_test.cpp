// SPDX-License-Identifier: MIT
// What stands in the tutorials and in the README is what the program prints: docs/remake.py runs their commands again and compares.
#include <gtest/gtest.h>

#include <regex>

#include "cli/run_files.h"

namespace {

class Document : public testing::TestWithParam<const char *> {};

} // namespace

TEST_P(Document, ShowsWhatItsCommandsPrint) {
    const std::string python = program::python_with("difflib");
    if (python.empty()) {
        GTEST_SKIP() << "NO DOCUMENT IS CHECKED: python3 is not installed";
    }
    const std::string root = SATQKD_SOURCE_DIR "/";
    program::Result result = program::run_command(
        {python, root + "docs/remake.py", "--check", "--program", SATQKD_BINARY, root + GetParam()});
    EXPECT_EQ(result.status, 0) << "docs/remake.py writes it anew\n" << result.out << result.err;
}

// A link that leads nowhere is found here and not by a reader.
TEST(Documents, LinkToWhatIsThere) {
    const std::string root = SATQKD_SOURCE_DIR "/";
    std::vector<std::filesystem::path> documents = {root + "README.md", root + "ARCHITECTURE.md"};
    for (const auto &entry : std::filesystem::directory_iterator(root + "docs")) {
        if (entry.path().extension() == ".md") {
            documents.push_back(entry.path());
        }
    }
    const std::regex link(R"(\]\(([^)#:]+)\))");
    int links = 0;
    for (const auto &document : documents) {
        const std::string text = program::read_file(document);
        for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at, ++links) {
            EXPECT_TRUE(std::filesystem::exists(document.parent_path() / (*at)[1].str()))
                << document << ": " << (*at)[1];
        }
    }
    EXPECT_GE(links, 20);
}

INSTANTIATE_TEST_SUITE_P(Of, Document,
                         testing::Values("README.md", "docs/tutorial-station.md", "docs/tutorial-orbits.md",
                                         "docs/tutorial-counts.md"));

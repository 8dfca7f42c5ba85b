/* SPDX-License-Identifier: MIT */
// The progress bar as a terminal receives it: stderr is a pseudo-terminal while a bar is drawn.
#include <cmath>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

extern "C" {
#include "cli/progress.h"
}

namespace {

class Progress : public testing::Test {
  protected:
    void SetUp() override {
        master_ = posix_openpt(O_RDWR | O_NOCTTY);
        ASSERT_GE(master_, 0);
        ASSERT_EQ(grantpt(master_), 0);
        ASSERT_EQ(unlockpt(master_), 0);
        int terminal = open(ptsname(master_), O_RDWR | O_NOCTTY);
        ASSERT_GE(terminal, 0);
        fcntl(master_, F_SETFL, O_NONBLOCK);
        setenv("TERM", "xterm", 1);
        stderr_ = dup(STDERR_FILENO);
        dup2(terminal, STDERR_FILENO);
        close(terminal);
        set_columns(80);
    }
    void TearDown() override {
        dup2(stderr_, STDERR_FILENO);
        close(stderr_);
        close(master_);
    }
    static void set_columns(unsigned short columns) {
        struct winsize size = {24, columns, 0, 0};
        ioctl(STDERR_FILENO, TIOCSWINSZ, &size);
    }
    std::string seen() const {
        char text[4096];
        ssize_t length = read(master_, text, sizeof text);
        return length > 0 ? std::string(text, static_cast<size_t>(length)) : "";
    }

  private:
    int master_ = -1;
    int stderr_ = -1;
};

const std::string clear_line = "\r\033[K";

} // namespace

TEST_F(Progress, DrawsShareRateAndTimeLeft) {
    struct progress progress = progress_start(false);
    progress.started_s -= 30; // a third took 30 s, so two thirds take 60 s: "1:00", or a little more
    progress_update(&progress, 1.0 / 3, "12.3 Mpulse/s");
    std::string line = seen();
    EXPECT_EQ(line.rfind("\r[##########--------------------]  33 %  ", 0), 0U) << line;
    EXPECT_TRUE(line.find("12.3 Mpulse/s  1:0") != std::string::npos) << line;
    EXPECT_TRUE(line.find(" left\033[K") != std::string::npos) << line;
    progress_finish(&progress);
    EXPECT_EQ(seen(), clear_line);
}

TEST_F(Progress, RedrawsAtMostTenTimesASecond) {
    struct progress progress = progress_start(false);
    progress_update(&progress, 0.1, nullptr);
    EXPECT_NE(seen(), "");
    progress_update(&progress, 0.2, nullptr);
    EXPECT_EQ(seen(), "");
    progress.drawn_s -= 0.2;
    progress_update(&progress, 0.2, nullptr);
    EXPECT_NE(seen(), "");
}

TEST_F(Progress, StaysWithinANarrowTerminal) {
    set_columns(20);
    struct progress progress = progress_start(false);
    progress_update(&progress, 0.5, "12.3 Mpulse/s");
    EXPECT_EQ(seen().size(), 19 + std::string("\r").size() + std::string("\033[K").size());
}

TEST_F(Progress, TakesAnyFraction) {
    for (double fraction : {-1.0, 0.0, 2.0, std::nan(""), HUGE_VAL}) {
        struct progress progress = progress_start(false);
        progress_update(&progress, fraction, nullptr);
        bool full = fraction >= 1;
        EXPECT_TRUE(seen().find(full ? "#] 100 %" : "[-") != std::string::npos) << fraction;
    }
}

TEST_F(Progress, IsNotDrawnWhereNobodyWantsIt) {
    struct progress quiet = progress_start(true);
    progress_update(&quiet, 0.5, nullptr);
    progress_finish(&quiet);
    setenv("TERM", "dumb", 1);
    struct progress dumb = progress_start(false);
    progress_update(&dumb, 0.5, nullptr);
    progress_finish(&dumb);
    EXPECT_EQ(seen(), "");
    EXPECT_EQ(dup2(open("/dev/null", O_WRONLY), STDERR_FILENO), STDERR_FILENO);
    setenv("TERM", "xterm", 1);
    EXPECT_FALSE(progress_start(false).shown);
}

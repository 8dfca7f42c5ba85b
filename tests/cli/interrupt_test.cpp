/* SPDX-License-Identifier: MIT */
// SIGINT: the first is noted, the second kills; each in a child process, for the flag outlives a test.
#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

extern "C" {
#include "cli/interrupt.h"
}

namespace {

// To the process, as a terminal or `kill` sends it; another thread notes it.
void send_interrupt() {
    kill(getpid(), SIGINT);
}

bool noted_in_time() {
    for (int i = 0; i < 1000 && !interrupt_pending(); i++) {
        usleep(10000);
    }
    return interrupt_pending();
}

// Exits with 0 where all is as it should be, else with the number of the check that failed.
[[noreturn]] void first_interrupt_is_noted() {
    struct satqkd_error error = {};
    signal(SIGINT, SIG_IGN); // as a shell leaves it for `satqkd … &`
    if (interrupt_watch(&error) != SATQKD_OK) {
        std::exit(1);
    }
    if (interrupt_pending() || interrupt_check(&error) != SATQKD_OK) {
        std::exit(2);
    }
    send_interrupt();
    if (!noted_in_time() || interrupt_check(&error) != SATQKD_INTERRUPTED) {
        std::exit(3);
    }
    std::exit(error.status == SATQKD_INTERRUPTED && std::string(error.message) == "interrupted" ? 0 : 4);
}

void interrupt_twice() {
    interrupt_watch(nullptr);
    send_interrupt();
    noted_in_time();
    send_interrupt();
    sleep(10);
}

} // namespace

TEST(Interrupt, FirstIsNoted) {
    EXPECT_EXIT(first_interrupt_is_noted(), testing::ExitedWithCode(0), "");
}

TEST(Interrupt, SecondKills) {
    EXPECT_EXIT(interrupt_twice(), testing::KilledBySignal(SIGINT), "");
}

// SPDX-License-Identifier: MIT
// The relay against cases that can be counted by hand, and against a second implementation that moves every single bit.
#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <map>
#include <random>
#include <tuple>
#include <vector>

extern "C" {
#include "study/relay.h"
}

namespace {

const relay_memory unlimited = {INFINITY, relay_memory::RELAY_DROP_OLDEST, relay_memory::RELAY_OLDEST_FIRST};

class Relay {
  public:
    Relay(const std::vector<delivery> &deliveries, const std::vector<relay_pair> &pairs, const relay_memory &memory) {
        status =
            relay_combine(deliveries.data(), deliveries.size(), pairs.data(), pairs.size(), &memory, &made, &error);
    }
    ~Relay() {
        relay_release(&made);
    }
    Relay(const Relay &) = delete;
    Relay &operator=(const Relay &) = delete;
    relay made = {};
    satqkd_error error = {};
    satqkd_status status;
};

// Liao et al. 2017: Xinglong, then Nanshan about two hours (one orbit of 94 minutes, say) later.
TEST(Relay, TheKeyOfTwoStationsIsTheShorterOfTheirs) {
    const relay_pair pair = {0, 1};
    Relay one({{1000, 0, 0, 300000}, {1000 + 5640, 0, 1, 180000}}, {pair}, unlimited);
    ASSERT_EQ(one.status, SATQKD_OK);
    ASSERT_EQ(one.made.row_count, 1u);
    const relay_row &row = one.made.rows[0];
    EXPECT_EQ(row.time_s, 6640);
    EXPECT_EQ(row.bits, 180000);
    EXPECT_EQ(row.wait_s, 5640);
    EXPECT_EQ(row.station_a, 0u);
    EXPECT_EQ(row.station_b, 1u);
    EXPECT_EQ(one.made.stored_bits, 120000);
    EXPECT_EQ(one.made.lost_bits, 0);
    const relay_total day = relay_between(&one.made, &pair, 0, 86400);
    EXPECT_EQ(day.bits, 180000);
    EXPECT_EQ(day.mean_wait_s, 5640);
    EXPECT_EQ(day.longest_wait_s, 5640);
    EXPECT_EQ(relay_between(&one.made, &pair, 0, 6640).bits, 0);
    EXPECT_TRUE(std::isnan(relay_between(&one.made, &pair, 86400, 172800).mean_wait_s));
}

// 100 bits of t = 0 and 50 of t = 10 wait; 120 meet them at t = 30: 100 have waited 30 s, 20 have waited 20 s.
TEST(Relay, WhatWaitedLongestGoesFirst) {
    Relay one({{0, 0, 0, 100}, {10, 0, 0, 50}, {30, 0, 1, 120}}, {{1, 0}}, unlimited);
    ASSERT_EQ(one.made.row_count, 2u);
    EXPECT_EQ(one.made.rows[0].bits, 100);
    EXPECT_EQ(one.made.rows[0].wait_s, 30);
    EXPECT_EQ(one.made.rows[1].bits, 20);
    EXPECT_EQ(one.made.rows[1].wait_s, 20);
    const relay_pair pair = {1, 0};
    EXPECT_DOUBLE_EQ(relay_between(&one.made, &pair, 0, 100).mean_wait_s, (100 * 30 + 20 * 20) / 120.0);
}

// The same with the newest first: 50 have waited 20 s, 70 have waited 30 s.
TEST(Relay, OrTheNewest) {
    Relay one({{0, 0, 0, 100}, {10, 0, 0, 50}, {30, 0, 1, 120}}, {{0, 1}},
              {INFINITY, relay_memory::RELAY_DROP_OLDEST, relay_memory::RELAY_NEWEST_FIRST});
    ASSERT_EQ(one.made.row_count, 2u);
    EXPECT_EQ(one.made.rows[0].bits, 50);
    EXPECT_EQ(one.made.rows[0].wait_s, 20);
    EXPECT_EQ(one.made.rows[1].bits, 70);
    EXPECT_EQ(one.made.rows[1].wait_s, 30);
}

// Keys aboard one satellite are of no use to another; a station in no pair takes no memory.
TEST(Relay, KeysStayAboardTheirSatellite) {
    Relay two({{0, 0, 0, 100}, {1, 0, 2, 70}, {2, 1, 1, 100}}, {{0, 1}},
              {100, relay_memory::RELAY_REFUSE, relay_memory::RELAY_OLDEST_FIRST});
    ASSERT_EQ(two.status, SATQKD_OK);
    EXPECT_EQ(two.made.row_count, 0u);
    EXPECT_EQ(two.made.stored_bits, 200);
    EXPECT_EQ(two.made.lost_bits, 0);
}

TEST(Relay, AFullMemoryDropsTheOldestOrRefusesTheNew) {
    const std::vector<delivery> passes = {{0, 0, 0, 80}, {10, 0, 0, 50}, {30, 0, 1, 200}};
    Relay drop(passes, {{0, 1}}, {100, relay_memory::RELAY_DROP_OLDEST, relay_memory::RELAY_OLDEST_FIRST});
    ASSERT_EQ(drop.made.row_count, 2u);
    EXPECT_EQ(drop.made.rows[0].bits, 50); // 30 of the first 80 made room
    EXPECT_EQ(drop.made.rows[1].bits, 50);
    EXPECT_EQ(drop.made.lost_bits, 30); // and of the 200 a hundred stay
    EXPECT_EQ(drop.made.stored_bits, 100);
    Relay refuse(passes, {{0, 1}}, {100, relay_memory::RELAY_REFUSE, relay_memory::RELAY_OLDEST_FIRST});
    ASSERT_EQ(refuse.made.row_count, 2u);
    EXPECT_EQ(refuse.made.rows[0].bits, 80);
    EXPECT_EQ(refuse.made.rows[1].bits, 20);
    EXPECT_EQ(refuse.made.lost_bits, 30);
    Relay none(passes, {{0, 1}}, {0, relay_memory::RELAY_DROP_OLDEST, relay_memory::RELAY_OLDEST_FIRST});
    EXPECT_EQ(none.made.row_count, 0u);
    EXPECT_EQ(none.made.lost_bits, 330);
}

TEST(Relay, RefusesWhatMakesNoSense) {
    const std::vector<relay_pair> pair = {{0, 1}};
    EXPECT_EQ(Relay({{10, 0, 0, 1}, {5, 0, 1, 1}}, pair, unlimited).status, SATQKD_INVALID);
    EXPECT_EQ(Relay({{10, 0, 0, -1}}, pair, unlimited).status, SATQKD_INVALID);
    EXPECT_EQ(Relay({{10, 0, 0, NAN}}, pair, unlimited).status, SATQKD_INVALID);
    EXPECT_EQ(Relay({{NAN, 0, 0, 1}}, pair, unlimited).status, SATQKD_INVALID);
    EXPECT_EQ(Relay({{0, 0, SIZE_MAX, 1}}, pair, unlimited).status, SATQKD_INVALID);
    EXPECT_EQ(Relay({}, {{3, 3}}, unlimited).status, SATQKD_INVALID);
    EXPECT_EQ(Relay({}, {{0, 1}, {1, 0}}, unlimited).status, SATQKD_INVALID);
    EXPECT_EQ(Relay({}, pair, {NAN, relay_memory::RELAY_REFUSE, relay_memory::RELAY_OLDEST_FIRST}).status,
              SATQKD_INVALID);
    EXPECT_EQ(Relay({}, pair, unlimited).status, SATQKD_OK);
}

// The same rules bit by bit: a queue of single bits aboard each satellite, each with the station it is of and its age.
struct BitByBit {
    std::map<std::tuple<double, size_t, size_t, size_t, double>, double> rows; // time, satellite, a, b, wait
    double lost = 0, stored = 0;

    BitByBit(const std::vector<delivery> &deliveries, const std::vector<relay_pair> &pairs,
             const relay_memory &memory) {
        std::map<size_t, std::deque<std::pair<size_t, double>>> aboard;
        const auto wanted = [&](size_t a, size_t b) {
            for (const relay_pair &pair : pairs) {
                if ((pair.station_a == a && pair.station_b == b) || (pair.station_a == b && pair.station_b == a)) {
                    return true;
                }
            }
            return false;
        };
        for (const delivery &now : deliveries) {
            auto &bits = aboard[now.satellite];
            bool paired = false;
            for (const relay_pair &pair : pairs) {
                paired = paired || pair.station_a == now.station || pair.station_b == now.station;
            }
            double rest = now.bits;
            const bool newest = memory.order == relay_memory::RELAY_NEWEST_FIRST;
            for (size_t seen = 0; seen < bits.size() && rest > 0;) {
                const size_t i = newest ? bits.size() - 1 - seen : seen;
                if (!wanted(bits[i].first, now.station)) {
                    ++seen;
                    continue;
                }
                rows[{now.time_s, now.satellite, std::min(bits[i].first, now.station),
                      std::max(bits[i].first, now.station), now.time_s - bits[i].second}] += 1;
                bits.erase(bits.begin() + static_cast<std::ptrdiff_t>(i));
                rest -= 1;
            }
            for (; paired && rest > 0; rest -= 1) {
                if (static_cast<double>(bits.size()) >= memory.bits) {
                    lost += 1;
                    if (memory.when_full == relay_memory::RELAY_REFUSE || bits.empty()) {
                        continue;
                    }
                    bits.pop_front();
                }
                bits.emplace_back(now.station, now.time_s);
            }
        }
        for (const auto &one : aboard) {
            stored += static_cast<double>(one.second.size());
        }
    }
};

TEST(Relay, AgreesWithARelayOfSingleBits) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&](unsigned n) { return random() % n; };
        const size_t stations = 2 + below(4), satellites = 1 + below(3);
        std::vector<delivery> deliveries;
        for (double time = 0; deliveries.size() < 40; time += 1 + below(500)) {
            deliveries.push_back({time, below(static_cast<unsigned>(satellites)),
                                  below(static_cast<unsigned>(stations)), static_cast<double>(below(30))});
        }
        std::vector<relay_pair> pairs;
        for (size_t a = 0; a < stations; ++a) {
            for (size_t b = a + 1; b < stations; ++b) {
                if (pairs.empty() || below(2)) {
                    pairs.push_back({a, b});
                }
            }
        }
        const relay_memory memory = {seed % 3 ? static_cast<double>(below(60)) : INFINITY,
                                     seed % 2 ? relay_memory::RELAY_REFUSE : relay_memory::RELAY_DROP_OLDEST,
                                     seed % 5 < 2 ? relay_memory::RELAY_NEWEST_FIRST
                                                  : relay_memory::RELAY_OLDEST_FIRST};
        const BitByBit expected(deliveries, pairs, memory);
        Relay found(deliveries, pairs, memory);
        ASSERT_EQ(found.status, SATQKD_OK) << found.error.message;
        std::map<std::tuple<double, size_t, size_t, size_t, double>, double> rows;
        for (size_t i = 0; i < found.made.row_count; ++i) {
            const relay_row &row = found.made.rows[i];
            rows[{row.time_s, row.satellite, row.station_a, row.station_b, row.wait_s}] += row.bits;
        }
        EXPECT_EQ(rows, expected.rows) << "seed " << seed;
        EXPECT_EQ(found.made.lost_bits, expected.lost) << "seed " << seed;
        EXPECT_EQ(found.made.stored_bits, expected.stored) << "seed " << seed;
    }
}

} // namespace

// SPDX-License-Identifier: MIT
// Networks against cases that can be counted by hand, and against brute force: every path without a loop, and every cut.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <random>
#include <vector>

extern "C" {
#include "security/fiber_rate.h"
#include "study/network.h"
#include "study/network_pairs.h"
}

namespace {

struct Network {
    network *made = nullptr;
    satqkd_status status;
    satqkd_error error = {};
    Network(size_t nodes, size_t satellites, const std::vector<network_link> &links,
            const std::vector<delivery> &passes) {
        status =
            network_create(nodes, satellites, links.data(), links.size(), passes.data(), passes.size(), &made, &error);
    }
    ~Network() {
        network_destroy(made);
    }
    Network(const Network &) = delete;
    Network &operator=(const Network &) = delete;
};

struct Path {
    double value = NAN;
    std::vector<size_t> nodes;
};

template <typename Find> Path path_of(const Network &network, Find find) {
    std::vector<size_t> nodes(network_nodes(network.made));
    network_path path = {NAN, nodes.data(), 99};
    satqkd_error error = {};
    EXPECT_EQ(find(&path, &error), SATQKD_OK) << error.message;
    nodes.resize(path.node_count);
    return {path.value, nodes};
}

Path widest(const Network &network, double from_s, double to_s, size_t a, size_t b) {
    return path_of(network, [&](network_path *path, satqkd_error *error) {
        return network_widest(network.made, from_s, to_s, a, b, path, error);
    });
}

Path soonest(const Network &network, double asked_s, double bits, size_t a, size_t b) {
    return path_of(network, [&](network_path *path, satqkd_error *error) {
        return network_soonest(network.made, asked_s, bits, a, b, path, error);
    });
}

double flow(const Network &network, double from_s, double to_s, size_t a, size_t b) {
    double bits = NAN;
    satqkd_error error = {};
    EXPECT_EQ(network_flow(network.made, from_s, to_s, a, b, &bits, &error), SATQKD_OK) << error.message;
    return bits;
}

using Nodes = std::vector<size_t>;

// Stations 0 and 1, a city node 2 that hangs on 1 by a fibre of 10 bit/s; satellites are nodes 3 and 4.
const std::vector<delivery> passes = {{100, 0, 0, 500}, {200, 1, 0, 300}, {300, 0, 1, 400}, {400, 1, 1, 1000}};

TEST(Network, CountsByHand) {
    Network network(3, 2, {{1, 2, 10}}, passes);
    ASSERT_EQ(network.status, SATQKD_OK) << network.error.message;
    const Path one = widest(network, 0, 1000, 0, 2);
    EXPECT_EQ(one.value, 400); // satellite 0: the lesser of 500 and 400; satellite 1 has 300
    EXPECT_EQ(one.nodes, (Nodes{0, 3, 1, 2}));
    EXPECT_EQ(flow(network, 0, 1000, 0, 2), 700);
    EXPECT_EQ(flow(network, 0, 50, 0, 2), 0);
    EXPECT_EQ(flow(network, 250, 1000, 0, 1), 0); // station 0 got nothing after 250 s
    EXPECT_EQ(flow(network, 0, 60, 1, 2), 600);
    // Asked at 0: 400 bits are there when satellite 0 has been over station 1, and the fibre has made 400 bits by 40 s.
    const Path soon = soonest(network, 0, 400, 0, 2);
    EXPECT_EQ(soon.value, 300);
    EXPECT_EQ(soon.nodes, (Nodes{0, 3, 1, 2}));
    // Asked when the first pass has just ended, it does not count.
    const Path late = soonest(network, 100, 300, 0, 1);
    EXPECT_EQ(late.value, 300);
    EXPECT_EQ(late.nodes, (Nodes{0, 4, 1}));
    EXPECT_TRUE(std::isinf(soonest(network, 100, 301, 0, 1).value));
    EXPECT_TRUE(soonest(network, 100, 301, 0, 1).nodes.empty());
    EXPECT_EQ(soonest(network, 0, 600, 1, 2).value, 60);
}

// The wide way has three links, so has another one that is as wide; the direct one is narrower: shortest-widest is not found by
// taking the first label that arrives.
TEST(Network, OfEquallyWidePathsTakesTheShorter) {
    Network network(5, 0, {{0, 1, 5}, {1, 2, 5}, {2, 3, 5}, {3, 4, 4}, {0, 3, 4}}, {});
    EXPECT_EQ(widest(network, 0, 1, 0, 4).nodes, (Nodes{0, 3, 4}));
    EXPECT_EQ(widest(network, 0, 1, 0, 3).nodes, (Nodes{0, 1, 2, 3}));
}

TEST(Network, RefusesWhatMakesNoSense) {
    EXPECT_EQ(Network(2, 0, {{0, 2, 1}}, {}).status, SATQKD_INVALID);
    EXPECT_EQ(Network(2, 0, {{1, 1, 1}}, {}).status, SATQKD_INVALID);
    EXPECT_EQ(Network(2, 0, {{0, 1, NAN}}, {}).status, SATQKD_INVALID);
    EXPECT_EQ(Network(2, 0, {{0, 1, -1}}, {}).status, SATQKD_INVALID);
    EXPECT_EQ(Network(2, 1, {}, {{0, 1, 0, 1}}).status, SATQKD_INVALID);
    EXPECT_EQ(Network(2, 1, {}, {{0, 0, 2, 1}}).status, SATQKD_INVALID);
    EXPECT_EQ(Network(2, 1, {}, {{5, 0, 0, 1}, {4, 0, 1, 1}}).status, SATQKD_INVALID);
    EXPECT_EQ(Network(2, 1, {}, {{5, 0, 0, NAN}}).status, SATQKD_INVALID);
    Network good(2, 1, {}, {});
    double bits;
    EXPECT_EQ(network_flow(good.made, 0, 1, 0, 3, &bits, nullptr), SATQKD_INVALID);
    EXPECT_EQ(flow(good, 0, 1, 0, 1), 0);
}

// A network of a few nodes and the same as matrices: what each link has by a time.
struct Random {
    size_t ground, satellites;
    std::vector<network_link> links;
    std::vector<delivery> passes;

    explicit Random(unsigned seed) {
        std::mt19937 random(seed);
        const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
        ground = 2 + below(4);
        satellites = below(4);
        for (size_t i = below(6); i > 0; --i) {
            const size_t a = below(ground), b = below(ground);
            if (a != b) {
                links.push_back({a, b, static_cast<double>(below(5))});
            }
        }
        for (double time = 0; satellites > 0 && passes.size() < 25; time += static_cast<double>(below(60))) {
            passes.push_back({time, below(satellites), below(ground), static_cast<double>(below(400))});
        }
    }
    size_t nodes() const {
        return ground + satellites;
    }
    double bits(size_t i, size_t j, double from_s, double to_s) const {
        double sum = 0;
        for (const network_link &link : links) {
            sum += (link.a == i && link.b == j) || (link.a == j && link.b == i) ? link.bits_per_s * (to_s - from_s) : 0;
        }
        for (const delivery &pass : passes) {
            const size_t satellite = ground + pass.satellite;
            const bool here = (pass.station == i && satellite == j) || (pass.station == j && satellite == i);
            sum += here && pass.time_s > from_s && pass.time_s <= to_s ? pass.bits : 0;
        }
        return sum;
    }
    // Rates are whole bits a second and passes end at whole seconds: a fibre's wait is a quotient, a satellite's a pass's end.
    double wait(size_t i, size_t j, double asked_s, double wanted) const {
        double rate = 0;
        for (const network_link &link : links) {
            rate += (link.a == i && link.b == j) || (link.a == j && link.b == i) ? link.bits_per_s : 0;
        }
        if (rate > 0) {
            return wanted / rate;
        }
        for (const delivery &pass : passes) {
            if (pass.time_s > asked_s && bits(i, j, asked_s, pass.time_s) >= wanted) {
                return pass.time_s - asked_s;
            }
        }
        return INFINITY;
    }
};

// The least of what all loop-free paths from a to b cost, each as much as its dearest link; and the fewest links that it takes.
std::pair<double, size_t> cheapest(size_t nodes, size_t a, size_t b,
                                   const std::function<double(size_t, size_t)> &cost) {
    std::pair<double, size_t> best = {INFINITY, 0};
    std::vector<bool> used(nodes);
    const std::function<void(size_t, double, size_t)> go = [&](size_t here, double dearest, size_t links) {
        if (here == b) {
            best = dearest < INFINITY ? std::min(best, {dearest, links}) : best;
            return;
        }
        used[here] = true;
        for (size_t there = 0; there < nodes; ++there) {
            if (!used[there]) {
                go(there, std::max(dearest, cost(here, there)), links + 1);
            }
        }
        used[here] = false;
    };
    go(a, -INFINITY, 0);
    return best;
}

// Maximum flow is minimum cut: the least that leaves any set of nodes with a in it and b not.
double least_cut(const Random &random, double from_s, double to_s, size_t a, size_t b) {
    double least = INFINITY;
    for (unsigned set = 0; set < 1u << random.nodes(); ++set) {
        double leaves = 0;
        for (size_t i = 0; i < random.nodes(); ++i) {
            for (size_t j = 0; j < random.nodes(); ++j) {
                leaves += (set >> i & 1) && !(set >> j & 1) ? random.bits(i, j, from_s, to_s) : 0;
            }
        }
        least = (set >> a & 1) && !(set >> b & 1) ? std::min(least, leaves) : least;
    }
    return least;
}

TEST(Network, AgreesWithAllPathsAndAllCuts) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        const Random random(seed);
        Network network(random.ground, random.satellites, random.links, random.passes);
        ASSERT_EQ(network.status, SATQKD_OK) << network.error.message;
        const double from = seed % 7 * 20, to = 600, wanted = 1 + seed * 7 % 300;
        const size_t a = 0;
        std::vector<double> waits(random.nodes());
        ASSERT_EQ(network_waits(network.made, from, wanted, a, waits.data(), nullptr), SATQKD_OK);
        for (size_t b = 1; b < random.nodes(); ++b) {
            const auto wide = cheapest(random.nodes(), a, b, [&](size_t i, size_t j) {
                const double bits = random.bits(i, j, from, to);
                return bits > 0 ? -bits : INFINITY;
            });
            const Path path = widest(network, from, to, a, b);
            EXPECT_EQ(path.value, std::isinf(wide.first) ? 0 : -wide.first) << "seed " << seed << " to " << b;
            EXPECT_EQ(path.nodes.size(), std::isinf(wide.first) ? 0 : wide.second + 1)
                << "seed " << seed << " to " << b;
            const auto quick =
                cheapest(random.nodes(), a, b, [&](size_t i, size_t j) { return random.wait(i, j, from, wanted); });
            EXPECT_EQ(soonest(network, from, wanted, a, b).value, quick.first) << "seed " << seed << " to " << b;
            EXPECT_EQ(waits[b], quick.first) << "seed " << seed << " to " << b;
            EXPECT_EQ(flow(network, from, to, a, b), least_cut(random, from, to, a, b))
                << "seed " << seed << " to " << b;
        }
    }
}

// Over a day: a station with a satellite's keys, a city node on a fibre without loss, another one out of reach. Waits by hand: whoever
// asks before 10000 s has the second pass's key at 20000 s, for what has ended when one asks does not count; who asks later
// gets none.
TEST(NetworkPairs, HaveBitsPathsAndWaits) {
    char city[] = "City", far[] = "Far";
    network_file_node nodes[2] = {};
    snprintf(nodes[0].name, sizeof nodes[0].name, "%s", city);
    snprintf(nodes[1].name, sizeof nodes[1].name, "%s", far);
    network_file_fibre fibre = {"B", "City", 0, 0.2, 1, 2};
    network_file file = {"net", 256, fiber_rate_micius, nodes, 2, &fibre, 1};
    const char *const stations[] = {"A", "B"};
    const char *const satellites[] = {"S"};
    const std::vector<delivery> over = {{10000, 0, 0, 1000}, {20000, 0, 1, 700}};
    const network_pairs_sky sky = {stations, 2, satellites, 1, over.data(), over.size(), 100000};
    network_out out;
    satqkd_error error = {};
    ASSERT_EQ(network_pairs(&file, &sky, &out, &error), SATQKD_OK) << error.message;
    ASSERT_EQ(out.row_count, 6u); // A-B, A-City, A-Far, B-City, B-Far, City-Far
    const double rate = fiber_rate(&fiber_rate_micius, 1);
    EXPECT_GT(rate, 1e5);
    EXPECT_EQ(out.fibres[0].bits_per_s, rate);
    EXPECT_STREQ(out.rows[1].widest_path, "A > S > B > City");
    EXPECT_EQ(out.rows[1].widest_bits, 700);
    EXPECT_EQ(out.rows[1].all_paths_bits, 700);
    EXPECT_EQ(out.rows[1].unserved, 0.9);
    EXPECT_NEAR(out.rows[1].mean_wait_s, 15000, 1e-6); // moments at 50, 150, ... 9950 s
    EXPECT_NEAR(out.rows[1].longest_wait_s, 19950, 1e-6);
    EXPECT_EQ(out.rows[2].widest_path, nullptr);
    EXPECT_EQ(out.rows[2].widest_bits, 0);
    EXPECT_EQ(out.rows[2].unserved, 1);
    EXPECT_TRUE(std::isnan(out.rows[2].mean_wait_s));
    EXPECT_EQ(out.rows[3].all_paths_bits, rate * 100000);
    EXPECT_NEAR(out.rows[3].mean_wait_s / (256 / rate), 1, 1e-12);
    char *csv = nullptr;
    ASSERT_EQ(network_out_csv(&out, &csv, &error), SATQKD_OK);
    EXPECT_NE(std::string(csv).find("\nA,City,700,A > S > B > City,700,604.8,"), std::string::npos) << csv;
    EXPECT_NE(std::string(csv).find("\nA,Far,0,,0,0,,,1\n"), std::string::npos) << csv;
    free(csv);
    network_out_release(&out);
}

} // namespace

/* SPDX-License-Identifier: MIT */
#include "security/bounds_reference.h"

#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

extern "C" {
#include "security/key_steps.h"
}

namespace {

/* What a bound said; the last value of a symbol stands. */
std::map<std::string, double> steps_of(const key_protocol &protocol, const key_counts &counts, key_result &result) {
    std::map<std::string, double> values;
    key_steps steps = {};
    const key_trace trace = key_steps_trace(&steps);
    satqkd_error error = {};
    EXPECT_EQ(key_explain(&protocol, &counts, &trace, &result, &error), SATQKD_OK) << error.message;
    EXPECT_GT(steps.count, 5u);
    for (size_t i = 0; i < steps.count; ++i) {
        EXPECT_STRNE(steps.entries[i].meaning, "");
        EXPECT_STRNE(steps.entries[i].equation, "");
        values[steps.entries[i].symbol] = steps.entries[i].value;
    }
    key_steps_release(&steps);
    return values;
}

double of(const std::map<std::string, double> &steps, const std::string &symbol) {
    const auto found = steps.find(symbol);
    EXPECT_NE(found, steps.end()) << symbol;
    return found == steps.end() ? NAN : found->second;
}

} // namespace

/* Listening changes nothing, and the last step is the answer: for every bound, single basis and both, with and without a
 * tolerance, on counts of every kind. */
TEST(Explain, TellsTheComputationThatIsMade) {
    for (const std::string &bound : all_bounds) {
        for (const sample &set : random_samples(bound, 40)) {
            key_result told = {};
            const auto steps = steps_of(set.protocol, set.counts, told);
            const key_result result = length_of(set.protocol, set.counts);
            EXPECT_EQ(told.length, result.length) << bound;
            EXPECT_EQ(told.secret_bits, result.secret_bits) << bound;
            EXPECT_EQ(of(steps, "floor(l)"), result.secret_bits) << bound;
        }
    }
}

/* With a pencil: Lim et al. 2014, equations 2 to 5 and 1, from nothing but the steps' values. */
TEST(Explain, SuffersThePencilOfLim) {
    key_protocol protocol = usual_protocol("lim2014");
    const double mu[] = {0.6, 0.2, 0.01};
    std::copy(mu, mu + 3, protocol.intensities);
    const key_counts counts = expected_counts(protocol, {3e-4, 1e-6, 0.01}, 2.73e10);
    key_result result = {};
    auto steps = steps_of(protocol, counts, result);
    ASSERT_GT(result.length, 0);
    auto at = [&](const char *symbol) { return of(steps, symbol); };
    for (std::string basis : {"X", "Z"}) {
        auto n = [&](const char *sign, int k) {
            return at(("n" + std::string(sign) + "_" + basis + "," + std::to_string(k)).c_str());
        };
        const double deviation = std::sqrt(at(("n_" + basis).c_str()) / 2 * std::log(21 / 1e-9));
        EXPECT_NEAR(n("-", 2), std::exp(at("mu_2")) / at("p_2") * (n("", 2) - deviation), 1e-6);
        EXPECT_NEAR(n("+", 3), std::exp(at("mu_3")) / at("p_3") * (n("", 3) + deviation), 1e-6);
        const double s0 = at("tau_0") * (mu[1] * n("-", 3) - mu[2] * n("+", 2)) / (mu[1] - mu[2]);
        EXPECT_NEAR(at(("s_" + basis + ",0").c_str()), std::max(s0, 0.0), 1e-6);
        const double s1 = at("tau_1") * mu[0] *
                          (n("-", 2) - n("+", 3) -
                           (mu[1] * mu[1] - mu[2] * mu[2]) / (mu[0] * mu[0]) *
                               (n("+", 1) - at(("s_" + basis + ",0").c_str()) / at("tau_0"))) /
                          (mu[0] * (mu[1] - mu[2]) - mu[1] * mu[1] + mu[2] * mu[2]);
        EXPECT_NEAR(at(("s_" + basis + ",1").c_str()) / s1, 1, 1e-12);
    }
    EXPECT_NEAR(at("v_Z,1") / (at("tau_1") * (at("m+_Z,2") - at("m-_Z,3")) / (mu[1] - mu[2])), 1, 1e-12);
    EXPECT_NEAR(at("b = v_Z,1/s_Z,1"), at("v_Z,1") / at("s_Z,1"), 1e-15);
    EXPECT_NEAR(at("phi_X"), at("b = v_Z,1/s_Z,1") + at("gamma(eps_sec, b, s_Z,1, s_X,1)"), 1e-15);
    const double length = at("s_X,0") + at("s_X,1") * (1 - at("h(phi_X)")) - at("leak_EC") - at("6 log2(21/eps_sec)") -
                          at("log2(2/eps_cor)");
    EXPECT_NEAR(at("l_X"), length, 1e-6);
    EXPECT_EQ(at("floor(l)"), std::floor(length));
}

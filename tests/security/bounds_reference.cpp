/* SPDX-License-Identifier: MIT */
#include "security/bounds_reference.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

#include <gtest/gtest.h>

namespace reference {

using real = long double;
using row = std::vector<real>;

real entropy(real p) {
    return p <= 0 || p >= 1 ? 0 : -(p * std::log2(p) + (1 - p) * std::log2(1 - p));
}

namespace {

real capped_entropy(real p) {
    return p >= 0.5L ? 1 : entropy(p);
}

real sum(const row &values) {
    real total = 0;
    for (real value : values) {
        total += value;
    }
    return total;
}

row counts_of(const double *values, int count) {
    return row(values, values + count);
}

real tau(const row &mu, const row &p, int photons) {
    real total = 0;
    for (size_t k = 0; k < mu.size(); ++k) {
        total += std::exp(-mu[k]) * std::pow(mu[k], (real)photons) / std::tgamma((real)photons + 1) * p[k];
    }
    return total;
}

/* x with P(normal > x) = p, by halving. */
real quantile(real p) {
    real low = 0, high = 40;
    for (int i = 0; i < 200; ++i) {
        real middle = (low + high) / 2;
        (std::erfc(middle / std::sqrt(2.0L)) / 2 > p ? low : high) = middle;
    }
    return low;
}

/* As printed, and never below sqrt(2 ln(21/a)) standard deviations. */
real gamma_lim(real a, real b, real c, real d) {
    const real printed = std::sqrt((c + d) * (1 - b) * b / (c * d * std::log(2.0L)) *
                                   std::log2((c + d) / (c * d * (1 - b) * b) * 21 * 21 / (a * a)));
    const real normal = std::sqrt((c + d) * (1 - b) * b / (c * d)) * std::sqrt(2 * std::log(21 / a));
    return printed > normal ? printed : normal; /* printed may be no number */
}

struct estimate {
    real s0, s1, v1;
};

using deviation = std::function<real(real count, real total, real log_term, int sign)>;

real hoeffding(real count, real total, real log_term, int sign) {
    return count + sign * std::sqrt(total / 2 * log_term);
}

real chernoff(real n, real, real beta, int sign) {
    return sign > 0 ? n + beta + std::sqrt(2 * beta * n + beta * beta)
                    : n - (beta / 2 + std::sqrt(2 * beta * n + beta * beta / 4));
}

estimate two_decoys(const row &mu, const row &p, const row &n, const row &m, real log_term, const deviation &moved,
                    real counted_on) {
    auto weighted = [&](const row &x, size_t k, int sign) {
        return std::exp(mu[k]) / p[k] * moved(x[k], sum(x), log_term, sign);
    };
    real tau0 = tau(mu, p, 0), tau1 = tau(mu, p, 1);
    real s0 = tau0 * (mu[1] * weighted(n, 2, -1) - mu[2] * weighted(n, 1, +1)) / (mu[1] - mu[2]);
    s0 = std::max(s0, 0.0L);
    real s1 =
        tau1 * mu[0] *
        (weighted(n, 1, -1) - weighted(n, 2, +1) -
         (mu[1] * mu[1] - mu[2] * mu[2]) / (mu[0] * mu[0]) * (weighted(n, 0, +1) - std::min(s0, counted_on) / tau0)) /
        (mu[0] * (mu[1] - mu[2]) - mu[1] * mu[1] + mu[2] * mu[2]);
    real v1 = tau1 * (weighted(m, 1, +1) - weighted(m, 2, -1)) / (mu[1] - mu[2]);
    return {s0, s1, v1};
}

estimate one_decoy(const row &mu, const row &p, const row &n, const row &m, real log_term) {
    auto moved = [&](const row &x, int k, int sign) {
        return std::exp(mu[k]) / p[k] * hoeffding(x[k], x[0] + x[1], log_term, sign);
    };
    real tau0 = tau(mu, p, 0), tau1 = tau(mu, p, 1);
    real s0 = tau0 / (mu[0] - mu[1]) * (mu[0] * moved(n, 1, -1) - mu[1] * moved(n, 0, +1));
    real s0_high = 2 * (tau0 * moved(m, 1, +1) + std::sqrt((n[0] + n[1]) / 2 * log_term));
    real s1 = tau1 * mu[0] / (mu[1] * (mu[0] - mu[1])) *
              (moved(n, 1, -1) - mu[1] * mu[1] / (mu[0] * mu[0]) * moved(n, 0, +1) -
               (mu[0] * mu[0] - mu[1] * mu[1]) / (mu[0] * mu[0]) * s0_high / tau0);
    real v1 = tau1 / (mu[0] - mu[1]) * (moved(m, 0, +1) - moved(m, 1, -1));
    return {std::max(s0, 0.0L), s1, v1};
}

/* The estimates of one basis, with the worst end of the tolerance for each; single photons count on the fewest vacuum
 * events of both ends. */
estimate worst(const key_protocol &protocol, const key_counts &counts, int basis, int used, real eps, int signal) {
    const real delta = protocol.intensity_tolerance;
    const std::string bound = protocol.bound;
    estimate result{INFINITY, INFINITY, -INFINITY};
    for (int third : {-1, +1, -1, +1}) {
        row mu = counts_of(protocol.intensities, used), p = counts_of(protocol.probabilities, used);
        row n = counts_of(counts.detections[basis], used), m = counts_of(counts.errors[basis], used);
        mu[0] *= 1 + signal * delta;
        mu[1] *= 1 + delta;
        if (used == 3) {
            mu[2] *= 1 + third * delta;
        }
        estimate one = bound == "rusca2018"  ? one_decoy(mu, p, n, m, std::log(19 / eps))
                       : bound == "chernoff" ? two_decoys(mu, p, n, m, std::log(21 / eps), chernoff, result.s0)
                                             : two_decoys(mu, p, n, m, std::log(21 / eps), hoeffding, result.s0);
        if (bound == "chernoff") {
            one.v1 = std::min(one.v1, sum(m));
        }
        result = {std::min(result.s0, one.s0), std::min(result.s1, one.s1), std::max(result.v1, one.v1)};
    }
    return result;
}

/* The signal at one end of its tolerance, -1 or +1. */
key finite_at(const key_protocol &protocol, const key_counts &counts, int basis, int used, real share, real leak,
              int signal) {
    const real eps = protocol.eps_sec * share, eps_cor = protocol.eps_cor * share;
    const real terms = used == 2 ? 19 : 21;
    const estimate here = worst(protocol, counts, basis, used, eps, signal);
    const estimate there = worst(protocol, counts, 1 - basis, used, eps, signal);
    key result{0, sum(counts_of(counts.detections[basis], used)), leak, here.s0, std::max(here.s1, 0.0L), 0.5L};
    if (here.s1 <= 0 || there.s1 <= 0) {
        return result;
    }
    /* the repairs: at least 60 errors in the sample, 12 in the key by its rate, more for an eps below 1e-12 */
    const real rare = std::max(1.0L, std::log(21 / eps) / std::log(21e12L));
    real b = std::max(std::max(there.v1, 60 * rare) / there.s1, 12 * rare * rare / here.s1);
    if (b >= 0.5L) {
        return result;
    }
    real phi = b + gamma_lim(eps, b, there.s1, here.s1);
    result.phase_error = std::isnan(phi) ? 0.5L : std::min(phi, 0.5L);
    result.length = here.s0 + here.s1 * (1 - capped_entropy(result.phase_error)) - leak - 6 * std::log2(terms / eps) -
                    std::log2(2 / eps_cor);
    return result;
}

key finite(const key_protocol &protocol, const key_counts &counts, int basis, int used, real share, real leak) {
    const key weak = finite_at(protocol, counts, basis, used, share, leak, -1);
    const key strong = finite_at(protocol, counts, basis, used, share, leak, +1);
    return std::max(0.0L, strong.length) < std::max(0.0L, weak.length) ? strong : weak;
}

key finite_key(const key_protocol &protocol, const key_counts &counts) {
    const int used = std::string(protocol.bound) == "rusca2018" ? 2 : 3;
    real n[2], least[2];
    for (int basis : {0, 1}) {
        n[basis] = sum(counts_of(counts.detections[basis], used));
        real m = sum(counts_of(counts.errors[basis], used));
        least[basis] = n[basis] > 0 ? n[basis] * capped_entropy(m / n[basis]) : 0;
    }
    const bool measured = !std::isnan(protocol.leak_ec_bits);
    if (protocol.key_basis != KEY_BASIS_BOTH) {
        int basis = protocol.key_basis;
        return finite(protocol, counts, basis, used, 1,
                      measured ? (real)protocol.leak_ec_bits : protocol.f_ec * least[basis]);
    }
    key total{0, 0, 0, 0, 0, 0};
    for (int basis : {0, 1}) {
        real share = least[0] + least[1] > 0 ? least[basis] / (least[0] + least[1])
                     : n[0] + n[1] > 0       ? n[basis] / (n[0] + n[1])
                                             : 0.5L;
        key one = finite(protocol, counts, basis, used, 0.5L,
                         measured ? protocol.leak_ec_bits * share : protocol.f_ec * least[basis]);
        total = {total.length + std::max(one.length, 0.0L),
                 total.block + one.block,
                 total.leak + one.leak,
                 total.vacuum + one.vacuum,
                 total.single + one.single,
                 total.phase_error + one.phase_error * one.single};
    }
    total.phase_error = total.single > 0 ? total.phase_error / total.single : 0.5L;
    return total;
}

key vacuum_and_weak(const key_protocol &protocol, const key_counts &counts) {
    const real k = std::string(protocol.bound) == "liao2017" ? quantile(protocol.eps_sec) : 0;
    const real mu = protocol.intensities[0] * (1 - (real)protocol.intensity_tolerance);
    const real nu = protocol.intensities[1] * (1 + (real)protocol.intensity_tolerance);
    const real ax = protocol.alice_x, bx = protocol.bob_x;
    auto both = [&](const double table[KEY_BASES][KEY_MAX_INTENSITIES], int i) {
        return (real)table[0][i] + table[1][i];
    };
    auto gain = [&](real count, int i, int sign) {
        real moved = std::max(count + sign * k * std::sqrt(count), 0.0L);
        return moved / (counts.pulses * (real)protocol.probabilities[i] * (ax * bx + (1 - ax) * (1 - bx)));
    };
    const real n = both(counts.detections, 0), m = both(counts.errors, 0);
    const real leak = !std::isnan(protocol.leak_ec_bits) ? (real)protocol.leak_ec_bits
                      : n > 0                            ? protocol.f_ec * n * capped_entropy(m / n)
                                                         : 0;
    key result{0, n, leak, 0, 0, 0.5L};
    if (n <= 0) {
        return result;
    }
    const real q_mu =
        gain(n, 0, 0) > 0 ? n / (counts.pulses * (real)protocol.probabilities[0] * (ax * bx + (1 - ax) * (1 - bx))) : 0;
    const real y0_low = gain(both(counts.detections, 2), 2, -1), y0_high = gain(both(counts.detections, 2), 2, +1);
    const real y1 = mu / (mu * nu - nu * nu) *
                    (gain(both(counts.detections, 1), 1, -1) * std::exp(nu) -
                     gain(n, 0, +1) * std::exp(mu) * nu * nu / (mu * mu) - (mu * mu - nu * nu) / (mu * mu) * y0_high);
    result.vacuum = n * y0_low * std::exp(-protocol.intensities[0] * (1 + (real)protocol.intensity_tolerance)) / q_mu;
    if (y1 <= 0) {
        return result;
    }
    const real e1 = (gain(both(counts.errors, 1), 1, +1) * std::exp(nu) - y0_low / 2) / (y1 * nu);
    result.phase_error = std::min(std::max(e1, 0.0L), 0.5L);
    result.single = n * y1 * mu * std::exp(-mu) / q_mu;
    result.length = std::max(0.0L, result.single * (1 - capped_entropy(result.phase_error)) - leak);
    return result;
}

} // namespace

key length(const key_protocol &protocol, const key_counts &counts) {
    const std::string bound = protocol.bound;
    key result =
        bound == "asymptotic" || bound == "liao2017" ? vacuum_and_weak(protocol, counts) : finite_key(protocol, counts);
    return result;
}

} // namespace reference

const std::vector<std::string> all_bounds = {"asymptotic", "liao2017", "lim2014", "chernoff", "rusca2018"};

key_protocol usual_protocol(const std::string &bound) {
    key_protocol protocol = {};
    std::strncpy(protocol.bound, bound.c_str(), sizeof protocol.bound - 1);
    const double intensities[] = {0.8, 0.1, 0}, probabilities[] = {0.5, 0.25, 0.25};
    protocol.intensity_count = 3;
    std::copy(intensities, intensities + 3, protocol.intensities);
    std::copy(probabilities, probabilities + 3, protocol.probabilities);
    protocol.alice_x = protocol.bob_x = 0.5;
    protocol.eps_sec = 1e-9;
    protocol.eps_cor = 1e-15;
    protocol.f_ec = 1.16;
    protocol.leak_ec_bits = NAN;
    protocol.key_basis = KEY_BASIS_X;
    return protocol;
}

key_counts expected_counts(const key_protocol &protocol, const channel_model &channel, double pulses) {
    key_counts counts = {};
    counts.pulses = pulses;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        double match =
            basis == KEY_X ? protocol.alice_x * protocol.bob_x : (1 - protocol.alice_x) * (1 - protocol.bob_x);
        for (int k = 0; k < protocol.intensity_count; ++k) {
            double sent = pulses * match * protocol.probabilities[k];
            double light = -std::expm1(-channel.efficiency * protocol.intensities[k]);
            counts.detections[basis][k] = sent * (channel.noise + light);
            counts.errors[basis][k] = sent * (channel.noise / 2 + channel.misalignment * light);
        }
    }
    return counts;
}

std::vector<sample> random_samples(const std::string &bound, int sets) {
    std::vector<sample> samples;
    for (int seed = 1; seed <= sets; ++seed) {
        std::mt19937_64 random(seed);
        auto uniform = [&](double low, double high) {
            return std::uniform_real_distribution<double>(low, high)(random);
        };
        auto decades = [&](double low, double high) { return std::pow(10, uniform(low, high)); };
        key_protocol protocol = usual_protocol(bound);
        const bool vacuum = bound == "asymptotic" || bound == "liao2017" || uniform(0, 1) < 0.5;
        protocol.intensities[0] = uniform(0.3, 0.9);
        protocol.intensities[1] = protocol.intensities[0] * uniform(0.05, 0.45);
        protocol.intensities[2] = vacuum ? 0 : protocol.intensities[1] * decades(-3, -0.5);
        protocol.probabilities[0] = uniform(0.2, 0.9);
        protocol.probabilities[1] = (1 - protocol.probabilities[0]) * uniform(0.2, 0.8);
        protocol.probabilities[2] = 1 - protocol.probabilities[0] - protocol.probabilities[1];
        protocol.alice_x = uniform(0.1, 0.9);
        protocol.bob_x = uniform(0.1, 0.9);
        protocol.eps_sec = decades(-15, -5);
        protocol.eps_cor = decades(-20, -5);
        protocol.f_ec = uniform(1, 1.6);
        protocol.intensity_tolerance = seed % 2 ? 0 : uniform(0, 0.05);
        protocol.key_basis = (key_basis)(seed % 3);
        key_counts counts = {};
        if (seed % 3) {
            channel_model channel = {decades(-5, -0.5), decades(-8, -5), uniform(0, 0.03)};
            counts = expected_counts(protocol, channel, 1);
            double one = 0;
            for (int i = 0; i < KEY_BASES * 3; ++i) {
                one += counts.detections[i / 3][i % 3];
            }
            counts = expected_counts(protocol, channel, decades(2, 10) / one);
            for (int i = 0; i < KEY_BASES * 3; ++i) {
                double &n = counts.detections[i / 3][i % 3], &m = counts.errors[i / 3][i % 3];
                n = std::max(0.0, std::floor(n + std::sqrt(n) * uniform(-2, 2)));
                m = std::min(n, std::max(0.0, std::floor(m + std::sqrt(m) * uniform(-2, 2))));
            }
            counts.pulses = std::max(counts.pulses, 10 * decades(2, 10));
        } else {
            for (int i = 0; i < KEY_BASES * 3; ++i) {
                counts.detections[i / 3][i % 3] = uniform(0, 1) < 0.1 ? 0 : decades(0, 8);
                counts.errors[i / 3][i % 3] =
                    counts.detections[i / 3][i % 3] * uniform(0, 1) * uniform(0, 1) * uniform(0, 1);
            }
            counts.pulses = decades(9.5, 12);
        }
        if (uniform(0, 1) < 0.25) {
            protocol.leak_ec_bits = decades(0, 6);
        }
        samples.push_back({protocol, counts});
    }
    return samples;
}

key_result length_of(const key_protocol &protocol, const key_counts &counts) {
    key_result result = {};
    satqkd_error error = {};
    EXPECT_EQ(key_length(&protocol, &counts, &result, &error), SATQKD_OK) << error.message;
    return result;
}

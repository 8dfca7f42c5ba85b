/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "security/leakage.h"
#include "security/normal_quantile.h"

/* ln P(X >= fewest) of a binomial X: terms from the first on, each from the one before. n need not be whole. */
static double log_tail(double n, double rate, double fewest) {
    const double odds = rate / (1 - rate);
    double sum = 1, term = 1;
    for (double x = fewest; term > 1e-17 * sum && x < n; ++x) {
        term *= (n - x) / (x + 1) * odds;
        sum += term;
    }
    return lgamma(n + 1) - lgamma(fewest + 1) - lgamma(n - fewest + 1) + fewest * log(rate) +
           (n - fewest) * log1p(-rate) + log(sum);
}

/* The fewest errors x, of real value, that are reached with a probability of at most eps: at most n. */
static double rare_errors(double n, double rate, double eps) {
    const double mean = n * rate, sigma = sqrt(mean * (1 - rate)), target = log(eps);
    double low = mean, high = n;
    /* The tail's logarithm is concave in x: Newton from a normal distribution's guess, kept between two ends. */
    double x = fmin(mean + normal_quantile(eps) * sigma + 1, 0.5 * (low + high));
    for (int step = 0; step < 60 && high - low > 1e-6; ++step) {
        const double excess = log_tail(n, rate, x) - target;
        *(excess > 0 ? &low : &high) = x;
        const double distance = (x - mean) / (sigma * sigma) + 1 / fmax(sigma, 1);
        const double next = x + excess / distance;
        x = next > low && next < high ? next : 0.5 * (low + high);
        if (fabs(excess) < 1e-9) {
            break;
        }
    }
    return x;
}

double leakage_limit(double detections, double errors, double eps) {
    const double n = detections;
    const double rate = n > 0 ? errors / n : 0;
    if (!(n >= 1 && errors > 0)) {
        return 0;
    }
    if (!(rate < 0.5)) {
        return n;
    }
    const double failure = fmin(0.5, eps * (1 + 1 / sqrt(n)));
    /* F^-1 is the largest number of right bits that is not exceeded with a probability of at most eps. */
    const double right = floor(n - rare_errors(n, rate, failure) + 1e-6);
    const double bits =
        n * key_entropy(rate) + (n * (1 - rate) - right - 1) * log2((1 - rate) / rate) - 0.5 * log2(n) - log2(1 / eps);
    return fmin(n, fmax(0, bits));
}

/* SPDX-License-Identifier: MIT */
#include "trials/portable.h"

#include <math.h>
#include <string.h>

/* ln 2 as the sum of a part with trailing zeros, so that its product with an exponent is exact, and the rest. */
static const double LN2_HIGH = 0x1.62e42feep-1;
static const double LN2_LOW = 0x1.a39ef35793c76p-33;

/* 2^exponent for normal results. */
static double power_of_two(int exponent) {
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Taylor's series of (e^r - 1) / r for |r| <= ln(2)/2; the first term left out is below 2e-18. */
static double exp_series(double r) {
    double sum = 1.0;
    for (int k = 15; k > 1; --k) {
        sum = 1.0 + r / k * sum;
    }
    return sum;
}

double portable_exp(double x) {
    if (!(x < 709.7)) {
        return INFINITY;
    }
    if (x < -708.0) {
        return 0.0;
    }
    double rounded = x / (LN2_HIGH + LN2_LOW);
    int exponent = (int)(rounded < 0 ? rounded - 0.5 : rounded + 0.5);
    double r = (x - exponent * LN2_HIGH) - exponent * LN2_LOW;
    double e = 1.0 + r * exp_series(r);
    /* In two steps, because 2^1024 is no double although 2^1023 e may be. */
    int half = exponent / 2;
    return e * power_of_two(half) * power_of_two(exponent - half);
}

double portable_event_probability(double x) {
    return x < 0.34 ? x * exp_series(-x) : 1.0 - portable_exp(-x);
}

double portable_log(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52) - 1022;
    bits = (bits & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x3fe0000000000000);
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m < 0.70710678118654752) {
        m *= 2;
        --exponent;
    }
    /* ln m = 2 artanh((m - 1)/(m + 1)), |s| < 0.172: the first term left out is below 1e-19. */
    double s = (m - 1.0) / (m + 1.0);
    double s2 = s * s;
    double sum = 0.0;
    for (int k = 23; k >= 3; k -= 2) {
        sum = s2 * (1.0 / k + sum);
    }
    return exponent * LN2_HIGH + (exponent * LN2_LOW + 2.0 * (s + s * sum));
}

/* a[0] + a[1] x + … + a[7] x^7 */
static double polynomial(const double a[8], double x) {
    double sum = a[7];
    for (int k = 6; k >= 0; --k) {
        sum = sum * x + a[k];
    }
    return sum;
}

/* Coefficients of AS 241, PPND16: numerator and denominator for the centre, the shoulders and the tails. */
static const double CENTRE[2][8] = {
    {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
     67265.770927008700853, 33430.575583588128105, 2509.0809287301226727},
    {1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867,
     39307.895800092710610, 28729.085735721942674, 5226.4952788528545610}};
static const double SHOULDER[2][8] = {
    {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
     1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590,
     0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9}};
static const double TAIL[2][8] = {
    {6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
     0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}};

double portable_normal_tail(double tail) {
    double q = 0.5 - tail;
    if (q <= 0.425) {
        double r = 0.180625 - q * q;
        return q * polynomial(CENTRE[0], r) / polynomial(CENTRE[1], r);
    }
    double r = sqrt(-portable_log(tail));
    return r <= 5.0 ? polynomial(SHOULDER[0], r - 1.6) / polynomial(SHOULDER[1], r - 1.6)
                    : polynomial(TAIL[0], r - 5.0) / polynomial(TAIL[1], r - 5.0);
}

double portable_normal(uint32_t word) {
    uint32_t size = word >> 31 ? ~word : word;
    double x = portable_normal_tail(((double)size + 0.5) * 0x1p-32);
    return word >> 31 ? x : -x;
}

double portable_event_rate(double p) {
    if (p > 0.5) {
        return -portable_log(1.0 - p);
    }
    /* 2 artanh(s), s = p / (2 - p) <= 1/3; the first term left out is below 1e-17 of the sum. */
    double s = p / (2.0 - p);
    double s2 = s * s;
    double sum = 0.0;
    for (int k = 33; k >= 3; k -= 2) {
        sum = s2 * (1.0 / k + sum);
    }
    return 2.0 * (s + s * sum);
}

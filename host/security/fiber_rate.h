/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_FIBER_RATE_H
#define SATQKD_SECURITY_FIBER_RATE_H

enum { FIBER_RATE_SIGNAL, FIBER_RATE_WEAK, FIBER_RATE_VACUUM, FIBER_RATE_INTENSITIES };

/** Source and detectors at the two ends of a fibre: signal, weak decoy and vacuum. */
struct fiber_rate_system {
    double repetition_rate_hz;
    double intensities[FIBER_RATE_INTENSITIES];   /* mean photon numbers; signal > weak > 0, vacuum 0 */
    double probabilities[FIBER_RATE_INTENSITIES]; /* sum 1 */
    double alice_x, bob_x;                        /* probability of the X basis at either end */
    double receiver_efficiency; /* behind the fibre: optics, detectors, share of the signal in the gate */
    double noise_probability;   /* a click without light, a gate, all detectors together */
    double misalignment_error;  /* of a photon that arrives: preparation, contrast, rotation */
    double f_ec;                /* leakage f n h(E) */
};

/**
 * The source of the Micius satellite (Liao et al., Nature 549, 43, 2017): 100 MHz; 0.8, 0.1 and 0 photons at 50, 25 and
 * 25 %; half of either basis. Its receiver as far as it is detectors of 50 %: gate, noise and misalignment are still to
 * be filled in. f 1.16 (Lim et al. 2014).
 */
extern const struct fiber_rate_system fiber_rate_micius;

/**
 * Asymptotic secret key rate over a fibre: the vacuum and weak decoy bound (Ma, Qi, Zhao, Lo, Phys. Rev. A 72, 012326,
 * 2005) on the expectation values of one second, gain Y0 + 1 - exp(-eta mu),
 * error gain Y0/2 + e_d (1 - exp(-eta mu)).
 *
 * @param system      both ends
 * @param efficiency  of the fibre alone, 0 to 1
 * @return secret bits a second; 0 where there is no key
 */
double fiber_rate(const struct fiber_rate_system *system, double efficiency);

#endif

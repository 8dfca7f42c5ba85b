/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>

#include "security/finite_key.h"
#include "security/intensity_corner.h"
#include "security/photon_number.h"

enum { SIGNAL, DECOY, RUSCA2018_INTENSITIES };
enum { RUSCA2018_FAILURE_TERMS = 19 }; /* equation A24 with equal parts */

static const char *rusca2018_misfit(const struct key_protocol *protocol, const struct key_counts *counts) {
    (void)counts;
    struct key_protocol corner[INTENSITY_CORNERS];
    if (protocol->intensity_count < RUSCA2018_INTENSITIES) {
        return "it needs two intensities: a signal and a decoy";
    }
    if (!(protocol->intensities[SIGNAL] > protocol->intensities[DECOY] && protocol->intensities[DECOY] > 0)) {
        return "its first intensity must be stronger than the second, and the second more than 0";
    }
    intensity_corner(protocol, corner);
    if (!(corner->intensities[SIGNAL] > corner->intensities[DECOY])) {
        return "within protocol.intensity_tolerance the decoy could be as strong as the signal";
    }
    return NULL;
}

/* Equations A16 to A22, with the weights exp(k)/p_k that A10 has and A18 forgets to print. The vacuum's upper bound
 * comes from the decoy's errors, fixed beforehand: the better of two would need more terms than 19. */
static void rusca2018_estimate(const struct key_protocol *protocol, const struct key_counts *counts, int basis,
                               double log_terms, struct finite_key_estimate *out) {
    const double *n = counts->detections[basis], *m = counts->errors[basis];
    const struct photon_number tau = photon_number(protocol, RUSCA2018_INTENSITIES);
    const double mu = protocol->intensities[SIGNAL], nu = protocol->intensities[DECOY];
    const double signal = exp(mu) / protocol->probabilities[SIGNAL], decoy = exp(nu) / protocol->probabilities[DECOY];
    const double n_deviation = sqrt((n[SIGNAL] + n[DECOY]) / 2 * log_terms);
    const double m_deviation = sqrt((m[SIGNAL] + m[DECOY]) / 2 * log_terms);
    const double n_signal_high = signal * (n[SIGNAL] + n_deviation);
    const double n_decoy_low = decoy * (n[DECOY] - n_deviation);

    const double vacuum_high = 2 * (decoy * (m[DECOY] + m_deviation) + n_deviation / tau.vacuum); /* s_0 / tau_0 */
    out->vacuum_events = fmax(0, tau.vacuum * (mu * n_decoy_low - nu * n_signal_high) / (mu - nu));
    out->single_events =
        tau.single * mu / (nu * (mu - nu)) *
        (n_decoy_low - (nu / mu) * (nu / mu) * n_signal_high - (mu - nu) * (mu + nu) / (mu * mu) * vacuum_high);
    out->single_errors =
        tau.single * (signal * (m[SIGNAL] + m_deviation) - decoy * (m[DECOY] - m_deviation)) / (mu - nu);
}

static void rusca2018_evaluate(const struct key_protocol *protocol, const struct key_counts *counts,
                               struct key_result *out) {
    static const struct finite_key_proof proof = {RUSCA2018_INTENSITIES, RUSCA2018_FAILURE_TERMS, rusca2018_estimate};
    finite_key_evaluate(&proof, protocol, counts, out);
}

const struct key_bound key_bound_rusca2018 = {
    .name = "rusca2018",
    .title = "One decoy, composable, Hoeffding deviations",
    .source = "Rusca, Boaron, Grünenfelder, Martin, Zbinden, Appl. Phys. Lett. 112, 171104, 2018",
    .misfit = rusca2018_misfit,
    .evaluate = rusca2018_evaluate,
};

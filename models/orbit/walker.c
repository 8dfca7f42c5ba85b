/* SPDX-License-Identifier: MIT */
#include "orbit/walker.h"

#include <erfa.h>
#include <erfam.h>

enum satqkd_status walker_elements(const struct walker *walker, int index, struct kepler_elements *out,
                                   struct satqkd_error *error) {
    int t = walker->satellites;
    int p = walker->planes;
    int f = walker->phasing;
    if (!(p > 0 && t > 0 && t % p == 0)) {
        return satqkd_error_set(error, SATQKD_INVALID, "constellation: %d satellites in %d planes: as many in each", t,
                                p);
    }
    if (!(f >= 0 && f < p)) {
        return satqkd_error_set(error, SATQKD_INVALID, "constellation: phasing %d: from 0 to %d", f, p - 1);
    }
    if (!(index >= 0 && index < t)) {
        return satqkd_error_set(error, SATQKD_INVALID, "constellation: satellite %d: from 0 to %d", index, t - 1);
    }
    if (!(walker->node_spread_rad > 0.0 && walker->node_spread_rad <= ERFA_D2PI)) {
        return satqkd_error_set(error, SATQKD_INVALID, "constellation: nodes spread over %g rad: above 0, at most 2 pi",
                                walker->node_spread_rad);
    }
    int each = t / p;
    int plane = index / each;
    int place = index % each;
    *out = walker->of;
    out->raan_rad = eraAnp(walker->of.raan_rad + walker->node_spread_rad * plane / p);
    out->mean_anomaly_rad = eraAnp(walker->of.mean_anomaly_rad + ERFA_D2PI * place / each + ERFA_D2PI * f * plane / t);
    return SATQKD_OK;
}

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_FIBER_H
#define SATQKD_FIBER_H

/** Transmittance 10^(-loss × length / 10). @param loss_db_per_km >= 0 @param length_m >= 0 @return 0..1 (may underflow to 0) */
double fiber_efficiency(double loss_db_per_km, double length_m);

/** Secret-key capacity of a pure-loss channel, -log2(1 - eta) bits a mode (Pirandola, Laurenza, Ottaviani, Banchi 2017).
 *  @param efficiency 0 <= eta < 1 @return bits a mode, exact to 1e-15 relative for small eta as well */
double fiber_plob(double efficiency);

/** Twin-field scaling: sqrt(eta), the rate a mode that a middle station can reach up to a constant (Lucamarini et al. 2018). */
double fiber_twin_field(double efficiency);

/** Years for one sifted bit from an ideal 10 GHz single-photon source and perfect detectors with half of the bits sifted away
 *  (Liao et al. 2017): 1 / (1e10 × eta / 2), a year of 365.25 days. @return years; infinite for eta = 0 */
double fiber_ideal_years_per_sifted_bit(double efficiency);

/** log10 of the same years, from the log10 of the efficiency: finite where the efficiency is too small for a double. */
double fiber_ideal_years_log10(double efficiency_log10);

/** Orders of magnitude between two efficiencies: log10(a) - log10 of the fibre's, computed without underflow.
 *  @param efficiency of the other link, > 0 @param loss_db_per_km, length_m of the fibre */
double fiber_orders_of_magnitude(double efficiency, double loss_db_per_km, double length_m);

#endif

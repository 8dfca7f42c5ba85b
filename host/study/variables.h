/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_VARIABLES_H
#define SATQKD_STUDY_VARIABLES_H

#include <stdbool.h>

#include "satqkd/status.h"
#include "security/key.h"

enum { VARIABLES_MAX = 2 * KEY_MAX_INTENSITIES + 3 };

/** What may be chosen before a pass. */
struct variables_settings {
    struct key_protocol protocol; /* intensities, probabilities, alice_x and bob_x are chosen; the rest is given */
    double min_elevation_rad;
};

/**
 * Which settings are free, and how they become the numbers that an optimiser moves: logarithms of the intensities,
 * logarithms of the ratios of the free probabilities (their sum stays), logits of the basis probabilities, and the
 * elevation's share of its range. So no setting leaves its range, and all are of the order of 1.
 */
struct variables {
    bool intensity[KEY_MAX_INTENSITIES], probability[KEY_MAX_INTENSITIES];
    bool alice_x, bob_x, min_elevation;
    bool key_basis;                 /* which of x, z and both: no number, the search tries each */
    double lowest_rad, highest_rad; /* range of the elevation */
};

/** Brightest pulse that a search may come to: far beyond any optimum with a multi-photon tax. */
extern const double variables_most_intensity;

/** The usual choice: every intensity above 0, every probability, and where the bound keeps the bases apart, the basis
 *  probabilities, and the key basis where the protocol has singled out none. */
struct variables variables_usual(const struct key_protocol *protocol);

/**
 * Frees or fixes settings by name: "intensities", "intensities[1]", "probabilities", "probabilities[1]",
 * "basis_probabilities", "alice_x", "bob_x", "key_basis", "min_elevation_deg"; "protocol.", "window." or "basis_probabilities." may
 * stand before.
 *
 * @return SATQKD_INVALID for another name
 */
enum satqkd_status variables_set(struct variables *variables, const struct key_protocol *protocol, const char *name,
                                 bool is_free, struct satqkd_error *error);

/** Refuses what cannot be searched: nothing free, one probability alone, a vacuum, an elevation where all are alike, the
 *  bases of a bound that pools them. */
enum satqkd_status variables_check(const struct variables *variables, const struct variables_settings *settings,
                                   struct satqkd_error *error);

/** @return how many numbers stand for the free settings */
int variables_count(const struct variables *variables);

/** The numbers of settings, within their bounds. */
void variables_encode(const struct variables *variables, const struct variables_settings *settings,
                      double x[VARIABLES_MAX]);

/** The settings of numbers; what is not free stays as it is in settings. */
void variables_decode(const struct variables *variables, const double x[], struct variables_settings *settings);

/** The box in which the numbers move. */
void variables_bounds(const struct variables *variables, double low[VARIABLES_MAX], double high[VARIABLES_MAX]);

/**
 * A starting point: a Halton sequence over the settings that sources are run with (signal 0.2 to 0.9, each weaker pulse a
 * tenth to a half of the one before, biases to the key basis).
 *
 * @param index     from 1
 * @param settings  gives what is not free and the key basis; changed
 */
void variables_start(const struct variables *variables, int index, struct variables_settings *settings);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SECURITY_KEY_H
#define SATQKD_SECURITY_KEY_H

#include <stdbool.h>

#include "satqkd/status.h"

enum { KEY_MAX_INTENSITIES = 8, KEY_BASES = 2 };
enum { KEY_Z = 0, KEY_X = 1 }; /* index of a basis in every table; the states of models/terminal/source.h agree */
enum key_basis { KEY_BASIS_Z = KEY_Z, KEY_BASIS_X = KEY_X, KEY_BASIS_BOTH };

/** How the leakage of error correction is modelled where none was measured (leakage.h). */
enum key_leak_model { KEY_LEAK_SHANNON, KEY_LEAK_TOMAMICHEL2017 };

/** How Bob chooses his basis: by a splitter that each photon passes, or by a switch that all light passes. */
enum key_basis_choice { KEY_BASIS_PASSIVE, KEY_BASIS_ACTIVE };

struct key_trace;

/** What both ends agreed on before the pass. */
struct key_protocol {
    char bound[32]; /* name in the registry */
    int intensity_count;
    double intensities[KEY_MAX_INTENSITIES];   /* mean photon numbers, the signal first */
    double probabilities[KEY_MAX_INTENSITIES]; /* sum 1 */
    double alice_x, bob_x;                     /* probability of the X basis at either end */
    double eps_sec, eps_cor;
    double f_ec;         /* leakage f n h(E); used where leak_ec_bits is NaN */
    double leak_ec_bits; /* measured leakage; NaN: not given */
    enum key_basis key_basis;
    double intensity_tolerance; /* delta: constant unknown relative offset of each non-zero intensity */
    enum key_leak_model leak_model;
    double verification_bits;   /* tag that verifies each corrected string; 0: what the bound itself subtracts for it */
    double authentication_bits; /* key used up to authenticate the block's messages: subtracted from the length */
    enum key_basis_choice basis_choice;
};

/** Matched-basis detections and errors; expectation values are fine, so these are not whole. */
struct key_counts {
    double pulses; /* sent, all intensities and bases */
    double detections[KEY_BASES][KEY_MAX_INTENSITIES];
    double errors[KEY_BASES][KEY_MAX_INTENSITIES];
};

/** What a bound says; every number before rounding but secret_bits. */
struct key_result {
    const char *bound;
    double secret_bits; /* whole, each string rounded down, never below 0; 0 where contradictory */
    bool contradictory; /* a string has fewer bits than vacuum and single-photon events: not this source; no key */
    double length; /* the same before rounding and cutting at 0; where the bound gives no key by its own rule, 0 less
                           the key used for authentication */
    double whole_bits; /* of several strings: the lengths, each rounded down, added up; INFINITY for one */
    double block_bits; /* detections that are corrected and hashed */
    double qber;       /* of the block */
    double eps_sec, eps_cor;
    double leak_ec_bits;
    double vacuum_events;        /* lower bound in the block */
    double single_photon_events; /* lower bound in the block */
    double phase_error;          /* upper bound; 0.5 where nothing is known */
    double verification_bits;    /* subtracted for verifying the corrected strings */
    double authentication_bits;  /* subtracted for authentication */
    double failure_terms;        /* into how many equal parts eps_sec is divided; 0 where the bound is not composable */
};

/** One accepted proof; a new one is a file with such a constant and a line in registry.c. */
struct key_bound {
    const char *name;
    const char *title;  /* one line for a table */
    const char *source; /* author, journal, year */
    bool pools_bases;   /* errors of both bases are one figure: no proof for bases of unlike probability */
    int intensities;    /* that it uses, from the first; 0: all */
    /* Why this bound does not fit these settings or counts, in words; NULL where it fits. */
    const char *(*misfit)(const struct key_protocol *protocol, const struct key_counts *counts);
    /* Fills everything of out but `bound` and authentication, and of several strings contradictory and whole_bits;
       counts have been checked, and fit. trace: NULL, or hears every intermediate. */
    void (*evaluate)(const struct key_protocol *protocol, const struct key_counts *counts,
                     const struct key_trace *trace, struct key_result *out);
};

/** @return the registry, ended by a NULL */
const struct key_bound *const *key_bounds(void);

/** @return the bound of a name, NULL where there is none */
const struct key_bound *key_bound_find(const char *name);

enum { KEY_BOUND_NAMES_TEXT = 512 };

/** Writes the names of all bounds, "a, b, c", for messages. @return out */
const char *key_bound_names(char out[KEY_BOUND_NAMES_TEXT]);

/** Binary entropy in bits, its argument capped at 1/2 from above and 0 from below. */
double key_entropy(double probability);

/**
 * Refuses what is no set of counts: negative, NaN, infinite or beyond 2^63, more errors than detections, probabilities that do not
 * add up to 1 (1e-6), intensities that are negative or equal, epsilons outside (0, 1), and so on; the message names the key as in
 * the counts file ("bases.x.errors[1]") and what would be right.
 */
enum satqkd_status key_check(const struct key_protocol *protocol, const struct key_counts *counts,
                             struct satqkd_error *error);

/**
 * The key length under the protocol's bound.
 *
 * @return SATQKD_OK (no key is a result); SATQKD_INVALID after key_check, for an unknown bound (names the known ones) or one that
 *         does not fit (says why)
 */
enum satqkd_status key_length(const struct key_protocol *protocol, const struct key_counts *counts,
                              struct key_result *out, struct satqkd_error *error);

/**
 * The same, and tells every intermediate with its symbol and equation.
 *
 * @param trace  key_trace.h; NULL: nobody listens
 */
enum satqkd_status key_explain(const struct key_protocol *protocol, const struct key_counts *counts,
                               const struct key_trace *trace, struct key_result *out, struct satqkd_error *error);

#endif

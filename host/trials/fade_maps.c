/* SPDX-License-Identifier: MIT */
#include "trials/fade_maps.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "channel/beam.h"
#include "channel/scintillation.h"
#include "special/constants.h"
#include "trials/portable.h"

static const double TWO_PI = 6.28318530717958647693;

/* Two deviates of at most 6.4 and the bias reach no further than this many sigma. */
static const double FARTHEST_SIGMA = 9.1;

/* Fades deeper than these octaves share the lowest level: they are rare and dark, and their photons are thinned out one by one. */
enum { DEEPEST_OCTAVES = 5 };

void fade_maps_normal(float *table) {
    for (int octave = 0; octave < 32; ++octave) {
        for (int part = 0; part < FADE_NORMAL_PARTS; ++part) {
            /* The tail's probability runs over an octave below 2^-(octave + 1); the cubic meets the deviate at Chebyshev's nodes. */
            double lowest = ldexp(1.0, -octave - 2);
            double x[4];
            double y[4];
            for (int i = 0; i < 4; ++i) {
                static const double chebyshev[4] = {0.03806023374435662, 0.30865828381745512, 0.69134171618254488,
                                                    0.96193976625564338};
                x[i] = chebyshev[i];
                y[i] = portable_normal_tail(lowest * (1.0 + (part + x[i]) / FADE_NORMAL_PARTS));
            }
            /* Newton's divided differences, then powers of x. */
            for (int order = 1; order < 4; ++order) {
                for (int i = 3; i >= order; --i) {
                    y[i] = (y[i] - y[i - 1]) / (x[i] - x[i - order]);
                }
            }
            float *a = table + (octave * FADE_NORMAL_PARTS + part) * 4;
            a[3] = (float)y[3];
            a[2] = (float)(y[2] - y[3] * (x[0] + x[1] + x[2]));
            a[1] = (float)(y[1] - y[2] * (x[0] + x[1]) + y[3] * (x[0] * x[1] + x[0] * x[2] + x[1] * x[2]));
            a[0] = (float)(y[0] - y[1] * x[0] + y[2] * x[0] * x[1] - y[3] * x[0] * x[1] * x[2]);
        }
    }
}

static double coupling_at(const struct channel_link *link, double displacement_m) {
    return link->beam_radius_m > 0
               ? beam_coupling(link->beam_radius_m, displacement_m, link->pupil_m, link->obscuration_m)
               : 1.0;
}

double fade_maps_steady(const struct plan_row *row) {
    return row->link.steady * coupling_at(&row->link, 0);
}

static double log2_of(double x) {
    return portable_log(fmax(x, 1e-300)) / CONSTANT_LN2;
}

/* @return the lowest value */
static double fill_coupling(const struct channel_link *link, double farthest, float *coupling) {
    double centred = coupling_at(link, 0);
    double lowest = 0;
    for (int i = 0; i < FADE_COUPLING_NODES; ++i) {
        double displacement = farthest * sqrt((double)i / (FADE_COUPLING_NODES - 1));
        double value = farthest > 0 ? log2_of(coupling_at(link, displacement) / centred) : 0;
        coupling[i] = (float)value;
        lowest = fmin(lowest, value);
    }
    return lowest;
}

/* @param range  its lowest and highest value are moved down and up by the maps' */
static void fill_maps(const struct plan *plan, const struct channel_link *link, float *maps, double range[2]) {
    for (int map = 0; map < FADE_MAPS; ++map) {
        double least = 0;
        double most = 0;
        for (int i = 0; i < FADE_MAP_NODES; ++i) {
            double deviate = FADE_MAP_REACH * (2.0 * i / (FADE_MAP_NODES - 1) - 1.0);
            double value = 0;
            if (map < SCINTILLATION_PROCESSES) {
                value = link->scintillation.kind == SCINTILLATION_NONE
                            ? 0
                            : scintillation_log_map(&link->scintillation, map, deviate) / CONSTANT_LN2;
            } else if (plan->fluctuation > 0 && plan->fluctuation_by_block) {
                /* The deviate's own probability makes the strength uniform. */
                value = log2_of(1.0 + plan->fluctuation * erf(deviate * 0.70710678118654752440));
            }
            maps[map * FADE_MAP_NODES + i] = (float)value;
            least = fmin(least, value);
            most = fmax(most, value);
        }
        range[0] += least;
        range[1] += most;
    }
}

static void fill_process(struct fade_row *out, int process, double bandwidth_hz, double block_s) {
    double exponent = TWO_PI * bandwidth_hz * block_s;
    out->decay[process] = (float)portable_exp(-exponent);
    out->step[process] = (float)sqrt(portable_event_probability(2.0 * exponent));
    out->row_decay[process] = fade_power(out->decay[process], out->blocks);
}

/* Which processes and maps do anything. */
static word32 used_bits(const struct plan *plan, const struct channel_link *link, const struct fade_row *row) {
    bool fades = link->scintillation.kind != SCINTILLATION_NONE;
    bool both = link->scintillation.kind == SCINTILLATION_GAMMA_GAMMA;
    bool fluctuates = plan->fluctuation > 0 && plan->fluctuation_by_block;
    bool walks = row->jitter > 0 && plan->pointing_spectrum.count == 0;
    const bool used[FADE_PROCESSES + FADE_MAPS] = {
        walks,      walks, fades, both,      row->wander > 0, row->wander > 0, row->rotation > 0,
        fluctuates, fades, both,  fluctuates};
    word32 bits = 0;
    for (int i = 0; i < FADE_PROCESSES + FADE_MAPS; ++i) {
        bits |= (word32)used[i] << i;
    }
    return bits;
}

static void fill_processes(const struct plan *plan, const struct channel_link *link, struct fade_row *out) {
    double block_s = (double)plan->block_pulses / plan->repetition_rate_hz;
    if (plan->pointing_spectrum.count == 0) {
        fill_process(out, FADE_POINTING_X, plan->pointing_hz, block_s);
        fill_process(out, FADE_POINTING_Y, plan->pointing_hz, block_s);
    }
    fill_process(out, FADE_SCINTILLATION, link->scintillation.bandwidth_hz, block_s);
    fill_process(out, FADE_SCINTILLATION + 1, link->scintillation.bandwidth_hz, block_s);
    fill_process(out, FADE_WANDER_X, link->wander_hz, block_s);
    fill_process(out, FADE_WANDER_Y, link->wander_hz, block_s);
    fill_process(out, FADE_ROTATION, plan->rotation_hz, block_s);
    /* Independent from block to block. */
    out->decay[FADE_STRENGTH] = 0.0f;
    out->step[FADE_STRENGTH] = 1.0f;
    out->row_decay[FADE_STRENGTH] = 0.0f;
}

void fade_maps_row(const struct plan *plan, const struct plan_row *row, uint32_t first_table, struct fade_row *out,
                   float *coupling, float *maps) {
    const struct channel_link *link = &row->link;
    double farthest = link->bias_m + FARTHEST_SIGMA * (link->jitter_m + link->wander_m);
    double scale = farthest > 0 ? sqrt((double)(FADE_COUPLING_NODES - 1)) / farthest : 0;
    double range[2] = {fill_coupling(link, farthest, coupling), 0};
    double cap = -log2_of(fade_maps_steady(row));
    memset(out, 0, sizeof *out);
    fill_maps(plan, link, maps, range);
    out->first_block = (uint32_t)row->first_block;
    out->blocks = (uint32_t)row->blocks;
    out->first_table = first_table;
    out->highest_level = (int)ceil(FADE_LEVELS_AN_OCTAVE * fmin(range[1], cap));
    out->lowest_level = (int)fmax(ceil(FADE_LEVELS_AN_OCTAVE * range[0]), -FADE_LEVELS_AN_OCTAVE * DEEPEST_OCTAVES);
    out->lowest_level = out->lowest_level < out->highest_level ? out->lowest_level : out->highest_level;
    out->cap = (float)cap;
    out->bias = (float)(scale * link->bias_m);
    out->jitter = (float)(scale * link->jitter_m);
    out->wander = (float)(scale * link->wander_m);
    out->rotation = (float)(2.0 * link->residual_jitter_rad);
    double cosine = cos(2.0 * link->rotation_base_rad);
    double sine = sin(2.0 * link->rotation_base_rad);
    out->wrong = (float)(0.5 * (1.0 - link->visibility * cosine));
    out->half_cos = (float)(0.5 * link->visibility * cosine);
    out->half_sin = (float)(0.5 * link->visibility * sine);
    fill_processes(plan, link, out);
    out->used = used_bits(plan, link, out);
}

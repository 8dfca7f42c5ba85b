/* SPDX-License-Identifier: MIT
 *
 * How the link fades from coherence block to coherence block: Gaussian processes in time and what they do to the light.
 *
 * Bit for bit the same on every device: additions, multiplications and fma() of floats alone, which IEEE and OpenCL round alike;
 * no division, no library function, and no result that could be subnormal and matter.
 */
#ifndef SATQKD_SHARED_FADE_H
#define SATQKD_SHARED_FADE_H

#include "shared/philox.h"
#include "shared/trial.h"

#ifdef SHARED_ON_DEVICE
#define FADE_FMA(a, b, c) fma(a, b, c)
#else
#include <math.h>
#define FADE_FMA(a, b, c) fmaf(a, b, c)
#endif

/* Ornstein–Uhlenbeck processes of unit variance, in quads that share a call of the generator. */
#define FADE_POINTING_X 0
#define FADE_POINTING_Y 1
#define FADE_SCINTILLATION 2 /* and 3 */
#define FADE_WANDER_X 4
#define FADE_WANDER_Y 5
#define FADE_ROTATION 6
#define FADE_STRENGTH 7 /* of the source, block by block */
#define FADE_PROCESSES 8
#define FADE_QUAD 4

#define FADE_COUPLING_NODES 48
#define FADE_MAP_NODES 64
#define FADE_MAPS 3         /* scintillation twice, the source's strength */
#define FADE_MAP_REACH 6.5f /* deviates go from -this to this; the largest that 32 bits give is 6.4 */
#define FADE_LEVELS_AN_OCTAVE 8

/* The normal deviate's table: 32 octaves of the tail's probability, each in 16 parts with a cubic polynomial. */
#define FADE_NORMAL_PARTS 16
#define FADE_NORMAL_FLOATS (32 * FADE_NORMAL_PARTS * 4)

/** A row's constants for its fades. Efficiencies are logarithms to the base 2, relative to the row's steady one. */
struct fade_row {
    word32 first_block;
    word32 blocks;
    word32 first_table; /* of the row's lowest level */
    int lowest_level;   /* in parts of an octave */
    int highest_level;
    float cap;  /* largest logarithm: an efficiency of 1 */
    float bias; /* displacement in units in which its square is the coupling table's coordinate */
    float jitter, wander;
    float rotation;                  /* twice the residual rotation's sigma, rad */
    float wrong;                     /* (1 - V cos 2 delta) / 2 of the base rotation */
    float half_cos;                  /* V cos(2 delta) / 2 */
    float half_sin;                  /* V sin(2 delta) / 2 */
    float decay[FADE_PROCESSES];     /* from block to block, exp(-2 pi f_c dt) */
    float step[FADE_PROCESSES];      /* sqrt(1 - decay²) */
    float row_decay[FADE_PROCESSES]; /* over the whole row */
    word32 used;                     /* a bit a process, then one a map: what does nothing is not drawn */
};
SHARED_SIZE_CHECK(struct fade_row, 152);

/** A standard normal deviate from a random word. @param table FADE_NORMAL_FLOATS, made by the host */
SHARED_INLINE float fade_normal(SHARED_GLOBAL const float *table, word32 word) {
    word32 tail = (word << 1) | 1u; /* the probability of the tail is tail / 2^33 */
    word32 octave = words_leading_zeros32(tail);
    word32 rest = octave == 31u ? 0u : tail << (octave + 1u);
    SHARED_GLOBAL const float *a = table + (octave * FADE_NORMAL_PARTS + (rest >> 28)) * 4;
    float t = (float)((rest << 4) >> 9) * 0x1p-23f;
    float x = FADE_FMA(FADE_FMA(FADE_FMA(a[3], t, a[2]), t, a[1]), t, a[0]);
    return word >> 31 ? -x : x;
}

/** Cubic interpolation in a table of count nodes. @param x coordinate, 0..count - 1 */
SHARED_INLINE float fade_interpolate(SHARED_GLOBAL const float *y, int count, float x) {
    int i = (int)x;
    i = i < 1 ? 1 : i > count - 3 ? count - 3 : i;
    float t = x - (float)i;
    float before = y[i - 1], here = y[i], next = y[i + 1], after = y[i + 2];
    /* Lagrange's cubic as Newton's divided differences about the node before. */
    float d1 = here - before;
    float d2 = (next - here) - d1;
    float d3 = ((after - next) - (next - here)) - d2;
    float u = t + 1.0f;
    float v = t - 1.0f;
    float c3 = v * (1.0f / 3.0f);
    float c2 = FADE_FMA(d3, c3, d2) * (t * 0.5f);
    return FADE_FMA(u, d1 + c2, before);
}

/** A process's value mapped by its table. */
SHARED_INLINE float fade_map(SHARED_GLOBAL const float *map, float deviate) {
    float reach = FADE_MAP_REACH;
    float x = deviate < -reach ? -reach : deviate > reach ? reach : deviate;
    return fade_interpolate(map, FADE_MAP_NODES, (x + reach) * ((FADE_MAP_NODES - 1) / (2.0f * FADE_MAP_REACH)));
}

/** 2^x for -1 < x <= 0, to 2e-7. */
SHARED_INLINE float fade_exp2(float x) {
    /* Taylor's series of e^(x ln 2); the first term left out is below 2e-7 / 10. */
    float y = x * 0.69314718f;
    float sum = 1.0f + y * (1.0f / 9.0f);
    sum = FADE_FMA(y * (1.0f / 8.0f), sum, 1.0f);
    sum = FADE_FMA(y * (1.0f / 7.0f), sum, 1.0f);
    sum = FADE_FMA(y * (1.0f / 6.0f), sum, 1.0f);
    sum = FADE_FMA(y * (1.0f / 5.0f), sum, 1.0f);
    sum = FADE_FMA(y * (1.0f / 4.0f), sum, 1.0f);
    sum = FADE_FMA(y * (1.0f / 3.0f), sum, 1.0f);
    sum = FADE_FMA(y * (1.0f / 2.0f), sum, 1.0f);
    return FADE_FMA(y, sum, 1.0f);
}

/** A fraction of 2^32. */
SHARED_INLINE word32 fade_fraction(float x) {
    return x <= 0.0f ? 0u : x >= 1.0f ? 0xffffffffu : (word32)(x * 4294967296.0f);
}

/* decay^k by squaring, so that a block's value does not depend on where its neighbours were computed. */
SHARED_INLINE float fade_power(float decay, word32 k) {
    float result = 1.0f;
    for (; k; k >>= 1) {
        result = k & 1u ? result * decay : result;
        decay = decay * decay;
        decay = decay < 1e-30f ? 0.0f : decay;
        result = result < 1e-30f ? 0.0f : result;
    }
    return result;
}

/* The level of a logarithm and the share of photons kept. */
SHARED_INLINE void fade_level(const struct fade_row *row, float log2_efficiency, struct trial_block *out) {
    float y = (log2_efficiency < row->cap ? log2_efficiency : row->cap) * (float)FADE_LEVELS_AN_OCTAVE;
    int level = (int)y;
    level += y > (float)level;
    level = level < row->lowest_level ? row->lowest_level : level > row->highest_level ? row->highest_level : level;
    float below = (y - (float)level) * (1.0f / FADE_LEVELS_AN_OCTAVE);
    below = below > 0.0f ? 0.0f : below < -30.0f ? -30.0f : below;
    int octaves = (int)-below;
    float kept = fade_exp2(below + (float)octaves);
    out->table = row->first_table + (word32)(level - row->lowest_level);
    out->keep = fade_fraction(kept) >> octaves;
}

/* Where the polarization goes at a residual rotation (doubled angle phi): sine and 1 - cosine by their series, |phi| < 3. */
SHARED_INLINE void fade_rotate(const struct fade_row *row, float phi, struct trial_block *out) {
    float p = phi * phi;
    float s = FADE_FMA(p, -1.0f / 210.0f, 1.0f);
    float c = FADE_FMA(p, -1.0f / 240.0f, 1.0f);
    s = FADE_FMA(p * (-1.0f / 156.0f), FADE_FMA(p, -1.0f / 210.0f, 1.0f), 1.0f);
    s = FADE_FMA(p * (-1.0f / 110.0f), s, 1.0f);
    s = FADE_FMA(p * (-1.0f / 72.0f), s, 1.0f);
    s = FADE_FMA(p * (-1.0f / 42.0f), s, 1.0f);
    s = FADE_FMA(p * (-1.0f / 20.0f), s, 1.0f);
    s = FADE_FMA(p * (-1.0f / 6.0f), s, 1.0f) * phi;
    c = FADE_FMA(p * (-1.0f / 182.0f), c, 1.0f);
    c = FADE_FMA(p * (-1.0f / 132.0f), c, 1.0f);
    c = FADE_FMA(p * (-1.0f / 90.0f), c, 1.0f);
    c = FADE_FMA(p * (-1.0f / 56.0f), c, 1.0f);
    c = FADE_FMA(p * (-1.0f / 30.0f), c, 1.0f);
    c = FADE_FMA(p * (-1.0f / 12.0f), c, 1.0f) * (0.5f * p);
    out->wrong = fade_fraction(FADE_FMA(row->half_cos, c, FADE_FMA(row->half_sin, s, row->wrong)));
    out->cross = fade_fraction(FADE_FMA(row->half_sin, 1.0f - c, FADE_FMA(row->half_cos, s, 0.5f)));
}

/**
 * One block.
 *
 * @param row       its row
 * @param coupling  the row's table of FADE_COUPLING_NODES: log2 of the coupling over the centred one, over the squared displacement
 * @param maps      the row's FADE_MAPS tables of FADE_MAP_NODES: log2 of unit-mean factors over the deviate
 * @param process   the FADE_PROCESSES values
 */
SHARED_INLINE struct trial_block fade_block(const struct fade_row *row, SHARED_GLOBAL const float *coupling,
                                            SHARED_GLOBAL const float *maps, const float *process) {
    struct trial_block out;
    float x = FADE_FMA(row->jitter, process[FADE_POINTING_X], FADE_FMA(row->wander, process[FADE_WANDER_X], row->bias));
    float y = FADE_FMA(row->jitter, process[FADE_POINTING_Y], row->wander * process[FADE_WANDER_Y]);
    float square = FADE_FMA(x, x, y * y);
    float last = (float)(FADE_COUPLING_NODES - 1);
    float sum = fade_interpolate(coupling, FADE_COUPLING_NODES, square < last ? square : last);
    const float deviates[FADE_MAPS] = {process[FADE_SCINTILLATION], process[FADE_SCINTILLATION + 1],
                                       process[FADE_STRENGTH]};
    for (word32 map = 0; map < FADE_MAPS; ++map) {
        if ((row->used >> (FADE_PROCESSES + map)) & 1u) {
            sum += fade_map(maps + map * FADE_MAP_NODES, deviates[map]);
        }
    }
    fade_level(row, sum, &out);
    fade_rotate(row, row->rotation * process[FADE_ROTATION], &out);
    return out;
}

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_NETWORK_GRAPH_H
#define SATQKD_STUDY_NETWORK_GRAPH_H

#include "study/network.h"

enum { NETWORK_MOST = 5000 }; /* ground nodes, and satellites */

/* Key between two nodes: of a fibre all the time, or of a satellite's passes over a station; never of both. */
struct network_edge {
    size_t a, b;       /* a is on the ground */
    double bits_per_s; /* of a fibre */
    size_t first_pass, pass_count;
};

struct network {
    size_t ground_count, node_count;
    struct network_edge *edges;
    size_t edge_count;
    double *times, *sums;     /* of each edge's passes: ends, and bits up to there */
    size_t *first_arc, *arcs; /* of node n the edges arcs[first_arc[n]] to before arcs[first_arc[n + 1]] */
};

/** Bits of from_s < time <= to_s. */
double network_edge_bits(const struct network *network, const struct network_edge *edge, double from_s, double to_s);

/** Seconds from asked_s until the edge has gathered so many bits; INFINITY where it never has. */
double network_edge_wait(const struct network *network, const struct network_edge *edge, double asked_s, double bits);

#endif

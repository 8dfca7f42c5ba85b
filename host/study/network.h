/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_NETWORK_H
#define SATQKD_STUDY_NETWORK_H

#include "satqkd/status.h"
#include "study/delivery.h"

/** A link that makes key all the time: a fibre. */
struct network_link {
    size_t a, b;
    double bits_per_s;
};

/**
 * Trusted nodes and the key that grows between them. Nodes are ground nodes, from 0, and behind them the satellites, which are nodes like
 * any other: a satellite's link to a station has the key of its passes over it. Two nodes get a common key along a path, by the
 * exclusive or of one-time keys at every node between: n bits take n bits of every link on the path, in whatever order
 * the links came by theirs. Nodes store keys without limit.
 */
struct network;

/**
 * @param node_count  on the ground; the stations of the deliveries are the first of them
 * @param links       between ground nodes; two links between the same nodes add up
 * @param deliveries  by time; satellites below satellite_count
 * @param out         network_destroy
 * @return SATQKD_INVALID for links or deliveries of unknown nodes, a link from a node to itself, rates that are no number from 0,
 *         deliveries out of order
 */
enum satqkd_status network_create(size_t node_count, size_t satellite_count, const struct network_link *links,
                                  size_t link_count, const struct delivery *deliveries, size_t count,
                                  struct network **out, struct satqkd_error *error);

/** @param network NULL is fine */
void network_destroy(struct network *network);

/** @return ground nodes and satellites */
size_t network_nodes(const struct network *network);

/** A path from one node to another, both of them in it. */
struct network_path {
    double value;      /* bits or seconds, as the function that finds it says */
    size_t *nodes;     /* room for network_nodes of them; the caller's */
    size_t node_count; /* 0: there is no path */
};

/**
 * The widest path: the one along which most key of a period can be made, which is the least of its links' (Pollack, Operations
 * Research 8, 733, 1960). Of several equally wide ones one of the fewest links.
 *
 * @param from_s, to_s  key of from_s < time <= to_s counts
 * @param path          value in bits; nodes is filled
 */
enum satqkd_status network_widest(const struct network *network, double from_s, double to_s, size_t a, size_t b,
                                  struct network_path *path, struct satqkd_error *error);

/**
 * The path along which a key is there soonest, where nothing is in store when it is asked for: every link gathers as many
 * bits as the key has, and the last one to be done decides. Of several equally quick ones one of the fewest links.
 *
 * @param asked_s  links start to gather then
 * @param bits     of the key, above 0
 * @param path     value: the wait in s, INFINITY (and no nodes) where the deliveries end before
 */
enum satqkd_status network_soonest(const struct network *network, double asked_s, double bits, size_t a, size_t b,
                                   struct network_path *path, struct satqkd_error *error);

/** The waits of network_soonest from one node to every other. @param out network_nodes of them, in s; 0 for the node itself */
enum satqkd_status network_waits(const struct network *network, double asked_s, double bits, size_t a, double *out,
                                 struct satqkd_error *error);

/**
 * Key of a period over all paths together, every bit of every link used once: the maximum flow (Ford and Fulkerson, Canadian
 * Journal of Mathematics 8, 399, 1956; by shortest augmenting paths, Edmonds and Karp, Journal of the ACM 19, 248, 1972).
 *
 * @param bits  as if no other two nodes wanted any
 */
enum satqkd_status network_flow(const struct network *network, double from_s, double to_s, size_t a, size_t b,
                                double *bits, struct satqkd_error *error);

#endif

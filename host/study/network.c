/* SPDX-License-Identifier: MIT */
#include "study/network.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "study/network_graph.h"

static const size_t none = SIZE_MAX;

/* The edge between a ground node and another node, made where there is none yet. */
static struct network_edge *edge_of(struct network *network, size_t *edge_at, size_t ground, size_t other) {
    size_t *at = &edge_at[other * network->ground_count + ground];
    if (*at == none) {
        *at = network->edge_count;
        network->edges[network->edge_count++] = (struct network_edge){.a = ground, .b = other};
    }
    return &network->edges[*at];
}

static enum satqkd_status add_links(struct network *network, size_t *edge_at, const struct network_link *links,
                                    size_t count, struct satqkd_error *error) {
    for (size_t i = 0; i < count; ++i) {
        const struct network_link *link = &links[i];
        if (link->a >= network->ground_count || link->b >= network->ground_count || link->a == link->b) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "network: link %zu from node %zu to %zu; it must join two of the nodes below %zu",
                                    i, link->a, link->b, network->ground_count);
        }
        if (!(link->bits_per_s >= 0 && isfinite(link->bits_per_s))) {
            return satqkd_error_set(error, SATQKD_INVALID, "network: link %zu of %g bit/s; give a number from 0", i,
                                    link->bits_per_s);
        }
        const size_t low = link->a < link->b ? link->a : link->b, high = link->a + link->b - low;
        edge_of(network, edge_at, low, high)->bits_per_s += link->bits_per_s;
    }
    return SATQKD_OK;
}

/* How many passes an edge has, then where they are, then the passes themselves. */
static enum satqkd_status add_deliveries(struct network *network, size_t *edge_at, const struct delivery *deliveries,
                                         size_t count, struct satqkd_error *error) {
    size_t first = 0;
    for (size_t i = 0; i < count; ++i) {
        const struct delivery *one = &deliveries[i];
        if (one->satellite >= network->node_count - network->ground_count || one->station >= network->ground_count) {
            return satqkd_error_set(error, SATQKD_INVALID, "network: delivery %zu: no satellite %zu or no station %zu",
                                    i, one->satellite, one->station);
        }
        if (!(one->bits >= 0 && isfinite(one->bits)) || !isfinite(one->time_s) ||
            (i > 0 && one->time_s < deliveries[i - 1].time_s)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "network: delivery %zu of %g bits at %g s; bits must be a number from 0, and times "
                                    "ascend",
                                    i, one->bits, one->time_s);
        }
        edge_of(network, edge_at, one->station, network->ground_count + one->satellite)->pass_count++;
    }
    for (size_t e = 0; e < network->edge_count; ++e) {
        network->edges[e].first_pass = first;
        first += network->edges[e].pass_count;
        network->edges[e].pass_count = 0;
    }
    for (size_t i = 0; i < count; ++i) {
        const struct delivery *one = &deliveries[i];
        struct network_edge *edge = edge_of(network, edge_at, one->station, network->ground_count + one->satellite);
        const size_t at = edge->first_pass + edge->pass_count++;
        network->times[at] = one->time_s;
        network->sums[at] = one->bits + (edge->pass_count > 1 ? network->sums[at - 1] : 0);
    }
    return SATQKD_OK;
}

/* The edges of every node. */
static void list_arcs(struct network *network) {
    for (size_t e = 0; e < network->edge_count; ++e) {
        network->first_arc[network->edges[e].a + 1]++;
        network->first_arc[network->edges[e].b + 1]++;
    }
    for (size_t n = 0; n < network->node_count; ++n) {
        network->first_arc[n + 1] += network->first_arc[n];
    }
    for (size_t e = network->edge_count; e-- > 0;) {
        const size_t ends[] = {network->edges[e].a, network->edges[e].b};
        for (size_t i = 0; i < 2; ++i) {
            network->arcs[--network->first_arc[ends[i] + 1]] = e;
        }
    }
    /* Filling from the back has moved every entry to where the one before it began. */
    for (size_t n = 0; n < network->node_count; ++n) {
        network->first_arc[n] = network->first_arc[n + 1];
    }
    network->first_arc[network->node_count] = 2 * network->edge_count;
}

enum satqkd_status network_create(size_t node_count, size_t satellite_count, const struct network_link *links,
                                  size_t link_count, const struct delivery *deliveries, size_t count,
                                  struct network **out, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    size_t *edge_at = NULL;
    *out = NULL;
    struct network *network = calloc(1, sizeof *network);
    if (node_count > NETWORK_MOST || satellite_count > NETWORK_MOST) {
        status = satqkd_error_set(error, SATQKD_INVALID, "network: more than %d nodes or satellites", NETWORK_MOST);
        goto done;
    }
    if (network) {
        network->ground_count = node_count;
        network->node_count = node_count + satellite_count;
        network->edges = calloc(link_count + count + 1, sizeof *network->edges);
        network->times = calloc(count + 1, sizeof *network->times);
        network->sums = calloc(count + 1, sizeof *network->sums);
        network->arcs = calloc(2 * (link_count + count) + 1, sizeof *network->arcs);
        network->first_arc = calloc(network->node_count + 1, sizeof *network->first_arc);
        edge_at = malloc((network->node_count * node_count + 1) * sizeof *edge_at);
    }
    if (!network || !network->edges || !network->times || !network->sums || !network->arcs || !network->first_arc ||
        !edge_at) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "network: out of memory for %zu nodes", node_count);
        goto done;
    }
    for (size_t i = 0; i < network->node_count * node_count; ++i) {
        edge_at[i] = none;
    }
    status = add_links(network, edge_at, links, link_count, error);
    if (status == SATQKD_OK) {
        status = add_deliveries(network, edge_at, deliveries, count, error);
    }
    if (status == SATQKD_OK) {
        list_arcs(network);
        *out = network;
        network = NULL;
    }
done:
    free(edge_at);
    network_destroy(network);
    return status;
}

void network_destroy(struct network *network) {
    if (!network) {
        return;
    }
    free(network->edges);
    free(network->times);
    free(network->sums);
    free(network->arcs);
    free(network->first_arc);
    free(network);
}

size_t network_nodes(const struct network *network) {
    return network->node_count;
}

/* Passes of an edge that have ended by a time. */
static size_t ended(const struct network *network, const struct network_edge *edge, double time_s) {
    size_t low = 0, high = edge->pass_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (network->times[edge->first_pass + middle] <= time_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static double sum_by(const struct network *network, const struct network_edge *edge, double time_s) {
    const size_t passes = ended(network, edge, time_s);
    return passes ? network->sums[edge->first_pass + passes - 1] : 0;
}

double network_edge_bits(const struct network *network, const struct network_edge *edge, double from_s, double to_s) {
    return edge->bits_per_s * (to_s - from_s) + sum_by(network, edge, to_s) - sum_by(network, edge, from_s);
}

double network_edge_wait(const struct network *network, const struct network_edge *edge, double asked_s, double bits) {
    if (edge->pass_count == 0) {
        return edge->bits_per_s > 0 ? bits / edge->bits_per_s : INFINITY;
    }
    const double before = sum_by(network, edge, asked_s);
    size_t low = ended(network, edge, asked_s), high = edge->pass_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (network->sums[edge->first_pass + middle] - before >= bits) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low < edge->pass_count ? network->times[edge->first_pass + low] - asked_s : INFINITY;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "study/network_graph.h"

static const size_t none = SIZE_MAX;

/* What a search needs beside the network. */
struct search {
    const struct network *network;
    double *cost; /* of each edge; a path costs what its dearest edge costs. INFINITY: no way */
    double *best; /* of each node */
    bool *done;
    size_t *previous, *queue;
};

static void release(struct search *search) {
    free(search->cost);
    free(search->best);
    free(search->done);
    free(search->previous);
    free(search->queue);
}

static enum satqkd_status prepare(const struct network *network, size_t a, size_t b, struct search *out,
                                  struct satqkd_error *error) {
    const size_t nodes = network->node_count;
    if (a >= nodes || b >= nodes) {
        return satqkd_error_set(error, SATQKD_INVALID, "network: no node %zu; there are %zu", a < nodes ? b : a, nodes);
    }
    *out = (struct search){.network = network,
                           .cost = calloc(network->edge_count + 1, sizeof *out->cost),
                           .best = calloc(nodes, sizeof *out->best),
                           .done = calloc(nodes, sizeof *out->done),
                           .previous = calloc(nodes, sizeof *out->previous),
                           .queue = calloc(nodes, sizeof *out->queue)};
    return out->cost && out->best && out->done && out->previous && out->queue
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_FAILURE, "network: out of memory for %zu nodes", nodes);
}

static size_t other_end(const struct network_edge *edge, size_t node) {
    return edge->a == node ? edge->b : edge->a;
}

/* The least cost to every node: Dijkstra's search with the greater of two costs in the place of their sum. */
static void search_from(struct search *search, size_t source) {
    const struct network *network = search->network;
    for (size_t n = 0; n < network->node_count; ++n) {
        search->best[n] = INFINITY;
        search->done[n] = false;
    }
    search->best[source] = -INFINITY;
    for (;;) {
        size_t here = none;
        for (size_t n = 0; n < network->node_count; ++n) {
            if (!search->done[n] && search->best[n] < INFINITY &&
                (here == none || search->best[n] < search->best[here])) {
                here = n;
            }
        }
        if (here == none) {
            return;
        }
        search->done[here] = true;
        for (size_t i = network->first_arc[here]; i < network->first_arc[here + 1]; ++i) {
            const size_t edge = network->arcs[i], there = other_end(&network->edges[edge], here);
            search->best[there] = fmin(search->best[there], fmax(search->best[here], search->cost[edge]));
        }
    }
}

/* A path of the fewest edges among those that cost no more than a limit. Widest paths of the fewest edges cannot be found in one go:
   a path's best beginning need not be the best path to where it ends. */
static void fewest_edges(struct search *search, size_t a, size_t b, double limit, struct network_path *out) {
    const struct network *network = search->network;
    size_t first = 0, last = 0;
    for (size_t n = 0; n < network->node_count; ++n) {
        search->previous[n] = none;
    }
    search->previous[a] = a;
    search->queue[last++] = a;
    while (first < last && search->previous[b] == none) {
        const size_t here = search->queue[first++];
        for (size_t i = network->first_arc[here]; i < network->first_arc[here + 1]; ++i) {
            const size_t edge = network->arcs[i], there = other_end(&network->edges[edge], here);
            if (search->cost[edge] <= limit && search->previous[there] == none) {
                search->previous[there] = here;
                search->queue[last++] = there;
            }
        }
    }
    for (size_t node = b; node != a; node = search->previous[node]) {
        out->node_count++;
    }
    size_t at = out->node_count++;
    for (size_t node = b; at > 0; node = search->previous[node]) {
        out->nodes[at--] = node;
    }
    out->nodes[0] = a;
}

static void find(struct search *search, size_t a, size_t b, struct network_path *out) {
    search_from(search, a);
    out->node_count = 0;
    if (search->best[b] < INFINITY) {
        fewest_edges(search, a, b, search->best[b], out);
    }
}

enum satqkd_status network_widest(const struct network *network, double from_s, double to_s, size_t a, size_t b,
                                  struct network_path *path, struct satqkd_error *error) {
    struct search search = {0};
    enum satqkd_status status = prepare(network, a, b, &search, error);
    if (status == SATQKD_OK) {
        for (size_t e = 0; e < network->edge_count; ++e) {
            const double bits = network_edge_bits(network, &network->edges[e], from_s, to_s);
            search.cost[e] = bits > 0 ? -bits : INFINITY;
        }
        find(&search, a, b, path);
        path->value = path->node_count > 0 ? -search.best[b] : 0;
    }
    release(&search);
    return status;
}

/* Every edge's wait, and with it the waits of the nodes. */
static void search_waits(struct search *search, double asked_s, double bits) {
    for (size_t e = 0; e < search->network->edge_count; ++e) {
        search->cost[e] = network_edge_wait(search->network, &search->network->edges[e], asked_s, bits);
    }
}

enum satqkd_status network_soonest(const struct network *network, double asked_s, double bits, size_t a, size_t b,
                                   struct network_path *path, struct satqkd_error *error) {
    struct search search = {0};
    enum satqkd_status status = prepare(network, a, b, &search, error);
    if (status == SATQKD_OK) {
        search_waits(&search, asked_s, bits);
        find(&search, a, b, path);
        path->value = a == b ? 0 : search.best[b];
    }
    release(&search);
    return status;
}

enum satqkd_status network_waits(const struct network *network, double asked_s, double bits, size_t a, double *out,
                                 struct satqkd_error *error) {
    struct search search = {0};
    enum satqkd_status status = prepare(network, a, a, &search, error);
    if (status == SATQKD_OK) {
        search_waits(&search, asked_s, bits);
        search_from(&search, a);
        for (size_t n = 0; n < network->node_count; ++n) {
            out[n] = n == a ? 0 : search.best[n];
        }
    }
    release(&search);
    return status;
}

/* Shortest augmenting path from a to b. An edge's flow counts from its a to its b; it can change by what the other direction gives
   back and what is left of the capacity. @return what more can flow, 0 at the end */
static double augment(struct search *search, double *flow, size_t a, size_t b, size_t *by) {
    const struct network *network = search->network;
    size_t first = 0, last = 0;
    for (size_t n = 0; n < network->node_count; ++n) {
        search->previous[n] = none;
    }
    search->previous[a] = a;
    search->best[a] = INFINITY;
    search->queue[last++] = a;
    while (first < last && search->previous[b] == none) {
        const size_t here = search->queue[first++];
        for (size_t i = network->first_arc[here]; i < network->first_arc[here + 1]; ++i) {
            const size_t edge = network->arcs[i], there = other_end(&network->edges[edge], here);
            const double room = search->cost[edge] - (network->edges[edge].a == here ? flow[edge] : -flow[edge]);
            if (room > 0 && search->previous[there] == none) {
                search->previous[there] = here;
                search->best[there] = fmin(search->best[here], room);
                by[there] = edge;
                search->queue[last++] = there;
            }
        }
    }
    if (search->previous[b] == none) {
        return 0;
    }
    const double more = search->best[b];
    for (size_t node = b; node != a; node = search->previous[node]) {
        flow[by[node]] += network->edges[by[node]].b == node ? more : -more;
    }
    return more;
}

enum satqkd_status network_flow(const struct network *network, double from_s, double to_s, size_t a, size_t b,
                                double *bits, struct satqkd_error *error) {
    struct search search = {0};
    double *flow = NULL;
    size_t *by = NULL;
    *bits = 0;
    enum satqkd_status status = prepare(network, a, b, &search, error);
    if (status != SATQKD_OK || a == b) {
        goto done;
    }
    flow = calloc(network->edge_count + 1, sizeof *flow);
    by = calloc(network->node_count, sizeof *by);
    if (!flow || !by) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "network: out of memory for %zu nodes", network->node_count);
        goto done;
    }
    for (size_t e = 0; e < network->edge_count; ++e) {
        search.cost[e] = network_edge_bits(network, &network->edges[e], from_s, to_s);
    }
    for (double more; (more = augment(&search, flow, a, b, by)) > 0;) {
        *bits += more;
    }
done:
    free(by);
    free(flow);
    release(&search);
    return status;
}

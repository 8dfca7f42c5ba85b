/* SPDX-License-Identifier: MIT */
#include "study/network_pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "fiber.h"
#include "study/network.h"

struct work {
    const struct network_file *file;
    const struct network_pairs_sky *sky;
    size_t ground_count;
    struct network *network;
    size_t *nodes; /* of a path */
    double *waits; /* of every node */
    struct network_out *out;
};

static const char *name_of(const struct work *work, size_t node) {
    const size_t stations = work->sky->station_count;
    return node < stations             ? work->sky->stations[node]
           : node < work->ground_count ? work->file->nodes[node - stations].name
                                       : work->sky->satellites[node - work->ground_count];
}

static enum satqkd_status out_of_memory(const struct work *work, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "network: out of memory for %zu nodes", work->ground_count);
}

/* Every fibre and what it makes; the graph. */
static enum satqkd_status link_up(struct work *work, struct satqkd_error *error) {
    const struct network_file *file = work->file;
    const struct network_pairs_sky *sky = work->sky;
    struct network_link *links = calloc(file->fibre_count + 1, sizeof *links);
    work->out->fibres = calloc(file->fibre_count + 1, sizeof *work->out->fibres);
    if (!links || !work->out->fibres) {
        free(links);
        return out_of_memory(work, error);
    }
    for (size_t i = 0; i < file->fibre_count; ++i) {
        const struct network_file_fibre *fibre = &file->fibres[i];
        const double efficiency = fiber_efficiency(fibre->loss_db_per_km, fibre->length_m);
        links[i] = (struct network_link){fibre->a, fibre->b, fiber_rate(&file->equipment, efficiency)};
        work->out->fibres[work->out->fibre_count++] =
            (struct network_out_fibre){.a = fibre->from,
                                       .b = fibre->to,
                                       .length_m = fibre->length_m,
                                       .loss_db_per_km = fibre->loss_db_per_km,
                                       .bits_per_s = links[i].bits_per_s};
    }
    const enum satqkd_status status = network_create(work->ground_count, sky->satellite_count, links, file->fibre_count,
                                                     sky->deliveries, sky->delivery_count, &work->network, error);
    free(links);
    return status;
}

/* "A > S > B". */
static enum satqkd_status spell(const struct work *work, const struct network_path *path, char **out,
                                struct satqkd_error *error) {
    size_t size;
    FILE *stream = open_memstream(out, &size);
    for (size_t i = 0; stream && i < path->node_count; ++i) {
        fprintf(stream, "%s%s", i > 0 ? " > " : "", name_of(work, path->nodes[i]));
    }
    return stream && fclose(stream) == 0 ? SATQKD_OK : out_of_memory(work, error);
}

static enum satqkd_status measure(const struct work *work, size_t a, size_t b, struct network_out_row *row,
                                  struct satqkd_error *error) {
    struct network_path path = {.nodes = work->nodes};
    const double end_s = work->sky->duration_s;
    enum satqkd_status status = network_widest(work->network, 0, end_s, a, b, &path, error);
    row->widest_bits = path.value;
    if (status == SATQKD_OK && path.node_count > 0) {
        status = spell(work, &path, &row->widest_path, error);
    }
    if (status == SATQKD_OK) {
        status = network_flow(work->network, 0, end_s, a, b, &row->all_paths_bits, error);
    }
    return status;
}

/* The waits from a node to all behind it, whose rows are one after the other. Sums go into the row until the last moment. */
static enum satqkd_status ask(const struct work *work, size_t a, struct network_out_row *rows,
                              struct satqkd_error *error) {
    const double end_s = work->sky->duration_s;
    const size_t others = work->ground_count - a - 1;
    for (size_t i = 0; i < others; ++i) {
        rows[i].longest_wait_s = NAN;
    }
    for (size_t moment = 0; moment < NETWORK_PAIRS_ASKED; ++moment) {
        const double asked_s = end_s * ((double)moment + 0.5) / NETWORK_PAIRS_ASKED;
        const enum satqkd_status status =
            network_waits(work->network, asked_s, work->file->key_bits, a, work->waits, error);
        if (status != SATQKD_OK) {
            return status;
        }
        for (size_t i = 0; i < others; ++i) {
            const double wait_s = work->waits[a + 1 + i];
            if (asked_s + wait_s <= end_s) {
                rows[i].mean_wait_s += wait_s;
                rows[i].longest_wait_s = fmax(rows[i].longest_wait_s, wait_s);
            } else {
                rows[i].unserved += 1;
            }
        }
    }
    for (size_t i = 0; i < others; ++i) {
        const double served = NETWORK_PAIRS_ASKED - rows[i].unserved;
        rows[i].mean_wait_s = served > 0 ? rows[i].mean_wait_s / served : NAN;
        rows[i].unserved /= NETWORK_PAIRS_ASKED;
    }
    return SATQKD_OK;
}

static enum satqkd_status fill(struct work *work, struct satqkd_error *error) {
    struct network_out *out = work->out;
    enum satqkd_status status = link_up(work, error);
    if (status != SATQKD_OK) {
        return status;
    }
    work->nodes = calloc(network_nodes(work->network) + 1, sizeof *work->nodes);
    work->waits = calloc(network_nodes(work->network) + 1, sizeof *work->waits);
    out->rows = calloc(work->ground_count * work->ground_count / 2 + 1, sizeof *out->rows);
    if (!work->nodes || !work->waits || !out->rows) {
        return out_of_memory(work, error);
    }
    for (size_t a = 0; a < work->ground_count && status == SATQKD_OK; ++a) {
        struct network_out_row *first = &out->rows[out->row_count];
        for (size_t b = a + 1; b < work->ground_count && status == SATQKD_OK; ++b) {
            struct network_out_row *row = &out->rows[out->row_count++];
            row->a = name_of(work, a);
            row->b = name_of(work, b);
            status = measure(work, a, b, row, error);
        }
        if (status == SATQKD_OK) {
            status = ask(work, a, first, error);
        }
    }
    return status;
}

enum satqkd_status network_pairs(const struct network_file *file, const struct network_pairs_sky *sky,
                                 struct network_out *out, struct satqkd_error *error) {
    struct work work = {.file = file, .sky = sky, .ground_count = sky->station_count + file->node_count, .out = out};
    *out = (struct network_out){.name = file->name, .duration_s = sky->duration_s, .key_bits = file->key_bits};
    const enum satqkd_status status = fill(&work, error);
    network_destroy(work.network);
    free(work.nodes);
    free(work.waits);
    return status;
}

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_NETWORK_OUT_H
#define SATQKD_REPORT_NETWORK_OUT_H

#include <stddef.h>

#include "satqkd/status.h"

/** Key between two ground nodes of a network over a period. */
struct network_out_row {
    const char *a, *b;                  /* names; borrowed */
    double widest_bits;                 /* along the widest path */
    char *widest_path;                  /* "Vienna > Micius > Graz"; owned, NULL: none */
    double all_paths_bits;              /* along all paths, if no others wanted key */
    double mean_wait_s, longest_wait_s; /* for a key asked for at any time, over those that came; NAN: none came */
    double unserved;                    /* share of those asked for that did not come before the end */
};

/** What a fibre makes. */
struct network_out_fibre {
    const char *a, *b;
    double length_m, loss_db_per_km, bits_per_s;
};

struct network_out {
    const char *name; /* borrowed */
    double duration_s, key_bits;
    struct network_out_row *rows;
    size_t row_count;
    struct network_out_fibre *fibres;
    size_t fibre_count;
};

/** Releases what it owns; {0} is fine. */
void network_out_release(struct network_out *network);

/**
 * network.csv: node_a, node_b, widest_bits, widest_path, all_paths_bits, all_paths_bits_per_day, mean_wait_s, longest_wait_s,
 * unserved; a field that there is no value for is empty.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status network_out_csv(const struct network_out *network, char **out, struct satqkd_error *error);

/** fibres.csv: from, to, length_km, loss_db, bits_per_s. @param out owned by the caller, free() */
enum satqkd_status network_out_fibres_csv(const struct network_out *network, char **out, struct satqkd_error *error);

#endif

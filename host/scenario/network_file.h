/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_NETWORK_FILE_H
#define SATQKD_SCENARIO_NETWORK_FILE_H

#include <stddef.h>

#include "satqkd/status.h"
#include "scenario/keys.h"
#include "security/fiber_rate.h"

enum { NETWORK_FILE_NAME = 64, NETWORK_FILE_MOST = 1000 /* nodes, and fibres */ };

/** A node of the network that is no station. */
struct network_file_node {
    char name[NETWORK_FILE_NAME];
    double latitude_rad, longitude_rad; /* NAN: not said */
};

struct network_file_fibre {
    char from[NETWORK_FILE_NAME], to[NETWORK_FILE_NAME];
    double length_m, loss_db_per_km;
    size_t a, b; /* the same as numbers: stations first, then nodes */
};

/** A network on the ground: city nodes, the fibres between them and the stations of a campaign, and what stands at their ends. */
struct network_file {
    char name[NETWORK_FILE_NAME];
    double key_bits; /* of the key whose wait is asked for */
    struct fiber_rate_system equipment;
    struct network_file_node *nodes;
    size_t node_count;
    struct network_file_fibre *fibres;
    size_t fibre_count;
    struct scenario_document *document; /* the JSON it came from, for network_file_text; owned */
};

/** The keys of the file, of each of its nodes and of its fibres. */
const struct keys_table *network_file_keys(void);
const struct keys_table *network_file_node_keys(void);
const struct keys_table *network_file_fibre_keys(void);

/** Name of the resolved network beside the results that were made with it. */
#define NETWORK_FILE_COPY "network.json"

/**
 * Reads a network (schema 1), strict like a scenario. Refuses a fibre whose end is neither a station nor a node, two nodes of
 * one name, a node that has a station's name, and a fibre from a node to itself.
 *
 * @param path      the file
 * @param stations  names; numbered as given
 * @param out       network_file_release
 */
enum satqkd_status network_file_read(const char *path, const char *const *stations, size_t station_count,
                                     struct network_file *out, struct satqkd_error *error);

/** The resolved network as JSON text: reading it again gives the same. @param out owned by the caller, free() */
enum satqkd_status network_file_text(const struct network_file *file, char **out, struct satqkd_error *error);

/** Releases what it owns; {0} is fine. */
void network_file_release(struct network_file *file);

#endif

/* SPDX-License-Identifier: MIT */
#include "scenario/network_file.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/document.h"
#include "scenario/json_write.h"
#include "scenario/keys.h"
#include "scenario/keys_list.h"
#include "special/constants.h"
#include "text/nearest.h"

#define EQUIPMENT(name_, member_, low_, high_, ends_, meaning_)                                                        \
    {                                                                                                                  \
        .path = "equipment." name_, .kind = KEYS_NUMBER, .presence = KEYS_REQUIRED,                                    \
        .value = {"", 1, (low_), (high_), (ends_)}, KEYS_AT(struct network_file, equipment.member_),                   \
        .meaning = (meaning_)                                                                                          \
    }

#define THREE(name_, member_, high_, ends_, meaning_)                                                                  \
    {                                                                                                                  \
        .path = "equipment." name_, .kind = KEYS_NUMBERS, .presence = KEYS_REQUIRED,                                   \
        .value = {"", 1, 0, (high_), (ends_)}, .least = FIBER_RATE_INTENSITIES, .most = FIBER_RATE_INTENSITIES,        \
        KEYS_AT(struct network_file, equipment.member_), .count_offset = KEYS_NOWHERE, .meaning = (meaning_)           \
    }

#define NAME(structure_, path_, member_, meaning_)                                                                     \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_TEXT, .presence = KEYS_REQUIRED, KEYS_AT(structure_, member_),                   \
        .meaning = (meaning_)                                                                                          \
    }

static const struct keys_entry entries[] = {
    KEYS_SCHEMA(1),
    NAME(struct network_file, "name", name, "name in reports"),
    {.path = "key_bits",
     .kind = KEYS_NUMBER,
     .presence = KEYS_DEFAULT,
     .fallback = "256",
     .value = {"bits", 1, 1, 1e12, KEYS_CLOSED},
     KEYS_AT(struct network_file, key_bits),
     .meaning = "of the key whose wait is told; 256: one of AES-256"},
    {.path = "equipment",
     .kind = KEYS_OBJECT,
     .presence = KEYS_REQUIRED,
     KEYS_NOT_STORED,
     .meaning = "source and detectors at the two ends of every fibre"},
    {.path = "equipment.repetition_rate_mhz",
     .kind = KEYS_NUMBER,
     .presence = KEYS_REQUIRED,
     .value = {"MHz", 1e6, 0, 1e5, KEYS_LOW_OPEN},
     KEYS_AT(struct network_file, equipment.repetition_rate_hz),
     .meaning = "pulses a second"},
    THREE("intensities", intensities, 10, KEYS_CLOSED, "mean photon numbers: signal, weak decoy, vacuum"),
    THREE("probabilities", probabilities, 1, KEYS_OPEN, "of the intensities; they add up to 1"),
    EQUIPMENT("alice_x", alice_x, 0, 1, KEYS_OPEN, "probability of the X basis, sender"),
    EQUIPMENT("bob_x", bob_x, 0, 1, KEYS_OPEN, "probability of the X basis, receiver"),
    EQUIPMENT("receiver_efficiency", receiver_efficiency, 0, 1, KEYS_LOW_OPEN, "behind the fibre, detectors included"),
    EQUIPMENT("noise_probability", noise_probability, 0, 1, KEYS_HIGH_OPEN, "of a click without light, a gate"),
    EQUIPMENT("misalignment_error", misalignment_error, 0, 0.5, KEYS_CLOSED, "of a photon that arrives"),
    EQUIPMENT("f_ec", f_ec, 1, 100, KEYS_CLOSED, "leakage of error correction f n h(E)"),
    {.path = "nodes",
     .kind = KEYS_LIST,
     .presence = KEYS_DEFAULT,
     .fallback = "[]",
     .least = 0,
     .most = NETWORK_FILE_MOST,
     KEYS_NOT_STORED,
     .meaning = "trusted nodes that are no stations"},
    {.path = "fibres",
     .kind = KEYS_LIST,
     .presence = KEYS_DEFAULT,
     .fallback = "[]",
     .least = 0,
     .most = NETWORK_FILE_MOST,
     KEYS_NOT_STORED,
     .meaning = "links between nodes and stations"},
};

#define DEGREES(path_, member_, limit_)                                                                                \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_NUMBER, .presence = KEYS_OPTIONAL,                                               \
        .value = {"deg", 1 / CONSTANT_DEGREE, -(limit_), (limit_), KEYS_CLOSED},                                       \
        KEYS_AT(struct network_file_node, member_), .meaning = "for the map of the report"                             \
    }

static const struct keys_entry node_entries[] = {
    NAME(struct network_file_node, "name", name, "by which fibres refer to it"),
    DEGREES("latitude_deg", latitude_rad, 90),
    DEGREES("longitude_deg", longitude_rad, 360),
};

static const struct keys_entry fibre_entries[] = {
    NAME(struct network_file_fibre, "from", from, "a node or a station"),
    NAME(struct network_file_fibre, "to", to, "another one"),
    {.path = "length_km",
     .kind = KEYS_NUMBER,
     .presence = KEYS_REQUIRED,
     .value = {"km", 1e3, 0, 1e5, KEYS_CLOSED},
     KEYS_AT(struct network_file_fibre, length_m),
     .meaning = "of the fibre, not of the straight line"},
    {.path = "loss_db_per_km",
     .kind = KEYS_NUMBER,
     .presence = KEYS_DEFAULT,
     .fallback = "0.2",
     .value = {"dB/km", 1, 0, 100, KEYS_CLOSED},
     KEYS_AT(struct network_file_fibre, loss_db_per_km),
     .meaning = "splices and connectors included; 0.2: ITU-T G.652 fibre at 1550 nm"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const sourced[] = {"", "equipment", NULL};
static const char listed[] = "satqkd help network-config";
static const struct keys_table root_table = {entries, COUNT(entries), sourced, NULL, listed};
static const struct keys_table node_table = {node_entries, COUNT(node_entries), sourced, NULL, listed};
static const struct keys_table fibre_table = {fibre_entries, COUNT(fibre_entries), sourced, NULL, listed};

const struct keys_table *network_file_keys(void) {
    return &root_table;
}

const struct keys_table *network_file_node_keys(void) {
    return &node_table;
}

const struct keys_table *network_file_fibre_keys(void) {
    return &fibre_table;
}

/* All names that a fibre may end at: stations, then nodes. */
struct places {
    const char **names;
    size_t count;
};

static size_t find(const struct places *places, const char *name) {
    size_t i = 0;
    while (i < places->count && strcmp(places->names[i], name) != 0) {
        ++i;
    }
    return i;
}

static enum satqkd_status name_places(const struct scenario_document *document, const struct network_file *file,
                                      struct places *places, struct satqkd_error *error) {
    for (size_t i = 0; i < file->node_count; ++i) {
        char path[DOCUMENT_PATH];
        snprintf(path, sizeof path, "nodes[%zu].name", i);
        if (find(places, file->nodes[i].name) < places->count) {
            return document_fault(document, error, path, "\"%s\" is a station or a node already; give another name",
                                  file->nodes[i].name);
        }
        places->names[places->count++] = file->nodes[i].name;
    }
    return SATQKD_OK;
}

static enum satqkd_status find_end(const struct scenario_document *document, const struct places *places, size_t fibre,
                                   const char *key, const char *name, size_t *out, struct satqkd_error *error) {
    *out = find(places, name);
    if (*out < places->count) {
        return SATQKD_OK;
    }
    char path[DOCUMENT_PATH];
    const char *meant = nearest_word(name, places->names, places->count);
    snprintf(path, sizeof path, "fibres[%zu].%s", fibre, key);
    return document_fault(document, error, path, "\"%s\" is neither a node nor a station%s%s%s", name,
                          meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
}

static enum satqkd_status find_ends(const struct scenario_document *document, struct network_file *file,
                                    const struct places *places, struct satqkd_error *error) {
    for (size_t i = 0; i < file->fibre_count; ++i) {
        struct network_file_fibre *fibre = &file->fibres[i];
        enum satqkd_status status = find_end(document, places, i, "from", fibre->from, &fibre->a, error);
        if (!status) {
            status = find_end(document, places, i, "to", fibre->to, &fibre->b, error);
        }
        if (status) {
            return status;
        }
        if (fibre->a == fibre->b) {
            char path[DOCUMENT_PATH];
            snprintf(path, sizeof path, "fibres[%zu].to", i);
            return document_fault(document, error, path, "from \"%s\" to itself; a fibre joins two places", fibre->to);
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status check_equipment(const struct scenario_document *document, const struct fiber_rate_system *e,
                                          struct satqkd_error *error) {
    const double *mean = e->intensities, *chance = e->probabilities;
    if (!(mean[FIBER_RATE_SIGNAL] > mean[FIBER_RATE_WEAK] && mean[FIBER_RATE_WEAK] > 0 &&
          mean[FIBER_RATE_VACUUM] == 0)) {
        return document_fault(document, error, "equipment.intensities",
                              "must fall: the signal, a weaker decoy above 0, and 0 for the vacuum");
    }
    const double sum = chance[FIBER_RATE_SIGNAL] + chance[FIBER_RATE_WEAK] + chance[FIBER_RATE_VACUUM];
    if (!(fabs(sum - 1) <= 1e-9)) {
        return document_fault(document, error, "equipment.probabilities", "add up to %g; they must to 1", sum);
    }
    return SATQKD_OK;
}

/* Room for the lists, and what is in them. */
static enum satqkd_status read_lists(struct scenario_document *document, struct network_file *file,
                                     struct satqkd_error *error) {
    file->node_count = keys_list_count(document, "nodes");
    file->fibre_count = keys_list_count(document, "fibres");
    file->nodes = calloc(file->node_count + 1, sizeof *file->nodes);
    file->fibres = calloc(file->fibre_count + 1, sizeof *file->fibres);
    if (!file->nodes || !file->fibres) {
        return document_out_of_memory(error);
    }
    for (size_t i = 0; i < file->node_count; ++i) {
        file->nodes[i].latitude_rad = file->nodes[i].longitude_rad = NAN;
    }
    enum satqkd_status status = keys_list_read(&node_table, document, "nodes", file->nodes, sizeof *file->nodes, error);
    return status ? status
                  : keys_list_read(&fibre_table, document, "fibres", file->fibres, sizeof *file->fibres, error);
}

static enum satqkd_status read_document(struct scenario_document *document, const char *const *stations,
                                        size_t station_count, struct network_file *file, struct satqkd_error *error) {
    struct places places = {0};
    enum satqkd_status status = keys_known(&root_table, document, error);
    if (!status) {
        status = keys_read(&root_table, document, file, error);
    }
    if (!status) {
        status = check_equipment(document, &file->equipment, error);
    }
    if (!status) {
        status = read_lists(document, file, error);
    }
    if (status) {
        return status;
    }
    places.names = malloc((station_count + file->node_count + 1) * sizeof *places.names);
    if (!places.names) {
        return document_out_of_memory(error);
    }
    for (size_t i = 0; i < station_count; ++i) {
        places.names[places.count++] = stations[i];
    }
    status = name_places(document, file, &places, error);
    if (!status) {
        status = find_ends(document, file, &places, error);
    }
    free(places.names);
    return status;
}

enum satqkd_status network_file_read(const char *path, const char *const *stations, size_t station_count,
                                     struct network_file *out, struct satqkd_error *error) {
    *out = (struct network_file){0};
    enum satqkd_status status = document_open(path, &out->document, error);
    return status ? status : read_document(out->document, stations, station_count, out, error);
}

enum satqkd_status network_file_text(const struct network_file *file, char **out, struct satqkd_error *error) {
    return json_write(file->document->root, out, error);
}

void network_file_release(struct network_file *file) {
    document_destroy(file->document);
    free(file->nodes);
    free(file->fibres);
    *file = (struct network_file){0};
}

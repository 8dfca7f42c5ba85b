/* SPDX-License-Identifier: MIT */
#include "scenario/counts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/document.h"
#include "scenario/keys.h"
#include "scenario/keys_protocol.h"
#include "scenario/scenario_check.h"

/* What the table's offsets are of. */
struct counts_file {
    struct key_protocol protocol;
    struct key_counts counts;
};

#define COUNT_QUANTITY                                                                                                 \
    { "", 1, 0, 9.2e18, KEYS_CLOSED } /* below 2^63: 64-bit tallies hold no more */

#define COUNTS_OF_INTENSITIES(name, member, text)                                                                      \
    {                                                                                                                  \
        .path = (name), .kind = KEYS_NUMBERS, .presence = KEYS_REQUIRED, .value = COUNT_QUANTITY, .least = 2,          \
        .most = KEY_MAX_INTENSITIES, KEYS_AT(struct counts_file, member), .count_offset = KEYS_NOWHERE,                \
        .meaning = (text)                                                                                              \
    }

#define COUNTS_OBJECT(name, needed, text)                                                                              \
    { .path = (name), .kind = KEYS_OBJECT, .presence = (needed), .fallback = "{}", KEYS_NOT_STORED, .meaning = (text) }

static const char detections_text[] = "matched basis, in the order of the intensities";
static const char errors_text[] = "of these detections, in the order of the intensities";

static const struct keys_entry entries[] = {
    KEYS_SCHEMA(1),
    {.path = "intensities",
     KEYS_INTENSITIES,
     .presence = KEYS_REQUIRED,
     KEYS_AT(struct counts_file, protocol.intensities),
     .count_offset = offsetof(struct counts_file, protocol.intensity_count)},
    {.path = "probabilities",
     KEYS_PROBABILITIES,
     .presence = KEYS_REQUIRED,
     KEYS_AT(struct counts_file, protocol.probabilities),
     .count_offset = KEYS_NOWHERE},
    {.path = "pulses",
     .kind = KEYS_NUMBER,
     .presence = KEYS_REQUIRED,
     .value = COUNT_QUANTITY,
     KEYS_AT(struct counts_file, counts.pulses),
     .meaning = "pulses sent, all intensities and bases"},
    KEYS_BASIS_PROBABILITIES("", struct counts_file),
    COUNTS_OBJECT("bases", KEYS_REQUIRED, "the counts of both bases"),
    COUNTS_OBJECT("bases.x", KEYS_REQUIRED, "the counts of the X basis"),
    COUNTS_OF_INTENSITIES("bases.x.detections", counts.detections[KEY_X], detections_text),
    COUNTS_OF_INTENSITIES("bases.x.errors", counts.errors[KEY_X], errors_text),
    COUNTS_OBJECT("bases.z", KEYS_REQUIRED, "the counts of the Z basis"),
    COUNTS_OF_INTENSITIES("bases.z.detections", counts.detections[KEY_Z], detections_text),
    COUNTS_OF_INTENSITIES("bases.z.errors", counts.errors[KEY_Z], errors_text),
    COUNTS_OBJECT("protocol", KEYS_DEFAULT, "how the key is made"),
    KEYS_PROTOCOL(struct counts_file),
};

static const char of_scenario[] =
    "of a scenario: satqkd run flies it and writes counts.json, which is what is wanted here";
static const struct keys_later of_another_file[] = {
    {"name", of_scenario}, {"satellite", of_scenario}, {"station", of_scenario}, {"orbit", of_scenario}, {NULL, NULL}};
static const struct keys_table table = {entries, sizeof entries / sizeof *entries, NULL, of_another_file,
                                        "docs/tutorial-counts.md"};

/* Every list of counts has one number for each intensity. */
static enum satqkd_status check_lengths(const struct scenario_document *document, int intensity_count,
                                        struct satqkd_error *error) {
    static const char *const lists[] = {"bases.x.detections", "bases.x.errors", "bases.z.detections", "bases.z.errors"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        int count = cJSON_GetArraySize(document_node(document, lists[i]));
        if (count != intensity_count) {
            return document_fault(document, error, lists[i], "%d numbers for %d intensities; give as many", count,
                                  intensity_count);
        }
    }
    return SATQKD_OK;
}

/* @param document  destroyed in any case */
static enum satqkd_status read_document(struct scenario_document *document, struct key_protocol *protocol,
                                        struct key_counts *counts, struct satqkd_error *error) {
    struct counts_file file;
    memset(&file, 0, sizeof file);
    file.protocol.leak_ec_bits = NAN;
    enum satqkd_status status = keys_known(&table, document, error);
    if (!status) {
        status = keys_read(&table, document, &file, error);
    }
    if (!status) {
        status = check_lengths(document, file.protocol.intensity_count, error);
    }
    if (!status) {
        status = scenario_check_protocol(document, "", &file.protocol, &file.counts, error);
    }
    if (!status) {
        *protocol = file.protocol;
        *counts = file.counts;
    }
    document_destroy(document);
    return status;
}

enum satqkd_status counts_read(const char *path, struct key_protocol *protocol, struct key_counts *counts,
                               struct satqkd_error *error) {
    struct scenario_document *document = NULL;
    enum satqkd_status status = document_open(path, &document, error);
    return status ? status : read_document(document, protocol, counts, error);
}

enum satqkd_status counts_parse(const char *name, const char *text, struct key_protocol *protocol,
                                struct key_counts *counts, struct satqkd_error *error) {
    struct scenario_document *document = NULL;
    enum satqkd_status status = document_read(name, text, &document, error);
    return status ? status : read_document(document, protocol, counts, error);
}

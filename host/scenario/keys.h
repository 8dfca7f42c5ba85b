/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_H
#define SATQKD_SCENARIO_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "channel/channel.h"
#include "satqkd/status.h"
#include "scenario/document.h"

enum keys_kind {
    KEYS_OBJECT,
    KEYS_REFERENCE,      /* an object, or the path of a file that holds one */
    KEYS_NUMBER,         /* double */
    KEYS_SEED,           /* uint64_t: a whole number below 2^53, or a text of decimal digits */
    KEYS_FLAG,           /* bool */
    KEYS_TEXT,           /* char[size] */
    KEYS_TIME,           /* double: POSIX seconds of an ISO 8601 text */
    KEYS_CHOICE,         /* an enum of the size of int: one of the choices */
    KEYS_LEVEL,          /* double: a choice that stands for a number, in the key's own unit */
    KEYS_NUMBERS,        /* double[most], and how many */
    KEYS_NUMBER_OR_FOUR, /* double[4]: one number for all four, or four */
    KEYS_PAIRS,          /* double[most] twice, and how many: rows [a, b] of ascending a */
    KEYS_LINES,          /* char[most][size / most]: texts of one length, and how many */
    KEYS_LIST,           /* an array of least to most objects; each is read by keys_list.c */
    KEYS_TRACK,          /* an object of columns and rows, or the path of a CSV file; read by scenario_track.c */
    KEYS_EPHEMERIS,      /* an object of states, or the path of an OEM file; read by scenario_oem.c */
    KEYS_PART            /* what another table checks: an object, a list of them, or the path of a file */
};

enum keys_presence {
    KEYS_REQUIRED,
    KEYS_DEFAULT, /* the fallback is written in where the key is missing */
    KEYS_OPTIONAL /* what is missing stays missing */
};

/** Which ends of a range are excluded. */
enum keys_ends { KEYS_CLOSED = 0, KEYS_LOW_OPEN = 1, KEYS_HIGH_OPEN = 2, KEYS_OPEN = 3 };

/** A number as users write it: unit, factor to SI, and range in the user's unit. */
struct keys_quantity {
    const char *unit; /* "" or NULL for a pure number */
    double scale;
    double low, high; /* INFINITY: no limit */
    enum keys_ends ends;
};

struct keys_choice {
    const char *name;
    double value; /* of the enum, or the number that it stands for */
};

enum { KEYS_NOWHERE = -1 }; /* an offset: checked, but not stored */

/** One key: all that reading, defaults, range checks, suggestions, the resolved output and help need to know. */
struct keys_entry {
    const char *path;
    const char *meaning;
    enum keys_kind kind;
    enum keys_presence presence;
    int alternative;      /* keys of one object with the same number other than 0 exclude each other */
    const char *fallback; /* JSON text */
    struct keys_quantity value;
    struct keys_quantity second;       /* of the pairs' second column */
    const struct keys_choice *choices; /* ended by a NULL name */
    int least, most;                   /* elements of an array */
    ptrdiff_t offset, second_offset, count_offset;
    size_t size;        /* bytes at offset */
    size_t line_length; /* of KEYS_LINES, trailing white space not counted */
};

/** A path that is no key here, and why: this version lacks it, it has no place in this direction, or in this kind of file. */
struct keys_later {
    const char *path, *instead;
};

/* For tables: where a value goes. */
#define KEYS_AT(structure, member) .offset = offsetof(structure, member), .size = sizeof(((structure *)0)->member)
#define KEYS_NOT_STORED .offset = KEYS_NOWHERE, .second_offset = KEYS_NOWHERE, .count_offset = KEYS_NOWHERE

/** The entry with which every kind of file begins. */
#define KEYS_SCHEMA(version_)                                                                                          \
    {                                                                                                                  \
        .path = "schema", .kind = KEYS_NUMBER, .presence = KEYS_REQUIRED,                                              \
        .value = {"", 1, (version_), (version_), KEYS_CLOSED}, KEYS_NOT_STORED, .meaning = "version of this format"    \
    }

/** The entry of an object: KEYS_OBJECT, KEYS_REFERENCE or KEYS_PART. */
#define KEYS_GROUP(path_, kind_, presence_, meaning_)                                                                  \
    {                                                                                                                  \
        .path = (path_), .kind = (kind_), .presence = (presence_), .fallback = "{}", KEYS_NOT_STORED,                  \
        .meaning = (meaning_)                                                                                          \
    }

/** All keys of a kind of file, parents before their children. */
struct keys_table {
    const struct keys_entry *entries;
    size_t count;
    const char *const *sourced;     /* objects that may hold "sources" ("" is the root); ended by NULL */
    const struct keys_later *later; /* ended by a NULL path */
    const char *listed;             /* the command or document that lists the keys for users */
};

enum { KEYS_MOST = 160 }; /* entries of a table */

/** The keys of a scenario (schema 1) of a direction: they differ in which end has what. Offsets are into struct scenario. */
const struct keys_table *keys_scenario(enum channel_direction direction);

/** Name of the object at the root whose members are key paths: {"station.telescope.optics_efficiency": 0.02, …}. */
#define keys_uncertainties "uncertainties"

/** @return the entry of a path without indices, NULL where there is none */
const struct keys_entry *keys_find(const struct keys_table *table, const char *path);

/** Length of the path of the parent: 12 for "satellite.source.name"… the part before the last dot; 0 at the root. */
size_t keys_parent_length(const char *path);

/**
 * The entry that somebody meant by an unknown path: the nearest one in the same object, else the nearest of the same name
 * elsewhere, else the nearest of all.
 *
 * @return NULL where none is near
 */
const struct keys_entry *keys_suggest(const struct keys_table *table, const char *path);

/**
 * Refuses the first unknown key of a document, and `sources` that name unknown keys or hold anything but texts.
 */
enum satqkd_status keys_known(const struct keys_table *table, const struct scenario_document *document,
                              struct satqkd_error *error);

/** The same of the object at a path, "" for the whole document. */
enum satqkd_status keys_known_below(const struct keys_table *table, const struct scenario_document *document,
                                    const char *path, struct satqkd_error *error);

/** The refusal of an unknown path, with the nearest known one and the command that lists all. @return SATQKD_INVALID */
enum satqkd_status keys_unknown(const struct keys_table *table, const struct scenario_document *document,
                                const char *path, struct satqkd_error *error);

/**
 * Reads a document by its table: types, ranges, alternatives; writes the defaults into it and puts its keys into the table's order.
 *
 * @param into  the struct that the table's offsets are of
 */
enum satqkd_status keys_read(const struct keys_table *table, struct scenario_document *document, void *into,
                             struct satqkd_error *error);

/** What a number must be, in words: "a number above 0 and at most 100 m". @param out at least KEYS_RANGE_TEXT bytes */
enum { KEYS_RANGE_TEXT = 128 };
void keys_range_text(const struct keys_quantity *quantity, char *out);

/** @return whether a number is within the range */
int keys_in_range(const struct keys_quantity *quantity, double value);

#endif

/* SPDX-License-Identifier: MIT */
#include "study/campaign_journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "satqkd/satqkd.h"

enum { PATH_TEXT = 4096, LINE_TEXT = 4096, HASH_BYTES = 16, HASH_TEXT = 2 * HASH_BYTES + 1 };
/* Numbers of a flight: four sums, the pulses, and the counts of both bases. */
enum { NUMBERS = 5 + 2 * KEY_BASES * KEY_MAX_INTENSITIES };

static const char name_format[] = "%s/journal";

struct record {
    enum campaign_journal_part part;
    size_t pass, repeat;
    struct campaign_flight flight;
};

struct campaign_journal {
    char path[PATH_TEXT];
    FILE *file;
    size_t pass_count, repeats;
    struct record *records; /* read; owned */
    size_t count, room;
};

/* FNV-1a, 64 bits. */
static uint64_t check_of(const char *text, size_t length) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; ++i) {
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    }
    return hash;
}

/* BLAKE2b of the version and of the campaign as resolved. */
static enum satqkd_status first_line(const struct campaign *campaign, char out[LINE_TEXT], struct satqkd_error *error) {
    unsigned char hash[HASH_BYTES];
    char hex[HASH_TEXT];
    char *text = NULL;
    crypto_generichash_state state;
    enum satqkd_status status = campaign_text(campaign, &text, error);
    if (status == SATQKD_OK) {
        crypto_generichash_init(&state, NULL, 0, sizeof hash);
        crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
        crypto_generichash_final(&state, hash, sizeof hash);
        sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
        snprintf(out, LINE_TEXT, "satqkd %s journal of campaign %s\n", satqkd_version(), hex);
    }
    free(text);
    return status;
}

static void to_numbers(const struct campaign_flight *flight, double out[NUMBERS]) {
    const double sums[] = {flight->detections, flight->sifted_bits, flight->error_bits, flight->secret_bits,
                           flight->counts.pulses};
    memcpy(out, sums, sizeof sums);
    memcpy(out + 5, flight->counts.detections, sizeof flight->counts.detections);
    memcpy(out + 5 + KEY_BASES * KEY_MAX_INTENSITIES, flight->counts.errors, sizeof flight->counts.errors);
}

static void from_numbers(const double in[NUMBERS], struct campaign_flight *flight) {
    flight->detections = in[0];
    flight->sifted_bits = in[1];
    flight->error_bits = in[2];
    flight->secret_bits = in[3];
    flight->counts.pulses = in[4];
    memcpy(flight->counts.detections, in + 5, sizeof flight->counts.detections);
    memcpy(flight->counts.errors, in + 5 + KEY_BASES * KEY_MAX_INTENSITIES, sizeof flight->counts.errors);
}

/* @param line  without its end @return whether it is a whole record */
static bool read_record(const struct campaign_journal *journal, const char *line, struct record *out) {
    const char *last = strrchr(line, ' ');
    double numbers[NUMBERS];
    int part = 0;
    int used = 0;
    char *end = NULL;
    if (!last || strtoull(last + 1, &end, 16) != check_of(line, (size_t)(last - line)) || *end ||
        /* NOLINTNEXTLINE(cert-err34-c): the sum says that it is as it was written, so that no number is out of range */
        sscanf(line, "%d %zu %zu%n", &part, &out->pass, &out->repeat, &used) != 3) {
        return false;
    }
    const char *at = line + used;
    for (int i = 0; i < NUMBERS; ++i) {
        numbers[i] = strtod(at, &end);
        if (end == at) {
            return false;
        }
        at = end;
    }
    from_numbers(numbers, &out->flight);
    out->part = (enum campaign_journal_part)part;
    const size_t repeats = out->part == CAMPAIGN_JOURNAL_EXPECTED ? 1 : journal->repeats;
    return out->pass < journal->pass_count && out->repeat < repeats;
}

static enum satqkd_status keep(struct campaign_journal *journal, const struct record *record,
                               struct satqkd_error *error) {
    if (journal->count == journal->room) {
        const size_t room = journal->room ? 2 * journal->room : 1024;
        struct record *grown = realloc(journal->records, room * sizeof *grown);
        if (!grown) {
            return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a journal of %zu flights", room);
        }
        journal->records = grown;
        journal->room = room;
    }
    journal->records[journal->count++] = *record;
    return SATQKD_OK;
}

/* Reads whole lines; what follows them is cut off. */
static enum satqkd_status read_journal(struct campaign_journal *journal, const char *first,
                                       struct satqkd_error *error) {
    char line[LINE_TEXT];
    long whole = 0;
    if (!fgets(line, sizeof line, journal->file) || !strchr(line, '\n')) {
        line[0] = '\0'; /* not even its first line was finished: nothing was flown */
    } else if (strcmp(line, first) != 0) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "--resume: %s is of another campaign, or of other settings or another version of the "
                                "program; start again without --resume, or with another --out",
                                journal->path);
    }
    enum satqkd_status status = SATQKD_OK;
    if (line[0]) {
        whole = ftell(journal->file);
        while (status == SATQKD_OK && fgets(line, sizeof line, journal->file)) {
            struct record record;
            char *end = strchr(line, '\n');
            if (!end) {
                break;
            }
            *end = '\0';
            if (!read_record(journal, line, &record)) {
                break;
            }
            status = keep(journal, &record, error);
            whole = ftell(journal->file);
        }
    }
    fflush(journal->file);
    if (status == SATQKD_OK &&
        (ftruncate(fileno(journal->file), whole) != 0 || fseek(journal->file, whole, SEEK_SET) != 0)) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", journal->path, strerror(errno));
    }
    if (status == SATQKD_OK && whole == 0) {
        fputs(first, journal->file);
    }
    return status;
}

enum satqkd_status campaign_journal_open(const struct campaign *campaign, const char *directory, bool resume,
                                         size_t pass_count, size_t repeats, struct campaign_journal **out,
                                         struct satqkd_error *error) {
    char first[LINE_TEXT];
    struct campaign_journal *journal = calloc(1, sizeof *journal);
    *out = NULL;
    if (!journal) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a journal");
    }
    journal->pass_count = pass_count;
    journal->repeats = repeats;
    snprintf(journal->path, sizeof journal->path, name_format, directory);
    enum satqkd_status status = first_line(campaign, first, error);
    if (status == SATQKD_OK) {
        journal->file = resume ? fopen(journal->path, "r+") : NULL;
        const bool read = journal->file != NULL;
        if (!read) {
            journal->file = fopen(journal->path, "w");
        }
        if (!journal->file) {
            status =
                satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", journal->path, strerror(errno));
        } else if (read) {
            status = read_journal(journal, first, error);
        } else {
            fputs(first, journal->file);
        }
    }
    if (status == SATQKD_OK) {
        status = campaign_journal_flush(journal, error);
    }
    if (status == SATQKD_OK) {
        *out = journal;
    } else {
        campaign_journal_close(journal);
    }
    return status;
}

void campaign_journal_close(struct campaign_journal *journal) {
    if (!journal) {
        return;
    }
    if (journal->file) {
        fclose(journal->file);
    }
    free(journal->records);
    free(journal);
}

void campaign_journal_remove(const char *directory) {
    char path[PATH_TEXT];
    if (snprintf(path, sizeof path, name_format, directory) < (int)sizeof path) {
        unlink(path);
    }
}

void campaign_journal_take(const struct campaign_journal *journal, enum campaign_journal_part part, size_t repeats,
                           struct campaign_flight *into, bool *have) {
    /* The repeats of a pass are written together and in order: with the last one all are there. */
    for (size_t i = 0; i < journal->count; ++i) {
        const struct record *record = &journal->records[i];
        if (record->part == part) {
            into[record->pass * repeats + record->repeat] = record->flight;
            have[record->pass] = have[record->pass] || record->repeat + 1 == repeats;
        }
    }
}

enum satqkd_status campaign_journal_add(struct campaign_journal *journal, enum campaign_journal_part part, size_t pass,
                                        const struct campaign_flight *flights, size_t repeats,
                                        struct satqkd_error *error) {
    for (size_t r = 0; r < repeats; ++r) {
        char line[LINE_TEXT];
        double numbers[NUMBERS];
        to_numbers(&flights[r], numbers);
        int length = snprintf(line, sizeof line, "%d %zu %zu", (int)part, pass, r);
        for (int i = 0; i < NUMBERS; ++i) {
            length += snprintf(line + length, sizeof line - (size_t)length, " %a", numbers[i]);
        }
        if (fprintf(journal->file, "%s %016" PRIx64 "\n", line, check_of(line, (size_t)length)) < 0) {
            return satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", journal->path, strerror(errno));
        }
    }
    return SATQKD_OK;
}

enum satqkd_status campaign_journal_flush(struct campaign_journal *journal, struct satqkd_error *error) {
    return fflush(journal->file) == 0
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", journal->path, strerror(errno));
}

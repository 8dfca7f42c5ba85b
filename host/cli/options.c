/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/whole_number.h"
#include "orbit/time_utc.h"
#include "scenario/keys_slip.h"
#include "text/nearest.h"

/* Of a command; and the number of the first one, beyond what a short option could be. */
enum { MOST_OPTIONS = 32, FIRST_OPTION = 256 };

/* How an option was written, "--out=x" without its value, and the names that it begins. */
struct written {
    const char *text;
    size_t length;
    const char *begun[MOST_OPTIONS];
    size_t begun_count;
};

static struct written find_written(char *const *argv, const struct option *known) {
    struct written written = {.text = argv[optind - 1]};
    written.length = strcspn(written.text, "=");
    for (; known->name && strncmp(written.text, "--", 2) == 0; ++known) {
        if (strncmp(known->name, written.text + 2, written.length - 2) == 0 && written.begun_count < MOST_OPTIONS) {
            written.begun[written.begun_count++] = known->name;
        }
    }
    return written;
}

/*
 * Whether it is a short option that getopt_long stumbled over; optind has not always passed it then. optopt is its letter,
 * but also the number of a long option whose value is missing or unwanted.
 */
static bool is_short(int found, const struct written *written, const struct option *known) {
    for (; optopt && known->name; ++known) {
        if (known->val == optopt && written->begun_count > 0 && (found == ':' || written->text[written->length])) {
            return false;
        }
    }
    return optopt != 0;
}

/* What getopt_long could not take: found is its ':' or '?'. */
static enum satqkd_status refuse(const char *command, int found, char *const *argv, const struct option *known,
                                 struct satqkd_error *error) {
    const char *names[MOST_OPTIONS];
    char name[64];
    size_t count = 0;
    struct written written = find_written(argv, known);
    if (is_short(found, &written, known)) {
        return command_misuse(command, error, "unknown option '-%c': an option is a word behind two dashes", optopt);
    }
    int length = (int)written.length;
    if (found == ':') {
        return command_misuse(command, error, "%s needs a value", written.text);
    }
    if (optopt) {
        return command_misuse(command, error, "--%s takes no value, and '%s' gives one", written.begun[0],
                              written.text);
    }
    if (written.begun_count > 1) {
        return command_misuse(command, error, "'%.*s' may mean --%s or --%s", length, written.text, written.begun[0],
                              written.begun[1]);
    }
    for (; known[count].name; ++count) {
        names[count] = known[count].name;
    }
    snprintf(name, sizeof name, "%.*s", length - 2, written.text + 2);
    const char *nearest = nearest_word(name, names, count);
    if (nearest) {
        return command_misuse(command, error, "unknown option '%.*s'; did you mean '--%s'?", length, written.text,
                              nearest);
    }
    return command_misuse(command, error, "unknown option '%.*s'", length, written.text);
}

static enum satqkd_status take_text(const char *command, const struct options_entry *entry, const char *text,
                                    struct satqkd_error *error) {
    *entry->text = text;
    return text[0] ? SATQKD_OK : command_misuse(command, error, "--%s: which one? '' is none", entry->name);
}

static enum satqkd_status take_word(const char *command, const struct options_entry *entry, const char *text,
                                    struct satqkd_error *error) {
    char all[256] = "";
    size_t count = 0, length = 0;
    for (; entry->words[count]; ++count) {
        if (strcmp(text, entry->words[count]) == 0) {
            *entry->word = (int)count;
            return SATQKD_OK;
        }
    }
    const char *nearest = nearest_word(text, entry->words, count);
    if (nearest) {
        return command_misuse(command, error, "--%s: there is no '%s'; did you mean '%s'?", entry->name, text, nearest);
    }
    for (size_t i = 0; i < count && length < sizeof all; ++i) {
        length += (size_t)snprintf(all + length, sizeof all - length, "%s%s",
                                   i == 0          ? ""
                                   : i + 1 < count ? ", "
                                                   : " and ",
                                   entry->words[i]);
    }
    return command_misuse(command, error, "--%s: there is no '%s'; there are %s", entry->name, text, all);
}

static enum satqkd_status take_number(const char *command, const struct options_entry *entry, const char *text,
                                      struct satqkd_error *error) {
    char *end = NULL;
    *entry->number = strtod(text, &end);
    return end == text || *end || !isfinite(*entry->number)
               ? command_misuse(command, error, "--%s: '%s' is no number", entry->name, text)
               : SATQKD_OK;
}

static enum satqkd_status take_time(const char *command, const struct options_entry *entry, const char *text,
                                    struct satqkd_error *error) {
    char slip[KEYS_SLIP_TEXT];
    if (time_utc_parse(text, entry->utc_s)) {
        return SATQKD_OK;
    }
    keys_slip_time(text, slip);
    return command_misuse(command, error, "--%s: '%s' is no UTC time such as 2016-12-19T16:48:00Z (1957 to 2100)%s",
                          entry->name, text, slip);
}

static enum satqkd_status take_whole(const char *command, const struct options_entry *entry, const char *text,
                                     struct satqkd_error *error) {
    uint64_t value = (uint64_t)entry->without;
    const int most = entry->most ? entry->most : INT_MAX;
    if (text && (!whole_number(text, (uint64_t)most, &value) || (int)value < entry->least)) {
        return entry->most ? command_misuse(command, error, "--%s: '%s' is no whole number from %d to %d", entry->name,
                                            text, entry->least, most)
                           : command_misuse(command, error, "--%s: '%s' is no whole number from %d on", entry->name,
                                            text, entry->least);
    }
    *entry->whole = (int)value;
    return SATQKD_OK;
}

static enum satqkd_status take_count(const char *command, const struct options_entry *entry, const char *text,
                                     struct satqkd_error *error) {
    return whole_number(text, UINT64_MAX, entry->count)
               ? SATQKD_OK
               : command_misuse(command, error, "--%s: '%s' is no whole number from 0 to %" PRIu64, entry->name, text,
                                UINT64_MAX);
}

static enum satqkd_status take(const char *command, const struct options_entry *entry, const char *text,
                               struct satqkd_error *error) {
    if (entry->flag) {
        *entry->flag = true;
        return SATQKD_OK;
    }
    return entry->text       ? take_text(command, entry, text, error)
           : entry->word     ? take_word(command, entry, text, error)
           : entry->number   ? take_number(command, entry, text, error)
           : entry->utc_s    ? take_time(command, entry, text, error)
           : entry->count    ? take_count(command, entry, text, error)
           : entry->whole    ? take_whole(command, entry, text, error)
           : entry->settings ? options_set(entry->settings, text, error)
                             : entry->read(text, entry->into, error);
}

enum satqkd_status options_read(const char *command, const struct options_entry *entries, int argc, char **argv,
                                char ***operands, struct satqkd_error *error) {
    struct option known[MOST_OPTIONS + 1] = {{0}};
    for (int i = 0; i < MOST_OPTIONS && entries[i].name; ++i) {
        const int value = entries[i].flag ? no_argument : entries[i].without ? optional_argument : required_argument;
        known[i] = (struct option){entries[i].name, value, NULL, FIRST_OPTION + i};
    }
    opterr = 0; /* what is wrong is said once, by main */
    optind = 1;
    for (int found; (found = getopt_long(argc, argv, ":", known, NULL)) != -1;) {
        const enum satqkd_status status = found < FIRST_OPTION
                                              ? refuse(command, found, argv, known, error)
                                              : take(command, &entries[found - FIRST_OPTION], optarg, error);
        if (status != SATQKD_OK) {
            return status;
        }
    }
    *operands = argv + optind;
    return SATQKD_OK;
}

enum satqkd_status options_one(const char *command, char *const *operands, const char *what, const char **out,
                               struct satqkd_error *error) {
    if (!operands[0] || !operands[0][0]) {
        return command_misuse(command, error, "no %s given", what);
    }
    if (operands[1]) {
        return command_misuse(command, error, "unexpected argument '%s': one %s at a time", operands[1], what);
    }
    *out = operands[0];
    return SATQKD_OK;
}

enum satqkd_status options_set(struct options_settings *settings, const char *text, struct satqkd_error *error) {
    struct scenario_setting *list = realloc(settings->list, (settings->count + 1) * sizeof *list);
    if (!list) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the command line");
    }
    list[settings->count++].text = text;
    settings->list = list;
    return SATQKD_OK;
}

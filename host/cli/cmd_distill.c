/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/secrecy.h"
#include "device/device.h"
#include "distill/amplify.h"
#include "distill/contact.h"
#include "distill/distill.h"
#include "distill/distill_out.h"
#include "distill/random_matrix.h"
#include "distill/recording.h"
#include "distill/run_counts.h"
#include "events/events.h"
#include "orbit/time_utc.h"
#include "report/directory.h"
#include "scenario/file_text.h"
#include "scenario/scenario.h"
#include "stopwatch.h"

enum { PATH_TEXT = 4096 };

struct options {
    const char *directory, *events, *seed, *record;
    const struct correct_scheme *scheme;
    enum amplify_family family;
    int device;
    bool json;
};

/* What a distillation reads and holds. */
struct work {
    char events_path[PATH_TEXT];
    struct scenario *scenario;
    struct events *events;
    struct events_head head;
    struct classical_window *windows;
    struct file_text seed;
    struct device *device;
    struct amplify *amplify;
    enum amplify_family family;
    FILE *record;
    struct recording recording;
    struct classical_tap tap;
    struct distill_result result;
};

static bool expands(void *context, uint64_t input_bits, uint64_t output_bits) {
    const struct work *work = context;
    return amplify_expands(work->family, input_bits, output_bits);
}

/* A key is no longer than its string, so that every family takes its sizes. */
static uint64_t seed_bits(void *context, uint64_t input_bits, uint64_t output_bits) {
    const struct work *work = context;
    uint64_t bits = UINT64_C(8) * RANDOM_MATRIX_SEED_BYTES;
    if (!expands(context, input_bits, output_bits)) {
        amplify_seed_bits(work->family, input_bits, output_bits, &bits, NULL);
    }
    return bits;
}

static enum satqkd_status hash(void *context, const unsigned char *input, uint64_t input_bits,
                               const unsigned char *seed, uint64_t output_bits, unsigned char *output,
                               struct satqkd_error *error) {
    struct work *work = context;
    return expands(context, input_bits, output_bits)
               ? amplify_hash_expanded(work->amplify, input, input_bits, seed, output_bits, output, NULL, error)
               : amplify_hash(work->amplify, work->family, input, 1, input_bits, seed,
                              seed_bits(context, input_bits, output_bits), output_bits, output, NULL, error);
}

static enum satqkd_status in_directory(const char *directory, const char *name, char out[PATH_TEXT],
                                       struct satqkd_error *error) {
    const int length = snprintf(out, PATH_TEXT, "%s/%s", directory, name);
    if (length < 0 || length >= PATH_TEXT) {
        return satqkd_error_set(error, SATQKD_INVALID, "%.200s…: the path is too long", directory);
    }
    return SATQKD_OK;
}

static enum satqkd_status read_inputs(const struct options *options, struct work *work, struct satqkd_error *error) {
    char path[PATH_TEXT];
    enum satqkd_status status = in_directory(options->directory, "scenario.json", path, error);
    if (status == SATQKD_OK) {
        status = scenario_load(path, NULL, 0, &work->scenario, error);
    }
    if (status == SATQKD_OK && options->events) {
        snprintf(work->events_path, sizeof work->events_path, "%s", options->events);
    } else if (status == SATQKD_OK) {
        status = in_directory(options->directory, "events.h5", work->events_path, error);
    }
    if (status == SATQKD_OK) {
        status = events_read(work->events_path, &work->events, &work->head, error);
    }
    if (status != SATQKD_OK && !options->events && work->scenario) {
        satqkd_error_prefix(error, "no events (satqkd run … --events %s/events.h5 writes them): ", options->directory);
    }
    if (status == SATQKD_OK && !options->events) {
        status = run_counts_check(options->directory, work->events_path, work->events, error);
    }
    if (status == SATQKD_OK && options->seed) {
        status = file_text_read(options->seed, &work->seed, error);
    }
    return status;
}

static enum satqkd_status link_of(struct work *work, struct classical_link *link, struct satqkd_error *error) {
    double start_utc_s;
    size_t count = 0;
    if (!time_utc_parse(work->head.start_utc, &start_utc_s)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "%s: attribute 'start_utc': '%s' is no time such as 2016-12-19T16:48:00Z",
                                work->events_path, work->head.start_utc);
    }
    const enum satqkd_status status = contact_find(work->scenario, start_utc_s, &work->windows, &count, error);
    *link = (struct classical_link){.bits_per_s = {CONTACT_UPLINK_BITS_PER_S, CONTACT_UPLINK_BITS_PER_S},
                                    .start_s =
                                        (double)work->head.pulses / work->scenario->channel.source.repetition_rate_hz,
                                    .windows = work->windows,
                                    .window_count = count};
    link->bits_per_s[contact_satellite(work->scenario)] = CONTACT_DOWNLINK_BITS_PER_S;
    return status;
}

static enum satqkd_status start_recording(const char *path, struct work *work, struct satqkd_error *error) {
    work->record = fopen(path, "w");
    if (!work->record) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", path, strerror(errno));
    }
    work->recording = (struct recording){.file = work->record};
    work->tap = recording_tap(&work->recording);
    return SATQKD_OK;
}

static enum satqkd_status end_recording(const struct options *options, struct work *work, struct satqkd_error *error) {
    const bool failed = work->record && (work->recording.failed | (fclose(work->record) != 0));
    work->record = NULL;
    return failed ? satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written", options->record) : SATQKD_OK;
}

static enum satqkd_status distill(const struct options *options, struct work *work, struct satqkd_error *error) {
    struct distill_settings settings = {.scheme = options->scheme,
                                        .hash = {seed_bits, expands, hash, work},
                                        .seed = (const unsigned char *)work->seed.data,
                                        .seed_bytes = work->seed.length};
    enum satqkd_status status = link_of(work, &settings.link, error);
    if (status == SATQKD_OK) {
        status = device_open(options->device, &work->device, error);
    }
    if (status == SATQKD_OK) {
        status = amplify_create(work->device, &work->amplify, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    if (options->record) {
        status = start_recording(options->record, work, error);
        settings.tap = &work->tap;
    }
    if (status != SATQKD_OK) {
        return status;
    }
    status = distill_run(&work->scenario->protocol, work->events, &work->head, &settings, &work->result, error);
    if (status == SATQKD_INVALID) {
        satqkd_error_prefix(error, "%s with %s/scenario.json: ", work->events_path, options->directory);
    }
    return status;
}

static enum satqkd_status write_results(const struct options *options, const struct work *work, double begin_s,
                                        struct satqkd_error *error) {
    char *json = NULL;
    enum satqkd_status status = distill_write_keys(&work->result, options->directory, error);
    const struct distill_about about = {.events = work->events_path,
                                        .scheme = options->scheme->name,
                                        .family = amplify_name(options->family),
                                        .bound = work->scenario->protocol.bound,
                                        .seed_from = options->seed ? "file" : "generator",
                                        .satellite = contact_satellite(work->scenario),
                                        .wall_s = stopwatch_seconds() - begin_s};
    if (status == SATQKD_OK) {
        status = distill_json(&work->result, &about, &json, error);
    }
    if (status == SATQKD_OK) {
        status = directory_write(options->directory, "distill.json", json, error);
    }
    if (status == SATQKD_OK && options->json) {
        fputs(json, stdout);
    } else if (status == SATQKD_OK) {
        distill_print(&work->result, &about, stdout);
        printf("Written  %s: distill.json%s\n", options->directory,
               work->result.secret_bits > 0 ? ", keys/alice.key, keys/bob.key" : "; there is no key");
    }
    free(json);
    return status;
}

static enum satqkd_status distill_directory(const struct options *options, struct satqkd_error *error) {
    struct work work = {.family = options->family};
    const double begin_s = stopwatch_seconds();
    enum satqkd_status status = read_inputs(options, &work, error);
    if (status == SATQKD_OK) {
        status = interrupt_watch_terminate(error);
    }
    if (status == SATQKD_OK) {
        status = distill_remove_keys(options->directory, error);
    }
    if (status == SATQKD_OK) {
        status = distill(options, &work, error);
    }
    if (status == SATQKD_OK) {
        status = end_recording(options, &work, error);
    }
    if (status == SATQKD_OK) {
        status = interrupt_check(error);
    }
    if (status == SATQKD_OK) {
        status = write_results(options, &work, begin_s, error);
    }
    if (work.record) {
        fclose(work.record); /* after a failure that is told already */
    }
    distill_release(&work.result);
    amplify_destroy(work.amplify);
    device_close(work.device);
    file_text_release(&work.seed);
    free(work.windows);
    events_destroy(work.events);
    scenario_destroy(work.scenario);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct options options = {.device = DEVICE_DEFAULT};
    int scheme = 0, family = AMPLIFY_TOEPLITZ;
    const struct options_entry entries[] = {{"events", .text = &options.events},
                                            {"ec", .word = &scheme, .words = correct_names()},
                                            {"family", .word = &family, .words = amplify_names()},
                                            {"seed-file", .text = &options.seed},
                                            {"record", .text = &options.record},
                                            {"device", .whole = &options.device},
                                            {"json", .flag = &options.json},
                                            {0}};
    char **operands = NULL;
    enum satqkd_status status = options_read("distill", entries, argc, argv, &operands, error);
    if (status == SATQKD_OK) {
        status = options_one("distill", operands, "run directory", &options.directory, error);
    }
    if (status == SATQKD_OK) {
        status = secrecy_begin(error);
    }
    options.scheme = correct_find(correct_names()[scheme]);
    options.family = (enum amplify_family)family;
    return status == SATQKD_OK ? distill_directory(&options, error) : status;
}

const struct command command_distill = {
    .name = "distill",
    .usage =
        "distill RUN-DIR [--events FILE.h5] [--ec cascade|hamming] [--family NAME] [--seed-file FILE] [--record FILE] "
        "[--device N] [--json]",
    .summary = "two equal key files from a pass's clicks: sift, correct, verify, hash",
    .help =
        "Takes the clicks of a run (satqkd run … --events RUN-DIR/events.h5), or of a real link in a file of the\n"
        "same layout (docs/events.md), through sifting, error correction, verification and privacy\n"
        "amplification. Alice and Bob meet only in authenticated messages over the radio link; the key's length\n"
        "is what the bound of RUN-DIR/scenario.json leaves after every bit that Alice had to say.\n"
        "Writes RUN-DIR/keys/alice.key and bob.key (mode 0600; none where there is no key) and distill.json.\n"
        "\n"
        "  --events FILE.h5   the clicks (default RUN-DIR/events.h5)\n"
        "  --ec cascade       interactive, within 5 % of the least leakage (default)\n"
        "  --ec hamming       syndromes of blocks in rounds: few messages, a quarter more leakage\n"
        "  --family NAME      of the hash: toeplitz (default), toeplitz-modified, random-matrix (the method of the\n"
        "                     paper; beyond 2^28 bits the matrix is expanded from 32 bytes by ChaCha20, which is not\n"
        "                     proven universal: distill.json then has no eps_sec)\n"
        "  --seed-file FILE   bits for the hash functions, instead of the system's random numbers;\n"
        "                     said aloud, so that a file serves one key and no other\n"
        "  --record FILE      every message of the radio link, a line each\n"
        "  --device N         an index of `satqkd devices` (default: the first GPU, else the first)\n"
        "  --json             distill.json on stdout instead of the table\n"
        "\n"
        "Examples:\n"
        "  satqkd run configs/micius-xinglong-2016-12-19.json --out night \\\n"
        "           --events night/events.h5\n"
        "  satqkd distill night\n"
        "  satqkd distill night --ec hamming --json\n",
    .run = run,
};

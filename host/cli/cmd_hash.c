/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "cli/secrecy.h"
#include "device/device.h"
#include "distill/amplify.h"
#include "distill/bit_file.h"
#include "distill/bits.h"
#include "distill/key_file.h"
#include "distill/random_matrix.h"
#include "report/json_out.h"

struct options {
    const char *in, *seed, *out;
    uint64_t in_bits, out_bits;
    enum amplify_family family;
    int device;
    bool expand, json;
};

static enum satqkd_status check_options(const struct options *options, struct satqkd_error *error) {
    const char *missing = !options->in         ? "--in FILE"
                          : !options->in_bits  ? "--in-bits N, at least 1,"
                          : !options->seed     ? "--seed FILE"
                          : !options->out      ? "--out FILE"
                          : !options->out_bits ? "--out-bits M, at least 1,"
                                               : NULL;
    if (missing) {
        return command_misuse("hash", error, "%s is missing", missing);
    }
    if (options->expand && options->family != AMPLIFY_RANDOM_MATRIX) {
        return command_misuse("hash", error, "--expand is for --family %s alone", amplify_name(AMPLIFY_RANDOM_MATRIX));
    }
    return SATQKD_OK;
}

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    int family = AMPLIFY_TOEPLITZ;
    *out = (struct options){.device = DEVICE_DEFAULT};
    const struct options_entry entries[] = {{"in", .text = &out->in},
                                            {"in-bits", .count = &out->in_bits},
                                            {"seed", .text = &out->seed},
                                            {"out", .text = &out->out},
                                            {"out-bits", .count = &out->out_bits},
                                            {"family", .word = &family, .words = amplify_names()},
                                            {"device", .whole = &out->device},
                                            {"expand", .flag = &out->expand},
                                            {"json", .flag = &out->json},
                                            {0}};
    char **operands = NULL;
    const enum satqkd_status status = options_read("hash", entries, argc, argv, &operands, error);
    if (status == SATQKD_OK && operands[0]) {
        return command_misuse("hash", error, "unexpected argument '%s'", operands[0]);
    }
    out->family = (enum amplify_family)family;
    return status == SATQKD_OK ? check_options(out, error) : status;
}

static enum satqkd_status tell(const struct options *options, uint64_t seed_bits, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    json_out_text_item(root, "family", amplify_name(options->family));
    json_out_number(root, "in_bits", (double)options->in_bits);
    json_out_number(root, "out_bits", (double)options->out_bits);
    json_out_number(root, "seed_bits", (double)seed_bits);
    json_out_text_item(root, "written", options->out);
    return json_print(root, error);
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct options options;
    struct device *device = NULL;
    struct amplify *amplify = NULL;
    unsigned char *in = NULL;
    unsigned char *seed = NULL;
    unsigned char *out = NULL;
    uint64_t seed_bits = 0;
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status != SATQKD_OK || (status = secrecy_begin(error))) {
        return status;
    }
    const uint64_t n = options.in_bits;
    const uint64_t m = options.out_bits;
    status = amplify_seed_bits(options.family, n, m, &seed_bits, error);
    if (options.expand) {
        seed_bits = (uint64_t)8 * RANDOM_MATRIX_SEED_BYTES;
    }
    if (status != SATQKD_OK || (status = bit_file_read(options.in, n, &in, error)) ||
        /* toeplitz-modified needs none for 1 bit, but the file is to be there */
        (status = bit_file_read(options.seed, seed_bits, &seed, error))) {
        goto done;
    }
    out = calloc(bits_bytes(m), 1);
    if (!out) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "hash: out of memory for %zu bytes", bits_bytes(m));
        goto done;
    }
    if ((status = device_open(options.device, &device, error)) || (status = amplify_create(device, &amplify, error))) {
        goto done;
    }
    status = options.expand ? amplify_hash_expanded(amplify, in, n, seed, m, out, NULL, error)
                            : amplify_hash(amplify, options.family, in, 1, n, seed, seed_bits, m, out, NULL, error);
    if (status == SATQKD_OK) {
        status = key_file_write(options.out, out, bits_bytes(m), error);
    }
    if (status == SATQKD_OK && options.json) {
        status = tell(&options, seed_bits, error);
    }
done:
    amplify_destroy(amplify);
    device_close(device);
    bit_file_release(in, n);
    bit_file_release(seed, seed_bits);
    bit_file_release(out, m);
    return status;
}

const struct command command_hash = {
    .name = "hash",
    .usage = "hash --in FILE --in-bits N --seed FILE --out FILE --out-bits M [--family NAME] [--expand] [--device N] "
             "[--json]",
    .summary = "privacy amplification of a bit string by a universal hash",
    .help = "Hashes N bits to M, on the OpenCL device, exactly. Bit k of a file is bit k mod 8, least significant\n"
            "first, of its byte k div 8; the unused bits of the last byte written are 0. The output appears whole or\n"
            "not at all, with mode 0600. M is at most N.\n\n"
            "  --family NAME  toeplitz           seed of N+M-1 bits (the default)\n"
            "                 toeplitz-modified  a Toeplitz matrix beside the identity, seed of N-1 bits\n"
            "                 random-matrix      seed of N*M bits, row by row\n"
            "  --expand       the random matrix from the seed's first 32 bytes by ChaCha20: not proven universal\n"
            "  --device N     as `satqkd devices` numbers them\n"
            "  --json         what was hashed, and where it is, as an object on stdout\n\n"
            "Examples:\n"
            "  satqkd hash --in sifted.bin --in-bits 1671072 --seed seed.bin \\\n"
            "           --out key.bin --out-bits 300939\n"
            "  satqkd hash --in sifted.bin --in-bits 1000000 --seed seed.bin --json \\\n"
            "           --out key.bin --out-bits 250000 --family toeplitz-modified\n",
    .run = run,
};

/* SPDX-License-Identifier: MIT */
#include "report/optimize_out.h"

#include <math.h>
#include <stdlib.h>

#include "report/json_out.h"
#include "report/terminal_wrap.h"

static const char *const basis_names[] = {[KEY_BASIS_Z] = "z", [KEY_BASIS_X] = "x", [KEY_BASIS_BOTH] = "both"};

static void put_settings(cJSON *out, const struct optimize_out_settings *settings) {
    const struct key_protocol *protocol = &settings->protocol;
    json_out_numbers(out, "intensities", protocol->intensities, protocol->intensity_count);
    json_out_numbers(out, "probabilities", protocol->probabilities, protocol->intensity_count);
    cJSON *bases = json_out_object(out, "basis_probabilities");
    json_out_number(bases, "alice_x", protocol->alice_x);
    json_out_number(bases, "bob_x", protocol->bob_x);
    json_out_number(out, "min_elevation_deg", settings->min_elevation_deg);
    json_out_text_item(out, "key_basis", basis_names[protocol->key_basis]);
}

static void put_key(cJSON *out, const struct key_result *key) {
    json_out_number(out, "secret_bits", key->secret_bits);
    json_out_number(out, "block_bits", key->block_bits);
    json_out_number(out, "qber", key->qber);
    json_out_number(out, "leak_ec_bits", key->leak_ec_bits);
    json_out_number(out, "phase_error", key->phase_error);
    json_out_number(out, "eps_sec", key->eps_sec);
    json_out_number(out, "eps_cor", key->eps_cor);
}

static void put_rows(cJSON *root, const struct optimize_out *found) {
    cJSON *rows = json_out_array(root, "sensitivity");
    for (int i = 0; i < found->row_count; ++i) {
        const struct optimize_out_row *row = &found->rows[i];
        cJSON *item = cJSON_CreateObject();
        json_out_text_item(item, "setting", row->name);
        json_out_flag(item, "free", row->is_free);
        json_out_number(item, "value", row->value);
        json_out_number(item, "low", row->low);
        json_out_number(item, "secret_bits_low", row->low_bits);
        json_out_number(item, "high", row->high);
        json_out_number(item, "secret_bits_high", row->high_bits);
        json_out_item(rows, item);
    }
}

static void put_blocks(cJSON *root, const struct optimize_out *found) {
    json_out_number(root, "passes", (double)found->passes);
    json_out_number(root, "blocks", (double)(found->block_a_pass ? found->passes : found->blocks));
    json_out_text_item(root, "block", found->block_a_pass ? "pass" : "joint");
    json_out_number(root, found->block_a_pass ? "secret_bits_together" : "secret_bits_apart", found->other_bits);
    json_out_number(root, found->block_a_pass ? "secret_bits_together_best" : "secret_bits_apart_best",
                    found->other_best_bits);
    json_out_number(root, found->block_a_pass ? "secret_bits_given_together" : "secret_bits_given_apart",
                    found->other_given_bits);
}

enum satqkd_status optimize_out_json(const struct optimize_out *found, char **out, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    json_out_text_item(root, "name", found->name);
    json_out_text_item(root, "bound", found->key.bound);
    json_out_number(root, "secret_bits", found->key.secret_bits);
    json_out_number(root, "secret_bits_given", found->key_given.secret_bits);
    json_out_number(root, "gain",
                    found->key_given.secret_bits > 0 ? found->key.secret_bits / found->key_given.secret_bits : NAN);
    put_settings(root, &found->found);
    json_out_number(root, "evaluations", (double)found->evaluations);
    put_settings(json_out_object(root, "given"), &found->given);
    put_key(json_out_object(root, "key"), &found->key);
    put_key(json_out_object(root, "key_given"), &found->key_given);
    put_blocks(root, found);
    cJSON *cut = json_out_object(root, "best_cut");
    json_out_number(cut, "min_elevation_deg", found->best_cut_deg);
    json_out_number(cut, "secret_bits", found->best_cut_bits);
    put_rows(root, found);
    json_out_numbers(root, "secret_bits_of_starts", found->start_bits, found->start_count);
    json_out_number(root, "wall_s", found->wall_s);
    if (found->warning[0]) {
        json_out_text_item(root, "warning", found->warning);
    }
    return json_out_finish(root, out, error);
}

static void print_change(double bits, double best, FILE *stream) {
    if (isnan(bits)) {
        fprintf(stream, "  %10s", "no fit");
    } else {
        fprintf(stream, "  %+9.3f%%", best > 0 ? 100 * (bits / best - 1) : 0);
    }
}

static double given_value(const struct optimize_out *found, int row) {
    const int count = found->found.protocol.intensity_count;
    const struct key_protocol *given = &found->given.protocol;
    if (row < count) {
        return given->intensities[row];
    }
    if (row < 2 * count) {
        return given->probabilities[row - count];
    }
    return row == 2 * count ? given->alice_x : row == 2 * count + 1 ? given->bob_x : found->given.min_elevation_deg;
}

static void print_rows(const struct optimize_out *found, FILE *stream) {
    fprintf(stream, "%-20s  %10s  %10s        %10s  %10s\n", "setting", "given", "found", "-10 %", "+10 %");
    for (int i = 0; i < found->row_count; ++i) {
        const struct optimize_out_row *row = &found->rows[i];
        fprintf(stream, "%-20s  %10.5g  %10.5g %-5s", row->name, given_value(found, i), row->value,
                row->is_free ? "" : "fixed");
        print_change(row->low_bits, found->key.length, stream);
        print_change(row->high_bits, found->key.length, stream);
        fputc('\n', stream);
    }
}

static void print_head(const struct optimize_out *found, FILE *stream) {
    fprintf(stream, "%s: %zu pass%s", found->name, found->passes, found->passes == 1 ? "" : "es");
    if (found->block_a_pass) {
        fprintf(stream, ", each a block of its own");
    } else if (found->blocks > 1) {
        fprintf(stream, " as %zu blocks", found->blocks);
    } else {
        fprintf(stream, " as one block");
    }
    fprintf(stream, ", %s, eps_sec %g\n\n", found->key.bound, found->key.eps_sec);
}

/* What the other way to make blocks gives, and what waiting for a whole block is worth. */
static void print_other(const struct optimize_out *found, FILE *stream) {
    const double one = found->block_a_pass ? found->other_best_bits : found->key.secret_bits;
    const double apart = found->block_a_pass ? found->key.secret_bits : found->other_best_bits;
    fprintf(stream, "%-29s %12.0f bits with these settings, %.0f with its own best ones;\n",
            found->block_a_pass ? "Passes put together" : "Every pass a block of its own", found->other_bits,
            found->other_best_bits);
    fprintf(stream, "waiting for all of them gains %+.2f %%\n", apart > 0 ? 100 * (one / apart - 1) : INFINITY);
}

void optimize_out_print(const struct optimize_out *found, FILE *stream) {
    const double given = found->key_given.secret_bits, best = found->key.secret_bits;
    double least = INFINITY;
    for (int i = 0; i < found->start_count; ++i) {
        least = fmin(least, found->start_bits[i]);
    }
    print_head(found, stream);
    fprintf(stream, "Key with the settings given   %12.0f bits\n", given);
    fprintf(stream, "Key with the settings found   %12.0f bits", best);
    if (given > 0) {
        fprintf(stream, ", %.3f times", best / given);
    }
    fprintf(stream, "\nBlock %.0f bits, errors %.3f %%, phase errors at most %.3f %%\n", found->key.block_bits,
            100 * found->key.qber, 100 * found->key.phase_error);
    if (found->passes > found->blocks) {
        print_other(found, stream);
    }
    fprintf(stream, "\n%-20s  %10s  %10s\n", "key_basis", basis_names[found->given.protocol.key_basis],
            basis_names[found->found.protocol.key_basis]);
    print_rows(found, stream);
    if (!isnan(found->best_cut_deg)) {
        fprintf(stream, "\nBest elevation to begin at    %12.2f deg: %.0f bits, all else as found\n",
                found->best_cut_deg, found->best_cut_bits);
    }
    fprintf(stream, "\n%d starting points ended within %.2g of the best; %ld evaluations, %.3f s\n", found->start_count,
            best > 0 ? fmax(0, 1 - least / best) : 0, found->evaluations, found->wall_s);
    if (found->warning[0]) {
        terminal_wrap(stream, 0, "Note: ", found->warning);
    }
}

void optimize_out_release(struct optimize_out *found) {
    free(found->start_bits);
    found->start_bits = NULL;
}

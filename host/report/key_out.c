/* SPDX-License-Identifier: MIT */
#include "report/key_out.h"

#include <string.h>

#include "report/json_out.h"
#include "report/terminal_wrap.h"
#include "text/number.h"

/* The numbers of a result, in the order in which they are shown. */
static const struct {
    const char *key;
    const char *label;
    size_t offset;
    int decimals; /* in the table; below 0: significant digits instead */
} quantities[] = {
    {"secret_bits", "secret key, bits", offsetof(struct key_result, secret_bits), 0},
    {"length", "before rounding", offsetof(struct key_result, length), 2},
    {"block_bits", "block, bits", offsetof(struct key_result, block_bits), 0},
    {"qber", "error rate of the block", offsetof(struct key_result, qber), 5},
    {"leak_ec_bits", "leakage of correction, bits", offsetof(struct key_result, leak_ec_bits), 0},
    {"verification_bits", "verification tag, bits", offsetof(struct key_result, verification_bits), 1},
    {"authentication_bits", "authentication key, bits", offsetof(struct key_result, authentication_bits), 1},
    {"vacuum_events", "vacuum events, at least", offsetof(struct key_result, vacuum_events), 1},
    {"single_photon_events", "single-photon events, at least", offsetof(struct key_result, single_photon_events), 1},
    {"phase_error", "phase error rate, at most", offsetof(struct key_result, phase_error), 5},
    {"eps_sec", "eps_sec", offsetof(struct key_result, eps_sec), -3},
    {"eps_sec_parts", "divided into equal parts", offsetof(struct key_result, failure_terms), 0},
    {"eps_cor", "eps_cor", offsetof(struct key_result, eps_cor), -3},
};
enum { QUANTITIES = sizeof quantities / sizeof quantities[0] };

static double value_of(const struct key_result *result, int quantity) {
    double value;
    memcpy(&value, (const char *)result + quantities[quantity].offset, sizeof value);
    return value;
}

static double apart(const struct key_out *answer) {
    double sum = 0;
    for (size_t i = 0; i < answer->part_count; ++i) {
        sum += answer->parts[i].secret_bits;
    }
    return sum;
}

static void put_parts(cJSON *object, const struct key_out *answer) {
    json_out_number(object, "secret_bits_apart", apart(answer));
    cJSON *parts = json_out_array(object, "parts");
    for (size_t i = 0; i < answer->part_count; ++i) {
        cJSON *part = cJSON_CreateObject();
        json_out_text_item(part, "file", answer->parts[i].file);
        json_out_number(part, "secret_bits", answer->parts[i].secret_bits);
        json_out_item(parts, part);
    }
}

static void put_steps(cJSON *object, const struct key_steps *steps) {
    cJSON *array = json_out_array(object, "explain");
    for (size_t i = 0; i < steps->count; ++i) {
        cJSON *step = cJSON_CreateObject();
        json_out_text_item(step, "symbol", steps->entries[i].symbol);
        json_out_text_item(step, "meaning", steps->entries[i].meaning);
        json_out_text_item(step, "equation", steps->entries[i].equation);
        json_out_number(step, "value", steps->entries[i].value);
        json_out_item(array, step);
    }
}

static cJSON *json_of(const struct key_out *answer) {
    cJSON *object = cJSON_CreateObject();
    json_out_text_item(object, "bound", answer->result.bound);
    for (int quantity = 0; quantity < QUANTITIES; ++quantity) {
        json_out_number(object, quantities[quantity].key, value_of(&answer->result, quantity));
    }
    json_out_text_item(object, "source", key_bound_find(answer->result.bound)->source);
    if (answer->part_count) {
        put_parts(object, answer);
    }
    if (answer->steps.count) {
        put_steps(object, &answer->steps);
    }
    return object;
}

enum satqkd_status key_out_json(const struct key_out *answers, size_t count, bool all, char **out,
                                struct satqkd_error *error) {
    cJSON *root = all ? cJSON_CreateArray() : json_of(&answers[0]);
    for (size_t i = 0; all && i < count; ++i) {
        json_out_item(root, json_of(&answers[i]));
    }
    return json_out_finish(root, out, error);
}

/* Five bounds side by side take 80 columns. */
enum { LABEL = 30, NUMBER = 10 };

static void print_steps(const struct key_out *answer, FILE *stream) {
    fprintf(stream, "\n%s, step by step\n", answer->result.bound);
    for (size_t i = 0; i < answer->steps.count; ++i) {
        const struct key_steps_entry *step = &answer->steps.entries[i];
        fprintf(stream, "  %-28s = %-24s %s [%s]\n", step->symbol, number_text(step->value).text, step->meaning,
                step->equation);
    }
}

static void print_apart(const struct key_out *answers, size_t count, FILE *stream) {
    fprintf(stream, "%-*s", LABEL, "the files apart, bits");
    for (size_t i = 0; i < count; ++i) {
        fprintf(stream, " %*.0f", NUMBER - 1, apart(&answers[i]));
    }
    fputc('\n', stream);
}

void key_out_print(const struct key_out *answers, size_t count, FILE *stream) {
    fprintf(stream, "%-*s", LABEL, "bound");
    for (size_t i = 0; i < count; ++i) {
        fprintf(stream, "%*s", NUMBER, answers[i].result.bound);
    }
    fputc('\n', stream);
    for (int quantity = 0; quantity < QUANTITIES; ++quantity) {
        const int decimals = quantities[quantity].decimals;
        fprintf(stream, "%-*s", LABEL, quantities[quantity].label);
        for (size_t i = 0; i < count; ++i) {
            fprintf(stream, decimals < 0 ? " %*.*g" : " %*.*f", NUMBER - 1, decimals < 0 ? -decimals : decimals,
                    value_of(&answers[i].result, quantity));
        }
        fputc('\n', stream);
        if (quantity == 0 && answers[0].part_count) {
            print_apart(answers, count, stream);
        }
    }
    fputc('\n', stream);
    for (size_t i = 0; i < count; ++i) {
        const struct key_bound *bound = key_bound_find(answers[i].result.bound);
        char head[48], text[320];
        snprintf(head, sizeof head, "%s: ", bound->name);
        snprintf(text, sizeof text, "%s (%s)", bound->title, bound->source);
        terminal_wrap(stream, 2, head, text);
    }
    for (size_t i = 0; i < count; ++i) {
        if (answers[i].steps.count) {
            print_steps(&answers[i], stream);
        }
    }
}

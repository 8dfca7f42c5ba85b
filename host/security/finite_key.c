/* SPDX-License-Identifier: MIT */
#include "security/finite_key.h"

#include <math.h>
#include <stddef.h>

#include "security/intensity_corner.h"
#include "security/key_trace.h"
#include "security/leakage.h"
#include "security/phase_error.h"

struct block {
    double detections, errors;
};

/* A key of its own: one basis, its share of the epsilons and of the leakage. */
struct part {
    const struct finite_key_proof *proof;
    const struct key_protocol *protocol;
    const struct key_counts *counts;
    const struct key_trace *trace;
    int basis;
    bool strong_signal; /* at which end of its tolerance the signal is taken */
};

/* Corner i of those with the signal at the part's end. */
static void corner_of(const struct part *part, int i, struct key_protocol *out) {
    intensity_corner(part->protocol, i + (part->strong_signal ? intensity_corners(part->protocol) : 0), out);
}

static struct block block_of(const struct finite_key_proof *proof, const struct key_protocol *protocol,
                             const struct key_counts *counts, int basis) {
    struct block block = {0, 0};
    const int used = proof->intensities ? proof->intensities : protocol->intensity_count;
    for (int k = 0; k < used; ++k) {
        block.detections += counts->detections[basis][k];
        block.errors += counts->errors[basis][k];
    }
    return block;
}

static void tell_corner(const struct key_protocol *corner, int index, const struct key_trace *trace) {
    for (int k = 0; trace && k < corner->intensity_count; ++k) {
        key_trace_step(trace, corner->intensities[k], "protocol.intensity_tolerance",
                       "intensity at a corner of its tolerance, for what follows", "mu_%d (corner %d)", k + 1,
                       index + 1);
    }
}

/* The fewest vacuum events over the corners of the intensities. Between two corners, where they come to 0, there may be
 * fewer single-photon events than at either: so these count on no more than the fewest vacuum events. */
static double fewest_vacuum(struct finite_key_basis view, const struct part *part) {
    const int corners = intensity_corners(part->protocol);
    struct finite_key_estimate other;
    struct key_protocol corner;
    double fewest = INFINITY;
    view.protocol = &corner;
    view.trace = NULL;
    for (int i = 0; corners > 1 && i < corners; ++i) {
        corner_of(part, i, &corner);
        part->proof->estimate(&view, &other);
        fewest = fmin(fewest, other.vacuum_events);
    }
    return fewest;
}

/* The worst of each quantity over the corners of the intensities. */
static struct finite_key_estimate estimate(const struct part *part, int basis, bool tests) {
    struct finite_key_estimate worst = {0}, other;
    const char letter = key_trace_basis(basis);
    const int corners = intensity_corners(part->protocol);
    struct key_protocol corner;
    struct finite_key_basis view = {&corner, part->counts, basis, tests, 0, INFINITY, part->trace};
    view.log_terms = log(part->proof->failure_terms / part->protocol->eps_sec);
    view.most_vacuum = fewest_vacuum(view, part);
    for (int i = 0; i < corners; ++i) {
        corner_of(part, i, &corner);
        if (part->protocol->intensity_tolerance > 0) {
            tell_corner(&corner, i, part->trace);
        }
        part->proof->estimate(&view, &other);
        worst = i ? worst : other;
        worst.vacuum_events = fmin(worst.vacuum_events, other.vacuum_events);
        worst.single_events = fmin(worst.single_events, other.single_events);
        worst.single_errors = fmax(worst.single_errors, other.single_errors);
    }
    if (corners > 1) {
        static const char where[] = "worst corner of the intensity tolerance";
        key_trace_step(part->trace, worst.vacuum_events, where, "vacuum events, at least", "s_%c,0", letter);
        key_trace_step(part->trace, worst.single_events, where, "single-photon events, at least", "s_%c,1", letter);
        if (tests) {
            key_trace_step(part->trace, worst.single_errors, where, "errors among single photons, at most", "v_%c,1",
                           letter);
        }
    }
    return worst;
}

static void tell_settings(const struct key_protocol *protocol, const struct key_trace *trace) {
    for (int k = 0; trace && k < protocol->intensity_count; ++k) {
        key_trace_step(trace, protocol->intensities[k], "protocol", "mean photon number, as agreed", "mu_%d", k + 1);
        key_trace_step(trace, protocol->probabilities[k], "protocol", "its probability", "p_%d", k + 1);
    }
}

static void tell_budget(const struct part *part) {
    const struct key_protocol *protocol = part->protocol;
    const double terms = part->proof->failure_terms;
    key_trace_step(part->trace, protocol->eps_sec, "protocol.eps_sec", "secrecy of this key", "eps_sec");
    key_trace_step(part->trace, terms, part->proof->length_equation, "equal parts into which eps_sec is divided",
                   "eps_sec / eps_1");
    key_trace_step(part->trace, protocol->eps_sec / terms, part->proof->length_equation,
                   "each part: what one deviation may fail with", "eps_1");
    key_trace_step(part->trace, protocol->eps_cor, "protocol.eps_cor", "correctness of this key", "eps_cor");
}

static void tell_length(const struct part *part, const struct key_result *out) {
    const struct key_protocol *protocol = part->protocol;
    const char *equation = part->proof->length_equation;
    const char letter = key_trace_basis(part->basis);
    key_trace_step(part->trace, key_entropy(out->phase_error), equation, "entropy of the phase error rate", "h(phi_%c)",
                   letter);
    key_trace_step(part->trace, out->single_photon_events * (1 - key_entropy(out->phase_error)), equation,
                   "secret single-photon events", "s_%c,1 (1 - h(phi_%c))", letter, letter);
    key_trace_step(part->trace, 6 * log2(part->proof->failure_terms / protocol->eps_sec), equation,
                   "cost of secrecy, subtracted", "6 log2(%g/eps_sec)", part->proof->failure_terms);
    key_trace_step(part->trace, out->verification_bits, equation, "cost of verification, subtracted",
                   protocol->verification_bits > 0 ? "max(t_ver, log2(2/eps_cor))" : "log2(2/eps_cor)");
    key_trace_step(part->trace, out->length, equation, "length of this key", "l_%c", letter);
}

/* out has the leakage. Fills in length, tag, events and phase error, the signal at one end of its tolerance. */
static void evaluate_end(const struct part *part, struct key_result *out) {
    const struct key_protocol *protocol = part->protocol;
    const double terms = part->proof->failure_terms;
    tell_budget(part);
    const struct finite_key_estimate key = estimate(part, part->basis, false);
    const struct finite_key_estimate test = estimate(part, KEY_BASES - 1 - part->basis, true);
    out->vacuum_events = key.vacuum_events;
    out->single_photon_events = fmax(0, key.single_events);
    out->verification_bits = fmax(log2(2 / protocol->eps_cor), protocol->verification_bits);
    out->length = 0;
    const struct phase_error_sample sample = {test.single_errors, test.single_events, key.single_events};
    if (phase_error_explain(protocol->eps_sec, &sample, part->proof->phase_equation, part->basis, part->trace,
                            &out->phase_error)) {
        out->length = key.vacuum_events + key.single_events * (1 - key_entropy(out->phase_error)) - out->leak_ec_bits -
                      6 * log2(terms / protocol->eps_sec) - out->verification_bits;
    }
    tell_length(part, out);
}

/* The same at the worse end. */
static void evaluate_part(const struct part *part, struct key_result *out) {
    struct part worse = *part;
    if (part->protocol->intensity_tolerance > 0) {
        struct key_result weak = *out, strong = *out;
        worse.trace = NULL;
        evaluate_end(&worse, &weak);
        worse.strong_signal = true;
        evaluate_end(&worse, &strong);
        worse.strong_signal = fmax(0, strong.length) < fmax(0, weak.length);
        if (!part->trace) {
            *out = worse.strong_signal ? strong : weak;
            return;
        }
        worse.trace = part->trace;
    }
    evaluate_end(&worse, out);
}

static void evaluate_both(const struct part *whole, const struct block blocks[KEY_BASES], const double leak[KEY_BASES],
                          struct key_result *out) {
    struct key_protocol half = *whole->protocol;
    double weighted = 0;
    half.eps_sec /= KEY_BASES;
    half.eps_cor /= KEY_BASES;
    out->whole_bits = 0;
    for (int basis = 0; basis < KEY_BASES; ++basis) {
        struct key_result result = {.leak_ec_bits = leak[basis]};
        const struct part part = {whole->proof, &half, whole->counts, whole->trace, basis, false};
        evaluate_part(&part, &result);
        out->contradictory =
            out->contradictory || result.vacuum_events + result.single_photon_events > blocks[basis].detections;
        out->length += fmax(0, result.length);
        out->whole_bits += floor(fmax(0, result.length));
        out->vacuum_events += result.vacuum_events;
        out->single_photon_events += result.single_photon_events;
        out->verification_bits += result.verification_bits;
        weighted += result.phase_error * result.single_photon_events;
    }
    out->phase_error = out->single_photon_events > 0 ? weighted / out->single_photon_events : 0.5;
    key_trace_step(whole->trace, out->length, "l_Z + l_X, neither below 0", "length of both keys", "l");
}

void finite_key_evaluate(const struct finite_key_proof *proof, const struct key_protocol *protocol,
                         const struct key_counts *counts, const struct key_trace *trace, struct key_result *out) {
    const struct block blocks[KEY_BASES] = {block_of(proof, protocol, counts, 0), block_of(proof, protocol, counts, 1)};
    struct block block = {blocks[0].detections + blocks[1].detections, blocks[0].errors + blocks[1].errors};
    struct part part = {proof, protocol, counts, trace, KEY_Z, false};
    tell_settings(protocol, trace);
    if (protocol->key_basis == KEY_BASIS_BOTH) {
        double leak[KEY_BASES];
        /* Each string is corrected to its own half of eps_cor. */
        struct key_protocol half = *protocol;
        half.eps_cor /= KEY_BASES;
        leakage_split(&half, (double[]){blocks[0].detections, blocks[1].detections},
                      (double[]){blocks[0].errors, blocks[1].errors}, trace, leak);
        out->leak_ec_bits = leak[0] + leak[1];
        evaluate_both(&part, blocks, leak, out);
    } else {
        part.basis = protocol->key_basis == KEY_BASIS_X ? KEY_X : KEY_Z;
        block = blocks[part.basis];
        out->leak_ec_bits = leakage_bits(protocol, block.detections, block.errors, trace);
        evaluate_part(&part, out);
    }
    out->failure_terms = proof->failure_terms;
    out->block_bits = block.detections;
    out->qber = block.detections > 0 ? block.errors / block.detections : 0;
}

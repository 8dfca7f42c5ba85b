/* SPDX-License-Identifier: MIT */
#include "scenario/scenario_check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "text/number.h"
#include "scenario/quote.h"
#include "text/nearest.h"

/* How far from 1 a sum of probabilities may be: thirds written with seven digits pass, a wrong digit does not. */
static const double sum_tolerance = 1e-6;

enum { MOST_BOUNDS = 64 };

static enum satqkd_status check_name(const struct scenario *s, struct satqkd_error *error) {
    if (strchr(s->name, '/') || s->name[0] == '.') {
        return document_fault(
            s->document, error, "name",
            "\"%s\" names the folder of the runs as well; give a text without \"/\" that starts with no \".\"",
            quote_text(s->name).text);
    }
    return SATQKD_OK;
}

static enum satqkd_status check_window(const struct scenario *s, struct satqkd_error *error) {
    bool has_start = document_node(s->document, "window.start");
    bool has_stop = document_node(s->document, "window.stop");
    if (has_start != has_stop) {
        return document_fault(s->document, error, has_start ? "window.stop" : "window.start",
                              "missing; start and stop come together");
    }
    if (has_start && !(s->window.stop_utc_s > s->window.start_utc_s)) {
        return document_fault(s->document, error, "window.stop", "must be after window.start");
    }
    return SATQKD_OK;
}

static enum satqkd_status check_terminals(const struct scenario *s, struct satqkd_error *error) {
    const struct channel *channel = &s->channel;
    if (channel->beam.divergence_is != BEAM_DIFFRACTION && !(channel->beam.divergence_rad > 0)) {
        return document_fault(s->document, error, "satellite.telescope.divergence_urad",
                              "missing; give the full angle, or \"diffraction\" as divergence_is");
    }
    double period_s = 1 / channel->source.repetition_rate_hz;
    if (channel->timing.gate_s > period_s * (1 + 1e-12)) {
        return document_fault(s->document, error, "station.timing.gate_ns",
                              "longer than a pulse's period; give at most %s ns", number_text(period_s * 1e9).text);
    }
    return SATQKD_OK;
}

static enum satqkd_status check_bound(const struct scenario *s, struct satqkd_error *error) {
    static const char key[] = "protocol.bound";
    const char *names[MOST_BOUNDS];
    char known[512] = "";
    size_t count = 0;
    size_t used = 0;
    if (key_bound_find(s->protocol.bound)) {
        return SATQKD_OK;
    }
    for (const struct key_bound *const *bound = key_bounds(); *bound && count < MOST_BOUNDS; bound++) {
        names[count++] = (*bound)->name;
        if (used < sizeof known) {
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", (*bound)->name);
        }
    }
    const char *nearest = nearest_word(s->protocol.bound, names, count);
    return document_fault(s->document, error, key, "no bound \"%s\"%s%s%s; give one of %s",
                          quote_text(s->protocol.bound).text, nearest ? "; did you mean \"" : "",
                          nearest ? nearest : "", nearest ? "\"?" : "", known);
}

enum satqkd_status scenario_check_protocol(const struct scenario_document *document, const char *prefix,
                                           const struct key_protocol *protocol, struct satqkd_error *error) {
    char intensities[DOCUMENT_PATH];
    char probabilities[DOCUMENT_PATH];
    snprintf(intensities, sizeof intensities, "%sintensities", prefix);
    snprintf(probabilities, sizeof probabilities, "%sprobabilities", prefix);
    int count = cJSON_GetArraySize(document_node(document, probabilities));
    if (count != protocol->intensity_count) {
        return document_fault(document, error, probabilities, "%d probabilities for %d intensities; give as many",
                              count, protocol->intensity_count);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
        sum += protocol->probabilities[i];
        for (int j = 0; j < i; j++) {
            if (protocol->intensities[i] == protocol->intensities[j]) {
                char path[DOCUMENT_PATH + 16];
                snprintf(path, sizeof path, "%s[%d]", intensities, i);
                return document_fault(document, error, path, "the same as element %d; give different intensities", j);
            }
        }
    }
    if (!(fabs(sum - 1) <= sum_tolerance)) {
        return document_fault(document, error, probabilities, "add up to %s; give numbers that add up to 1",
                              number_text(sum).text);
    }
    return SATQKD_OK;
}

/* Making the orbit once checks what its source checks: checksums, fields, an inclination that reaches the station. */
static enum satqkd_status check_orbit(const struct scenario *s, struct satqkd_error *error) {
    static const char *const keys[] = {"orbit.tle", "orbit.circular", "orbit.track"};
    struct orbit *orbit = NULL;
    enum satqkd_status status = scenario_make_orbit(s, &orbit, error);
    orbit_destroy(orbit);
    if (status == SATQKD_INVALID) {
        document_place_error(s->document, error, keys[s->orbit.kind]);
    }
    return status;
}

enum satqkd_status scenario_check(const struct scenario *scenario, struct satqkd_error *error) {
    enum satqkd_status status = check_name(scenario, error);
    if (!status) {
        status = check_window(scenario, error);
    }
    if (!status) {
        status = check_terminals(scenario, error);
    }
    if (!status) {
        status = scenario_check_protocol(scenario->document, "protocol.", &scenario->protocol, error);
    }
    if (!status) {
        status = check_bound(scenario, error);
    }
    return status ? status : check_orbit(scenario, error);
}

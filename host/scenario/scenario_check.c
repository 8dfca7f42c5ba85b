/* SPDX-License-Identifier: MIT */
#include "scenario/scenario_check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/quote.h"
#include "text/nearest.h"
#include "text/number.h"

enum { MOST_BOUNDS = 64 };

static const char protocol_prefix[] = "protocol.";

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
    if (s->window.pass != rint(s->window.pass)) {
        return document_fault(s->document, error, "window.pass", "%s is no whole number; passes are counted from 1",
                              number_text(s->window.pass).text);
    }
    return SATQKD_OK;
}

static enum satqkd_status check_terminals(const struct scenario *s, struct satqkd_error *error) {
    const struct channel *channel = &s->channel;
    bool uplink = channel->direction == CHANNEL_UPLINK;
    if (channel->beam.divergence_is != BEAM_DIFFRACTION && !(channel->beam.divergence_rad > 0)) {
        return document_fault(s->document, error,
                              uplink ? "station.telescope.divergence_urad" : "satellite.telescope.divergence_urad",
                              "missing; give the full angle, or \"diffraction\" as divergence_is");
    }
    const struct pointing_spectrum *spectrum = &channel->pointing.spectrum;
    double power = 0;
    for (int i = 0; i < spectrum->count; ++i) {
        power += spectrum->density[i];
    }
    if (spectrum->count == 1 || (spectrum->count > 0 && !(power > 0))) {
        return document_fault(s->document, error, uplink ? "station.pointing.spectrum" : "satellite.pointing.spectrum",
                              "has no power; give two rows [frequency_hz, density] at least, one density above 0");
    }
    double period_s = 1 / channel->source.repetition_rate_hz;
    if (channel->timing.gate_s > period_s * (1 + 1e-12)) {
        return document_fault(s->document, error, uplink ? "satellite.timing.gate_ns" : "station.timing.gate_ns",
                              "longer than a pulse's period; give at most %s ns", number_text(period_s * 1e9).text);
    }
    return SATQKD_OK;
}

static enum satqkd_status check_bound(const struct scenario *s, struct satqkd_error *error) {
    static const char key[] = "protocol.bound";
    const char *names[MOST_BOUNDS];
    char known[KEY_BOUND_NAMES_TEXT];
    size_t count = 0;
    if (key_bound_find(s->protocol.bound)) {
        return SATQKD_OK;
    }
    for (const struct key_bound *const *bound = key_bounds(); *bound && count < MOST_BOUNDS; bound++) {
        names[count++] = (*bound)->name;
    }
    const char *nearest = nearest_word(s->protocol.bound, names, count);
    return document_fault(s->document, error, key, "no bound \"%s\"%s%s%s; give one of %s",
                          quote_text(s->protocol.bound).text, nearest ? "; did you mean \"" : "",
                          nearest ? nearest : "", nearest ? "\"?" : "", key_bound_names(known));
}

enum satqkd_status scenario_check_protocol(const struct scenario_document *document, const char *prefix,
                                           const struct key_protocol *protocol, const struct key_counts *counts,
                                           struct satqkd_error *error) {
    char path[DOCUMENT_PATH];
    snprintf(path, sizeof path, "%sprobabilities", prefix);
    int count = cJSON_GetArraySize(document_node(document, path));
    if (count != protocol->intensity_count) {
        return document_fault(document, error, path, "%d probabilities for %d intensities; give as many", count,
                              protocol->intensity_count);
    }
    enum satqkd_status status = key_check(protocol, counts, error);
    if (status == SATQKD_INVALID) {
        /* key_check names keys as in a counts file, where only some lie in "protocol". */
        if (error && strncmp(error->message, protocol_prefix, strlen(protocol_prefix)) != 0) {
            satqkd_error_prefix(error, "%s", prefix);
        }
        document_place_error(document, error, "");
    }
    return status;
}

/* Making the orbit once checks what its source checks: checksums, fields, an inclination that reaches the station. */
static enum satqkd_status check_orbit(const struct scenario *s, struct satqkd_error *error) {
    static const char *const keys[] = {"orbit.tle", "orbit.circular", "orbit.kepler",
                                       "orbit.oem", "orbit.track",    "orbit.fixed"};
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
        const struct key_counts none = {0};
        status = scenario_check_protocol(scenario->document, protocol_prefix, &scenario->protocol, &none, error);
    }
    if (!status) {
        status = check_bound(scenario, error);
    }
    return status ? status : check_orbit(scenario, error);
}

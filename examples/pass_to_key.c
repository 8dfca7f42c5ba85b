/* SPDX-License-Identifier: MIT */
/*
 * From a scenario to a key with libsatqkd: the passes of a night, one of them flown, the key under every proof.
 *
 *   cc -std=c11 pass_to_key.c $(pkg-config --cflags --libs satqkd) -o pass_to_key
 *   ./pass_to_key SCENARIO FROM TO [KEY=VALUE]…
 */
#include <satqkd/satqkd.h>

#include <stdio.h>

static enum satqkd_status show_passes(const struct satqkd_scenario *scenario, const char *from, const char *to,
                                      struct satqkd_error *error) {
    struct satqkd_pass *passes = NULL;
    size_t count = 0;
    double from_s = 0;
    double to_s = 0;
    enum satqkd_status status = satqkd_time_parse(from, &from_s, error);
    if (status == SATQKD_OK) {
        status = satqkd_time_parse(to, &to_s, error);
    }
    if (status == SATQKD_OK) {
        status = satqkd_passes(scenario, from_s, to_s, &passes, &count, error);
    }
    for (size_t i = 0; i < count; ++i) {
        char start[SATQKD_TIME_TEXT];
        satqkd_time_format(passes[i].start_utc_s, 0, start);
        printf("%s  %5.0f s  up to %4.1f deg  %s\n", start, passes[i].duration_s, passes[i].max_elevation_deg,
               passes[i].station_dark ? "dark" : "light");
    }
    satqkd_free(passes);
    return status;
}

/* The timeline is columns of doubles: here the second with the most sifted bits. */
static void show_best_second(const struct satqkd_run *run) {
    const double *bits = satqkd_run_column(run, "sifted_bits");
    const double *range_km = satqkd_run_column(run, "range_km");
    size_t best = 0;
    for (size_t i = 1; i < satqkd_run_rows(run); ++i) {
        best = bits[i] > bits[best] ? i : best;
    }
    printf("best second: %.0f sifted bits at %.0f km\n", bits[best], range_km[best]);
}

static enum satqkd_status show_keys(const struct satqkd_run *run, struct satqkd_error *error) {
    const char *bound;
    for (size_t i = 0; (bound = satqkd_key_bound(i)); ++i) {
        struct satqkd_key key;
        enum satqkd_status status = satqkd_key_text(satqkd_run_counts(run), bound, &key, error);
        if (status == SATQKD_INVALID) {
            printf("%-16s does not fit: %s\n", bound, error->message);
            continue;
        }
        if (status != SATQKD_OK) {
            return status;
        }
        printf("%-16s %.0f bits\n", key.bound, key.secret_bits);
    }
    return SATQKD_OK;
}

static enum satqkd_status fly(const struct satqkd_scenario *scenario, struct satqkd_error *error) {
    const struct satqkd_run_options options = {.engine = SATQKD_MEAN}; /* needs no device; SATQKD_EVENT draws */
    struct satqkd_run *run = NULL;
    double sifted_bits = 0;
    enum satqkd_status status = satqkd_run_fly(scenario, &options, &run, error);
    if (status == SATQKD_OK) {
        status = satqkd_run_number(run, "counts.sifted_bits", &sifted_bits, error);
    }
    if (status == SATQKD_OK) {
        printf("flown: %.0f sifted bits in %zu rows\n", sifted_bits, satqkd_run_rows(run));
        show_best_second(run);
        status = show_keys(run, error);
    }
    satqkd_run_close(run);
    return status;
}

int main(int argc, char **argv) {
    struct satqkd_scenario *scenario = NULL;
    struct satqkd_error error = {0};
    if (argc < 4) {
        fprintf(stderr, "usage: %s SCENARIO FROM TO [KEY=VALUE]...\n", argv[0]);
        return SATQKD_INVALID;
    }
    /* argv ends with a NULL, as the settings have to. */
    enum satqkd_status status = satqkd_scenario_open(argv[1], (const char *const *)argv + 4, &scenario, &error);
    if (status == SATQKD_OK) {
        status = show_passes(scenario, argv[2], argv[3], &error);
    }
    if (status == SATQKD_OK) {
        status = fly(scenario, &error);
    }
    if (status != SATQKD_OK) {
        fprintf(stderr, "%s: %s\n", argv[0], error.message);
    }
    satqkd_scenario_close(scenario);
    return status;
}

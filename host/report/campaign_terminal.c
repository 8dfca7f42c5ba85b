/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "orbit/time_utc.h"
#include "report/campaign_out.h"
#include "text/number.h"

enum { MOST_ROWS = 12 }; /* of a list */

static const double DAY_S = 86400.0;
static const double HOUR_S = 3600.0;

static void put_head(FILE *stream, const struct campaign_out_summary *s, double days) {
    char from[TIME_UTC_TEXT];
    char to[TIME_UTC_TEXT];
    time_utc_format(s->from_utc_s, 0, from, sizeof from);
    time_utc_format(s->to_utc_s, 0, to, sizeof to);
    fprintf(stream, "%s: %zu satellite%s over %zu station%s\n", s->name, s->satellite_count,
            s->satellite_count == 1 ? "" : "s", s->station_count, s->station_count == 1 ? "" : "s");
    fprintf(stream, "%.4g days from %s to %s\n", days, from, to);
    fprintf(stream, "Engine %s, bound %s on the counts of a %s, by %s\n\n", s->engine, s->bound, s->block,
            s->light[0] == 'a' ? "night and day" : s->light);
}

static void put_share(FILE *stream, const struct campaign_out_share *share, const char *name) {
    fprintf(stream, "%-14.14s %8.0f %10.0f %7.0f %18s %18s\n", name, share->passes_found, share->passes_scheduled,
            share->clear_passes, number_grouped(share->sifted_bits).text,
            number_grouped(share->secret_bits.first).text);
}

static void put_shares(FILE *stream, const struct campaign_out_share *shares, size_t count) {
    const size_t shown = count > MOST_ROWS ? MOST_ROWS : count;
    for (size_t i = 0; i < shown; ++i) {
        put_share(stream, &shares[i], shares[i].name);
    }
    if (shown < count) {
        fprintf(stream, "… and %zu more\n", count - shown);
    }
}

static void put_schedule(FILE *stream, const struct campaign_out_summary *s) {
    const double gap = s->schedule_bound > 0 ? 100 * (1 - s->schedule_weight / s->schedule_bound) : 0;
    fprintf(stream, "\nSchedule %s by %s: ", s->method, s->weight);
    if (s->schedule_exact_groups == s->schedule_groups) {
        fprintf(stream, "the best there is\n");
    } else {
        fprintf(stream, "at most %.2g %% below the best\n", fmax(gap, 0));
    }
}

static void put_draws(FILE *stream, const struct campaign_out_summary *s, double days) {
    const struct campaign_out_spread *bits = &s->all.secret_bits;
    if (s->draws > 1) {
        fprintf(stream, "Key      over %.0f draws: mean %s bits, 5 to 95 %%: %s to %s\n", s->draws,
                number_grouped(bits->mean).text, number_grouped(bits->quantile[0]).text,
                number_grouped(bits->quantile[CAMPAIGN_OUT_QUANTILES - 1]).text);
    }
    fprintf(stream, "         %s bits a day\n", number_grouped(bits->mean / days).text);
}

static void put_pairs(FILE *stream, const struct campaign_out_summary *s, double days) {
    const size_t shown = s->pair_count > MOST_ROWS ? MOST_ROWS : s->pair_count;
    fprintf(stream, "\n%-30s %16s %14s %10s\n", "Relayed", "bits", "bits a day", "wait, h");
    for (size_t i = 0; i < shown; ++i) {
        const struct campaign_out_pair *pair = &s->pairs[i];
        char names[64];
        snprintf(names, sizeof names, "%.14s - %.14s", pair->station_a, pair->station_b);
        fprintf(stream, "%-30s %16s %14s", names, number_grouped(pair->bits.first).text,
                number_grouped(pair->bits.first / days).text);
        if (isnan(pair->mean_wait_s)) {
            fputs("          -\n", stream);
        } else {
            fprintf(stream, " %10.1f\n", pair->mean_wait_s / HOUR_S);
        }
    }
    if (shown < s->pair_count) {
        fprintf(stream, "… and %zu more\n", s->pair_count - shown);
    }
}

enum satqkd_status campaign_out_terminal(const struct campaign_out_summary *summary, char **out,
                                         struct satqkd_error *error) {
    const double days = (summary->to_utc_s - summary->from_utc_s) / DAY_S;
    size_t size = 0;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (stream) {
        put_head(stream, summary, days);
        fprintf(stream, "%-14s %8s %10s %7s %18s %18s\n", "Passes", "found", "scheduled", "clear", "sifted bits",
                "secret bits");
        put_shares(stream, summary->stations, summary->station_count);
        put_share(stream, &summary->all, "all");
        put_schedule(stream, summary);
        put_draws(stream, summary, days);
        if (summary->pair_count > 0) {
            put_pairs(stream, summary, days);
        }
    }
    if (!stream || fclose(stream) != 0 || !*out) {
        free(*out);
        *out = NULL;
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a summary");
    }
    return SATQKD_OK;
}

/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_VALIDATION_OUT_H
#define SATQKD_REPORT_VALIDATION_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/band_out.h"
#include "satqkd/status.h"

enum { VALIDATION_KEY = 128 };

enum validation_kind {
    VALIDATION_PREDICTED, /* measured by others; nothing here was chosen on it */
    VALIDATION_CHOSEN,    /* measured by others; a frozen parameter was chosen on it */
    VALIDATION_CONTEXT,   /* measured by others, but inputs that matter are not public: how far off assumptions are */
    VALIDATION_DERIVED,   /* follows from a publication's inputs by its own closed form */
    VALIDATION_MODEL      /* one model against a published table or closed form */
};

/** One published number and what the program says. */
struct validation_row {
    const char *experiment, *quantity, *unit;
    enum validation_kind kind;
    double published, simulated;
    double tolerance;   /* absolute, in the unit: inside where |simulated - published| is at most this */
    const char *reason; /* of the tolerance */
    const char *source;
    const char *remark; /* what to know, and for a row outside the likely cause; NULL: nothing */
    double spread;      /* standard deviation over flights of the Monte Carlo engine; NaN: none flown */
    bool has_depth;     /* the zenith optical depth that would give the published number was looked for … */
    double depth;       /* … and found; NaN: no air does */
};

/** What ±10 % of one input do. [0] lowered, [1] raised; NaN where that cannot be. */
struct validation_swing {
    char key[VALIDATION_KEY];
    double value;                         /* in the key's unit */
    double sifted[2], qber[2], secret[2]; /* relative, absolute, relative */
};

enum { VALIDATION_NIGHTS = 3, VALIDATION_QUANTILES = 5 };

extern const double validation_quantile[VALIDATION_QUANTILES];

/** Sifted rates over drawn nights. */
struct validation_nights_band {
    double kbps[VALIDATION_QUANTILES]; /* at validation_quantile */
    double below;                      /* share of the nights below the published rate; NaN: none is published */
};

/** One pass of a campaign whose nights differ, at its closest approach. */
struct validation_night {
    const char *name;
    double published_kbps; /* NaN: none */
    double frozen_kbps;    /* with the parameters of the one night that they were chosen on */
    struct validation_nights_band same_station, any_station;
};

/** All that the page shows. */
struct validation {
    struct validation_row *rows; /* owned */
    size_t row_count;
    struct validation_swing *swings; /* owned; the largest first; NULL: not made */
    size_t swing_count;
    double swing_share;
    bool has_band;
    struct band band;
    const double *band_published; /* what the source prints of the band's quantities */
    size_t nights_drawn;          /* of each kind; 0: no nights */
    const char *nights_from;      /* which distribution, in words */
    struct validation_night nights[VALIDATION_NIGHTS];
    size_t flights;     /* of the Monte Carlo engine; 0: none */
    const char *frozen; /* which parameters were chosen, and on what */
};

/** @return the kind in words, as validation.json has it */
const char *validation_kind_name(enum validation_kind kind);

/** @return whether a row's number is inside its tolerance */
bool validation_within(const struct validation_row *row);

/** @return whether a row is a measurement of others */
bool validation_measured(const struct validation_row *row);

/** How many rows of a kind of rows there are, and how many of them are inside. */
struct validation_tally {
    size_t all, inside, measured, measured_inside;
};
struct validation_tally validation_count(const struct validation *validation);

/** Decimal digits on which a row agrees, 0 to 15. */
double validation_digits(const struct validation_row *row);

/** validation.json. @param out  ends with a newline; owned by the caller, free() */
enum satqkd_status validation_out_json(const struct validation *validation, char **out, struct satqkd_error *error);

/** The table for people. */
void validation_out_print(const struct validation *validation, FILE *stream);

/** validation.md, validation-short.md and validation.html. @param out  as above */
enum satqkd_status validation_page_markdown(const struct validation *validation, char **out,
                                            struct satqkd_error *error);
enum satqkd_status validation_page_short(const struct validation *validation, char **out, struct satqkd_error *error);
enum satqkd_status validation_page_html(const struct validation *validation, char **out, struct satqkd_error *error);

#endif

/* SPDX-License-Identifier: MIT */
#include "trials/fades.h"

#include <stdlib.h>

#include "channel/pointing_spectrum.h"
#include "trials/fade_maps.h"

/* As kernels/fades.cl has them. */
enum { FADE_ITEM_BLOCKS = 32, SPECTRUM_ITEM_BLOCKS = 8 };

enum buffer_id {
    BUFFER_FADE_ROWS,
    BUFFER_COUPLINGS,
    BUFFER_MAPS,
    BUFFER_NORMAL,
    BUFFER_WALKS,
    BUFFER_ENDS,
    BUFFER_STARTS,
    BUFFER_BLOCKS,
    BUFFER_NOISE,
    BUFFER_WEIGHTS,
    BUFFER_COUNT
};

enum kernel_id { KERNEL_WALKS, KERNEL_NOISE, KERNEL_SPECTRUM, KERNEL_BLOCKS, KERNEL_COUNT };

static const char *const kernel_name[KERNEL_COUNT] = {
    [KERNEL_WALKS] = "fade_walks",
    [KERNEL_NOISE] = "fade_noise",
    [KERNEL_SPECTRUM] = "fade_spectrum",
    [KERNEL_BLOCKS] = "fade_blocks",
};

struct fades {
    struct device *device;
    const struct plan *plan;
    const struct levels *levels;
    const char *file;
    size_t local;
    size_t half; /* of the spectrum's weights */
    bool spectrum;
    float normal[FADE_NORMAL_FLOATS];
    float *ends, *starts; /* FADE_PROCESSES a row */
    struct device_kernel *kernels[KERNEL_COUNT];
    size_t items[KERNEL_COUNT];
    struct device_buffer *buffers[BUFFER_COUNT];
};

static bool has_kernel(const struct fades *fades, int kernel) {
    return fades->spectrum || (kernel != KERNEL_NOISE && kernel != KERNEL_SPECTRUM);
}

static size_t spectrum_items(const struct plan *plan) {
    return (size_t)(plan->blocks + SPECTRUM_ITEM_BLOCKS - 1) / SPECTRUM_ITEM_BLOCKS;
}

/* Deviates an axis: enough for the last work-item's. */
static size_t noise_count(const struct fades *fades) {
    return spectrum_items(fades->plan) * SPECTRUM_ITEM_BLOCKS + 2 * fades->half;
}

static enum satqkd_status fill_buffers(struct fades *fades, struct satqkd_error *error) {
    const struct plan *plan = fades->plan;
    const struct levels *levels = fades->levels;
    size_t rows = plan->row_count;
    size_t bytes = sizeof(float);
    const float none = 0;
    double *weights = NULL;
    float *rounded = NULL;
    enum satqkd_status status = SATQKD_OK;
    fade_maps_normal(fades->normal);
    if (fades->spectrum) {
        size_t most = 2 * POINTING_SPECTRUM_HALF_MAX + 1;
        weights = malloc(most * sizeof *weights);
        rounded = malloc(most * sizeof *rounded);
        if (!weights || !rounded) {
            status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the spectrum of the pointing jitter");
            goto done;
        }
        pointing_spectrum_weights(&plan->pointing_spectrum, (double)plan->block_pulses / plan->repetition_rate_hz,
                                  &fades->half, weights);
        for (size_t i = 0; i < 2 * fades->half + 1; ++i) {
            rounded[i] = (float)weights[i];
        }
    }
    const struct {
        size_t bytes;
        const void *data;
    } content[BUFFER_COUNT] = {
        [BUFFER_FADE_ROWS] = {rows * sizeof *levels->fade_rows, levels->fade_rows},
        [BUFFER_COUPLINGS] = {rows * FADE_COUPLING_NODES * bytes, levels->couplings},
        [BUFFER_MAPS] = {rows * FADE_MAPS * FADE_MAP_NODES * bytes, levels->maps},
        [BUFFER_NORMAL] = {sizeof fades->normal, fades->normal},
        [BUFFER_WALKS] = {levels->quads * FADE_QUAD * plan->blocks * bytes, NULL},
        [BUFFER_ENDS] = {rows * FADE_PROCESSES * bytes, NULL},
        [BUFFER_STARTS] = {rows * FADE_PROCESSES * bytes, NULL},
        [BUFFER_BLOCKS] = {plan->blocks * sizeof(struct trial_block), NULL},
        [BUFFER_NOISE] = {fades->spectrum ? 2 * noise_count(fades) * bytes : bytes, NULL},
        [BUFFER_WEIGHTS] = {(2 * fades->half + 1) * bytes, fades->spectrum ? (const void *)rounded : &none},
    };
    for (int i = 0; i < BUFFER_COUNT && status == SATQKD_OK; ++i) {
        status = device_buffer_create(fades->device, content[i].bytes, content[i].data, &fades->buffers[i], error);
    }
done:
    free(weights);
    free(rounded);
    return status;
}

static uint32_t items_a_row(const struct plan *plan) {
    uint64_t most = 0;
    for (size_t r = 0; r < plan->row_count; ++r) {
        most = plan->rows[r].blocks > most ? plan->rows[r].blocks : most;
    }
    return (uint32_t)((most + FADE_ITEM_BLOCKS - 1) / FADE_ITEM_BLOCKS);
}

static enum satqkd_status bind_kernels(struct fades *fades, struct satqkd_error *error) {
    struct device_buffer *const *of = fades->buffers;
    uint32_t rows = (uint32_t)fades->plan->row_count;
    uint32_t blocks = (uint32_t)fades->plan->blocks;
    uint32_t quads = fades->levels->quads;
    uint32_t processes = quads * FADE_QUAD;
    uint32_t row_items = items_a_row(fades->plan);
    uint32_t noise = (uint32_t)noise_count(fades);
    /* Argument 0 of what draws random numbers is the seed. */
    const struct device_argument arguments[KERNEL_COUNT][10] = {
        [KERNEL_WALKS] = {{1, NULL, rows},
                          {2, NULL, blocks},
                          {3, of[BUFFER_FADE_ROWS], 0},
                          {4, of[BUFFER_NORMAL], 0},
                          {5, NULL, quads},
                          {6, of[BUFFER_WALKS], 0},
                          {7, of[BUFFER_ENDS], 0}},
        [KERNEL_NOISE] = {{1, NULL, noise}, {2, of[BUFFER_NORMAL], 0}, {3, of[BUFFER_NOISE], 0}},
        [KERNEL_SPECTRUM] = {{0, NULL, blocks},
                             {1, NULL, (uint32_t)fades->half},
                             {2, NULL, noise},
                             {3, of[BUFFER_WEIGHTS], 0},
                             {4, of[BUFFER_NOISE], 0},
                             {5, of[BUFFER_WALKS], 0}},
        [KERNEL_BLOCKS] = {{0, NULL, rows},
                           {1, NULL, row_items},
                           {2, NULL, blocks},
                           {3, of[BUFFER_FADE_ROWS], 0},
                           {4, of[BUFFER_COUPLINGS], 0},
                           {5, of[BUFFER_MAPS], 0},
                           {6, NULL, processes},
                           {7, of[BUFFER_WALKS], 0},
                           {8, of[BUFFER_STARTS], 0},
                           {9, of[BUFFER_BLOCKS], 0}},
    };
    static const size_t counts[KERNEL_COUNT] = {7, 3, 6, 10};
    const size_t items[KERNEL_COUNT] = {(size_t)rows * quads, noise, 2 * spectrum_items(fades->plan),
                                        (size_t)rows * row_items};
    enum satqkd_status status = SATQKD_OK;
    for (int i = 0; i < KERNEL_COUNT && status == SATQKD_OK; ++i) {
        if (!has_kernel(fades, i)) {
            continue;
        }
        fades->items[i] = items[i];
        status = device_kernel_create(fades->device, fades->file, kernel_name[i], &fades->kernels[i], error);
        if (status == SATQKD_OK) {
            status = device_kernel_bind(fades->kernels[i], arguments[i], counts[i], error);
        }
    }
    return status;
}

enum satqkd_status fades_create(struct device *device, const struct plan *plan, const struct levels *levels,
                                const char *file, size_t local, struct fades **out, struct satqkd_error *error) {
    struct fades *fades = calloc(1, sizeof *fades);
    *out = NULL;
    if (!fades) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the fades of a pass");
    }
    fades->device = device;
    fades->plan = plan;
    fades->levels = levels;
    fades->file = file;
    fades->local = local;
    fades->spectrum = plan->pointing_spectrum.count > 0;
    fades->ends = malloc(plan->row_count * FADE_PROCESSES * sizeof *fades->ends);
    fades->starts = calloc(plan->row_count * FADE_PROCESSES, sizeof *fades->starts);
    enum satqkd_status status =
        fades->ends && fades->starts
            ? fill_buffers(fades, error)
            : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the fades of %zu rows", plan->row_count);
    if (status == SATQKD_OK) {
        status = bind_kernels(fades, error);
    }
    if (status == SATQKD_OK) {
        *out = fades;
    } else {
        fades_destroy(fades);
    }
    return status;
}

void fades_destroy(struct fades *fades) {
    if (!fades) {
        return;
    }
    for (int i = 0; i < KERNEL_COUNT; ++i) {
        device_kernel_destroy(fades->kernels[i]);
    }
    for (int i = 0; i < BUFFER_COUNT; ++i) {
        device_buffer_destroy(fades->buffers[i]);
    }
    free(fades->ends);
    free(fades->starts);
    free(fades);
}

/* The value of every process before each row's first block, from where the rows before would have ended had they begun at 0. */
static enum satqkd_status begin_rows(struct fades *fades, uint64_t seed, struct satqkd_error *error) {
    const size_t rows = fades->plan->row_count;
    const size_t bytes = rows * FADE_PROCESSES * sizeof *fades->ends;
    enum satqkd_status status = device_buffer_read(fades->buffers[BUFFER_ENDS], bytes, fades->ends, error);
    for (uint32_t p = 0; p < fades->levels->quads * FADE_QUAD && status == SATQKD_OK; ++p) {
        const struct philox_words words = philox(seed, p / FADE_QUAD, PHILOX_FOR_STARTS, 0);
        const uint32_t word[FADE_QUAD] = {words.a, words.b, words.c, words.d};
        float x = fade_normal(fades->normal, word[p % FADE_QUAD]);
        for (size_t r = 0; r < rows; ++r) {
            fades->starts[r * FADE_PROCESSES + p] = x;
            x = FADE_FMA(fades->levels->fade_rows[r].row_decay[p], x, fades->ends[r * FADE_PROCESSES + p]);
        }
    }
    return status == SATQKD_OK ? device_buffer_write(fades->buffers[BUFFER_STARTS], 0, bytes, fades->starts, error)
                               : status;
}

enum satqkd_status fades_draw(struct fades *fades, uint64_t seed, double *kernel_s, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (int i = 0; i < KERNEL_COUNT && status == SATQKD_OK; ++i) {
        if (!has_kernel(fades, i)) {
            continue;
        }
        if (i == KERNEL_WALKS || i == KERNEL_NOISE) {
            status = device_kernel_set_word64(fades->kernels[i], 0, seed, error);
        } else if (i == KERNEL_BLOCKS) {
            status = begin_rows(fades, seed, error);
        }
        if (status == SATQKD_OK) {
            status = device_kernel_run(fades->kernels[i], fades->items[i], fades->local, kernel_s, error);
        }
    }
    return status;
}

const struct device_buffer *fades_blocks(const struct fades *fades) {
    return fades->buffers[BUFFER_BLOCKS];
}

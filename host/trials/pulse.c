/* SPDX-License-Identifier: MIT */
#include "trials/pulse.h"

#include <stdlib.h>
#include <string.h>

#include "shared/trial.h"

/* A launch shorter than this wastes time on launching, a much longer one freezes a desktop and delays an interrupt. */
static const double LAUNCH_S = 0.25;

/* Counters of all work-items of a launch take at most this much memory. */
static const size_t TALLY_BYTES = (size_t)32 << 20;

enum { ITEM_PULSES = 1000000, CPU_LOCAL_SIZE = 16, GPU_LOCAL_SIZE = 64, FIRST_LAUNCH_ITEMS = 128, ITEMS_A_UNIT = 512 };

struct engine {
    struct device *device;
    struct device_kernel *kernel;
    struct device_buffer *run, *items, *blocks, *rows, *tables, *tallies;
    struct trial_item *work;
    uint32_t *counters;
    size_t item_count;
    uint32_t launch_items, local_size;
    uint32_t counters_an_item;
};

static struct pulse_cut choose_cut(const struct device *device, const struct plan *plan,
                                   const struct pulse_cut *asked) {
    const struct device_info *info = device_describe(device);
    struct pulse_cut cut = asked ? *asked : (struct pulse_cut){0};
    if (!cut.item_blocks) {
        uint64_t blocks = ITEM_PULSES / plan->block_pulses;
        if (info->gpu && plan->blocks / (blocks ? blocks : 1) < (uint64_t)ITEMS_A_UNIT * info->compute_units) {
            blocks = 1; /* a GPU wants more work-items than a CPU */
        }
        cut.item_blocks = blocks ? (uint32_t)blocks : 1;
    }
    if (!cut.local_size) {
        cut.local_size = info->gpu ? GPU_LOCAL_SIZE : CPU_LOCAL_SIZE;
    }
    uint32_t room = (uint32_t)(TALLY_BYTES / ((size_t)plan->intensity_count * TRIAL_STATES * TRIAL_OUTCOMES * 4));
    if (!cut.launch_items || cut.launch_items > room) {
        cut.launch_items = room;
    }
    return cut;
}

/* The piece of a row that begins at a pulse: whole blocks, or a part of one block where blocks are long. */
static uint64_t piece(const struct plan *plan, const struct plan_row *row, uint64_t offset, uint32_t item_blocks) {
    uint64_t end = offset + item_blocks * plan->block_pulses;
    if (plan->block_pulses > ITEM_PULSES) {
        uint64_t block_end = (offset / plan->block_pulses + 1) * plan->block_pulses;
        end = offset + ITEM_PULSES < block_end ? offset + ITEM_PULSES : block_end;
    }
    return (end < row->pulses ? end : row->pulses) - offset;
}

static enum satqkd_status cut_items(struct engine *engine, const struct plan *plan, uint32_t item_blocks,
                                    struct satqkd_error *error) {
    /* The first round counts, the second writes. */
    for (int round = 0; round < 2; ++round) {
        engine->item_count = 0;
        for (size_t r = 0; r < plan->row_count; ++r) {
            const struct plan_row *row = &plan->rows[r];
            for (uint64_t offset = 0; offset < row->pulses;) {
                uint64_t pulses = piece(plan, row, offset, item_blocks);
                if (engine->work) {
                    engine->work[engine->item_count] =
                        (struct trial_item){.first_pulse = row->first_pulse + offset,
                                            .pulses = pulses,
                                            .first_block = (uint32_t)(row->first_block + offset / plan->block_pulses),
                                            .row = (uint32_t)r};
                }
                ++engine->item_count;
                offset += pulses;
            }
        }
        if (!engine->work && !(engine->work = calloc(engine->item_count, sizeof *engine->work))) {
            return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu work-items", engine->item_count);
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status fill_buffers(struct engine *engine, const struct plan *plan, const struct levels *levels,
                                       uint64_t seed, uint32_t pass, struct satqkd_error *error) {
    struct trial_run run = {.seed = seed,
                            .block_pulses = plan->block_pulses,
                            .pass = pass,
                            .cells = levels->cells,
                            .more = levels->more,
                            .item_count = (uint32_t)engine->item_count};
    size_t table_bytes = (size_t)levels->table_count * levels->table_words * sizeof *levels->tables;
    size_t tally_bytes = (size_t)engine->launch_items * engine->counters_an_item * sizeof *engine->counters;
    const struct {
        size_t bytes;
        const void *data;
        struct device_buffer **buffer;
        unsigned argument;
    } buffers[] = {
        {sizeof run, &run, &engine->run, 0},
        {engine->item_count * sizeof *engine->work, engine->work, &engine->items, 1},
        {plan->blocks * sizeof *levels->blocks, levels->blocks, &engine->blocks, 2},
        {plan->row_count * sizeof *levels->rows, levels->rows, &engine->rows, 3},
        {table_bytes, levels->tables, &engine->tables, 4},
        {tally_bytes, NULL, &engine->tallies, 7},
    };
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0] && status == SATQKD_OK; ++i) {
        status = device_buffer_create(engine->device, buffers[i].bytes, buffers[i].data, buffers[i].buffer, error);
        if (status == SATQKD_OK) {
            status = device_kernel_set_buffer(engine->kernel, buffers[i].argument, *buffers[i].buffer, error);
        }
    }
    engine->counters = malloc(tally_bytes);
    if (status == SATQKD_OK && !engine->counters) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu bytes of counters", tally_bytes);
    }
    return status;
}

static enum satqkd_status launch(struct engine *engine, size_t first, size_t count, struct tally *tally,
                                 double *seconds, struct satqkd_error *error) {
    enum satqkd_status status = device_kernel_set_word32(engine->kernel, 5, (uint32_t)first, error);
    if (status == SATQKD_OK) {
        status = device_kernel_set_word32(engine->kernel, 6, (uint32_t)count, error);
    }
    if (status == SATQKD_OK) {
        status = device_kernel_run(engine->kernel, count, engine->local_size, seconds, error);
    }
    if (status == SATQKD_OK) {
        size_t bytes = count * engine->counters_an_item * sizeof *engine->counters;
        status = device_buffer_read(engine->tallies, bytes, engine->counters, error);
    }
    for (size_t i = 0; status == SATQKD_OK && i < count; ++i) {
        double *row = tally_row(tally, engine->work[first + i].row);
        const uint32_t *counters = engine->counters + i * engine->counters_an_item;
        for (uint32_t k = 0; k < engine->counters_an_item; ++k) {
            row[k] += counters[k];
        }
    }
    return status;
}

static enum satqkd_status launch_all(struct engine *engine, const struct plan *plan, const struct pulse_watch *watch,
                                     struct tally *tally, double *kernel_s, struct satqkd_error *error) {
    size_t batch = FIRST_LAUNCH_ITEMS < engine->launch_items ? FIRST_LAUNCH_ITEMS : engine->launch_items;
    for (size_t first = 0; first < engine->item_count;) {
        size_t count = engine->item_count - first < batch ? engine->item_count - first : batch;
        double seconds = 0;
        enum satqkd_status status = launch(engine, first, count, tally, &seconds, error);
        if (status != SATQKD_OK) {
            return status;
        }
        first += count;
        *kernel_s += seconds;
        if (watch && watch->progress) {
            const struct trial_item *last = &engine->work[first - 1];
            watch->progress(watch->context, (double)(last->first_pulse + last->pulses), (double)plan->pulses,
                            *kernel_s);
        }
        if (watch && watch->stop && watch->stop(watch->context)) {
            return satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted after %.0f of %.0f pulses",
                                    (double)engine->work[first - 1].first_pulse, (double)plan->pulses);
        }
        double factor = seconds > 0 ? LAUNCH_S / seconds : 4.0;
        double next = (double)batch * (factor > 4.0 ? 4.0 : factor);
        batch = next < 1 ? 1 : next > engine->launch_items ? engine->launch_items : (size_t)next;
    }
    return SATQKD_OK;
}

enum satqkd_status pulse_run(struct device *device, const struct plan *plan, const struct levels *levels, uint64_t seed,
                             uint32_t pass, const struct pulse_cut *asked, const struct pulse_watch *watch,
                             struct tally *tally, double *kernel_s, struct satqkd_error *error) {
    struct pulse_cut cut = choose_cut(device, plan, asked);
    double seconds = 0;
    struct engine engine = {.device = device,
                            .launch_items = cut.launch_items,
                            .local_size = cut.local_size,
                            .counters_an_item = levels->cells * TRIAL_OUTCOMES};
    enum satqkd_status status = cut_items(&engine, plan, cut.item_blocks, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    if (engine.launch_items > engine.item_count) {
        engine.launch_items = (uint32_t)engine.item_count;
    }
    status = device_kernel_create(device, "pulses.cl", "pulses", &engine.kernel, error);
    if (status == SATQKD_OK) {
        status = fill_buffers(&engine, plan, levels, seed, pass, error);
    }
    if (status == SATQKD_OK) {
        memset(tally->counts, 0, tally->row_count * (size_t)tally->cells * TRIAL_OUTCOMES * sizeof *tally->counts);
        status = launch_all(&engine, plan, watch, tally, &seconds, error);
    }
    if (kernel_s) {
        *kernel_s += seconds;
    }
done:
    device_kernel_destroy(engine.kernel);
    device_buffer_destroy(engine.run);
    device_buffer_destroy(engine.items);
    device_buffer_destroy(engine.blocks);
    device_buffer_destroy(engine.rows);
    device_buffer_destroy(engine.tables);
    device_buffer_destroy(engine.tallies);
    free(engine.work);
    free(engine.counters);
    return status;
}

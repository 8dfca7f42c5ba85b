/* SPDX-License-Identifier: MIT */
#include "trials/engine.h"

#include <stdlib.h>
#include <string.h>

#include "trials/fades.h"

/* A launch shorter than this wastes time on launching, a much longer one freezes a desktop and delays an interrupt. */
static const double LAUNCH_S = 0.25;

/* Counters of all work-items of a launch take at most this much memory; so do the events of one. */
static const size_t LAUNCH_BYTES = (size_t)32 << 20;

enum { CPU_LOCAL_SIZE = 16, GPU_LOCAL_SIZE = 64, FIRST_LAUNCH_ITEMS = 64 };

enum buffer_id {
    BUFFER_RUN,
    BUFFER_ITEMS,
    BUFFER_ROWS,
    BUFFER_TABLES,
    BUFFER_TALLIES,
    BUFFER_OFFSETS,
    BUFFER_EVENTS,
    BUFFER_COUNT
};

struct engine {
    struct device *device;
    const struct plan *plan;
    const struct levels *levels;
    enum engine_kind kind;
    struct fades *fades;
    struct device_kernel *fly;
    struct device_buffer *buffers[BUFFER_COUNT];
    struct trial_item *items;
    size_t item_count;
    uint32_t *counters;
    uint32_t *offsets; /* of a launch's events */
    uint32_t *matched; /* matched-basis clicks of each item, from the last flight */
    uint32_t counters_an_item;
    uint32_t cell_counters;
    struct engine_cut cut;
    size_t batch; /* work-items of the next launch */
};

static const char *const kernel_file[] = {[ENGINE_EVENT] = "events.cl", [ENGINE_PULSE] = "pulses.cl"};
static const char *const kernel_name[] = {[ENGINE_EVENT] = "events", [ENGINE_PULSE] = "pulses"};

uint64_t engine_seed(uint64_t seed, uint32_t number) {
    struct philox_words words = philox(seed, number, PHILOX_FOR_SEEDS, 0);
    return number ? words_join(words.a, words.b) : seed;
}

static void choose_cut(struct engine *engine, const struct engine_cut *asked) {
    bool gpu = device_describe(engine->device)->gpu;
    engine->cut = asked ? *asked : (struct engine_cut){0};
    uint32_t room = (uint32_t)(LAUNCH_BYTES / (engine->counters_an_item * sizeof *engine->counters));
    if (!engine->cut.item_segments) {
        /* One, and more only where the list of items would outgrow 16 million of 2^21 pulses each. */
        engine->cut.item_segments = 1 + (uint32_t)(engine->plan->pulses >> 45);
    }
    if (!engine->cut.local_size) {
        engine->cut.local_size = gpu ? GPU_LOCAL_SIZE : CPU_LOCAL_SIZE;
    }
    if (!engine->cut.launch_items || engine->cut.launch_items > room) {
        engine->cut.launch_items = room;
    }
}

/* Cuts every row into work-items of whole segments. */
static enum satqkd_status cut_items(struct engine *engine, struct satqkd_error *error) {
    const struct trial_run *run = &engine->levels->run;
    uint32_t most = engine->cut.item_segments * run->segment_stretches;
    /* The first round counts, the second writes. */
    for (int round = 0; round < 2; ++round) {
        engine->item_count = 0;
        for (size_t r = 0; r < engine->plan->row_count; ++r) {
            uint32_t stretches = (uint32_t)engine->plan->rows[r].blocks * run->stretches_a_block;
            for (uint32_t first = 0; first < stretches; first += most) {
                if (engine->items) {
                    engine->items[engine->item_count] =
                        (struct trial_item){.row = (uint32_t)r,
                                            .first_stretch = first,
                                            .stretches = stretches - first < most ? stretches - first : most};
                }
                ++engine->item_count;
            }
        }
        if (!engine->items && !(engine->items = calloc(engine->item_count, sizeof *engine->items))) {
            return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu work-items", engine->item_count);
        }
    }
    return SATQKD_OK;
}

static enum satqkd_status fill_buffers(struct engine *engine, struct satqkd_error *error) {
    const struct plan *plan = engine->plan;
    const struct levels *levels = engine->levels;
    size_t rows = plan->row_count;
    size_t launch = engine->cut.launch_items;
    const struct {
        size_t bytes;
        const void *data;
    } content[BUFFER_COUNT] = {
        [BUFFER_RUN] = {sizeof levels->run, &levels->run},
        [BUFFER_ITEMS] = {engine->item_count * sizeof *engine->items, engine->items},
        [BUFFER_ROWS] = {rows * sizeof *levels->rows, levels->rows},
        [BUFFER_TABLES] = {(size_t)levels->table_count * levels->run.table_words * sizeof *levels->tables,
                           levels->tables},
        [BUFFER_TALLIES] = {launch * engine->counters_an_item * sizeof *engine->counters, NULL},
        [BUFFER_OFFSETS] = {launch * sizeof *engine->offsets, NULL},
        [BUFFER_EVENTS] = {sizeof(struct trial_event), NULL}, /* grows where events are wanted */
    };
    enum satqkd_status status = SATQKD_OK;
    for (int i = 0; i < BUFFER_COUNT && status == SATQKD_OK; ++i) {
        status = device_buffer_create(engine->device, content[i].bytes, content[i].data, &engine->buffers[i], error);
    }
    return status;
}

/* The seed, a launch's first item and their number are set later. */
static enum satqkd_status bind_kernel(struct engine *engine, struct satqkd_error *error) {
    struct device_buffer *const *of = engine->buffers;
    const struct device_argument arguments[] = {{0, of[BUFFER_RUN], 0},
                                                {2, of[BUFFER_ITEMS], 0},
                                                {3, fades_blocks(engine->fades), 0},
                                                {4, of[BUFFER_ROWS], 0},
                                                {5, of[BUFFER_TABLES], 0},
                                                {8, of[BUFFER_TALLIES], 0},
                                                {9, NULL, 0},
                                                {10, of[BUFFER_OFFSETS], 0},
                                                {11, of[BUFFER_EVENTS], 0}};
    enum satqkd_status status =
        device_kernel_create(engine->device, kernel_file[engine->kind], kernel_name[engine->kind], &engine->fly, error);
    return status == SATQKD_OK ? device_kernel_bind(engine->fly, arguments, sizeof arguments / sizeof *arguments, error)
                               : status;
}

enum satqkd_status engine_create(struct device *device, enum engine_kind kind, const struct plan *plan,
                                 const struct levels *levels, const struct engine_cut *cut, struct engine **out,
                                 struct satqkd_error *error) {
    struct engine *engine = calloc(1, sizeof *engine);
    *out = NULL;
    if (!engine) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for an engine");
    }
    engine->device = device;
    engine->plan = plan;
    engine->levels = levels;
    engine->kind = kind;
    engine->cell_counters = levels->run.intensities * TRIAL_STATES * TRIAL_OUTCOMES;
    engine->counters_an_item = engine->cell_counters + TRIAL_EXTRA_COUNTERS;
    choose_cut(engine, cut);
    enum satqkd_status status = device_selftest(device, kernel_file[kind], error);
    if (status != SATQKD_OK || (status = cut_items(engine, error))) {
        goto done;
    }
    if (engine->cut.launch_items > engine->item_count) {
        engine->cut.launch_items = (uint32_t)engine->item_count;
    }
    size_t launch = engine->cut.launch_items;
    /* Felt out from a small one: what a launch takes depends on device and brightness. */
    engine->batch = launch > FIRST_LAUNCH_ITEMS ? FIRST_LAUNCH_ITEMS : launch;
    engine->counters = malloc(launch * engine->counters_an_item * sizeof *engine->counters);
    engine->offsets = malloc(launch * sizeof *engine->offsets);
    engine->matched = calloc(engine->item_count, sizeof *engine->matched);
    if (!engine->counters || !engine->offsets || !engine->matched) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the counters of %zu work-items", launch);
        goto done;
    }
    status = fill_buffers(engine, error);
    if (status == SATQKD_OK) {
        status = fades_create(device, plan, levels, kernel_file[kind], engine->cut.local_size, &engine->fades, error);
    }
    if (status == SATQKD_OK) {
        status = bind_kernel(engine, error);
    }
done:
    if (status == SATQKD_OK) {
        *out = engine;
    } else {
        engine_destroy(engine);
    }
    return status;
}

void engine_destroy(struct engine *engine) {
    if (!engine) {
        return;
    }
    fades_destroy(engine->fades);
    device_kernel_destroy(engine->fly);
    for (int i = 0; i < BUFFER_COUNT; ++i) {
        device_buffer_destroy(engine->buffers[i]);
    }
    free(engine->items);
    free(engine->counters);
    free(engine->offsets);
    free(engine->matched);
    free(engine);
}

static void add_counters(struct engine *engine, size_t first, size_t count, struct tally *tally) {
    for (size_t i = 0; i < count; ++i) {
        double *row = tally_row(tally, engine->items[first + i].row);
        const uint32_t *counters = engine->counters + i * engine->counters_an_item;
        uint32_t matched = 0;
        for (uint32_t k = 0; k < engine->cell_counters; ++k) {
            if (counters[k]) {
                row[k] += counters[k];
                matched +=
                    outcome_kind_of((int)(k / TRIAL_OUTCOMES), (int)(k % TRIAL_OUTCOMES)).matched ? counters[k] : 0;
            }
        }
        for (uint32_t k = 0; k < TRIAL_EXTRA_COUNTERS; ++k) {
            tally->extra[k] += counters[engine->cell_counters + k];
        }
        engine->matched[first + i] = matched;
    }
}

size_t engine_items(const struct engine *engine) {
    return engine->item_count;
}

void engine_add_matched(struct engine *engine, const struct engine *other) {
    for (size_t i = 0; i < engine->item_count; ++i) {
        engine->matched[i] += other->matched[i];
    }
}

double engine_pulses_before(const struct engine *engine, size_t item) {
    if (item >= engine->item_count) {
        return (double)engine->plan->pulses;
    }
    return (double)engine->plan->rows[engine->items[item].row].first_pulse +
           (double)engine->items[item].first_stretch * (double)engine->levels->run.stretch_pulses;
}

static enum satqkd_status launch(struct engine *engine, size_t first, size_t count, double *seconds,
                                 struct satqkd_error *error) {
    enum satqkd_status status = device_kernel_set_word32(engine->fly, 6, (uint32_t)first, error);
    if (status == SATQKD_OK) {
        status = device_kernel_set_word32(engine->fly, 7, (uint32_t)count, error);
    }
    if (status == SATQKD_OK) {
        status = device_kernel_run(engine->fly, count, engine->cut.local_size, seconds, error);
    }
    return status;
}

static enum satqkd_status tell(const struct engine *engine, const struct engine_watch *watch, size_t done,
                               double kernel_s, struct satqkd_error *error) {
    double all = (double)engine->plan->pulses;
    if (watch && watch->progress) {
        watch->progress(watch->context, engine_pulses_before(engine, done), all, kernel_s);
    }
    if (watch && watch->stop && watch->stop(watch->context)) {
        return satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted after %.0f of %.0f pulses",
                                engine_pulses_before(engine, done), all);
    }
    return SATQKD_OK;
}

/* Grows or shrinks the next launch toward LAUNCH_S. */
static void adapt(struct engine *engine, double seconds) {
    double factor = seconds > 0 ? LAUNCH_S / seconds : 4.0;
    double next = (double)engine->batch * (factor > 4.0 ? 4.0 : factor);
    engine->batch = next < 1 ? 1 : next > engine->cut.launch_items ? engine->cut.launch_items : (size_t)next;
}

static size_t take_items(const struct engine *engine, const struct engine_queue *queue, size_t *first) {
    if (queue) {
        return queue->take(queue->context, engine->batch, first);
    }
    return engine->item_count - *first < engine->batch ? engine->item_count - *first : engine->batch;
}

enum satqkd_status engine_fly_queue(struct engine *engine, uint64_t seed, const struct engine_queue *queue,
                                    const struct engine_watch *watch, struct tally *tally, double *kernel_s,
                                    struct satqkd_error *error) {
    double total = 0;
    tally_clear(tally);
    memset(engine->matched, 0, engine->item_count * sizeof *engine->matched);
    enum satqkd_status status = fades_draw(engine->fades, seed, &total, error);
    if (status == SATQKD_OK) {
        status = device_kernel_set_word64(engine->fly, 1, seed, error);
    }
    if (status == SATQKD_OK) {
        status = device_kernel_set_word32(engine->fly, 9, 0, error);
    }
    size_t count;
    for (size_t first = 0; status == SATQKD_OK && (count = take_items(engine, queue, &first)) > 0; first += count) {
        double seconds = 0;
        status = launch(engine, first, count, &seconds, error);
        if (status == SATQKD_OK) {
            size_t bytes = count * engine->counters_an_item * sizeof *engine->counters;
            status = device_buffer_read(engine->buffers[BUFFER_TALLIES], bytes, engine->counters, error);
        }
        if (status == SATQKD_OK) {
            add_counters(engine, first, count, tally);
            total += seconds;
            adapt(engine, seconds);
            status = tell(engine, watch, first + count, total, error);
        }
    }
    if (kernel_s) {
        *kernel_s += total;
    }
    return status;
}

enum satqkd_status engine_fly(struct engine *engine, uint64_t seed, const struct engine_watch *watch,
                              struct tally *tally, double *kernel_s, struct satqkd_error *error) {
    return engine_fly_queue(engine, seed, NULL, watch, tally, kernel_s, error);
}

/* The items whose events fit into one launch, and where each writes. */
static size_t fit_events(struct engine *engine, size_t first, size_t *events) {
    size_t count = 0;
    *events = 0;
    while (first + count < engine->item_count && count < engine->batch) {
        size_t more = engine->matched[first + count];
        if (count > 0 && (*events + more) * sizeof(struct trial_event) > LAUNCH_BYTES) {
            break;
        }
        engine->offsets[count++] = (uint32_t)*events;
        *events += more;
    }
    return count;
}

/* A buffer of this size for the events of a launch in the place of the last one's. */
static enum satqkd_status make_event_room(struct engine *engine, size_t bytes, struct satqkd_error *error) {
    struct device_buffer **events = &engine->buffers[BUFFER_EVENTS];
    device_buffer_destroy(*events);
    *events = NULL;
    enum satqkd_status status = device_buffer_create(engine->device, bytes, NULL, events, error);
    return status == SATQKD_OK ? device_kernel_set_buffer(engine->fly, 11, *events, error) : status;
}

enum satqkd_status engine_events(struct engine *engine, uint64_t seed, const struct engine_watch *watch,
                                 struct trial_event **out, size_t *count, double *kernel_s,
                                 struct satqkd_error *error) {
    size_t all = 0;
    double total = 0;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < engine->item_count; ++i) {
        all += engine->matched[i];
    }
    if (all == 0) {
        return SATQKD_OK;
    }
    struct trial_event *events = malloc(all * sizeof *events);
    if (!events) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu events", all);
    }
    enum satqkd_status status = device_kernel_set_word64(engine->fly, 1, seed, error);
    if (status == SATQKD_OK) {
        status = device_kernel_set_word32(engine->fly, 9, 1, error);
    }
    for (size_t first = 0; status == SATQKD_OK && first < engine->item_count;) {
        size_t of_launch = 0;
        size_t items = fit_events(engine, first, &of_launch);
        double seconds = 0;
        size_t room = (of_launch ? of_launch : 1) * sizeof *events;
        status = device_buffer_write(engine->buffers[BUFFER_OFFSETS], 0, items * sizeof *engine->offsets,
                                     engine->offsets, error);
        if (status == SATQKD_OK) {
            status = make_event_room(engine, room, error);
        }
        if (status == SATQKD_OK) {
            status = launch(engine, first, items, &seconds, error);
        }
        if (status == SATQKD_OK && of_launch) {
            status = device_buffer_read(engine->buffers[BUFFER_EVENTS], room, events + *count, error);
        }
        *count += of_launch;
        first += items;
        total += seconds;
        if (status == SATQKD_OK) {
            status = tell(engine, watch, first, total, error);
        }
    }
    if (kernel_s) {
        *kernel_s += total;
    }
    if (status == SATQKD_OK) {
        *out = events;
    } else {
        free(events);
    }
    return status;
}

enum satqkd_status engine_blocks(struct engine *engine, struct trial_block *blocks, struct satqkd_error *error) {
    return device_buffer_read(fades_blocks(engine->fades), engine->plan->blocks * sizeof *blocks, blocks, error);
}

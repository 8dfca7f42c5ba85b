/* SPDX-License-Identifier: MIT
 *
 * Straight pieces of the engines' inner loops, each in a kernel of its own, for gpu_instructions.py to count: compiled, never run.
 * Loops over intensities and over a pulse's photons count once, branches as if all were taken.
 */
#include "events.cl"

/* What every probe has besides its piece: its arguments, one load, one store. */
__kernel void probe_nothing(__global const ulong *in, __global ulong *out) {
    out[get_global_id(0)] = in[get_global_id(0)];
}

/* One random draw of four words. */
__kernel void probe_philox(__global const ulong *in, __global ulong *out) {
    struct philox_words x = philox(in[0], in[get_global_id(0)], PHILOX_FOR_CLICKS, 0);
    out[get_global_id(0)] = words_join(x.a ^ x.b, x.c ^ x.d);
}

/* A waiting time. */
__kernel void probe_wait(__global const ulong *in, __global ulong *out) {
    out[get_global_id(0)] = fixed_log_wait(in[get_global_id(0)], (uint)in[0], (int)in[1]);
}

/* What becomes of a candidate behind detectors with memory. */
__kernel void probe_candidate(__global const struct trial_run *runs, __global const struct segment_stretch *stretches,
                              __global const struct classify_words *words_in, __global struct detect_state *states,
                              __global struct detect_sink *sinks, __global const ulong *in) {
    struct trial_run run = *runs;
    struct segment_stretch stretch = *stretches;
    struct classify_words words = words_in[get_global_id(0)];
    struct detect_state state = *states;
    struct detect_sink sink = *sinks;
    ulong pulse = in[get_global_id(0)];
    uint cell = 0;
    uint clicks = classify_clicks(&run, stretch.row, &stretch.block, stretch.table, pulse, in[1], &words, &cell);
    detect_candidate(&run, &state, &sink, stretch.table, stretch.row->photon_x, pulse, clicks, cell,
                     &words);
    *states = state;
}

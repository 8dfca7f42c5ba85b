#!/bin/sh
# SPDX-License-Identifier: MIT
# The event engine's cost over the number of clicks, two tables in Markdown: more of the same pass (a part of it, all of it, several), and
# the same pass with receivers from a toy to larger than any. Kernel seconds are the median of three runs.
# From the root of a checkout: tests/trials/click_scaling.sh >> results/engines.md
set -eu
scenario=configs/micius-xinglong-2016-12-19.json
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# row LABEL PASSES OPTION…: a line of a table
row() {
    label=$1 passes=$2
    shift 2
    : >"$out/times"
    for run in 1 2 3; do
        ./satqkd run "$scenario" --quiet "$@" --json --out "$out/run" >"$out/json"
        sed -n 's/^[[:space:]]*"kernel_s":[[:space:]]*\([0-9.e+-]*\).*/\1/p' "$out/json" | head -n 1 >>"$out/times"
    done
    seconds=$(sort -g "$out/times" | sed -n 2p)
    clicks=$(sed -n 's/^[[:space:]]*"detections":[[:space:]]*\([0-9.e+]*\).*/\1/p' "$out/json" | head -n 1)
    awk -v l="$label" -v n="$passes" -v c="$clicks" -v s="$seconds" 'BEGIN {
        c *= n; printf "| %s | %.3g | %.4f | %.1f | %.3g |\n", l, c, s, 1e9 * s / c, c / s }'
}

head_line() {
    printf '\n| %s | clicks | kernel s | ns a click | clicks/s |\n|---|---|---|---|---|\n' "$1"
}

head_line 'more of the pass'
for range in 645.65 646.8 665 1200; do
    row "out to $range km" 1 --set window.max_range_km=$range
done
for passes in 3 10 28; do
    row "$passes passes" $passes --repeat $passes
done
head_line 'telescope m'
for diameter in 0.17 0.3 0.54 0.95 1.7 3.1 6.0; do
    row $diameter 1 --set station.telescope.diameter_m=$diameter
done

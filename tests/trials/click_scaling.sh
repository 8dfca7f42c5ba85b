#!/bin/sh
# SPDX-License-Identifier: MIT
# The event engine's cost over the number of clicks: the Micius pass with receivers from a toy to larger than any, a table in Markdown.
# Kernel seconds are the median of five runs.
# From the root of a checkout: tests/trials/click_scaling.sh >> results/engines.md
set -eu
scenario=configs/micius-xinglong-2016-12-19.json
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
echo '| telescope m | pulses | clicks | kernel s | ns a click | clicks/s |'
echo '|---|---|---|---|---|---|'
for diameter in 0.17 0.3 0.54 0.95 1.7 3.1 6.0; do
    : >"$out/times"
    for run in 1 2 3 4 5; do
        ./satqkd run "$scenario" --quiet --set station.telescope.diameter_m=$diameter --json --out "$out/run" >"$out/json"
        sed -n 's/^[[:space:]]*"kernel_s":[[:space:]]*\([0-9.e+-]*\).*/\1/p' "$out/json" >>"$out/times"
    done
    seconds=$(sort -g "$out/times" | sed -n 3p)
    pulses=$(sed -n 's/^[[:space:]]*"pulses":[[:space:]]*\([0-9.e+]*\).*/\1/p' "$out/json" | head -n 1)
    clicks=$(sed -n 's/^[[:space:]]*"detections":[[:space:]]*\([0-9.e+]*\).*/\1/p' "$out/json" | head -n 1)
    awk -v d=$diameter -v p="$pulses" -v c="$clicks" -v s="$seconds" 'BEGIN {
        printf "| %s | %.3g | %.3g | %.3f | %.1f | %.3g |\n", d, p, c, s, 1e9 * s / c, c / s }'
done

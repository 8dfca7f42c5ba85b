#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetches the release files of uPlot and of world-atlas (Natural Earth's coasts) again, in the versions that package.json names, and
# says where they differ from ours.
set -eu
cd "$(dirname "$0")"
version_of() {
    sed -n 's/.*"'"$1"'": "\([^"]*\)".*/\1/p' package.json
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for name in uplot world-atlas; do
    mkdir "$work/$name"
    (cd "$work/$name" && npm pack --silent "$name@$(version_of $name)" && tar xzf ./*.tgz)
done
cp "$work/uplot/package/dist/uPlot.iife.min.js" "$work/uplot/package/dist/uPlot.min.css" .
cp "$work/uplot/package/LICENSE" uPlot.LICENSE
node remake_coast.mjs "$work/world-atlas/package/land-110m.json" "$(version_of world-atlas)" >"$work/page_coast.js"
cp "$work/page_coast.js" .
git diff --stat -- . && echo "uPlot $(version_of uplot), world-atlas $(version_of world-atlas): files as above (none listed: unchanged)"

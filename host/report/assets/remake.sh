#!/bin/sh
# SPDX-License-Identifier: MIT
# Fetches the release files of uPlot again, in the version that package.json names, and says where they differ from ours.
set -eu
cd "$(dirname "$0")"
version=$(sed -n 's/.*"uplot": "\([^"]*\)".*/\1/p' package.json)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "uplot@$version" && tar xzf "uplot-$version.tgz")
cp "$work/package/dist/uPlot.iife.min.js" "$work/package/dist/uPlot.min.css" .
cp "$work/package/LICENSE" uPlot.LICENSE
git diff --stat -- . && echo "uPlot $version: files as above (none listed: unchanged)"

// SPDX-License-Identifier: MIT
// node remake_coast.mjs LAND.json VERSION >page_coast.js: the outlines of land (TopoJSON) in tenths of a degree.
import fs from "node:fs";
const topology = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const {scale, translate} = topology.transform;
const outlines = topology.arcs.map((arc) => {
  let x = 0, y = 0, last = null;
  const steps = [];
  for (const [dx, dy] of arc) {
    x += dx;
    y += dy;
    const here = [Math.round(10 * (x * scale[0] + translate[0])), Math.round(10 * (y * scale[1] + translate[1]))];
    if (!last || here[0] !== last[0] || here[1] !== last[1]) steps.push(last ? [here[0] - last[0], here[1] - last[1]] : here);
    last = here;
  }
  return steps.map((step) => step.join(",")).join(" ");
});
process.stdout.write(`/* Made by remake_coast.mjs. Coasts: Natural Earth 4.1.0, 1:110m land, public domain (https://www.naturalearthdata.com),
   by way of the npm package world-atlas ${process.argv[3]}. */
"use strict";
/* One outline a line: longitude and latitude of its first point in tenths of a degree, then steps. */
const coast = \`${outlines.join("\n")}\`;
`);

/* SPDX-License-Identifier: MIT */
/* When who got key: a row a station, a column a day (an hour of short campaigns, a week of long ones). */
"use strict";

const calendarRowsMost = 24;

/* bins {names, from (ms), width (ms)}; rows: [{name, cells: [{passes, clear, bits}]}]. */
function addCalendar(parent, bins, rows) {
  const drawn = rows.slice(0, calendarRowsMost), columns = bins.names.length;
  const left = 96, width = 1060, top = 18, high = 16, cell = (width - left - 4) / columns;
  const height = top + drawn.length * (high + 3) + 2;
  const svg = svgNode("svg", {class: "calendar", viewBox: `0 0 ${width} ${height}`});
  const most = Math.max(1, ...drawn.flatMap((row) => row.cells.map((c) => c.bits)));
  let label = "", labelled = -Infinity;
  bins.names.forEach((name, i) => {
    const part = bins.label(name);
    const x = left + i * cell;
    if (part !== label && x - labelled > 44) {
      svg.append(svgNode("text", {x, y: 11}, part), svgNode("line", {class: "ring", x1: x, y1: top - 4, x2: x, y2: height}));
      labelled = x;
    }
    label = part;
  });
  const entries = [], marks = [];
  drawn.forEach((row, r) => {
    const y = top + r * (high + 3);
    svg.append(svgNode("text", {class: "name", x: left - 8, y: y + 12, "text-anchor": "end"}, row.name.length > 14 ? `${row.name.slice(0, 13)}…` : row.name));
    row.cells.forEach((c, i) => {
      const kind = c.passes === 0 ? "none" : c.bits > 0 ? "key" : c.clear > 0 ? "bare" : "cloud";
      const mark = svgNode("rect", {class: `cell ${kind}`, x: (left + i * cell).toFixed(2), y, width: Math.max(0.6, cell - (cell > 3 ? 0.6 : 0)).toFixed(2), height: high,
        "fill-opacity": kind === "key" ? (0.15 + 0.85 * Math.sqrt(c.bits / most)).toFixed(3) : null});
      svg.append(mark);
      marks.push(mark);
      entries.push({name: bins.names[i], row: row.name, ...c});
    });
  });
  const step = (index, key) => index + ({ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns})[key];
  addDrawing(parent, {id: "calendar", title: `Passes and key, ${bins.every}`, wide: true, svg, marks, step, minWidth: 860, columns: [
    {label: bins.what, values: entries.map((e) => e.name)}, {label: "station", values: entries.map((e) => e.row)},
    {label: "passes", values: entries.map((e) => e.passes)}, {label: "of them clear", values: entries.map((e) => e.clear)},
    {label: "secret key", unit: "bits", values: entries.map((e) => e.bits)}],
    note: make("span", {}, swatch("key"), " secret key, the more the darker; ", swatch("cloud"), " passes behind clouds; ", swatch("bare"), " clear, but no key"
      + (rows.length > drawn.length ? `; the ${drawn.length} of ${rows.length} stations with the most key.` : ".")),
    describe: `${drawn.length} stations over ${columns} columns.`});
}

function swatch(kind) {
  return make("i", {class: `swatch ${kind}`});
}

/* SPDX-License-Identifier: MIT */
/* Quantiles side by side: a line from the first to the last, a box between the second and the last but one, a tick in the middle. */
"use strict";

/* probabilities: five; rows: [{name, quantiles, mean, first}]. */
function addQuantiles(parent, probabilities, rows) {
  const left = 118, width = 1060, high = 24, top = 8, height = top + rows.length * high + 34;
  const most = Math.max(...rows.flatMap((row) => [...row.quantiles, row.first]), 1) * 1.04;
  const at = (value) => left + (value / most) * (width - left - 16);
  const svg = svgNode("svg", {class: "boxes", viewBox: `0 0 ${width} ${height}`});
  const power = 10 ** Math.floor(Math.log10(most / 5)), step = [1, 2, 5, 10].map((m) => m * power).find((s) => most / s <= 6);
  for (let value = 0; value <= most; value += step) {
    svg.append(svgNode("line", {class: "ring", x1: at(value), y1: top, x2: at(value), y2: height - 30}),
      svgNode("text", {x: at(value), y: height - 16, "text-anchor": "middle"}, value >= 1e6 ? `${shown(value / 1e6)}M` : shown(value)));
  }
  svg.append(svgNode("text", {x: (left + width) / 2, y: height - 2, "text-anchor": "middle"}, "secret key, bits"));
  const marks = rows.map((row, i) => {
    const y = top + i * high + high / 2, [q0, q1, q2, q3, q4] = row.quantiles.map(at);
    svg.append(svgNode("text", {class: "name", x: left - 8, y: y + 4, "text-anchor": "end"}, row.name.length > 17 ? `${row.name.slice(0, 16)}…` : row.name),
      svgNode("line", {class: "whisker", x1: q0, y1: y, x2: q4, y2: y}),
      svgNode("rect", {class: "box", x: q1, y: y - 7, width: Math.max(1, q3 - q1), height: 14}),
      svgNode("line", {class: "middle", x1: q2, y1: y - 7, x2: q2, y2: y + 7}),
      svgNode("circle", {class: "first", cx: at(row.first), cy: y, r: 3.2}));
    const mark = svgNode("rect", {class: "catch", x: 0, y: y - high / 2, width, height: high});
    svg.append(mark);
    return mark;
  });
  const names = probabilities.map((p) => `${shown(100 * p)} %`);
  addDrawing(parent, {id: "quantiles", title: "Secret key over the drawn weathers", wide: true, minWidth: 800, svg, marks, columns: [{label: "whose", values: rows.map((row) => row.name)},
    ...names.map((name, q) => ({label: name, unit: "bits", values: rows.map((row) => row.quantiles[q])})),
    {label: "mean", unit: "bits", values: rows.map((row) => row.mean)}, {label: "this one", unit: "bits", values: rows.map((row) => row.first)}],
    note: `Line: ${names[0]} to ${names[4]}; box: ${names[1]} to ${names[3]}; tick: median; dot: the first draw, which all tables and the calendar show.`,
    describe: `Median of all ${whole(rows[0].quantiles[2])} bits.`});
}

/* SPDX-License-Identifier: MIT */
/* One chart of the report: a figure with title, uPlot's canvas, values under the cursor, keyboard, zoom and its data as CSV. */
"use strict";
const charts = [];

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/* Seven significant digits: what the CSV gives, as far as anyone reads it off. */
function shown(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return String(Number(value.toPrecision(7)));
}

function download(name, text, type) {
  const link = make("a", {href: URL.createObjectURL(new Blob([text], {type})), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/* Columns as in the chart: x first, then every series' own values (of a stack the parts, not their sums). */
function chartCsv(chart) {
  const columns = [chart.x, ...chart.series];
  const quoted = (text) => (/[",]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const rows = [columns.map((c) => quoted(c.unit ? `${c.label} (${c.unit})` : c.label)).join(",")];
  for (let i = 0; i < chart.x.values.length; i++) {
    rows.push(columns.map((c) => (c.values[i] === null || c.values[i] === undefined ? "" : String(c.values[i]))).join(","));
  }
  return rows.join("\n") + "\n";
}

function stackUp(series) {
  const sums = [];
  let below = null;
  for (const one of series) {
    below = one.values.map((v, i) => (v === null ? null : v + (below ? below[i] : 0)));
    sums.push(below);
  }
  return sums;
}

function seriesOptions(one, chart) {
  const stroke = () => css(one.color);
  const options = {label: one.label, scale: "y", stroke, width: 1.5, points: {show: false}, spanGaps: true};
  if (one.kind === "points") {
    options.paths = () => null;
    options.points = {show: true, size: 4, width: 0, fill: stroke, stroke};
  } else if (one.kind === "bars") {
    options.paths = uPlot.paths.bars({size: [0.94, 1000]});
    options.fill = stroke;
    options.width = 0;
  } else if (one.kind === "edge") {
    options.width = 0;
  } else if (one.kind === "marks") {
    options.points = {show: true, size: 5, width: 0, fill: stroke, stroke};
  } else if (one.kind === "dash") {
    options.dash = [6, 4];
  }
  if (chart.stacked) {
    options.fill = stroke;
    options.width = 0.5;
    options.stroke = () => css("--paper");
  }
  return options;
}

/* 1e-12, 0.001, 2000, 1e4: short labels for axes over many decades. */
function axisText(value) {
  if (value === null) return "";
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e4 || size < 1e-3) ? value.toExponential(0).replace("e+", "e") : String(Number(value.toPrecision(6)));
}

function axisOptions(chart) {
  const font = "11px system-ui, sans-serif";
  const common = {stroke: () => css("--soft"), font, labelFont: font, grid: {stroke: () => css("--line"), width: 0.5},
    ticks: {stroke: () => css("--line"), width: 0.5, size: 4}};
  const plain = (v) => {
    const [size, name] = [[1e9, "G"], [1e6, "M"], [1e3, "k"]].find(([least, unit]) => Math.abs(v) >= (unit === "k" ? 1e5 : least)) || [1, ""];
    return `${Number((v / size).toPrecision(6))}${name}`;
  };
  const valuesOf = (axis) => (u, splits) => splits.map((v) => (v === null ? "" : axis.log && splits[0] > 0 && splits[0] < splits[1] / 5 ? axisText(v) : plain(v)));
  const powers = (u, axis, low, high) => {
    const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9), step = Math.ceil((last - first + 1) / 7);
    const found = [];
    for (let k = Math.ceil(first / step) * step; k <= last; k += step) found.push(10 ** k);
    return found;
  };
  const decades = {splits: powers, filter: (u, splits) => splits};
  return [
    {...common, scale: "x", label: chart.x.unit ? `${chart.x.label}, ${chart.x.unit}` : chart.x.label, labelSize: 18, size: 30, values: valuesOf(chart.x), ...(chart.x.log ? decades : {})},
    {...common, scale: "y", label: chart.y.unit ? `${chart.y.label}, ${chart.y.unit}` : chart.y.label, labelSize: 18, size: 52, values: valuesOf(chart.y), ...(chart.y.log ? decades : {})},
  ];
}

/* The outermost bars of a histogram are whole. */
function wholeBars(chart, low, high) {
  const x = chart.x.values, last = x.length - 1;
  if (last < 1 || chart.series[0].kind !== "bars" || low !== x[0] || high !== x[last]) return [low, high];
  return [low - (x[1] - x[0]) / 2, high + (x[1] - x[0]) / 2];
}

function chartOptions(chart, width, flat) {
  const drawn = chart.stacked ? [...chart.series].reverse() : chart.series;
  const bands = [];
  drawn.forEach((one, i) => {
    if (one.bandTo !== undefined) bands.push({series: [i + 1, one.bandTo + 1], fill: () => css("--band")});
  });
  const y = chart.y.log ? {distr: 3, log: 10} : {};
  if (chart.y.range) y.range = chart.y.range;
  else if (chart.stacked || chart.series.some((one) => one.kind === "bars")) y.range = (u, low, high) => [0, high > 0 ? 1.05 * high : 1];
  return {
    width, height: Math.round(flat * (chart.height || 230)), bands, pxAlign: 0,
    scales: {x: {time: false, ...(chart.x.log ? {distr: 3, log: 10} : {}), range: (u, low, high) => wholeBars(chart, low, high)}, y},
    series: [{label: chart.x.label}, ...drawn.map((one) => seriesOptions(one, chart))],
    axes: axisOptions(chart), legend: {show: false}, padding: [8, 18, 0, 0],
    cursor: {drag: {x: true, y: false}, sync: chart.sync ? {key: chart.sync, setSeries: false} : undefined,
      points: {size: 6, width: 0, fill: (u, i) => css((drawn[i - 1] || {}).color || "--ink")}},
    hooks: {ready: [(u) => { chart.full = [u.scales.x.min, u.scales.x.max]; }], setCursor: [(u) => read(chart, u.cursor.idx)]},
  };
}

function chartData(chart) {
  const values = chart.stacked ? stackUp(chart.series).reverse() : chart.series.map((one) => one.values);
  return [chart.x.values, ...values];
}

/* The values under the cursor; without one the legend alone. */
function read(chart, index) {
  const at = index !== null && index !== undefined;
  chart.index = at ? index : null;
  chart.fields.forEach(({field, column}) => {
    const text = at ? shown(column.values[index]) + (column.unit && column.values[index] !== null ? ` ${column.unit}` : "") : "";
    field.textContent = text;
    field.dataset.value = at ? shown(column.values[index]) : "";
    if (column === chart.x) field.parentNode.hidden = !at;
  });
  if (chart.onRead) chart.onRead(chart.index);
}

function moveCursor(chart, index) {
  const last = chart.x.values.length - 1;
  const i = Math.max(0, Math.min(last, index));
  const y = chart.plot.data.slice(1).map((v) => v[i]).find((v) => v !== null && v !== undefined);
  chart.plot.setCursor({left: chart.plot.valToPos(chart.x.values[i], "x"),
    top: y === undefined ? 10 : chart.plot.valToPos(y, "y")});
}

function zoom(chart, factor) {
  const {min, max} = chart.plot.scales.x;
  const centre = chart.index === null ? (min + max) / 2 : chart.x.values[chart.index];
  const first = chart.full[0], last = chart.full[1];
  chart.plot.setScale("x", {min: Math.max(first, centre - (centre - min) * factor), max: Math.min(last, centre + (max - centre) * factor)});
}

function resetZoom(chart) {
  chart.plot.setScale("x", {min: chart.full[0], max: chart.full[1]});
}

function onKey(chart, event) {
  const here = chart.index === null ? -1 : chart.index;
  const page = Math.max(1, Math.round(chart.x.values.length / 20));
  const moves = {ArrowRight: here + 1, ArrowLeft: here - 1, PageDown: here + page, PageUp: here - page, Home: 0, End: Infinity};
  if (event.key in moves) moveCursor(chart, moves[event.key]);
  else if (event.key === "+" || event.key === "=") zoom(chart, 0.5);
  else if (event.key === "-") zoom(chart, 2);
  else if (event.key === "0" || event.key === "Escape") resetZoom(chart);
  else return;
  event.preventDefault();
}

function draw(chart, width, flat) {
  if (chart.plot) chart.plot.destroy();
  chart.plot = new uPlot(chartOptions(chart, Math.max(220, Math.floor(width || chart.place.clientWidth)), flat || 1), chartData(chart), chart.place);
  read(chart, null);
}

function readoutOf(chart) {
  chart.fields = [chart.x, ...chart.series].map((column) => ({field: make("b", {"data-series": column.label}), column}));
  return make("div", {class: "readout"}, ...chart.fields.map(({field, column}) => {
    const swatch = column.color ? make("i", {}) : null;
    if (swatch) swatch.style.background = `var(${column.bandTo !== undefined || column.kind === "edge" ? "--band" : column.color})`;
    return make("span", {}, swatch, `${column.label} `, field);
  }));
}

/*
 * chart: id, title, note, describe (the text for those who do not see it), x {label, unit, values, log}, y {label, unit, log},
 * series [{label, unit, values, color, kind: line | dash | marks | points | bars | edge, bandTo: index of the series that the band ends at}],
 * stacked, sync (cursors of one key move together), wide, height, onRead(index).
 */
function addChart(parent, chart) {
  if (!chart.series.some((one) => one.values.some((v) => v !== null && v !== undefined))) return null;
  const reset = make("button", {type: "button", "aria-label": `Show all of ${chart.title}`}, "Show all");
  const csv = make("button", {type: "button", "aria-label": `Data of ${chart.title} as CSV`}, "CSV");
  chart.place = make("div", {class: "plot", id: chart.id, tabindex: "0", role: "group", "aria-roledescription": "chart",
    "aria-label": `${chart.title}. ${chart.describe} Left and right arrows read the values, plus and minus zoom, 0 shows all.`});
  const figure = make("figure", {class: chart.wide ? "wide" : null},
    make("figcaption", {}, make("h3", {}, chart.title), chart.note ? make("p", {}, chart.note) : null),
    make("div", {class: "tools"}, reset, csv), chart.place, readoutOf(chart));
  const spoken = make("span", {class: "skip", "aria-live": "polite"});
  figure.append(spoken);
  parent.append(figure);
  chart.index = null;
  reset.addEventListener("click", () => resetZoom(chart));
  csv.addEventListener("click", () => download(`${chart.id}.csv`, chartCsv(chart), "text/csv"));
  chart.place.addEventListener("keydown", (event) => {
    onKey(chart, event);
    setTimeout(() => { spoken.textContent = chart.fields.map(({field, column}) => `${column.label} ${field.textContent}`).join(", "); }, 60);
  });
  charts.push(chart);
  draw(chart);
  return chart;
}

/* A chart is drawn anew where its width or its colours have changed. */
let lastWidth = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth !== lastWidth) {
    lastWidth = window.innerWidth;
    charts.forEach((chart) => draw(chart));
  }
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((chart) => draw(chart)));
window.addEventListener("beforeprint", () => {
  document.documentElement.classList.add("print");
  charts.forEach((chart) => draw(chart, chart.wide ? 690 : 335, 0.7));
});
window.addEventListener("afterprint", () => {
  document.documentElement.classList.remove("print");
  charts.forEach((chart) => draw(chart));
});

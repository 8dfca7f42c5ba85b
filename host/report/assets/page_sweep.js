/* SPDX-License-Identifier: MIT */
/* What the report of a sweep shows: what is varied against sifted bits, error rate, secret bits and loss. */
"use strict";
const {sweep, scenario} = data;
const points = parseCsv(data.points);
const pointCount = points.sifted_bits.length;
const colors = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6"];

/* An axis of the sweep as a reader names it: "orbit.circular.altitude_km" is "altitude", in km. */
const axes = sweep.axes.map(({key}) => {
  const unit = ((data.keys || {})[key] || {}).unit || "";
  const path = key.replace(/\[\d+\]$/, "").split(".");
  const last = path.slice(path[0] === "orbit" || path.length < 3 ? -1 : -2).join(" ");
  const values = points[key];
  const distinct = [...new Set(values)];
  return {key, unit, values, distinct, numeric: values.every((v) => typeof v === "number"),
    label: (unit ? last.replace(/(_w_m2_sr_nm|_[a-z0-9]+)$/, "") : last).replace(/_/g, " ")};
});
const withUnit = (axis, value) => `${typeof value === "number" ? shown(value) : value}${axis.unit ? ` ${axis.unit}` : ""}`;
const named = (axis, value) => `${axis.label} ${withUnit(axis, value)}`;

/* The numeric axis of the most values goes to the right, the last one of equals because it turns fastest. */
const across = axes.filter((axis) => axis.numeric && axis.distinct.length > 1)
  .reduce((best, axis) => (best && best.distinct.length > axis.distinct.length ? best : axis), null);
const others = axes.filter((axis) => axis !== across && axis.distinct.length > 1);

/* One line of a chart for each combination of the other axes. */
function lines() {
  const found = new Map();
  for (let i = 0; i < pointCount; i++) {
    const name = others.map((axis) => named(axis, axis.values[i])).join(", ");
    if (!found.has(name)) found.set(name, new Map());
    found.get(name).set(across.values[i], i);
  }
  return [...found];
}

/* At most six of many, both ends among them. */
function few(all) {
  if (all.length <= colors.length) return all;
  return colors.map((color, i) => all[Math.round((i * (all.length - 1)) / (colors.length - 1))]);
}

/* Where what is above 0 spans more than two decades and hardly anything is 0, decades tell more. */
function wantsDecades(values) {
  const above = values.filter((v) => v > 0);
  return above.length > 1 && above.length > 0.6 * values.length && Math.max(...above) > 100 * Math.min(...above);
}

function chartOf(parent, all, x, {id, title, name, column, unit, scale = (v) => v, wide, note}) {
  const values = (index) => (index === undefined || points[column][index] === null ? null : scale(points[column][index]));
  const real = points[column].filter((v) => v !== null).map(scale);
  if (real.length === 0) return;
  const log = wantsDecades(real);
  const lost = log ? real.filter((v) => !(v > 0)).length : 0;
  const series = few(all).map(([line, byX], i) => ({label: line || name, unit, color: colors[i], kind: x.length <= 60 ? "marks" : "line",
    values: x.map((v) => values(byX.get(v))).map((v) => (log && !(v > 0) ? null : v))}));
  const most = Math.max(...real), at = points[column].findIndex((v) => v !== null && scale(v) === most);
  const words = [note, all.length > series.length ? `${series.length} of ${all.length} combinations are drawn; the CSV of the points has all.` : null,
    lost > 0 ? `${lost} of ${real.length} points are 0 and have no place on a logarithmic axis.` : null].filter(Boolean).join(" ");
  addChart(parent, {id, title, wide, height: wide ? 270 : 220, note: words || null, sync: "sweep",
    describe: `From ${shown(Math.min(...real))} to ${shown(most)} ${unit}, the most at ${axes.map((axis) => named(axis, axis.values[at])).join(", ")}.`,
    x: {label: across.label, unit: across.unit, values: x, log: wantsDecades(x)}, y: {label: name, unit, log}, series});
}

function showCharts() {
  if (!across) return;
  const node = grid(section(`Over ${across.label}`, make("p", {class: "note"}, make("code", {}, across.key),
    others.length ? `; each line holds ${others.map((axis) => axis.label).join(", ")} fixed.` : "")));
  const x = [...across.distinct].sort((a, b) => a - b);
  const all = lines();
  chartOf(node, all, x, {id: "secret", title: "Secret key", name: "secret key", column: "secret_bits", unit: "bits", wide: true, note: `One pass, bound ${scenario.protocol.bound}.`});
  chartOf(node, all, x, {id: "sifted", title: "Sifted key", name: "sifted key", column: "sifted_bits", unit: "bits"});
  chartOf(node, all, x, {id: "qber", title: "Error rate", name: "error rate", column: "qber", unit: "%", scale: (v) => 100 * v});
  chartOf(node, all, x, {id: "loss-near", title: "Loss at the shortest range", name: "loss", column: "efficiency_db_at_min_range", unit: "dB"});
  chartOf(node, all, x, {id: "loss-far", title: "Loss at the longest range", name: "loss", column: "efficiency_db_at_max_range", unit: "dB"});
  chartOf(node, all, x, {id: "duration", title: "Duration", name: "duration", column: "duration_s", unit: "s"});
}

function best() {
  return points.secret_bits.reduce((at, v, i) => (v > points.secret_bits[at] ? i : at), 0);
}

function showHead() {
  const at = best();
  const secret = points.secret_bits[at];
  document.title = `${sweep.name}: satqkd sweep`;
  main.append(make("header", {}, make("h1", {}, `${sweep.name}: ${axes.map((axis) => axis.label).join(", ")} varied`),
    make("p", {class: "lead"}, `${scenario.satellite.name} ${scenario.direction === "uplink" ? "from" : "to"} ${scenario.station.name}; `
      + `${axes.map((axis) => `${axis.label} ${axis.distinct.length > 1 ? `in ${axis.distinct.length} values` : named(axis, axis.distinct[0])}`).join(", ")}; `
      + `simulated by satqkd ${data.version}, engine ${sweep.engine}`)));
  main.append(make("dl", {class: "facts", id: "result"},
    fact("points", whole(pointCount), ""),
    fact("with a key", whole(points.secret_bits.filter((v) => v > 0).length), ""),
    fact("most secret key", whole(secret), "bits"),
    ...axes.slice(0, 3).map((axis) => fact(secret > 0 ? `there, ${axis.label}` : axis.label, secret > 0 ? String(axis.numeric ? shown(axis.values[at]) : axis.values[at]) : "–", axis.unit)),
    fact(secret > 0 ? "there, sifted key" : "sifted key", secret > 0 ? whole(points.sifted_bits[at]) : "–", "bits"),
    fact(secret > 0 ? "there, error rate" : "error rate", secret > 0 ? fixed(100 * points.qber[at], 2) : "–", "%")));
  if (!(secret > 0)) main.append(make("p", {class: "warning"}, `Under ${scenario.protocol.bound} no point gives a key.`));
}

/* All points where they are few, else those of the most key. */
function showPoints() {
  const most = 40;
  const order = Array.from({length: pointCount}, (_, i) => i);
  if (pointCount > most) order.sort((a, b) => points.secret_bits[b] - points.secret_bits[a] || a - b).splice(25);
  const node = section("The points", make("p", {class: "note"}, pointCount > most ? `The ${order.length} of ${whole(pointCount)} points with the most key; points.csv has all.` : "In the order in which they were flown."));
  addTable(node, "Points of the sweep", [...axes.map((axis) => (axis.unit ? `${axis.label}, ${axis.unit}` : axis.label)), "sifted bits", "error rate", "secret bits", "loss, dB", "duration, s"],
    [...axes.map((axis) => axis.numeric), true, true, true, true, true],
    order.map((i) => [...axes.map((axis) => (axis.numeric ? shown(axis.values[i]) : String(axis.values[i]))), whole(points.sifted_bits[i]),
      points.qber[i] === null ? "–" : `${fixed(100 * points.qber[i], 2)} %`, whole(points.secret_bits[i]),
      `${fixed(points.efficiency_db_at_min_range[i], 1)} – ${fixed(points.efficiency_db_at_max_range[i], 1)}`, fixed(points.duration_s[i], 0)]), "points");
}

function showRun() {
  const quoted = (text) => (/[^\w./:=,+-]/.test(text) ? `'${text.replace(/'/g, "'\\''")}'` : text);
  const vary = sweep.axes.map((axis) => `--vary ${quoted(`${axis.key}=${axis.values.join(",")}`)}`).join(" \\\n  ");
  section("What was run, and how to run it again",
    factTable([["program", `satqkd ${data.version}`], ["engine", sweep.engine], ["points", whole(pointCount)]]),
    make("p", {}, "scenario.json holds every value of the first point, defaults included, and refers to no other file:"),
    make("pre", {}, `satqkd sweep scenario.json --engine ${sweep.engine} \\\n  ${vary} \\\n  --out points.csv --report report.html`),
    make("p", {class: "files"}, saveButton("points.csv", data.points, "text/csv"), " ", saveButton("scenario.json", JSON.stringify(scenario, null, 2), "application/json")));
}

showHead();
showCharts();
showPoints();
showParameters(scenario, Object.fromEntries(axes.map((axis) => [axis.key, axis.numeric && axis.distinct.length > 1
  ? `${shown(Math.min(...axis.values))} to ${shown(Math.max(...axis.values))}, ${axis.distinct.length} values` : axis.distinct.join(", ")])));
showRun();
document.documentElement.dataset.ready = "yes";

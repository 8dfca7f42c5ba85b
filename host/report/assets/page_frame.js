/* SPDX-License-Identifier: MIT */
/* What the reports of all kinds share: the data, numbers as text, sections, tables, and the scenario's parameters. */
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("main");

/* The fields of a line of CSV (RFC 4180). */
function csvFields(line) {
  return (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) || []).slice(0, line.endsWith(",") ? undefined : -1)
    .map((field) => field.replace(/,$/, "")).map((field) => (field.startsWith('"') ? field.slice(1, -1).replace(/""/g, '"') : field));
}

/* Columns by name: of numbers (null where there is none), or of texts where a field is no number. */
function parseCsv(text) {
  const [header, ...lines] = (text || "").trim().split("\n");
  const names = csvFields(header);
  const records = lines.map((line) => (line.includes('"') ? csvFields(line) : line.split(",")));
  return Object.fromEntries(names.map((name, i) => {
    const fields = records.map((record) => record[i]);
    if (fields.some((field) => field !== "" && Number.isNaN(Number(field)) && !/^-?inf$/.test(field))) return [name, fields];
    return [name, fields.map((field) => (field === "" || !Number.isFinite(Number(field)) ? null : Number(field)))];
  }));
}

function fixed(value, digits) {
  return value === null || value === undefined ? "–" : value.toLocaleString("en", {minimumFractionDigits: digits, maximumFractionDigits: digits});
}

function whole(value) {
  return value === null || value === undefined ? "–" : fixed(Math.round(value), 0).replace(/,/g, "\u202f");
}

function rate(bps) {
  if (bps === null || bps === undefined) return "–";
  return bps >= 1e6 ? `${fixed(bps / 1e6, 2)} Mbit/s` : bps >= 1e3 ? `${fixed(bps / 1e3, 2)} kbit/s` : `${shown(Number(bps.toPrecision(3)))} bit/s`;
}

/* As a number, or, where that is more than a number can be, by its logarithm. */
function years(value, log10) {
  if (value === null) return log10 === undefined ? "more than 10^300" : `10^${fixed(log10, 0)}`;
  const rounded = Number(value.toPrecision(3));
  return rounded >= 1e9 || rounded < 100 ? shown(rounded) : whole(rounded);
}

function extent(values) {
  const real = (values || []).filter((v) => v !== null);
  return real.length ? [Math.min(...real), Math.max(...real)] : [NaN, NaN];
}

function section(title, ...children) {
  const node = make("section", {}, make("h2", {}, title), ...children);
  main.append(node);
  return node;
}

function grid(parent) {
  const node = make("div", {class: "grid"});
  parent.append(node);
  return node;
}

function fact(label, value, unit) {
  return make("div", {}, make("dt", {}, label), make("dd", {}, value, unit ? make("small", {}, ` ${unit}`) : null));
}

function cell(tag, text, number) {
  return make(tag, {class: number ? "number" : null}, text);
}

function histogram(values, bins) {
  const [low, high] = extent(values);
  const width = (high - low) / bins || 1;
  const counts = new Array(bins).fill(0);
  values.forEach((v) => { if (v !== null) counts[Math.min(bins - 1, Math.floor((v - low) / width))]++; });
  return {x: counts.map((c, i) => low + (i + 0.5) * width), counts};
}

/* Every value of the scenario with the source that its nearest "sources" gives. */
function parameters(object, path, sources) {
  const all = {...sources};
  for (const [key, text] of Object.entries(object.sources || {})) all[path ? `${path}.${key}` : key] = text;
  return Object.entries(object).filter(([key]) => key !== "sources" && key !== "uncertainties").flatMap(([key, value]) => {
    const here = path ? `${path}.${key}` : key;
    if (value !== null && typeof value === "object" && !Array.isArray(value) && here !== "orbit.track") return parameters(value, here, all);
    return [{path: here, value, source: all[here]}];
  });
}

function valueText(value) {
  if (Array.isArray(value) && value.every((v) => typeof v === "string")) return value.join("\n");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 150)} … (scenario.json has all)` : text.replace(/,/g, ", ");
}

/* Every value of an object with its source. path: of the object in a scenario; top: heading of what is not nested; varied: texts in the
   place of values, by path. */
function parameterTable(object, path, top = "scenario", varied = {}) {
  const body = make("tbody", {});
  const sigma = object.uncertainties || {};
  const off = (path) => (path in sigma ? ` \u00b1 ${sigma[path]}` : Object.keys(sigma).filter((key) => key.startsWith(`${path}[`))
    .map((key) => `, ${key.slice(path.length)} \u00b1 ${sigma[key]}`).join(""));
  let group = null;
  for (const {path: here, value, source} of parameters(object, path, {})) {
    const heading = here.includes(".") ? here.split(".")[0] : top;
    if (heading !== group) {
      group = heading;
      body.append(make("tr", {}, make("th", {colspan: "3", scope: "colgroup"}, group)));
    }
    const known = (data.keys || {})[here] || {};
    const unit = known.unit && !(Array.isArray(value) && Array.isArray(value[0])) ? ` ${known.unit}` : "";
    const standard = known.default !== undefined && JSON.stringify(known.default) === JSON.stringify(value);
    body.append(make("tr", {}, make("td", {}, make("code", {}, here.includes(".") ? here.slice(group.length + 1) : here),
      known.meaning ? make("div", {class: "meaning"}, known.meaning) : null),
      make("td", {class: "value"}, here in varied ? `${varied[here]}${unit}` : valueText(value) + off(here) + unit),
      make("td", {}, here in varied ? "varied" : source || (standard ? "default" : "–"))));
  }
  return make("table", {class: "parameters"}, make("thead", {}, make("tr", {}, ...["key", "value", "source"].map((text) => make("th", {scope: "col"}, text)))), body);
}

function showParameters(scenario, varied) {
  section("Parameters and where they are from", parameterTable(scenario, "", "scenario", varied));
}

/* A table that scrolls sideways where it does not fit. head: texts; those of numbers stand right; rows: arrays of texts or nodes. */
function addTable(parent, label, head, isNumber, rows, name) {
  parent.append(make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": label}, make("table", {id: name},
    make("thead", {}, make("tr", {}, ...head.map((text, i) => make("th", {scope: "col", class: isNumber[i] ? "number" : null}, text)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((field, i) =>
      (i === 0 ? make("th", {scope: "row", class: isNumber[0] ? "number" : null}, field) : cell("td", field, isNumber[i])))))))));
}

/* A button that saves a text. */
function saveButton(name, text, type) {
  const node = make("button", {type: "button"}, name);
  node.addEventListener("click", () => download(name, text, type));
  return node;
}

/* Rows of a name and a value. */
function factTable(lines) {
  return make("table", {}, make("tbody", {}, ...lines.map(([name, value]) => make("tr", {}, make("th", {scope: "row"}, name), make("td", {}, value)))));
}

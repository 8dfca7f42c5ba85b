/* SPDX-License-Identifier: MIT */
/* Drawings that are no canvas: maps, calendars, boxes. A figure of them has a title, its data as CSV, and the values of what is pointed at. */
"use strict";
const drawings = [];

function svgNode(tag, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  if (text !== undefined) node.textContent = text;
  return node;
}

/* Columns {label, unit, values}, as chartCsv takes them. */
function columnsCsv(columns) {
  return chartCsv({x: columns[0], series: columns.slice(1)});
}

/*
 * drawing: id, title, note, describe, svg, wide, minWidth, columns (what the CSV and the readout have), marks (one node for each entry of the columns: what
 * is pointed at), step(index, key): the entry that an arrow key leads to; if not given, the next or the one before.
 */
function addDrawing(parent, drawing) {
  const csv = make("button", {type: "button", "aria-label": `Data of ${drawing.title} as CSV`}, "CSV");
  csv.addEventListener("click", () => download(`${drawing.id}.csv`, columnsCsv(drawing.columns), "text/csv"));
  const fields = drawing.columns.map((column) => ({column, field: make("b", {"data-series": column.label})}));
  const readout = make("div", {class: "readout"}, ...fields.map(({field, column}) => make("span", {}, `${column.label} `, field)));
  const spoken = make("span", {class: "skip", "aria-live": "polite"});
  drawing.place = make("div", {class: "drawing scroll", id: drawing.id, tabindex: "0", role: "group", "aria-roledescription": "chart",
    "aria-label": `${drawing.title}. ${drawing.describe} Arrow keys read the values.`}, drawing.svg);
  if (drawing.minWidth) drawing.svg.style.minWidth = `${drawing.minWidth}px`;
  drawing.svg.setAttribute("aria-hidden", "true");
  drawing.index = null;
  drawing.read = (index) => {
    if (drawing.index !== null) drawing.marks[drawing.index].classList.remove("at");
    drawing.index = index;
    if (index !== null) drawing.marks[index].classList.add("at");
    readout.hidden = false;
    fields.forEach(({field, column}) => {
      const value = index === null ? null : column.values[index];
      const text = value === null || value === undefined ? "" : typeof value === "number" ? shown(value) : value;
      field.textContent = text + (text !== "" && column.unit ? ` ${column.unit}` : "");
      field.dataset.value = index === null ? "" : text === "" ? "–" : text;
      field.parentNode.hidden = index === null;
    });
  };
  drawing.svg.addEventListener("pointermove", (event) => {
    const index = event.target.dataset ? event.target.dataset.entry : undefined;
    if (index !== undefined) drawing.read(Number(index));
  });
  drawing.svg.addEventListener("pointerleave", () => drawing.read(null));
  drawing.place.addEventListener("keydown", (event) => {
    const last = drawing.marks.length - 1;
    const moves = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1};
    if (!(event.key in moves) && event.key !== "Home" && event.key !== "End") return;
    const next = event.key === "Home" ? 0 : event.key === "End" ? last : drawing.index === null ? 0
      : drawing.step ? drawing.step(drawing.index, event.key) : drawing.index + moves[event.key];
    drawing.read(Math.max(0, Math.min(last, next)));
    spoken.textContent = fields.map(({field, column}) => `${column.label} ${field.textContent}`).join(", ");
    event.preventDefault();
  });
  drawing.marks.forEach((mark, i) => { mark.dataset.entry = i; });
  parent.append(make("figure", {class: drawing.wide ? "wide" : null},
    make("figcaption", {}, make("h3", {}, drawing.title), drawing.note ? make("p", {}, drawing.note) : null),
    make("div", {class: "tools"}, csv), drawing.place, readout, spoken));
  drawings.push(drawing);
  drawing.read(null);
  return drawing;
}

/* SPDX-License-Identifier: MIT */
/* Stations and nodes where they are: equal steps of latitude and longitude, true to scale in the middle. */
"use strict";

/* The part of the Earth that holds all places, with room around, no wider than the Earth. */
function mapBounds(places) {
  const latitudes = places.map((p) => p.latitude), longitudes = places.map((p) => p.longitude);
  const pad = (low, high, least) => {
    const room = Math.max(0.18 * (high - low), (least - (high - low)) / 2);
    return [low - room, high + room];
  };
  const [west, east] = pad(Math.min(...longitudes), Math.max(...longitudes), 24);
  const shrink = Math.cos(((Math.min(...latitudes) + Math.max(...latitudes)) / 2) * Math.PI / 180);
  const [south, north] = pad(Math.min(...latitudes), Math.max(...latitudes), 0.34 * (east - west) * shrink); /* not flatter than one to three */
  return {south: Math.max(-88, south), north: Math.min(88, north), west: Math.max(-180, west), east: Math.min(180, east)};
}

function coastPaths(at, bounds) {
  return coast.split("\n").map((outline) => {
    let x = 0, y = 0, path = "", inside = false;
    outline.split(" ").forEach((step, i) => {
      const [dx, dy] = step.split(",").map(Number);
      x += dx;
      y += dy;
      const [px, py] = at(x / 10, y / 10);
      inside = inside || (x / 10 > bounds.west - 5 && x / 10 < bounds.east + 5 && y / 10 > bounds.south - 5 && y / 10 < bounds.north + 5);
      path += `${i ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`;
    });
    return inside ? `${path}Z` : "";
  }).join("");
}

/* Places that would cover each other stand on a ring around their middle. at: name → [x, y]; changed where they are moved. */
function spreadOut(places, at) {
  const near = 15, rest = new Set(places);
  const rings = [];
  for (const place of places) {
    if (!rest.delete(place)) continue;
    const group = [place];
    for (const member of group) {
      const [x, y] = at.get(member.name);
      for (const other of rest) {
        const [ox, oy] = at.get(other.name);
        if (Math.hypot(ox - x, oy - y) < near) {
          group.push(other);
          rest.delete(other);
        }
      }
    }
    if (group.length > 1) rings.push(group);
  }
  for (const group of rings) {
    const middle = [0, 1].map((k) => group.reduce((sum, p) => sum + at.get(p.name)[k], 0) / group.length);
    const radius = Math.max(26, 9 * group.length);
    const bearing = (p) => Math.atan2(at.get(p.name)[1] - middle[1], at.get(p.name)[0] - middle[0]);
    const order = group.map((p) => [bearing(p), p]).sort((a, b) => a[0] - b[0]).map(([, p]) => p);
    const step = (2 * Math.PI) / order.length; /* turned so that every one stands as near as can be to where it should */
    const off = order.map((p, i) => bearing(p) - i * step);
    const turn = Math.atan2(off.reduce((sum, a) => sum + Math.sin(a), 0), off.reduce((sum, a) => sum + Math.cos(a), 0));
    order.forEach((p, i) => {
      const angle = turn + i * step;
      at.set(p.name, [middle[0] + radius * Math.cos(angle), middle[1] + radius * Math.sin(angle), middle]);
    });
  }
  return rings.length;
}

function niceStep(span) {
  return [1, 2, 5, 10, 20, 30, 45].find((step) => span / step <= 7) || 60;
}

/* places: {name, kind: "station" | "node", latitude, longitude, bits}; links: {a, b (names), bits, kind: "relay" | "fibre"}. */
function addMap(parent, places, links) {
  const bounds = mapBounds(places);
  const width = 1060, shrink = Math.cos(((bounds.south + bounds.north) / 2) * Math.PI / 180);
  const scale = width / ((bounds.east - bounds.west) * shrink);
  const height = Math.round(Math.min(560, (bounds.north - bounds.south) * scale));
  const at = (longitude, latitude) => [(longitude - bounds.west) * shrink * scale, (bounds.north - latitude) * scale];
  const svg = svgNode("svg", {class: "map", viewBox: `0 0 ${width} ${height}`});
  svg.append(svgNode("rect", {class: "sea", width, height}), svgNode("path", {class: "land", d: coastPaths(at, bounds)}));
  const step = niceStep(Math.max((bounds.east - bounds.west) * shrink, bounds.north - bounds.south));
  for (let longitude = Math.ceil(bounds.west / step) * step; longitude < bounds.east; longitude += step) {
    const [x] = at(longitude, 0);
    svg.append(svgNode("line", {class: "ring", x1: x, y1: 0, x2: x, y2: height}), svgNode("text", {x: x + 3, y: height - 5}, `${Math.abs(longitude)}°${longitude < 0 ? "W" : "E"}`));
  }
  for (let latitude = Math.ceil(bounds.south / step) * step; latitude < bounds.north; latitude += step) {
    const [, y] = at(0, latitude);
    svg.append(svgNode("line", {class: "ring", x1: 0, y1: y, x2: width, y2: y}), svgNode("text", {x: 4, y: y - 3}, `${Math.abs(latitude)}°${latitude < 0 ? "S" : "N"}`));
  }
  const place = new Map(places.map((p) => [p.name, at(p.longitude, p.latitude)]));
  const rings = spreadOut(places, place);
  for (const [x, y, middle] of place.values()) {
    if (middle) svg.append(svgNode("line", {class: "ring", x1: x, y1: y, x2: middle[0], y2: middle[1]}));
  }
  const most = Math.max(...links.map((link) => link.bits), 1);
  for (const link of links.filter((one) => place.has(one.a) && place.has(one.b))) {
    const [[x1, y1], [x2, y2]] = [place.get(link.a), place.get(link.b)];
    svg.append(svgNode("line", {class: `link ${link.kind}`, x1, y1, x2, y2, "stroke-width": link.kind === "fibre" ? 1.2 : 1 + 4 * Math.sqrt(link.bits / most)}));
  }
  const fullest = Math.max(...places.map((p) => p.bits || 0), 1);
  const labels = []; /* those drawn: names of places that stand close would cover each other */
  const marks = places.map((p) => {
    const [x, y] = place.get(p.name);
    const mark = svgNode("circle", {class: `place ${p.kind}`, cx: x, cy: y, r: p.kind === "node" ? 4 : 5 + 9 * Math.sqrt((p.bits || 0) / fullest)});
    svg.append(mark);
    if (!labels.some(([lx, ly]) => Math.abs(lx - x) < (place.get(p.name)[2] ? 20 : 70) && Math.abs(ly - y) < 12)) {
      const middle = place.get(p.name)[2];
      const left = middle ? x < middle[0] : x > 0.85 * width;
      svg.append(svgNode("text", {class: "name", x: x + (left ? -1 : 1) * (p.kind === "node" ? 8 : 16), y: y + 4, "text-anchor": left ? "end" : "start"}, p.name));
      labels.push([x, y]);
    }
    return mark;
  });
  const rest = places.length - labels.length;
  addDrawing(parent, {id: "map", title: "Where they are", wide: true, minWidth: 800, svg, marks, columns: [
    {label: "place", values: places.map((p) => p.name)}, {label: "latitude", unit: "deg", values: places.map((p) => p.latitude)},
    {label: "longitude", unit: "deg", values: places.map((p) => p.longitude)}, {label: "secret key", unit: "bits", values: places.map((p) => (p.bits === undefined ? null : p.bits))}],
    note: `${rings > 0 ? "Places that are close to each other stand around where they are. " : ""}Circles grow with the secret key of a station${links.some((l) => l.kind === "relay") ? ", lines with the key relayed between two" : ""}. `
      + `${rest > 0 ? `${rest} names are left out where places stand close. ` : ""}Coasts: Natural Earth, public domain.`,
    describe: `Map of ${places.length} places from ${bounds.west.toFixed(0)} to ${bounds.east.toFixed(0)} degrees east.`});
}

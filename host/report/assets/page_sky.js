/* SPDX-License-Identifier: MIT */
/* The sky over the station: zenith in the middle, horizon at the rim, north up and east to the right, as on a map. */
"use strict";
function addSky(parent, rows, summary) {
  const radius = 130, middle = 160;
  const svgNode = (tag, attributes, text) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    return node;
  };
  const place = (azimuth, elevation) => {
    const r = (radius * (90 - elevation)) / 90, a = (azimuth * Math.PI) / 180;
    return [middle + r * Math.sin(a), middle - r * Math.cos(a)];
  };
  const points = rows.azimuth_deg.map((azimuth, i) => (azimuth === null || rows.elevation_deg[i] === null ? null : place(azimuth, rows.elevation_deg[i])));
  const words = `Track of the satellite over ${summary.station}: from azimuth ${Math.round(rows.azimuth_deg[0])} degrees, elevation ${Math.round(rows.elevation_deg[0])} degrees, `
    + `up to ${Math.round(summary.pass.max_elevation_deg)} degrees, to azimuth ${Math.round(rows.azimuth_deg[points.length - 1])} degrees.`;
  const svg = svgNode("svg", {class: "sky", id: "sky", viewBox: "0 0 320 320", role: "img", "aria-label": words});
  for (const elevation of [0, 30, 60]) {
    svg.append(svgNode("circle", {class: "ring", cx: middle, cy: middle, r: (radius * (90 - elevation)) / 90}));
    const [x, y] = place(45, elevation);
    svg.append(svgNode("text", {x: x + 3, y: y - 2}, `${elevation}°`));
  }
  for (const [name, azimuth] of [["N", 0], ["E", 90], ["S", 180], ["W", 270]]) {
    const [x, y] = place(azimuth, -9);
    const [ex, ey] = place(azimuth, 0);
    svg.append(svgNode("line", {class: "ring", x1: middle, y1: middle, x2: ex, y2: ey}));
    svg.append(svgNode("text", {x, y: y + 4, "text-anchor": "middle"}, name));
  }
  const path = points.filter(Boolean).map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  svg.append(svgNode("path", {class: "track", d: path}));
  const step = rows.t_s.length > 900 ? 120 : 60;
  const label = (i, text) => {
    const [x, y] = points[i];
    svg.append(svgNode("circle", {class: "tick", cx: x, cy: y, r: 3.5}));
    svg.append(svgNode("text", {x: x + 7, y: y + 3}, text));
  };
  rows.t_s.forEach((t, i) => {
    if (points[i] && t > 0 && Math.abs(t / step - Math.round(t / step)) < 1e-9) label(i, `+${t} s`);
  });
  if (points[0]) label(0, new Date(1000 * Math.round(Date.parse(rows.time_utc[0]) / 1000)).toISOString().slice(11, 19));
  const now = svgNode("circle", {class: "now", r: 5, cx: -20, cy: -20});
  svg.append(now);
  parent.append(make("figure", {}, make("figcaption", {}, make("h3", {}, "Track in the sky"), make("p", {}, "Zenith in the middle, north up, east to the right; the part of the pass inside the window.")), svg));
  return (index) => {
    const [x, y] = index === null || !points[index] ? [-20, -20] : points[index];
    now.setAttribute("cx", x);
    now.setAttribute("cy", y);
  };
}

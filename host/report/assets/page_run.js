/* SPDX-License-Identifier: MIT */
/* What the report of a run shows, from the files of its run directory. */
"use strict";
const {summary, scenario} = data;

const rows = parseCsv(data.timeline);
const located = summary.pass.max_range_km > 0; /* a track of efficiencies has no place in the sky */

function has(name) {
  return rows[name] && rows[name].some((v) => v !== null);
}

function showHead() {
  const {pass, counts, key, fiber} = summary;
  /* To the nearest second, as everywhere in satqkd. */
  const start = new Date(1000 * Math.round(Date.parse(pass.start_utc) / 1000)).toISOString().replace("T", " ").replace(".000Z", " UTC");
  document.title = `${summary.name}: satqkd report`;
  main.append(make("header", {},
    make("h1", {}, summary.name),
    make("p", {class: "lead"}, `${summary.satellite} ${scenario.direction === "uplink" ? "from" : "to"} ${summary.station}, ${start}; `
      + `simulated by satqkd ${data.version}, engine ${summary.engine}, seed ${summary.seed}`)));
  const secret = key && key.secret_bits;
  main.append(make("dl", {class: "facts", id: "result"},
    fact(`secret key, ${key.bound}`, whole(secret), "bits"),
    fact("sifted key", whole(counts.sifted_bits), "bits"),
    fact("error rate", summary.qber === null ? "–" : fixed(100 * summary.qber, 2), "%"),
    fact("duration", fixed(pass.duration_s, 0), "s"),
    fact("slant range", located ? `${whole(pass.min_range_km)} – ${whole(pass.max_range_km)}` : "not given", located ? "km" : ""),
    fact("highest elevation", located ? fixed(pass.max_elevation_deg, 1) : "not given", located ? "deg" : ""),
    fact("loss, nearest to farthest", `${fixed(summary.link.efficiency_db_at_min_range, 1)} – ${fixed(summary.link.efficiency_db_at_max_range, 1)}`, "dB"),
    fact("above fibre, farthest", !located || fiber.orders_of_magnitude_gain_at_max_range === null ? "–" : fixed(fiber.orders_of_magnitude_gain_at_max_range, 1), "orders")));
  if (!(secret > 0)) main.append(make("p", {class: "warning"}, `Under ${key.bound} these counts give no key.`));
  if (summary.warning) main.append(make("p", {class: "warning", role: "note"}, summary.warning));
  if (pass.choice) main.append(make("p", {class: "note"}, pass.choice));
}

const seconds = {label: "time since the start", unit: "s", values: rows.t_s};
const time = () => ({...seconds});

function showPass() {
  if (!located) return;
  const node = grid(section("The pass"));
  const sky = has("azimuth_deg") ? addSky(node, rows, summary) : null;
  const [near, far] = extent(rows.range_km);
  const right = make("div", {});
  node.append(right);
  const move = (index) => { if (sky) sky(index); };
  addChart(right, {id: "range", title: "Slant range", describe: `From ${fixed(near, 0)} to ${fixed(far, 0)} kilometres.`, x: time(), sync: "pass", height: 175,
    y: {label: "range", unit: "km"}, onRead: move, series: [{label: "range", unit: "km", values: rows.range_km, color: "--c1"}]});
  const [low, high] = extent(rows.elevation_deg);
  addChart(right, {id: "elevation", title: "Elevation", describe: `From ${fixed(low, 1)} to ${fixed(high, 1)} degrees, geometric.`, x: time(), sync: "pass", height: 175,
    y: {label: "elevation", unit: "deg"}, series: [{label: "elevation", unit: "deg", values: rows.elevation_deg, color: "--c3"}]});
}

function showLink() {
  const node = grid(section("The link"));
  const {link} = summary;
  const constant = (value) => rows.t_s.map(() => value);
  const parts = [
    ["diffraction into the pupil", rows.diffraction_db, "--s1"], ["pointing jitter", rows.pointing_db, "--s2"],
    ["atmosphere", rows.atmosphere_db, "--s3"], ["receiver optics", rows.optics_db, "--s4"],
    ...(Math.max(...rows.coupling_db ?? [0]) > 0 ? [["coupling into the focus", rows.coupling_db, "--s7"]] : []),
    ["gate", constant(link.timing_db_at_min_range), "--s5"], ["detectors", constant(link.detector_db_at_min_range), "--s6"],
  ].filter(([, values]) => values.some((v) => v !== null));
  addChart(node, {id: "loss", title: "Loss, term by term", wide: true, height: 270, stacked: true, sync: "pass", x: time(), y: {label: "loss", unit: "dB"},
    note: "Stacked: the upper edge is the whole loss from the transmitter's aperture to a click. Mean over the fades, which is why the terms of a moment add up.",
    describe: `Link loss ${fixed(link.efficiency_db_at_min_range, 1)} decibels at the shortest range and ${fixed(link.efficiency_db_at_max_range, 1)} at the longest, before the detectors.`,
    series: parts.map(([label, values, color]) => ({label, unit: "dB", values, color}))});
}

/* Expected values lie on a coarser grid than the rows: linear between them. */
function interpolated(grid, values, at) {
  if (!grid || !values || values.length < 2) return at.map(() => null);
  let i = 0;
  return at.map((t) => {
    while (i + 2 < grid.length && grid[i + 1] < t) i++;
    return values[i] + ((t - grid[i]) / (grid[i + 1] - grid[i])) * (values[i + 1] - values[i]);
  });
}

/* Two standard deviations around what is expected: of the flights where there were several, else of shot noise. */
function spread() {
  const n = rows.t_s.length;
  if (data.spread && summary.repeat) { /* else it is of an earlier run into the same directory */
    const s = parseCsv(data.spread);
    return {kind: "flights", mean: s.sifted_mean, sd: s.sifted_sd, errors: s.error_mean, errorSd: s.error_sd};
  }
  const expected = summary.expected;
  if (!expected || n < 2) return null;
  const middles = rows.t_s.map((t, i) => t + rows.pulses[i] / data.scenario_pulse_rate / 2);
  const per = rows.pulses.map((p) => p / expected.pulses_per_s);
  const mean = interpolated(expected.t_s, expected.sifted_bps, middles).map((v, i) => v * per[i]);
  const errors = interpolated(expected.t_s, expected.error_bps, middles).map((v, i) => v * per[i]);
  return {kind: "shot", mean, sd: mean.map(Math.sqrt), errors, errorSd: errors.map(Math.sqrt)};
}

function showCounts() {
  const node = grid(section("What arrives"));
  const s = spread();
  const dots = {kind: "points", color: "--c1"};
  const duration = rows.pulses.map((p) => p / data.scenario_pulse_rate || 1); /* rows may be thinned: no differences of t_s */
  const perSecond = (values) => values.map((v, i) => (v === null ? null : v / duration[i]));
  const series = [{...dots, label: "sifted", unit: "bit/s", values: perSecond(rows.sifted_bits)}];
  const errorSeries = [{...dots, label: "error rate", unit: "%", values: rows.qber.map((v) => (v === null ? null : 100 * v)), color: "--c2"}];
  let note = "Seconds of one flight.";
  if (s) {
    const what = s.kind === "flights" ? "all flights, mean and two standard deviations" : "expected value, two standard deviations of shot noise alone; fades scatter a little more";
    note = `Dots: seconds of the first flight. Band: ${what}.`;
    const band = (values, sd, scale) => [
      {label: "band, upper", unit: scale.unit, values: values.map((v, i) => scale.of(v + 2 * sd[i], i)), color: "--c6", kind: "edge", bandTo: 1},
      {label: "band, lower", unit: scale.unit, values: values.map((v, i) => scale.of(Math.max(0, v - 2 * sd[i]), i)), color: "--c6", kind: "edge"},
      {label: s.kind === "flights" ? "mean" : "expected", unit: scale.unit, values: values.map((v, i) => scale.of(v, i)), color: "--c6"}];
    series.unshift(...band(s.mean, s.sd, {unit: "bit/s", of: (v, i) => v / duration[i]}));
    errorSeries.unshift(...band(s.errors, s.errorSd, {unit: "%", of: (v, i) => (s.mean[i] > 0 ? (100 * v) / s.mean[i] : null)}));
  }
  const [, most] = extent(series[series.length - 1].values);
  addChart(node, {id: "sifted", title: "Sifted key rate", note, describe: `Up to ${rate(most)}; ${whole(summary.counts.sifted_bits)} bits in all.`, sync: "pass",
    x: time(), y: {label: "sifted", unit: "bit/s"}, series});
  addChart(node, {id: "qber", title: "Error rate", note: `${whole(summary.counts.error_bits)} errors in the sifted key.`,
    describe: summary.qber === null ? "Nothing was sifted." : `On average ${fixed(100 * summary.qber, 2)} percent.`, sync: "pass", x: time(), y: {label: "error rate", unit: "%"}, series: errorSeries});
  if (!s) return;
  const off = (v, i) => (s.mean[i] > 0 ? 100 * v / s.mean[i] : null);
  addChart(node, {id: "departure", title: "Sifted key against what is expected", wide: true, height: 190, sync: "pass", x: time(), y: {label: "departure", unit: "%"},
    note: "The same dots and band over the expected value, where fades show.", describe: "How far each second's sifted bits depart from the expected value, in percent.",
    series: [{label: "band, upper", unit: "%", values: s.sd.map((v, i) => off(2 * v, i)), color: "--c6", kind: "edge", bandTo: 1},
      {label: "band, lower", unit: "%", values: s.sd.map((v, i) => off(-2 * v, i)), color: "--c6", kind: "edge"},
      {...dots, label: "sifted", unit: "%", values: rows.sifted_bits.map((v, i) => off(v - s.mean[i], i))}]});
}

function showFades() {
  const fades = summary.fades;
  if (!fades) return;
  const node = grid(section("Fades"));
  const used = fades.share.map((v, i) => (v > 0 ? i : -1)).filter((i) => i >= 0);
  const first = Math.max(0, used[0] - 1), share = fades.share.slice(first, used[used.length - 1] + 2);
  const width = fades.histogram_width_db, low = fades.histogram_low_db + first * width;
  addChart(node, {id: "fades", title: "How deep the blocks fade", y: {label: "share of the blocks", unit: "%"},
    note: `Efficiency of ${whole(fades.blocks)} blocks of ${shown(fades.block_ms)} ms over the mean of their second; standard deviation ${fixed(fades.sd_db, 2)} dB.`,
    describe: `Standard deviation ${fixed(fades.sd_db, 2)} decibels.`, x: {label: "over the mean", unit: "dB", values: share.map((v, i) => low + (i + 0.5) * width)},
    series: [{label: "share", unit: "%", values: share.map((v) => 100 * v), color: "--s1", kind: "bars"}]});
  const zoomed = parseCsv(data.fades);
  if (!data.fades) return;
  addChart(node, {id: "second", title: "One second in the middle", y: {label: "efficiency over the mean", unit: "dB"}, note: "The same blocks, one after the other.",
    describe: "Efficiency of each block over the mean of the second.", x: {label: "time since the start", unit: "s", values: zoomed.t_s},
    series: [{label: "over the mean", unit: "dB", values: zoomed.over_mean_db, color: "--c1"}]});
}

function showKey() {
  const node = section("The key", make("p", {class: "note"}, "The same counts under each bound that fits them. The one marked is the scenario's choice. "
    + "Vacuum and single-photon events are lower limits, the phase error rate is an upper one; asymptotic has no statistical terms and secures no finite key."));
  const bounds = summary.bounds && summary.bounds.length ? summary.bounds : [summary.key];
  const most = Math.max(1, ...bounds.map((b) => b.secret_bits || 0));
  const head = ["bound", "", "secret bits", "bit/s", "block, bits", "leakage, bits", "single photons", "phase error", "eps_sec"];
  const body = bounds.map((b) => {
    const chosen = b.bound === summary.key.bound;
    const bar = make("span", {class: chosen ? "bar chosen" : "bar"});
    bar.style.width = `${(100 * (b.secret_bits || 0)) / most}%`;
    const fields = [whole(b.secret_bits), whole(b.rate_bps), whole(b.block_bits), whole(b.leak_ec_bits), whole(b.single_photon_events),
      b.phase_error === null ? "–" : `${fixed(100 * b.phase_error, 2)} %`, shown(b.eps_sec)];
    return make("tr", {}, make("th", {scope: "row"}, chosen ? `${b.bound} (chosen)` : b.bound), make("td", {}, bar), ...fields.map((text) => cell("td", text, true)));
  });
  node.append(make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Key lengths by bound"}, make("table", {class: "bars", id: "bounds"},
    make("thead", {}, make("tr", {}, ...head.map((text, i) => (text ? make("th", {scope: "col", class: i > 1 ? "number" : null}, text) : make("td", {}))))),
    make("tbody", {}, ...body))));
}

/* The satellite's key by range: the sifted rate of the seconds in a slice, times the share of the sifted key that became secret. */
function satelliteByRange(slice_km) {
  const slices = new Map();
  const share = summary.counts.sifted_bits > 0 ? summary.key.secret_bits / summary.counts.sifted_bits : 0;
  rows.range_km.forEach((range, i) => {
    if (range === null || !rows.pulses[i]) return;
    const at = Math.floor(range / slice_km);
    const sum = slices.get(at) || {sifted: 0, pulses: 0, range: 0, count: 0};
    sum.sifted += rows.sifted_bits[i];
    sum.pulses += rows.pulses[i];
    sum.range += range;
    sum.count++;
    slices.set(at, sum);
  });
  return [...slices.entries()].sort((a, b) => a[0] - b[0]).map(([, s]) => [s.range / s.count,
    share > 0 && s.sifted > 0 ? share * s.sifted * (data.scenario_pulse_rate / s.pulses) : null]);
}

function showFiber() {
  const {fiber} = summary;
  const far = fiber.length_km_at_max_range;
  if (!(far > 0)) return;
  const node = grid(section("Against fibre"));
  const end = Math.max(200, far * 1.05);
  const lengths = Array.from({length: 121}, (v, i) => (end * i) / 120);
  const efficiency = lengths.map((km) => 10 ** (-0.1 * fiber.loss_db_per_km * km));
  /* A bit in the age of the universe is 2e-18 a second: a fibre's line ends there. */
  const positive = (v) => (v > 2e-18 && Number.isFinite(v) ? v : null);
  const curve = fiber.key_curve;
  const satellite = satelliteByRange(end / 48);
  const tables = [[lengths, efficiency.map((e) => positive((-Math.log1p(-e) / Math.LN2) * data.scenario_pulse_rate)), efficiency.map((e) => positive(0.5e10 * e))],
    [satellite.map((p) => p[0]), satellite.map((p) => p[1])]];
  if (curve) tables.push([curve.length_km, curve.secret_bits_per_s.map(positive)]);
  const [x, plob, ideal, sat, same] = uPlot.join(tables);
  const series = [
    {label: "satellite", unit: "bit/s", values: sat, color: "--c2", kind: "points"},
    {label: "fibre: ideal 10 GHz photons, sifted", unit: "bit/s", values: ideal, color: "--c3", kind: "dash"},
    {label: "fibre: PLOB bound at the same pulse rate", unit: "bit/s", values: plob, color: "--c4"}];
  if (same) series.push({label: "fibre: same source and detectors", unit: "bit/s", values: same, color: "--c1"});
  const gain = fiber.orders_of_magnitude_gain_at_max_range;
  const words = `At ${whole(far)} km the link passes ${fixed(gain, 1)} orders of magnitude more light than a fibre of ${fiber.loss_db_per_km} dB/km, `
    + `through which an ideal 10 GHz single-photon source would wait ${years(fiber.years_per_sifted_bit_ideal_10ghz, fiber.years_per_sifted_bit_ideal_10ghz_log10)} years for one sifted bit. Satellite: the sifted rate at a range times the share of the pass that became secret.`;
  addChart(node, {id: "fiber", title: "Key rate over distance", wide: true, height: 300, note: words, describe: words,
    x: {label: "distance", unit: "km", values: x}, y: {label: "key rate", unit: "bit/s", log: true}, series: series.map((one) => ({...one, values: one.values.map((v) => (v === undefined ? null : v))}))});
}

function showRepeats() {
  const {repeat} = summary;
  if (!repeat) return;
  const {gap} = repeat;
  const between = gap ? `At expected counts the key is ${whole(gap.secret_bits_at_expected_counts)} bits, ${whole(Math.abs(gap.gap_bits))} ± ${whole(gap.secret_bits_expected_standard_error)} ${gap.gap_bits < 0 ? "below" : "above"} the mean of the flights. ` : "";
  const node = section(`${whole(repeat.passes)} flights of this pass`, make("p", {class: "note"}, `${repeat.no_key_share > 0 ? `${fixed(100 * repeat.no_key_share, 1)} % of the flights give no key` : "Every flight gives a key"}. `
    + `${between}Flights differ in their seed alone: fades and shot noise, not weather.`));
  if (data.passes) {
    const flights = parseCsv(data.passes);
    const charts = grid(node);
    for (const [id, name, color] of [["secret_bits", "secret key", "--s2"], ["sifted_bits", "sifted key", "--s1"]]) {
      const bars = histogram(flights[id], Math.max(5, Math.min(40, Math.round(2 * Math.cbrt(flights[id].length)))));
      addChart(charts, {id: `flights-${id}`, title: `Flights by ${name}`, describe: `Mean ${whole(repeat[id].mean)}, standard deviation ${whole(repeat[id].sd)} bits.`, height: 190,
        x: {label: name, unit: "bits", values: bars.x}, y: {label: "flights", unit: ""}, series: [{label: "flights", values: bars.counts, color, kind: "bars"}]});
    }
  }
  const names = Object.keys(repeat).filter((name) => repeat[name] && repeat[name].quantiles);
  const told = (name, v) => (v === null ? "–" : name === "qber" ? `${fixed(100 * v, 3)} %` : whole(v));
  const head = ["quantity", "mean", "sd", ...repeat.quantile_probabilities.map((p) => `${fixed(100 * p, 0)} %`)];
  node.append(make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "Spread over the flights"}, make("table", {},
    make("thead", {}, make("tr", {}, ...head.map((text, i) => make("th", {scope: "col", class: i ? "number" : null}, text)))),
    make("tbody", {}, ...names.map((name) => make("tr", {}, make("th", {scope: "row"}, name.replace(/_/g, " ")),
      ...[repeat[name].mean, repeat[name].sd, ...repeat[name].quantiles].map((v) => cell("td", told(name, v), true))))))));
}

function showRun() {
  const {device} = summary;
  const repeat = summary.repeat ? ` --repeat ${summary.repeat.passes}` : "";
  const lines = [["program", `satqkd ${data.version}`], ["engine", summary.engine], ["seed", String(summary.seed)],
    ["device", device.name ? `${device.name} (${device.platform}, ${device.driver})` : "none: expectation values"],
    ["wall time", `${fixed(summary.wall_s, 2)} s, of it ${fixed(summary.kernel_s, 2)} s of kernels`],
    ["pulses", `${whole(summary.counts.pulses)}${summary.pulses_per_s ? `, ${shown(Number((summary.pulses_per_s / 1e9).toPrecision(3)))} G/s` : ""}`],
    ["hash of the tables", summary.table_hash || "–"]];
  section("What was run, and how to run it again",
    factTable(lines),
    make("p", {}, "scenario.json holds every value, defaults included, and refers to no other file. With the same version and seed it gives the same counts, byte for byte, on any device:"),
    make("pre", {}, `satqkd run scenario.json --engine ${summary.engine} --seed ${summary.seed}${repeat}\nsatqkd key counts.json --bound all --explain`),
    make("p", {class: "files"}, saveButton("scenario.json", JSON.stringify(scenario, null, 2), "application/json"), " ",
      saveButton("counts.json", JSON.stringify(data.counts, null, 2), "application/json"), " ",
      saveButton("summary.json", JSON.stringify(summary, null, 2), "application/json"), " ", saveButton("timeline.csv", data.timeline, "text/csv")));
}

const ends = scenario.direction === "uplink" ? scenario.station : scenario.satellite;
data.scenario_pulse_rate = 1e6 * ends.source.repetition_rate_mhz;
showHead();
showPass();
showLink();
showCounts();
showFades();
showKey();
showFiber();
showRepeats();
showParameters(scenario);
showRun();
document.documentElement.dataset.ready = "yes";

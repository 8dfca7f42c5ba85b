/* SPDX-License-Identifier: MIT */
/* What the report of a campaign shows, from the files of its directory. */
"use strict";
const {summary, campaign} = data;
const from = Date.parse(summary.from), to = Date.parse(summary.to);
const dayMs = 864e5;
const colors = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6"];
const calendar = data.calendar ? parseCsv(data.calendar) : null;
const drawn = summary.weather && summary.weather.draws > 1;
const pairName = (pair) => `${pair.station_a} – ${pair.station_b}`;
const byKey = (shares) => [...shares].sort((a, b) => b.secret_bits - a.secret_bits);
const hours = (value) => (value === null || value === undefined ? "–" : value < 1 / 60 ? `${shown(Number((3600 * value).toPrecision(2)))} s` : value < 0.1 ? `${fixed(60 * value, 1)} min` : value < 100 ? `${fixed(value, 1)} h` : `${fixed(value / 24, 1)} d`);

function percent(value) {
  return `${fixed(100 * value, value < 0.1 ? 1 : 0)} %`;
}

function showHead() {
  const spread = summary.secret_bits_draws;
  const days = (to - from) / dayMs;
  document.title = `${summary.name}: satqkd campaign`;
  const many = (count, one, several) => `${whole(count)} ${count === 1 ? one : several}`;
  main.append(make("header", {}, make("h1", {}, summary.name),
    make("p", {class: "lead"}, `${many(summary.satellites.length, "satellite", "satellites")}, ${many(summary.stations.length, "station", "stations")}, `
      + `${summary.from.slice(0, 10)} to ${summary.to.slice(0, 10)} (${shown(Number(days.toPrecision(4)))} days); simulated by satqkd ${data.version}, engine ${summary.engine}, bound ${summary.bound}`)));
  const relays = summary.relays && summary.relays.pairs.length ? summary.relays.pairs.reduce((sum, pair) => sum + pair.bits, 0) : null;
  main.append(make("dl", {class: "facts", id: "result"},
    fact("secret key", whole(summary.secret_bits), "bits"),
    fact("a day", whole(summary.secret_bits_a_day), "bits"),
    drawn ? fact("over the weathers, 5 to 95 %", `${short(spread.quantiles[0])} – ${short(spread.quantiles[4])}`, "bits") : null,
    relays === null ? null : fact("relayed between stations", whole(relays), "bits"),
    fact("passes", whole(summary.passes_found), ""),
    fact("flown by the schedule", whole(summary.passes_scheduled), ""),
    fact("of them under a clear sky", whole(summary.clear_passes), ""),
    fact("sifted key", whole(summary.sifted_bits), "bits")));
  if (!(summary.secret_bits > 0)) main.append(make("p", {class: "warning"}, `Under ${summary.bound} this campaign gives no key.`));
  if (drawn) main.append(make("p", {class: "note"}, `Numbers, calendar and stores are of the first of ${whole(summary.weather.draws)} drawn weathers; quantiles are over all.`));
}

/* 7.31e8 as 731 M. */
function short(value) {
  for (const [size, name] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${name}`;
  }
  return shown(Number(value.toPrecision(3)));
}

/* The columns of the calendar: hours, days, or weeks of long campaigns. */
function calendarBins() {
  const step = calendar.hours[0] * 36e5;
  const count = Math.max(1, Math.ceil((to - from) / step - 1e-9)), group = step >= dayMs && count > 400 ? 7 : 1;
  const columns = Math.ceil(count / group), width = step * group;
  const names = Array.from({length: columns}, (_, i) => new Date(from + i * width).toISOString().slice(0, step < dayMs ? 13 : 10).replace("T", " ") + (step < dayMs ? " h" : ""));
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const label = step < dayMs || columns < 45 && group === 1 ? (name) => name.slice(5, 10) : (name) => (columns > 120 && group > 1 ? name.slice(0, 4) : months[Number(name.slice(5, 7)) - 1]);
  const bin = (text) => Math.floor((Date.parse(text) - from) / width + 1e-9);
  return {names, width, label, bin, what: step < dayMs ? "hour" : group > 1 ? "week from" : "day", every: step < dayMs ? "hour by hour" : group > 1 ? "week by week" : "day by day"};
}

function showCalendar() {
  if (!calendar || !calendar.station.length) {
    if (!data.calendar) section("Passes", make("p", {class: "note"}, "There are too many to draw; passes.csv has all of them."));
    return;
  }
  const bins = calendarBins();
  const rows = new Map(byKey(summary.stations).map((station) => [station.name, bins.names.map(() => ({passes: 0, clear: 0, bits: 0}))]));
  calendar.station.forEach((station, i) => {
    const cell = (rows.get(station) || [])[bins.bin(calendar.start_utc[i])];
    if (!cell) return;
    cell.passes += calendar.passes[i];
    cell.clear += calendar.clear_passes[i];
    cell.bits += calendar.secret_bits[i];
  });
  const node = grid(section("When"));
  addCalendar(node, bins, [...rows].map(([name, cells]) => ({name, cells})));
  showGrowth(node, bins, rows);
}

/* The sum of all key up to a time. */
function showGrowth(node, bins, rows) {
  const sums = (cells) => cells.reduce((all, cell) => [...all, (all.length ? all[all.length - 1] : 0) + cell.bits], []);
  const series = [...rows].slice(0, colors.length).map(([name, cells], i) => ({label: name, unit: "bits", values: sums(cells), color: colors[i]}));
  const days = bins.names.map((_, i) => ((i + 1) * bins.width) / dayMs);
  addChart(node, {id: "growth", title: "Key of each station, added up", wide: true, height: 250, describe: `${whole(summary.secret_bits)} bits in all at the end.`,
    note: rows.size > series.length ? `The ${series.length} of ${rows.size} stations with the most key.` : null,
    x: {label: "time since the start", unit: "d", values: days}, y: {label: "secret key", unit: "bits"}, series});
}

function showPlaces() {
  const node = grid(section("Where"));
  const stationOf = new Map(campaign.stations.map((site) => [site.name || site.station.name, site.station]));
  const places = summary.stations.filter((share) => stationOf.has(share.name)).map((share) => ({name: share.name, kind: "station",
    latitude: stationOf.get(share.name).latitude_deg, longitude: stationOf.get(share.name).longitude_deg, bits: share.secret_bits}));
  for (const one of (data.network_file || {nodes: []}).nodes || []) {
    if (one.latitude_deg !== undefined && one.longitude_deg !== undefined) places.push({name: one.name, kind: "node", latitude: one.latitude_deg, longitude: one.longitude_deg});
  }
  const pairs = ((summary.relays || {}).pairs || []).filter((pair) => pair.bits > 0).map((pair) => ({a: pair.station_a, b: pair.station_b, bits: pair.bits, kind: "relay"}));
  const fibres = ((data.network_file || {}).fibres || []).map((fibre) => ({a: fibre.from, b: fibre.to, bits: 0, kind: "fibre"}));
  addMap(node, places, [...pairs, ...fibres]);
}

function showShares() {
  const node = section("Who");
  const head = (what) => [what, "passes", "flown", "clear", "sifted bits", "secret bits", ...(drawn ? ["5 %", "median", "95 %"] : []), "share"];
  const line = (share) => [share.name, whole(share.passes_found), whole(share.passes_scheduled), whole(share.clear_passes), whole(share.sifted_bits), whole(share.secret_bits),
    ...(drawn ? [0, 2, 4].map((q) => short(share.secret_bits_draws.quantiles[q])) : []), summary.secret_bits > 0 ? percent(share.secret_bits / summary.secret_bits) : "–"];
  const numbers = [false, ...Array(11).fill(true)];
  addTable(node, "Key of each station", head("station"), numbers, byKey(summary.stations).slice(0, 30).map(line), "stations");
  const most = 12;
  if (summary.satellites.length > 1) addTable(node, "Key of each satellite", head("satellite"), numbers, byKey(summary.satellites).slice(0, most).map(line), "satellites");
  if (summary.satellites.length > most) node.append(make("p", {class: "note"}, `The ${most} of ${summary.satellites.length} satellites with the most key; summary.json has all.`));
  const {schedule} = summary;
  node.append(make("p", {class: "note"}, `Where passes overlap, the ${schedule.method} schedule serves by ${schedule.weight_of.replace("_", " ")}: ${whole(schedule.groups)} groups of passes that exclude each other, `
    + `the largest of ${whole(schedule.largest_group)}, ${whole(schedule.groups_solved_exactly)} solved exactly.`));
  if (drawn) {
    addQuantiles(grid(node), summary.weather.probabilities, [{name: "all", share: summary}, ...byKey(summary.stations).slice(0, 16).map((share) => ({name: share.name, share}))]
      .map(({name, share}) => ({name, quantiles: share.secret_bits_draws.quantiles, mean: share.secret_bits_draws.mean, first: share.secret_bits_draws.first})));
  }
}

/* Bits by how long the older half waited aboard. */
function showWaits(node) {
  const relays = parseCsv(data.relays);
  if (!relays.bits || !relays.bits.length) return;
  const longest = Math.max(...relays.wait_s) / 3600, all = relays.bits.reduce((a, b) => a + b, 0);
  const width = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 168].find((w) => longest / w <= 36) || longest / 36;
  const bins = new Array(Math.floor(longest / width) + 1).fill(0);
  relays.bits.forEach((bits, i) => { bins[Math.floor(relays.wait_s[i] / 3600 / width)] += bits; });
  addChart(node, {id: "waits", title: "Wait aboard of relayed key", note: `How long the key of the first station lay in the satellite until the second one's pass ended; steps of ${shown(width)} h.`,
    describe: `Up to ${hours(longest)}.`, x: {label: "wait", unit: "h", values: bins.map((_, i) => (i + 0.5) * width)}, y: {label: "share of the key", unit: "%"},
    series: [{label: "share", unit: "%", values: bins.map((bits) => (100 * bits) / all), color: "--s1", kind: "bars"}]});
}

/* The stores of the pairs that use most. */
function showStores(node) {
  const store = parseCsv(data.key_store);
  const names = summary.relays.pairs.filter((pair) => pair.key_store).sort((a, b) => b.bits - a.bits).slice(0, 3).map(pairName);
  names.forEach((name, n) => {
    const at = store.day_utc.map((_, i) => i).filter((i) => `${store.station_a[i]} – ${store.station_b[i]}` === name);
    if (at.length < 2) return;
    const pick = (column) => at.map((i) => store[column][i]);
    addChart(node, {id: `store-${n + 1}`, title: `Key store, ${name}`, height: 200,
      note: n === 0 ? `Line: first weather; band: 5 to 95 % of all. Use: ${shown(summary.relays.consumption_bps)} bit/s.` : null, describe: "Bits in store at the end of each day.",
      x: {label: "time since the start", unit: "d", values: at.map((i) => Math.min(to - from, Date.parse(store.day_utc[i]) + dayMs - from) / dayMs)}, y: {label: "in store", unit: "bits"},
      series: [{label: "95 %", unit: "bits", values: pick("level_q95"), color: "--c6", kind: "edge", bandTo: 1}, {label: "5 %", unit: "bits", values: pick("level_q05"), color: "--c6", kind: "edge"},
        {label: "in store", unit: "bits", values: pick("level_bits"), color: colors[n]}]});
  });
}

function showRelays() {
  const {relays} = summary;
  if (!relays || !relays.pairs.length) return;
  const node = section("Relays", make("p", {class: "note"}, "The satellite says the exclusive or of the keys that it shares with two stations; every bit is used once. The satellite must be trusted. "
    + `${whole(relays.aboard_bits)} bits are still aboard at the end, ${whole(relays.lost_bits)} were lost for want of memory.`));
  const stores = relays.pairs.some((pair) => pair.key_store);
  const most = 20, pairs = [...relays.pairs].sort((a, b) => b.bits - a.bits);
  addTable(node, "Keys of pairs of stations", ["pair", "bits", "a day", ...(drawn ? ["5 %", "median", "95 %"] : []), "mean wait", "longest wait", ...(stores ? ["used", "age when used", "time without"] : [])],
    [false, ...Array(11).fill(true)], pairs.slice(0, most).map((pair) => [pairName(pair), whole(pair.bits), whole(pair.bits_a_day), ...(drawn ? [0, 2, 4].map((q) => short(pair.bits_draws.quantiles[q])) : []),
      hours(pair.mean_wait_h), hours(pair.longest_wait_h), ...(stores ? [whole(pair.key_store.used_bits), hours(pair.key_store.used_age_h), percent(pair.key_store.dry_share)] : [])]), "pairs");
  if (pairs.length > most) node.append(make("p", {class: "note"}, `The ${most} of ${pairs.length} pairs with the most key; summary.json has all.`));
  if (!data.relays) node.append(make("p", {class: "note"}, "There are too many pieces of relayed key to draw how long each waited aboard; relays.csv has all of them, the table above their mean and longest wait."));
  const charts = grid(node);
  if (data.relays) showWaits(charts);
  if (data.key_store) showStores(charts);
}

function showNetwork() {
  if (!data.network) return;
  const network = parseCsv(data.network), fibres = parseCsv(data.fibres);
  const key = (data.network_file || {}).key_bits || 256;
  const node = section("The network", make("p", {class: "note"}, "Key of any two nodes over the whole campaign, as if no others wanted any: along the widest path, and along all paths together. "
    + `Wait: for a key of ${shown(key)} bits, asked for at any time when nothing is in store. Stations, nodes and satellites on a path must be trusted.`));
  const order = network.node_a.map((_, i) => i);
  const most = 28;
  addTable(node, "Keys of pairs of nodes", ["from", "to", "all paths, a day", "widest path", "bits", "mean wait", "longest wait", "not served"], [false, false, true, false, true, true, true, true],
    order.slice(0, most).map((i) => [network.node_a[i], network.node_b[i], short(network.all_paths_bits_per_day[i]), network.widest_path[i] || "–", short(network.widest_bits[i]),
      hours(network.mean_wait_s[i] === null ? null : network.mean_wait_s[i] / 3600), hours(network.longest_wait_s[i] === null ? null : network.longest_wait_s[i] / 3600), percent(network.unserved[i])]), "network");
  if (order.length > most) node.append(make("p", {class: "note"}, `${most} of ${order.length} pairs; network.csv has all.`));
  if (fibres.from && fibres.from.length) {
    addTable(node, "Fibres", ["fibre", "length, km", "loss, dB", "key, bit/s"], [false, true, true, true],
      fibres.from.map((name, i) => [`${name} – ${fibres.to[i]}`, shown(fibres.length_km[i]), fixed(fibres.loss_db[i], 1), whole(fibres.bits_per_s[i])]), "fibres");
  }
}

/* What the links have in common; every payload and station on its own, folded. */
function showValues() {
  const {satellites, stations, scenario, schema, name, ...own} = campaign;
  section("Parameters and where they are from");
  const node = main.lastElementChild;
  node.append(parameterTable(own, "", "campaign"), parameterTable(scenario, "", "links"));
  const folded = (title, object, path) => make("details", {}, make("summary", {}, title), parameterTable(object, path, path));
  satellites.forEach((one) => node.append(folded(`Satellite ${one.name || one.satellite.name}${one.walker ? `, a constellation of ${one.walker.satellites}` : ""}`, {satellite: one.satellite, orbit: one.orbit, ...(one.walker ? {walker: one.walker} : {})}, "")));
  stations.forEach((one) => node.append(folded(`Station ${one.name || one.station.name}`, one.station, "station")));
}

function showRun() {
  const lines = [["program", `satqkd ${data.version}`], ["engine", summary.engine + (summary.repeats > 1 ? `, ${summary.repeats} flights of each pass` : "")], ["seed of the trials", String(summary.seed)],
    ["light", summary.light], ["block of the bound", summary.block],
    ...(summary.weather ? [["weather", `${whole(summary.weather.draws)} draws, seed ${summary.weather.seed}, a sky lasts a ${summary.weather.unit}, correlation time ${shown(summary.weather.correlation_time_h)} h`]] : [["weather", "none: every sky is clear"]])];
  const files = [["campaign.json", JSON.stringify(campaign, null, 2), "application/json"], ["summary.json", JSON.stringify(summary, null, 2), "application/json"]];
  for (const name of ["calendar", "key_store", "network", "fibres"]) {
    if (data[name]) files.push([`${name}.csv`, data[name], "text/csv"]);
  }
  section("What was run, and how to run it again", factTable(lines),
    make("p", {}, "campaign.json holds every value, defaults included. With the same version it gives the same passes and keys:"),
    make("pre", {}, "satqkd campaign campaign.json --out DIR"),
    make("p", {class: "files"}, ...files.flatMap(([name, text, type]) => [saveButton(name, text, type), " "])));
}

showHead();
showCalendar();
showPlaces();
showShares();
showRelays();
showNetwork();
showValues();
showRun();
document.documentElement.dataset.ready = "yes";

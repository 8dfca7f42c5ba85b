// SPDX-License-Identifier: MIT
// Opens the report.html of run directories in headless Chromium and says what is wrong with them, a line each.
// node check_page.js PLACE=CHART,CHART…: charts that must be there. PLACE is the directory of a run or a campaign, or a sweep's
// FILE.html with its FILE.csv beside it. CHROMIUM names the browser; AXE, where it is known, the file of axe-core.
"use strict";
const fs = require("fs");
const path = require("path");
const {chromium} = require("./chromium.js");
const accessible = require("./accessible.js");

let directory, file, expectedCharts;
const faults = [];
const expect = (condition, text) => { if (!condition) faults.push(text); };

function parseCsv(text) {
  const [header, ...lines] = text.trim().split("\n");
  const names = header.match(/("([^"]|"")*"|[^,]*)(,|$)/g).slice(0, -1).map((s) => s.replace(/,$/, "").replace(/^"|"$/g, ""));
  return {names, rows: lines.map((line) => line.split(","))};
}

async function open(browser, options) {
  const context = await browser.newContext({viewport: {width: 1200, height: 900}, acceptDownloads: true, ...options});
  const page = await context.newPage();
  page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") faults.push(`console: ${m.text()}`); });
  page.on("pageerror", (e) => faults.push(`page error: ${e.message}`));
  page.on("request", (r) => { if (!/^(file|data|blob):/.test(r.url())) faults.push(`request leaves the file: ${r.url()}`); });
  await page.goto(`file://${path.resolve(file)}`);
  await page.waitForSelector("html[data-ready=yes]", {timeout: 30000}).catch(() => faults.push("the page never became ready"));
  return page;
}

/* A chart that drew only its grid has few pixels that are not grey. */
async function checkPixels(page) {
  const drawn = await page.evaluate(() => [...document.querySelectorAll(".plot")].map((plot) => {
    const canvas = plot.querySelector("canvas");
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let coloured = 0;
    for (let i = 0; i < data.length; i += 4) {
      const spread = Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]);
      if (data[i + 3] > 128 && spread > 40) coloured++;
    }
    return {id: plot.id, coloured};
  }));
  const drawn2 = await page.evaluate(() => [...document.querySelectorAll(".drawing")].map((node) => node.id));
  for (const name of expectedCharts) expect(drawn.some((one) => one.id === name) || drawn2.includes(name), `no chart ${name}`);
  drawn.forEach(({id, coloured}) => expect(coloured > 150, `chart ${id}: ${coloured} coloured pixels`));
  return drawn.map((one) => one.id);
}

/* What the button gives. */
async function pressedCsv(page, id) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`#${id}`).locator("xpath=..").getByText("CSV", {exact: true}).click()]);
  return fs.readFileSync(await download.path(), "utf8");
}

/* What the cursor shows is a row of the chart's CSV, to the seven digits that are shown. */
async function checkHover(page, id, byButton) {
  const plot = page.locator(`#${id} .u-over`);
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  await page.mouse.move(box.x + box.width * 0.43, box.y + box.height * 0.5);
  await page.waitForTimeout(50);
  const shown = await page.evaluate((name) => [...document.getElementById(name).parentNode.querySelectorAll(".readout b")].map((b) => b.dataset.value), id);
  const csv = parseCsv(byButton ? await pressedCsv(page, id) : await page.evaluate((name) => chartCsv(charts.find((one) => one.id === name)), id));
  expect(csv.names.length === shown.length, `${id}: ${csv.names.length} columns in the CSV, ${shown.length} values shown`);
  const same = (text, value) => (text === "" ? value === "–" : Math.abs(Number(text) - Number(value)) <= 5e-7 * Math.abs(Number(text)));
  expect(Number.isFinite(Number(shown[0])) && shown[0] !== "", `${id}: nothing shown under the cursor`);
  expect(csv.rows.some((row) => row.every((text, i) => same(text, shown[i]))), `${id}: no row of the CSV has what is shown: ${shown.join(" ")}`);
  return {csv, shown};
}

/* The chart's seconds are those of timeline.csv. */
function checkAgainstTimeline(csv, column, of) {
  const timeline = parseCsv(fs.readFileSync(path.join(directory, "timeline.csv"), "utf8"));
  const at = (name) => timeline.names.indexOf(name);
  const last = csv.names.length - 1;
  timeline.rows.slice(0, -1).forEach((row, i) => {
    const value = of(Number(row[at(column)]));
    expect(Math.abs(Number(csv.rows[i][last]) - value) <= 1e-9 * Math.abs(value), `${column} at ${row[at("t_s")]} s: ${csv.rows[i][last]}, not ${value}`);
  });
}

/* A sweep's chart over its only varied key has the points of the file. */
function checkAgainstPoints(csv, column) {
  const points = parseCsv(fs.readFileSync(file.replace(/html$/, "csv"), "utf8"));
  const at = points.names.indexOf(column);
  const wanted = points.rows.map((row) => `${Number(row[0])} ${Number(row[at])}`).sort().join("; ");
  const found = csv.rows.map((row) => `${Number(row[0])} ${Number(row[1])}`).sort().join("; ");
  expect(found === wanted, `${column}: the chart has ${found}, the file ${wanted}`);
}

/* What is read, as soon as it is as wanted; else what it has become in two seconds. */
async function eventually(page, read, wanted) {
  let value = await read();
  for (const end = Date.now() + 2000; !wanted(value) && Date.now() < end; value = await read()) await page.waitForTimeout(20);
  return value;
}

/* Maps, calendars and boxes: what is pointed at, and what the keys lead to, is the row of the CSV. */
async function checkDrawings(page) {
  const found = await page.evaluate(() => (typeof drawings === "undefined" ? [] : drawings.map((one) => ({id: one.id, csv: columnsCsv(one.columns), count: one.marks.length}))));
  for (const {id, csv, count} of found) {
    const {rows} = parseCsv(csv);
    expect(count > 0 && rows.length === count, `${id}: ${rows.length} rows in the CSV for ${count} marks`);
    const values = () => page.evaluate((name) => [...document.getElementById(name).parentNode.querySelectorAll(".readout b")].map((b) => b.dataset.value), id);
    const check = (shown, index, how) => rows[index].forEach((text, i) => expect(text === shown[i] || (text === "" && shown[i] === "–") || Math.abs(Number(text) - Number(shown[i])) <= 5e-7 * Math.abs(Number(text)),
      `${id}: ${how} ${shown[i]}, the CSV has ${text}`));
    const index = Math.floor(0.6 * count);
    const mark = page.locator(`#${id} [data-entry="${index}"]`);
    await mark.scrollIntoViewIfNeeded();
    const box = await mark.boundingBox();
    expect(box.width > 0 && box.height > 0, `${id}: entry ${index} has no size`);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    check(await values(), index, "pointing at an entry shows");
    await page.mouse.move(0, 0);
    await page.locator(`#${id}`).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    check(await values(), Math.min(1, count - 1), "the second arrow key shows");
  }
}

/* The calendar's cells add up to the campaign's key. */
async function checkCampaign(page) {
  const summary = JSON.parse(fs.readFileSync(path.join(directory, "summary.json"), "utf8"));
  const csv = parseCsv(await page.evaluate(() => columnsCsv(drawings.find((one) => one.id === "calendar").columns)));
  const sum = (column) => csv.rows.reduce((all, row) => all + Number(row[column]), 0);
  expect(sum(2) === summary.passes_scheduled && sum(3) === summary.clear_passes, `calendar: ${sum(2)} passes, ${sum(3)} clear; the summary has ${summary.passes_scheduled} and ${summary.clear_passes}`);
  expect(sum(4) === summary.secret_bits, `calendar: ${sum(4)} bits, the summary has ${summary.secret_bits}`);
}

async function checkKeyboard(page, id) {
  await page.mouse.move(1, 1); // else what scrolls under the cursor is read, too
  await page.locator(`#${id}`).focus();
  await page.waitForTimeout(100);
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
  const state = () => page.evaluate((name) => {
    const chart = charts.find((one) => one.id === name);
    return {index: chart.index, span: chart.plot.scales.x.max - chart.plot.scales.x.min, full: chart.full[1] - chart.full[0]};
  }, id);
  const read = await eventually(page, state, ({index}) => index === 3);
  expect(read.index === 3, `${id}: the fourth arrow key reads entry ${read.index}`);
  await page.keyboard.press("+");
  const zoomed = await eventually(page, state, ({span, full}) => span < 0.8 * full);
  expect(zoomed.span < 0.8 * zoomed.full, `${id}: + does not zoom (${zoomed.span} of ${zoomed.full})`);
  await page.keyboard.press("0");
  const shown = await eventually(page, state, ({span, full}) => span === full);
  expect(shown.span === shown.full, `${id}: 0 does not show all`);
}

async function checkAccessible(page, scheme) {
  for (const text of await accessible.faults(page)) faults.push(`accessibility (${scheme}): ${text}`);
  if (!process.env.AXE) return;
  await page.addScriptTag({content: fs.readFileSync(process.env.AXE, "utf8")});
  const {violations} = await page.evaluate(() => axe.run(document, {resultTypes: ["violations"]}));
  for (const v of violations.filter((one) => one.impact === "serious" || one.impact === "critical")) {
    faults.push(`axe (${scheme}): ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(" ; ")}`);
  }
}

/* The head tells the second that the terminal tells: the nearest, not the one that has begun. */
async function checkStart(page) {
  const {pass} = JSON.parse(fs.readFileSync(path.join(directory, "summary.json"), "utf8"));
  const nearest = new Date(1000 * Math.round(Date.parse(pass.start_utc) / 1000)).toISOString().slice(11, 19);
  const lead = await page.evaluate(() => document.querySelector(".lead").textContent);
  expect(lead.includes(`${nearest} UTC`), `${pass.start_utc} is not ${nearest} in: ${lead}`);
}

async function checkPrint(page) {
  const pdf = (await page.pdf({preferCSSPageSize: true, printBackground: true})).toString("latin1");
  const pages = (pdf.match(/\/Type\s*\/Page[^s]/g) || []).length;
  expect(pages >= 2 && pages <= 6, `${pages} printed pages`);
  expect(/MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12]/.test(pdf), "not printed on A4");
}

async function checkReport(browser, first) {
  expect(fs.statSync(file).size < 1e6, `${fs.statSync(file).size} bytes`);
  const light = await open(browser, {colorScheme: "light"});
  const ids = await checkPixels(light);
  for (const id of ids) {
    const {csv} = await checkHover(light, id, first && id === ids[0]);
    if (!directory) {
      if (id === "secret" && csv.names.length === 2) checkAgainstPoints(csv, "secret_bits");
      continue;
    }
    if (id === "range") checkAgainstTimeline(csv, "range_km", (v) => v);
    if (id === "qber") checkAgainstTimeline(csv, "qber", (v) => 100 * v);
    if (id === "sifted") checkAgainstTimeline(csv, "sifted_bits", (v) => v);
  }
  await checkDrawings(light);
  if (directory && fs.existsSync(path.join(directory, "campaign.json"))) await checkCampaign(light);
  await checkKeyboard(light, ids[0]);
  if (directory && !fs.existsSync(path.join(directory, "campaign.json"))) await checkStart(light);
  await checkAccessible(light, "light");
  await checkPrint(light);
  await light.context().close();
  if (!first) return;
  const dark = await open(browser, {colorScheme: "dark", viewport: {width: 390, height: 800}});
  await checkPixels(dark);
  const width = await dark.evaluate(() => document.documentElement.scrollWidth);
  expect(width <= 390, `${width} pixels wide in a window of 390`);
  await checkAccessible(dark, "dark");
}

(async () => {
  const browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: ["--no-sandbox"]});
  try {
    for (const [i, argument] of process.argv.slice(2).entries()) {
      const [place, names] = argument.split("=");
      directory = place.endsWith(".html") ? null : place;
      file = directory ? path.join(directory, "report.html") : place;
      expectedCharts = names.split(",");
      const before = faults.length;
      await checkReport(browser, i === 0);
      faults.splice(before, faults.length, ...faults.slice(before).map((text) => `${place}: ${text}`));
    }
  } finally {
    await browser.close();
  }
  faults.forEach((text) => console.log(text));
  process.exitCode = faults.length ? 1 : 0;
})().catch((e) => { console.log(e.stack); process.exitCode = 1; });

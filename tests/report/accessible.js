// SPDX-License-Identifier: MIT
// What of accessibility can be told without a package of rules: names of what a reader meets in Chromium's own accessibility tree,
// language and title of the document, and the contrast of every text (WCAG 2.1: 1.1.1, 1.4.3, 2.4.2, 3.1.1, 4.1.2).
"use strict";

const NAMED = ["button", "link", "image", "img", "textbox", "checkbox", "radio", "combobox", "slider"];

/* Runs in the page. Texts on a picture or a canvas are left out: their ground is no colour. */
function poorContrast() {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, ground) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => a * top[i] + (1 - a) * ground[i]); };
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(channels(getComputedStyle(e).backgroundColor));
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches && getComputedStyle(document.documentElement).colorScheme.includes("dark") ? [18, 18, 18] : [255, 255, 255];
    return layers.reverse().reduce((under, layer) => over(layer, under), canvas);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const style = getComputedStyle(element);
    const hidden = !walker.currentNode.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName) || !element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
    const box = element.getBoundingClientRect();
    if (hidden || box.width < 2 || box.height < 2 || element.closest("[aria-hidden=true], svg")) continue;
    const under = ground(element);
    const [light, dark] = [luminance(over(channels(style.color), under)), luminance(under)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const ratio = (light + 0.05) / (dark + 0.05);
    if (!(ratio >= wanted)) found.push(`${ratio.toFixed(2)} of ${wanted}: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return found;
}

/* @return a line for each fault */
async function faults(page) {
  const {nodes} = await page.send("Accessibility.getFullAXTree");
  const nameless = nodes.filter((n) => !n.ignored && NAMED.includes(n.role?.value) && !n.name?.value?.trim()).map((n) => `a ${n.role.value} without a name`);
  const head = await page.evaluate(() => [document.documentElement.lang ? "" : "no language", document.title ? "" : "no title", document.querySelectorAll("h1").length === 1 ? "" : "not one h1"]);
  return [...nameless, ...head.filter(Boolean), ...(await page.evaluate(poorContrast)).map((text) => `contrast ${text}`)];
}

module.exports = {faults};

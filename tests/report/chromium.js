// SPDX-License-Identifier: MIT
// Drives headless Chromium over a pair of pipes by its DevTools protocol, so that a test needs no package but node and chromium.
// Names are those of the better known libraries; only what the tests use is here. https://chromedevtools.github.io/devtools-protocol/
"use strict";
const {spawn} = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");

const LONGEST_MS = 60000; // of any answer

/* Messages are JSON, each ended by a NUL, on the browser's descriptors 3 and 4. */
class Connection {
  constructor(child) {
    this.child = child;
    this.pending = new Map();
    this.listeners = [];
    this.count = 0;
    let text = "";
    child.stdio[4].setEncoding("utf8");
    child.stdio[4].on("data", (chunk) => {
      const messages = (text + chunk).split("\0");
      text = messages.pop();
      messages.forEach((message) => this.receive(JSON.parse(message)));
    });
    const lost = () => { for (const [, call] of this.pending) call.reject(new Error("chromium ended")); };
    child.on("exit", lost);
    child.on("error", lost);
    child.stdio[3].on("error", lost);
  }
  receive(message) {
    const call = this.pending.get(message.id);
    if (!call) {
      this.listeners.forEach((listener) => listener(message));
      return;
    }
    this.pending.delete(message.id);
    if (message.error) call.reject(new Error(`${call.method}: ${message.error.message}`));
    else call.resolve(message.result);
  }
  send(method, params = {}, sessionId) {
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), LONGEST_MS);
      const settled = (then) => (value) => { clearTimeout(timer); then(value); };
      this.pending.set(id, {method, resolve: settled(resolve), reject: settled(reject)});
      this.child.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + "\0");
    });
  }
}

/* An element, as the text of a JavaScript expression that finds it. */
class Locator {
  constructor(page, expression) {
    this.page = page;
    this.expression = expression;
  }
  locator(step) {
    return new Locator(this.page, step === "xpath=.." ? `${this.expression}.parentNode` : `${this.expression}.querySelector(${JSON.stringify(step)})`);
  }
  getByText(text) {
    return new Locator(this.page, `[...${this.expression}.querySelectorAll("*")].find((e) => e.textContent.trim() === ${JSON.stringify(text)})`);
  }
  scrollIntoViewIfNeeded() { return this.page.run(`${this.expression}.scrollIntoView({block: "center"})`); }
  focus() { return this.page.run(`${this.expression}.focus()`); }
  boundingBox() { return this.page.run(`(({x, y, width, height}) => ({x, y, width, height}))(${this.expression}.getBoundingClientRect())`); }
  async click() {
    await this.scrollIntoViewIfNeeded();
    const box = await this.boundingBox();
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  }
}

/* What a key sends besides its name. */
const keys = {"+": {text: "+", code: "NumpadAdd"}, "-": {text: "-", code: "Minus"}, "0": {text: "0", code: "Digit0"}};

class Page {
  constructor(owner, sessionId) {
    this.owner = owner;
    this.sessionId = sessionId;
    this.handlers = {console: [], pageerror: [], request: [], download: []};
    owner.browser.connection.listeners.push((message) => this.receive(message));
    const mouse = (type, x, y, more) => this.send("Input.dispatchMouseEvent", {type, x, y, ...more});
    const button = {button: "left", clickCount: 1};
    this.mouse = {
      move: (x, y) => mouse("mouseMoved", x, y),
      click: async (x, y) => { await mouse("mousePressed", x, y, button); await mouse("mouseReleased", x, y, button); },
    };
    const key = (type, name, more) => this.send("Input.dispatchKeyEvent", {type, key: name, code: name, ...more});
    this.keyboard = {press: async (name) => { await key("keyDown", name, keys[name]); await key("keyUp", name); }};
  }
  send(method, params) { return this.owner.browser.connection.send(method, params, this.sessionId); }
  on(event, handler) { this.handlers[event].push(handler); }
  emit(event, value) { this.handlers[event].forEach((handler) => handler(value)); }
  receive({method, params, sessionId}) {
    if (method === "Browser.downloadProgress" && params.state === "completed") {
      this.emit("download", {path: async () => path.join(this.owner.downloads, params.guid)});
    }
    if (sessionId !== this.sessionId) return;
    const said = (level, text) => this.emit("console", {type: () => level, text: () => text});
    if (method === "Runtime.consoleAPICalled") said(params.type, params.args.map((a) => a.value ?? a.description).join(" "));
    if (method === "Log.entryAdded") said(params.entry.level, params.entry.text);
    if (method === "Runtime.exceptionThrown") this.emit("pageerror", {message: params.exceptionDetails.exception?.description ?? params.exceptionDetails.text});
    if (method === "Network.requestWillBeSent") this.emit("request", {url: () => params.request.url});
  }
  async run(expression) {
    const {result, exceptionDetails} = await this.send("Runtime.evaluate", {expression, awaitPromise: true, returnByValue: true});
    if (exceptionDetails) throw new Error(`${exceptionDetails.exception?.description ?? exceptionDetails.text} in ${expression.slice(0, 200)}`);
    return result.value;
  }
  evaluate(f, argument) { return this.run(`(${f})(${JSON.stringify(argument)})`); }
  context() { return this.owner; }
  goto(url) { return this.send("Page.navigate", {url}); }
  locator(selector) { return new Locator(this, `document.querySelector(${JSON.stringify(selector)})`); }
  waitForTimeout(ms) { return new Promise((resolve) => setTimeout(resolve, ms)); }
  async waitForSelector(selector, {timeout}) {
    for (const end = Date.now() + timeout; Date.now() < end; await this.waitForTimeout(20)) {
      if (await this.run(`!!document.querySelector(${JSON.stringify(selector)})`).catch(() => false)) return;
    }
    throw new Error(`no ${selector}`);
  }
  waitForEvent(event) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${event}`)), LONGEST_MS);
      this.on(event, (value) => { clearTimeout(timer); resolve(value); });
    });
  }
  addScriptTag({content}) { return this.run(`${content}\n;0`); }
  async pdf(options) { return Buffer.from((await this.send("Page.printToPDF", options)).data, "base64"); }
  async screenshot({path: file, fullPage = false}) {
    fs.writeFileSync(file, Buffer.from((await this.send("Page.captureScreenshot", {captureBeyondViewport: fullPage})).data, "base64"));
  }
}

class Context {
  constructor(browser, id, options) {
    this.browser = browser;
    this.id = id;
    this.options = options;
    this.downloads = fs.mkdtempSync(path.join(browser.folder, "downloads-"));
  }
  async newPage() {
    const {connection} = this.browser;
    await connection.send("Browser.setDownloadBehavior", {behavior: "allowAndName", browserContextId: this.id, downloadPath: this.downloads, eventsEnabled: true});
    const {targetId} = await connection.send("Target.createTarget", {url: "about:blank", browserContextId: this.id});
    const {sessionId} = await connection.send("Target.attachToTarget", {targetId, flatten: true});
    const page = new Page(this, sessionId);
    for (const domain of ["Page", "Runtime", "Log", "Network", "Accessibility"]) await page.send(`${domain}.enable`);
    await page.send("Emulation.setDeviceMetricsOverride", {...this.options.viewport, deviceScaleFactor: 1, mobile: false});
    await page.send("Emulation.setEmulatedMedia", {features: [{name: "prefers-color-scheme", value: this.options.colorScheme ?? "light"}]});
    return page;
  }
  close() { return this.browser.connection.send("Target.disposeBrowserContext", {browserContextId: this.id}); }
}

class Browser {
  constructor(child, folder) {
    this.connection = new Connection(child);
    this.child = child;
    this.folder = folder;
  }
  async newContext(options) {
    const {browserContextId} = await this.connection.send("Target.createBrowserContext");
    return new Context(this, browserContextId, options);
  }
  async close() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    await this.connection.send("Browser.close").catch(() => this.child.kill());
    await ended;
    fs.rmSync(this.folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
  }
}

async function launch({executablePath, args = []}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "chromium-"));
  const usual = ["--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb", `--user-data-dir=${folder}`];
  const child = spawn(executablePath, [...usual, ...args, "about:blank"], {stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"]});
  const browser = new Browser(child, folder);
  await browser.connection.send("Browser.getVersion");
  return browser;
}

module.exports = {chromium: {launch}};

// A headless Chromium that has no network, and the page of a plan folder in it.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const SWITCHES = [
  "--no-sandbox", "--no-first-run", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
];

// How long the slowest machine may need to draw a district with a software renderer.
export const PATIENCE = 300_000;

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export async function launch(more = []) {
  return chromium.launch({ executablePath: CHROMIUM, args: [...SWITCHES, ...more] });
}

// The page of `folder`, opened as a file with the network cut; what it says and asks for is kept.
export async function openPage(browser, folder, locale = "en-US") {
  const context = await browser.newContext({ viewport: { width: 1400, height: 860 }, locale, offline: true, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const [complaints, requests] = [[], []];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !isAboutSpeed(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path.join(folder, "map.html")).href);
  await page.waitForFunction(() => document.body.dataset.ready === "true");
  return { page, complaints, requests, context };
}

// What software rendering makes the driver say.
function isAboutSpeed(text) {
  return /GPU stall|swiftshader|GL Driver Message/i.test(text);
}

// Waits until the map is drawn.
export async function settled(page) {
  await page.evaluate(() => new Promise((drawn) => {
    const { map } = document.getElementById("map");
    map.once("idle", drawn);
    map.triggerRepaint();
  }));
}

export function read(folder, name) {
  return JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
}

export function featuresOf(folder, name) {
  return read(folder, name).features;
}

// The plan folders to look at.
export const FOLDERS = (process.env.PLANS ?? "").split(path.delimiter).filter(Boolean);

// Saves a picture of the page when pictures are wanted.
export async function picture(page, folder, name) {
  const dir = process.env.PICTURES;
  if (!dir) return;
  fs.mkdirSync(dir, { recursive: true });
  const place = path.basename(path.dirname(folder));
  await page.screenshot({ path: path.join(dir, `${place}-${name}.png`) });
}

// map.html in a browser: opens without network, shows the files, answers clicks and searches, in two languages.
//
// PLANS names the plan folders (separated as in PATH); PICTURES a folder for screenshots.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { FOLDERS, featuresOf, launch, openPage, PATIENCE, picture, read, settled } from "./browser.mjs";

assert.notEqual(FOLDERS.length, 0, "PLANS names no folder");

for (const folder of FOLDERS) {
  describe(folder, { timeout: 4 * PATIENCE }, () => {
    const plan = read(folder, "plan.json");
    const levels = plan.rules.map((rule) => featuresOf(folder, `${rule.name}s.geojson`));
    let browser;
    let opened;
    let page;

    before(async () => {
      browser = await launch();
      opened = await openPage(browser, folder);
      page = opened.page;
    });

    after(async () => {
      await browser.close();
    });

    const title = () => page.locator("#card h2").textContent();
    const subtitle = () => page.locator("#card header p").textContent();

    test("opens as a file with the network cut, and asks for nothing", () => {
      const foreign = opened.requests.filter((url) => !/^(file|blob|data):/.test(url));
      assert.deepEqual(foreign, []);
      assert.equal(opened.requests.filter((url) => url.startsWith("file:")).length, 1);
      assert.deepEqual(opened.complaints, []);
    });

    test("the legend counts as many parts as each file has", async () => {
      for (const [at, parts] of levels.entries()) {
        await page.selectOption("#level", String(at));
        for (const mode of ["households", "exceptions"]) {
          await page.selectOption("#mode", mode);
          const counts = await page.locator("#legend li b").allTextContents();
          const sum = counts.reduce((all, text) => all + Number(text.replaceAll(",", "")), 0);
          assert.equal(sum, parts.length);
        }
      }
      await page.selectOption("#level", "0");
      await page.selectOption("#mode", "households");
    });

    test("the map draws the parts", async () => {
      await page.click("#whole");
      await settled(page);
      const drawn = await page.evaluate(() => {
        const { map } = document.getElementById("map");
        return new Set(map.queryRenderedFeatures(undefined, { layers: ["fill-0"] }).map((feature) => feature.id)).size;
      });
      // Parts smaller than a pixel are not drawn at the scale of the whole.
      assert.ok(drawn <= levels[0].length && drawn >= 0.9 * levels[0].length, `${drawn} of ${levels[0].length}`);
      await picture(page, folder, "1-whole");
    });

    test("a click gives the card of the part under it", async () => {
      for (const share of [0.1, 0.5, 0.9]) {
        const part = levels[0][Math.floor(share * levels[0].length)];
        const at = await page.evaluate((code) => {
          const { map } = document.getElementById("map");
          const { features } = map.getSource("level-0-points").serialize().data;
          const { geometry } = features.find((feature) => feature.properties.code === code);
          map.jumpTo({ center: geometry.coordinates, zoom: 15.5 });
          const { x, y } = map.project(geometry.coordinates);
          const box = map.getContainer().getBoundingClientRect();
          return [box.x + x, box.y + y];
        }, part.properties.code);
        await settled(page);
        await page.mouse.click(...at);
        await page.waitForFunction((name) => document.querySelector("#card h2")?.textContent === name, part.properties.name);
        assert.equal(await subtitle(), `grid ${part.properties.code}`.replace("grid", await levelName(0)));
        const households = await page.locator("#card table.counts tbody tr").first().locator("td").first().textContent();
        assert.equal(Number(households.replaceAll(",", "")), part.properties.households);
        await settled(page);
      }
      await picture(page, folder, "2-part");
    });

    async function levelName(at) {
      const title = await page.locator("#level option").nth(at).textContent();
      return title.toLowerCase().replace(/s$/, "");
    }

    test("search finds codes, beats and buildings", async () => {
      const part = levels.at(-1).at(-1).properties;
      await page.fill("#search", part.code);
      await page.press("#search", "Enter");
      assert.equal(await title(), part.name);
      const beat = featuresOf(folder, "beats.geojson")[0].properties;
      await page.fill("#search", beat.id);
      const options = page.locator("#found li", { has: page.locator("small", { hasText: /^Beat/ }) });
      await options.first().dispatchEvent("mousedown");
      assert.equal(await subtitle(), "Beat");
      const buildings = featuresOf(folder, "buildings.geojson");
      const building = buildings[buildings.length >> 1].properties;
      await page.fill("#search", building.id);
      await page.locator("#found li", { has: page.locator("small", { hasText: /^Building/ }) }).first().dispatchEvent("mousedown");
      assert.match(await subtitle(), /^Building/);
      await settled(page);
      await picture(page, folder, "3-building");
      await page.fill("#search", "no such thing anywhere");
      assert.equal(await page.locator("#found").textContent(), "Nothing found");
      await page.fill("#search", "");
    });

    test("parent, children and neighbours lead to each other", async () => {
      if (levels.length < 2) return;
      const part = levels[1].find((p) => p.properties.households > 0).properties;
      await page.fill("#search", part.code);
      await page.press("#search", "Enter");
      const parent = part[plan.rules[0].name];
      await page.locator("#card .facts button", { hasText: parent }).first().click();
      assert.ok((await subtitle()).endsWith(parent));
      await page.locator("#card .links button", { hasText: part.code }).first().click();
      assert.ok((await subtitle()).endsWith(part.code));
    });

    test("exceptions are listed with their reason, and fly there", async () => {
      const exceptions = levels.flatMap((parts) => parts.flatMap((part) => part.properties.exceptions));
      await page.click("#tab-exceptions");
      const rows = page.locator("#sheet tbody tr");
      assert.equal(await rows.count(), Math.min(200, exceptions.length));
      if (exceptions.length === 0) return;
      await page.locator("#sheet th button").nth(2).click();
      assert.equal(await page.locator("#sheet th").nth(2).getAttribute("aria-sort"), "ascending");
      const button = rows.first().locator("button");
      const code = await button.textContent();
      await button.click();
      assert.ok((await subtitle()).endsWith(code));
      assert.ok((await page.locator("#card .reason").count()) > 0);
    });

    test("issues and crosswalk have a row each", async () => {
      const issues = featuresOf(folder, "issues.geojson");
      await page.click("#tab-issues");
      assert.equal(await page.locator("#sheet tbody tr").count(), Math.min(200, issues.length));
      await page.click("#tab-crosswalk");
      assert.ok((await page.locator("#sheet tbody tr").count()) > 0);
      await page.click("#tab-overview");
    });

    test("no word is left untranslated", { timeout: PATIENCE }, async () => {
      const data = wordsOfTheData(folder, plan);
      for (const [foreign, other] of [[/\p{Script=Han}/u, "en"], [/[A-Za-z]{2,}/, "zh-CN"]]) {
        await page.click("#language");
        await page.click("#language");
        if ((await page.getAttribute("html", "lang")) !== other) await page.click("#language");
        for (const tab of ["overview", "exceptions", "issues", "crosswalk"]) {
          await page.click(`#tab-${tab}`);
          const texts = await page.evaluate(visibleTexts);
          const left = texts.map((text) => without(text, data)).filter((text) => foreign.test(text));
          assert.deepEqual(left.slice(0, 5), [], `${other} ${tab}`);
        }
        await picture(page, folder, `4-${other}`);
      }
      await page.click("#language");
    });

    test("prints to A3 with title and legend", async () => {
      await page.click("#whole");
      await settled(page);
      const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
      const [, width, height] = pdf.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/);
      assert.deepEqual([Math.round((width / 72) * 25.4), Math.round((height / 72) * 25.4)], [420, 297]);
      assert.equal((pdf.match(/\/Type \/Page\b/g) ?? []).length, 1);
      await page.emulateMedia({ media: "print" });
      assert.ok(await page.locator("#title").isVisible());
      assert.ok(await page.locator("#legend").isVisible());
      assert.ok(await page.locator("#imprint").isVisible());
      assert.ok(!(await page.locator("#panel").isVisible()));
      await picture(page, folder, "5-print");
      await page.emulateMedia({ media: "screen" });
    });

    test("every control is reached with the keyboard", async () => {
      if (await page.locator("#card .close").isVisible()) await page.locator("#card .close").click();
      await page.click("#tab-issues");
      // From the top of the page.
      await page.evaluate(() => {
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute("tabindex");
      });
      const reached = new Set();
      for (let i = 0; i < 60 && !reached.has("sheet"); i++) {
        await page.keyboard.press("Tab");
        const name = await page.evaluate(() => {
          const { id, className, name } = document.activeElement;
          return id || name || className;
        });
        reached.add(name);
      }
      for (const name of ["search", "whole", "print", "language", "mode", "level", "beats", "issues", "tab-issues", "sheet", "maplibregl-canvas"]) {
        assert.ok(reached.has(name), `${name} in ${[...reached]}`);
      }
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("ArrowRight");
      assert.equal(await page.getAttribute("#tab-crosswalk", "aria-selected"), "true");
    });

    test("nothing went wrong meanwhile", () => {
      assert.deepEqual(opened.complaints, []);
    });

    test("speaks the language of the browser at first", async () => {
      const { page: chinese, context } = await openPage(browser, folder, "zh-CN");
      assert.equal(await chinese.getAttribute("html", "lang"), "zh-CN");
      assert.equal(await chinese.locator("#print").textContent(), "打印");
      await context.close();
    });
  });
}

test("without WebGL the tables are complete and say so", { timeout: PATIENCE }, async () => {
  const browser = await launch(["--disable-gpu", "--disable-3d-apis"]);
  const { page } = await openPage(browser, FOLDERS[0]);
  assert.match(await page.locator("#state").textContent(), /cannot draw the map/);
  assert.ok((await page.locator("#sheet tbody tr").count()) > 0);
  await browser.close();
});

// Texts and labels that can be read, runs in the page.
function visibleTexts() {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (!["SCRIPT", "STYLE"].includes(parentElement.tagName) && data.trim()) texts.push(data.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const key of ["aria-label", "title", "placeholder"]) if (element.hasAttribute(key)) texts.push(element.getAttribute(key));
  }
  return texts;
}

// All that stands in the files and is shown as it stands, longest first.
function wordsOfTheData(folder, plan) {
  const words = new Set([plan.project, plan.engine, "中文", "English", "km", " m", "SHA"]);
  const add = (value) => {
    if (typeof value === "string" && value !== "") words.add(value);
    else if (Array.isArray(value)) value.forEach(add);
    else if (value && typeof value === "object") Object.values(value).forEach(add);
  };
  plan.jurisdictions.flatMap((j) => j.levels.flatMap((level) => level.certificates)).forEach(add);
  const files = ["beats", "communities", "buildings", "issues", ...plan.rules.map((rule) => `${rule.name}s`)];
  for (const file of files) featuresOf(folder, `${file}.geojson`).forEach((feature) => add(feature.properties));
  return words;
}

function without(text, data) {
  if (data.has(text)) return "";
  const tokens = text.split(/[\s()（）·:：，,–]+/).filter((token) => token !== "" && !data.has(token) && !data.has(`${token}`));
  return tokens.join(" ");
}

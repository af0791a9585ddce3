// The page: state, wiring, language.

function drawTitle({ data }) {
  const { plan } = data;
  const levels = data.levels.map((level) => `${number(level.parts.length)} ${levelsWord(level.name)}`).join(" · ");
  const people = ["households", "persons"].filter((key) => key in plan.totals).map((key) => `${t(key)} ${number(plan.totals[key])}`).join(" · ");
  fill("title", document.createTextNode(plan.project));
  const date = plan.date ? `${t("dateOfData")} ${plan.date}` : t("noDate");
  fill("subtitle", document.createTextNode(`${levels} · ${people} · ${date}`));
  fill("imprint", [t("madeBy"), plan.engine, date].map((text) => el("span", {}, text)));
}

function drawSwitches(page) {
  const { data } = page;
  const level = data.levels[page.level];
  const option = (value, text, chosen) => el("option", { value, selected: chosen }, text);
  fill("mode", modes(level).map((mode) => option(mode, t(mode), mode === page.mode)));
  fill("level", data.levels.map(({ name, index }) => option(String(index), levelTitle(name), index === page.level)));
  const box = ([key, word]) => el("label", {}, el("input", {
    type: "checkbox", name: key, checked: page.shown[key],
    change: (event) => { page.shown[key] = event.target.checked; applySwitches(page); drawLegend(page); },
  }), " ", word());
  const legend = document.querySelector("#layers legend");
  fill("layers", legend, switchesOf(data).map(box));
}

// Words of the controls that the library makes.
function relabelControls() {
  for (const [name, word] of [["zoom-in", "zoomIn"], ["zoom-out", "zoomOut"]]) {
    const button = document.querySelector(`.maplibregl-ctrl-${name}`);
    button?.setAttribute("aria-label", t(word));
    button?.setAttribute("title", t(word));
  }
  document.querySelector(".maplibregl-canvas")?.setAttribute("aria-label", t("mapLabel"));
}

function draw(page) {
  relabel();
  relabelControls();
  drawTitle(page);
  drawSwitches(page);
  applySwitches(page);
  drawLegend(page);
  drawTabs(page);
  drawSheet(page);
  drawCard(page);
}

function bind(page) {
  const on = (id, type, act) => document.getElementById(id).addEventListener(type, act);
  on("mode", "change", (event) => { page.mode = event.target.value; drawLegend(page); });
  on("level", "change", (event) => {
    page.level = Number(event.target.value);
    if (!modes(page.data.levels[page.level]).includes(page.mode)) page.mode = "households";
    drawSwitches(page);
    applySwitches(page);
    drawLegend(page);
  });
  on("switches", "submit", (event) => event.preventDefault());
  on("language", "click", () => { language = 1 - language; fill("found"); draw(page); });
  on("whole", "click", () => page.map?.fitBounds(boxOf(page.data.levels[0].parts), { padding: padding() }));
  on("print", "click", () => print());
  bindSearch(page);
}

function bindMap(page) {
  const { map } = page;
  map.on("click", (event) => {
    const found = hit(page, event.point);
    if (found) select(page, ...found);
    else deselect(page);
  });
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = hit(page, event.point) ? "pointer" : ""; });
  // The paper has another shape than the screen.
  const reshape = () => { map.resize(); map.redraw(); };
  addEventListener("beforeprint", reshape);
  addEventListener("afterprint", reshape);
}

async function open() {
  relabel();
  const data = await readData();
  const page = {
    data, level: 0, mode: "households", tab: "overview", sorted: { exceptions: {}, issues: {}, crosswalk: {} },
    shown: Object.fromEntries(switchesOf(data).map(([key, , , isOn]) => [key, isOn])),
  };
  bind(page);
  draw(page);
  try {
    page.map = await makeMap(data);
    bindMap(page);
    document.getElementById("map").map = page.map;
    document.getElementById("state").remove();
  } catch (error) {
    console.warn(error);
    document.getElementById("state").dataset.word = "noMap";
    relabel();
  }
  relabelControls();
  applySwitches(page);
  drawLegend(page);
  document.body.dataset.drawn = "true";
  await readRest(data);
  if (page.map) fillRest(page);
  drawLegend(page);
  drawCard(page);
  document.body.dataset.ready = "true";
}

open().catch((error) => {
  console.error(error);
  fill("state", document.createTextNode(`${t("broken")}${error.message}`));
});

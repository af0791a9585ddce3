// The map: sources, layers, colours, what is lit.

const FONT = ["sans-serif"];
const BARRIER_COLOURS = { rail: "#7a3b1d", river: "#3a8fd0", major: "#b58a2c", minor: "#c9b98d", wall: "#9a9a9a" };
const BEAT_LINE = "#12306b";
const COMMUNITY_LINE = "#8e3a8e";
// Widths of the lines of levels, coarsest first.
const LEVEL_WIDTHS = [1.9, 0.9, 0.6];

function collection(list, properties) {
  const lean = list.map((feature, id) => ({ type: "Feature", id, geometry: feature.geometry, properties: properties(feature, id) }));
  return { type: "FeatureCollection", features: lean.filter((feature) => feature.geometry) };
}

const none = () => ({});

function points(list, text) {
  const places = list.filter((feature) => feature.geometry);
  const point = (feature) => ({ type: "Feature", geometry: { type: "Point", coordinates: insideOf(feature) }, properties: { text: text(feature), code: feature.properties.code ?? feature.properties.id } });
  return { type: "FeatureCollection", features: places.map(point) };
}

function sourcesOf(data) {
  const geojson = (content) => ({ type: "geojson", data: content });
  const sources = {
    beats: geojson(collection(data.beats, none)),
    communities: geojson(collection(data.communities, none)),
    "beats-points": geojson(points(data.beats, (b) => b.properties.id)),
  };
  for (const id of ["buildings", "barriers", "issues", "lit"]) sources[id] = geojson(collection([], none));
  for (const level of data.levels) {
    const isFirst = level.index === 0;
    sources[`level-${level.index}`] = geojson(collection(isFirst ? level.parts : [], none));
    sources[`level-${level.index}-points`] = geojson(isFirst ? namesOf(level) : collection([], none));
  }
  return sources;
}

function namesOf(level) {
  return points(level.parts, (part) => `${shortCode(part)}\n${part.properties.households}`);
}

// What can come when the plan is drawn already.
function fillRest({ map, data }) {
  for (const level of data.levels.slice(1)) {
    map.getSource(`level-${level.index}`).setData(collection(level.parts, none));
    map.getSource(`level-${level.index}-points`).setData(namesOf(level));
  }
  map.getSource("buildings").setData(collection(data.buildings, (b) => ({ kind: b.properties.kind })));
  map.getSource("barriers").setData(collection(data.barriers, (b) => b.properties));
  map.getSource("issues").setData(collection(data.issues, (i) => ({ severity: i.properties.severity })));
}

// The code without prefix and community.
function shortCode(part) {
  const { code, community } = part.properties;
  const at = code.indexOf(`${community}-`);
  return at < 0 ? code : code.slice(at + community.length + 1);
}

// Room for the switches and the legend beside what is shown.
function padding() {
  const { clientWidth } = document.getElementById("stage");
  return { top: 24, bottom: 40, right: 50, left: Math.min(215, clientWidth / 4) };
}

function line(id, source, colour, width, more = {}) {
  return { id, type: "line", source, layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": colour, "line-width": width, ...more } };
}

function layersOf(data) {
  const wide = (width) => ["interpolate", ["exponential", 1.4], ["zoom"], 10, width * 0.2, 13, width * 0.55, 15, width, 18, width * 2.2];
  const matched = Object.entries(BARRIER_COLOURS).flat();
  const fills = data.levels.map(({ index }) => ({
    id: `fill-${index}`, type: "fill", source: `level-${index}`, layout: { visibility: "none" },
    paint: { "fill-color": EMPTY, "fill-opacity": 0.82, "fill-outline-color": "rgba(0,0,0,0)" },
  }));
  const borders = data.levels.map(({ index }) => {
    const width = LEVEL_WIDTHS[Math.min(index, LEVEL_WIDTHS.length - 1)];
    const drawn = line(`level-${index}`, `level-${index}`, index === 0 ? "#2b2b2b" : "#6d6d6d", wide(width));
    return { ...drawn, minzoom: index === 0 ? 0 : 12.5 };
  });
  const names = data.levels.map(({ index }) => ({
    id: `names-${index}`, type: "symbol", source: `level-${index}-points`, minzoom: index === 0 ? 12.5 : 14.5,
    layout: { "text-field": ["get", "text"], "text-font": FONT, "text-size": 12, "text-padding": 3, visibility: "none" },
    paint: { "text-color": "#1c2733", "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
  }));
  return [
    { id: "paper", type: "background", paint: { "background-color": "#fafaf7" } },
    ...fills,
    { id: "buildings", type: "fill", source: "buildings", minzoom: 13, filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": ["match", ["get", "kind"], "ground", "#9fb39a", "#57616b"], "fill-opacity": ["interpolate", ["linear"], ["zoom"], 13, 0.25, 15, 0.55] } },
    { id: "houses", type: "circle", source: "buildings", minzoom: 13, filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-color": "#57616b", "circle-radius": 2.5 } },
    line("barriers", "barriers", ["match", ["get", "class"], ...matched, "#999999"], wide(1.3)),
    ...borders.reverse(),
    line("communities", "communities", COMMUNITY_LINE, wide(2.2), { "line-dasharray": [2.5, 1.8] }),
    line("beats", "beats", BEAT_LINE, wide(3.2)),
    { id: "issues", type: "circle", source: "issues",
      paint: { "circle-radius": 4.5, "circle-color": ["match", ["get", "severity"], "error", "#c51b1b", "warning", "#e08a00", "#4a7fb5"], "circle-stroke-color": "#ffffff", "circle-stroke-width": 1 } },
    ...names,
    { id: "names-beats", type: "symbol", source: "beats-points", maxzoom: 14,
      layout: { "text-field": ["get", "text"], "text-font": FONT, "text-size": 14, "text-padding": 4 },
      paint: { "text-color": BEAT_LINE, "text-halo-color": "#ffffff", "text-halo-width": 2 } },
    { id: "lit-fill", type: "fill", source: "lit", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#d6006c", "fill-opacity": 0.12 } },
    line("lit", "lit", "#d6006c", 3.5),
    { id: "lit-point", type: "circle", source: "lit", filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 9, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": "#d6006c", "circle-stroke-width": 3 } },
  ];
}

async function makeMap(data) {
  const module = async (id) => URL.createObjectURL(new Blob([await unpack(id)], { type: "text/javascript" }));
  const lib = await import(await module("library"));
  lib.setWorkerUrl(await module("worker"));
  const map = new lib.Map({
    container: "map",
    style: { version: 8, sources: sourcesOf(data), layers: layersOf(data) },
    bounds: boxOf(data.levels[0].parts), fitBoundsOptions: { padding: padding() },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 20,
    canvasContextAttributes: { preserveDrawingBuffer: true },
    localIdeographFontFamily: "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif",
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new lib.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new lib.ScaleControl({ unit: "metric", maxWidth: 140 }), "bottom-left");
  map.on("error", (event) => console.error(event.error?.message ?? event));
  await new Promise((loaded) => map.once("load", loaded));
  return map;
}

// Switches that can be turned: key, name, the layers of the map, whether it is on at first.
function switchesOf(data) {
  return [
    ["beats", () => t("beats"), ["beats", "names-beats"], true],
    ["communities", () => t("communities"), ["communities"], true],
    ...data.levels.map(({ name, index }) => [`level-${index}`, () => levelTitle(name), [`level-${index}`], true]),
    ["buildings", () => t("buildings"), ["buildings", "houses"], true],
    ["barriers", () => t("barriers"), ["barriers"], false],
    ["issues", () => t("issues"), ["issues"], false],
    ["labels", () => t("labels"), data.levels.map(({ index }) => `names-${index}`), true],
  ];
}

function applySwitches(page) {
  const { map, data, shown } = page;
  if (!map) return;
  for (const [key, , layers] of switchesOf(data)) {
    for (const id of layers) {
      const isOn = shown[key] && (key !== "labels" || id === `names-${page.level}`);
      map.setLayoutProperty(id, "visibility", isOn ? "visible" : "none");
    }
  }
  for (const { index } of data.levels) map.setLayoutProperty(`fill-${index}`, "visibility", index === page.level ? "visible" : "none");
}

// Colours the chosen level and returns its classes with the number of parts in each.
function recolour(page) {
  const { map, data } = page;
  const level = data.levels[page.level];
  const scheme = classesOf(data, level, page.mode);
  const counts = scheme.classes.map(() => 0);
  level.parts.forEach((part, id) => {
    const c = scheme.classOf(part);
    counts[c] += 1;
    map?.setFeatureState({ source: `level-${level.index}`, id }, { c });
  });
  const pairs = scheme.classes.flatMap(({ colour }, i) => [i, colour]);
  map?.setPaintProperty(`fill-${level.index}`, "fill-color", ["match", ["coalesce", ["feature-state", "c"], -1], ...pairs, EMPTY]);
  return { ...scheme, counts };
}

function drawLegend(page) {
  const { classes, counts, note } = recolour(page);
  const { data } = page;
  const heading = `${t(page.mode)} · ${levelsWord(data.levels[page.level].name)}`;
  const swatches = note
    ? [el("li", {}, classes.slice(0, 4).map(({ colour }) => el("span", { class: "swatch", style: `background:${colour}` })), note())]
    : classes.map(({ colour, label }, i) => el("li", {}, el("span", { class: "swatch", style: `background:${colour}` }), label(), el("b", {}, number(counts[i]))));
  const strokes = [["beats", BEAT_LINE, "beatLine"], ["communities", COMMUNITY_LINE, "communityLine"]]
    .filter(([key]) => page.shown[key])
    .map(([key, colour, word]) => el("li", {}, el("span", { class: `stroke ${key === "communities" ? "dashed" : ""}`, style: `border-color:${colour}` }), t(word)));
  const classesHere = new Set(page.shown.barriers ? data.barriers.map((b) => b.properties.class) : []);
  const barriers = Object.keys(BARRIER_COLOURS).filter((c) => classesHere.has(c))
    .map((c) => el("li", {}, el("span", { class: "stroke", style: `border-color:${BARRIER_COLOURS[c]}` }), t(c)));
  fill("legend", el("h2", {}, heading), el("ul", {}, swatches), el("ul", {}, strokes, barriers));
}

function light(page, feature) {
  const { map } = page;
  if (!map) return;
  map.getSource("lit").setData({ type: "FeatureCollection", features: feature?.geometry ? [feature] : [] });
  if (!feature?.geometry) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.fitBounds(boxOf([feature]), { padding: padding(), maxZoom: 17, duration: still ? 0 : 500 });
}

// What lies at a point of the screen: an issue, a building when it is large enough to aim at, else a part.
function hit(page, point) {
  const { map } = page;
  const at = (...layers) => map.queryRenderedFeatures(point, { layers: layers.filter((id) => map.getLayoutProperty(id, "visibility") !== "none") })[0];
  const issue = at("issues");
  if (issue) return ["issue", issue.id];
  const building = map.getZoom() >= 16 && at("buildings", "houses");
  if (building) return ["building", building.id];
  const part = at(`fill-${page.level}`);
  return part ? [`level-${page.level}`, part.id] : undefined;
}

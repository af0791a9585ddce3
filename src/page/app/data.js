// The data of the page: unpacked, indexed by code. Every value is that of the written files.

async function unpack(id) {
  const text = atob(document.getElementById(`data-${id}`).textContent);
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

async function features(id) {
  return JSON.parse(await unpack(id)).features;
}

// Rows of a CSV file by their header; fields may be quoted.
function rowsOf(csv) {
  const rows = [];
  for (const line of csv.replace(/^\ufeff/, "").split(/\r?\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    if (line === "") continue;
    const fields = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((f) => f.replace(/,$/, ""));
    rows.push(fields.map((f) => (f.startsWith('"') ? f.slice(1, -1).replaceAll('""', '"') : f)));
  }
  const header = rows.shift() ?? [];
  return rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i] ?? ""])));
}

function indexed(list, key) {
  return new Map(list.map((feature, i) => [feature.properties[key], i]));
}

async function readData() {
  const plan = JSON.parse(await unpack("plan"));
  const names = plan.rules.map((rule) => rule.name);
  const [beats, communities, issues, crosswalk, kinds, ...parts] = await Promise.all([
    features("beats"), features("communities"), features("issues"), unpack("crosswalk").then(rowsOf), unpack("kinds").then(JSON.parse),
    ...names.map((_, i) => features(`level-${i}`)),
  ]);
  const levels = names.map((name, i) => ({
    name, index: i, rule: plan.rules[i], parts: parts[i], byCode: indexed(parts[i], "code"),
    children: new Map(),
  }));
  levels.forEach((level, i) => {
    if (i === 0) return;
    level.parts.forEach((part, at) => push(levels[i - 1].children, part.properties[levels[i - 1].name], at));
  });
  return {
    plan, levels, beats, communities, issues, crosswalk, buildings: [], barriers: [],
    rural: new Set(kinds.rural),
    beatById: indexed(beats, "id"), communityById: indexed(communities, "id"),
  };
}

// The largest tables, which nobody needs before the map is there.
async function readRest(data) {
  [data.buildings, data.barriers] = await Promise.all([features("buildings"), features("barriers")]);
}

function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

// Bounds of a count for a part: those of the level, or of its kind of community.
function boundsOf(data, level, part, count) {
  if (part.properties.kind === "dedicated") return {};
  const own = level.rule[data.rural.has(part.properties.community) ? "rural" : "urban"];
  return (own ?? level.rule)[count] ?? {};
}

function isOutside(value, bounds) {
  return (bounds.min !== undefined && value < bounds.min) || (bounds.max !== undefined && value > bounds.max);
}

function boundsText({ min, max }) {
  if (min !== undefined && max !== undefined) return `${number(min)}–${number(max)}`;
  if (min !== undefined) return `${t("atLeast")} ${number(min)}`;
  if (max !== undefined) return `${t("atMost")} ${number(max)}`;
  return t("noneLimits");
}

// Counts that a feature may carry, in the order of the files.
const COUNTS = ["households", "persons", "merchants", "tasks", "workload"];

function countsIn(properties) {
  return COUNTS.filter((count) => count in properties);
}

// Counts that the parts of a level carry.
function countsOf(level) {
  return countsIn(level.parts[0]?.properties ?? {});
}

// What is proved about a part: certificates of its community and beat that name its reasons.
function certificatesOf(data, level, part) {
  const { community, beat, exceptions } = part.properties;
  if (exceptions.length === 0) return [];
  const inside = new Set(data.buildings
    .filter((b) => b.properties[level.name] === part.properties.code || (b.properties[`${level.name}s`] ?? []).some((p) => p.code === part.properties.code))
    .map((b) => b.properties.id));
  const here = data.plan.jurisdictions.filter((j) => j.community === community && j.beat === beat);
  const said = here.flatMap((j) => j.levels.find((l) => l.name === level.name)?.certificates ?? []);
  const fits = (c) => exceptions.includes(c.exception) && (c.buildings.length === 0 || c.buildings.some((id) => inside.has(id)));
  const found = said.filter(fits);
  return found.filter((c, i) => found.findIndex((d) => d.witness === c.witness) === i);
}

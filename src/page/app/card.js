// The card of what was clicked or found, and the search.

// An element with attributes and children; children are elements, texts or lists of them.
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== ""));
  return element;
}

function fill(id, ...children) {
  document.getElementById(id).replaceChildren(...children.flat(Infinity));
}

// The feature of a kind ("level-0", "beat", ...) at a place of its file.
function featureOf(data, kind, at) {
  const lists = { beat: data.beats, community: data.communities, building: data.buildings, issue: data.issues };
  return (lists[kind] ?? data.levels[Number(kind.slice(6))].parts)[at];
}

function link(page, kind, at, text) {
  return el("button", { type: "button", click: () => select(page, kind, at) }, text);
}

function links(page, kind, places) {
  const label = (at) => {
    const { properties } = featureOf(page.data, kind, at);
    return properties.code ?? properties.id;
  };
  return el("p", { class: "links" }, places.map((at) => link(page, kind, at, label(at))));
}

function select(page, kind, at) {
  page.selected = [kind, at];
  drawCard(page);
  light(page, featureOf(page.data, kind, at));
}

function deselect(page) {
  page.selected = undefined;
  drawCard(page);
  light(page, undefined);
}

function drawCard(page) {
  const card = document.getElementById("card");
  card.hidden = !page.selected;
  if (!page.selected) return card.replaceChildren();
  const [kind, at] = page.selected;
  const feature = featureOf(page.data, kind, at);
  const bodies = { beat: beatCard, community: communityCard, building: buildingCard, issue: issueCard };
  const [title, kindWord, ...body] = (bodies[kind] ?? partCard)(page, feature, kind, at);
  card.replaceChildren(
    el("header", {}, el("div", {}, el("h2", {}, title), el("p", {}, kindWord)),
      el("button", { type: "button", class: "close", "aria-label": t("close"), click: () => deselect(page) }, "×")),
    ...body.flat(Infinity).filter(Boolean),
  );
  card.scrollTop = 0;
}

// A small table of names and values.
function facts(rows) {
  const shown = rows.filter(([, value]) => value !== undefined && value !== "");
  return el("table", { class: "facts" }, el("tbody", {}, shown.map(([name, value]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)))));
}

function countsTable(page, level, part) {
  const rows = countsOf(level).map((count) => {
    const bounds = boundsOf(page.data, level, part, count);
    const value = part.properties[count];
    return el("tr", {}, el("th", { scope: "row" }, t(count)),
      el("td", { class: isOutside(value, bounds) ? "number out" : "number" }, number(value)),
      el("td", { class: "number" }, bounds.target === undefined ? "" : number(bounds.target)),
      el("td", { class: "number" }, boundsText(bounds)));
  });
  const head = ["count", "value", "target", "bounds"].map((key, i) => el("th", { scope: "col", class: i ? "number" : false }, t(key)));
  return el("table", { class: "counts" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows));
}

function reasons(page, level, part) {
  const { exceptions } = part.properties;
  const told = exceptions.map((code) => el("p", { class: "reason" }, el("strong", {}, reasonWord(code)), el("br", {}), el("small", {}, code)));
  const proofs = certificatesOf(page.data, level, part).map((c) => el("p", { class: "reason" },
    el("span", {}, `${t("why")}: `), el("span", {}, language ? c.witness_zh : c.witness),
    c.relaxation ? [el("br", {}), el("span", {}, `${t("enough")}: `), el("span", {}, relaxationWords(c.relaxation))] : ""));
  return [...told, ...proofs];
}

function partCard(page, part, kind, at) {
  const { data } = page;
  const level = data.levels[Number(kind.slice(6))];
  const p = part.properties;
  level.near ??= neighboursOf(level.parts);
  const above = data.levels[level.index - 1];
  const below = data.levels[level.index + 1];
  const children = level.children.get(p.code) ?? [];
  return [p.name, `${levelWord(level.name)} ${p.code}`,
    countsTable(page, level, part),
    reasons(page, level, part),
    facts([
      [t("community"), placeLink(page, "community", data.communityById, p.community)],
      [t("beat"), placeLink(page, "beat", data.beatById, p.beat)],
      [t("parent"), above && placeLink(page, `level-${above.index}`, above.byCode, p[above.name])],
      [t("buildings"), number(p.buildings)],
      [t("area_ha"), number(p.area_m2 / 1e4)],
      [t("compactness"), number(p.compactness)],
    ]),
    children.length ? [el("h3", {}, `${t("children")} (${number(children.length)} ${levelsWord(below.name)})`), links(page, `level-${below.index}`, children)] : [],
    el("h3", {}, `${t("neighbours")} (${number(level.near[at].length)})`), links(page, kind, level.near[at]),
  ];
}

function placeLink(page, kind, index, key) {
  const at = index.get(key);
  if (at === undefined) return key;
  const { properties } = featureOf(page.data, kind, at);
  return link(page, kind, at, properties.name && properties.name !== key ? `${properties.name} (${key})` : key);
}

function sums(p) {
  return [...countsIn(p).map((count) => [t(count), number(p[count])]), [t("buildings"), number(p.buildings)], [t("area_ha"), number(p.area_m2 / 1e4)]];
}

function partsWith(page, key, id) {
  const level = page.data.levels[0];
  const places = level.parts.flatMap((part, at) => (part.properties[key] === id ? [at] : []));
  return [el("h3", {}, `${levelTitle(level.name)} (${number(places.length)})`), links(page, "level-0", places)];
}

function beatCard(page, beat) {
  const p = beat.properties;
  const told = (p.exceptions ?? []).map((code) => el("p", { class: "reason" }, reasonWord(code)));
  return [p.id, t("beat"), told, facts([[t("station"), p.station], ...sums(p)]), partsWith(page, "beat", p.id)];
}

function communityCard(page, community) {
  const p = community.properties;
  return [p.name, `${t("community")} ${p.id}`, facts([[t("subdistrict"), p.subdistrict], ...sums(p)]), partsWith(page, "community", p.id)];
}

function buildingCard(page, building) {
  const { data } = page;
  const p = building.properties;
  const homes = data.levels.map((level) => {
    const list = p[`${level.name}s`];
    const codes = list ? list.map((piece) => [piece.code, ` ${number(piece.households)}`]) : [[p[level.name], ""]];
    return [levelWord(level.name), el("span", {}, codes.map(([code, more]) => el("div", {}, placeLink(page, `level-${level.index}`, level.byCode, code), more)))];
  });
  return [p.id, p.kind === "ground" ? `${t("building")} (${t("ground")})` : t("building"),
    facts([...countsIn(p).map((count) => [t(count), number(p[count])]), [t("compound"), p.compound],
      [t("community"), placeLink(page, "community", data.communityById, p.community)],
      [t("beat"), placeLink(page, "beat", data.beatById, p.beat)],
      ...homes, ...(p.divided ? [[t("divided"), "✓"]] : [])])];
}

function issueCard(page, { properties: p }) {
  return [p.code, `${t("issue")}: ${t(p.severity)}`, el("p", {}, language ? p.message_zh : p.message),
    language || !p.action ? "" : el("p", {}, `${t("done")}: ${p.action}`),
    facts([[p.layer, p.feature], [t("households"), number(p.households)], [t("persons"), number(p.persons)]])];
}

// All that can be found: kind, place, text, a second text.
function searchIndex(data) {
  const entries = [];
  for (const level of data.levels) {
    level.parts.forEach(({ properties: p }, at) => entries.push([`level-${level.index}`, at, p.code, p.name]));
  }
  data.communities.forEach(({ properties: p }, at) => entries.push(["community", at, p.name, p.id]));
  data.beats.forEach(({ properties: p }, at) => entries.push(["beat", at, p.id, p.station]));
  data.buildings.forEach(({ properties: p }, at) => entries.push(["building", at, p.id, p[data.levels.at(-1).name]]));
  return entries.map((entry) => [...entry, `${entry[2]} ${entry[3]}`.toLowerCase()]);
}

const MOST_FOUND = 30;

// Exact matches first, then those that begin so, then those that hold it.
function found(index, text) {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const rank = ([, , a, b, all]) => {
    const names = [String(a).toLowerCase(), String(b).toLowerCase()];
    if (names.includes(wanted)) return 0;
    if (names.some((name) => name.startsWith(wanted))) return 1;
    return all.includes(wanted) ? 2 : 3;
  };
  const ranked = index.map((entry) => [rank(entry), entry]).filter(([r]) => r < 3);
  return ranked.sort((a, b) => a[0] - b[0]).slice(0, MOST_FOUND).map(([, entry]) => entry);
}

function kindWord(data, kind) {
  return kind.startsWith("level-") ? levelWord(data.levels[Number(kind.slice(6))].name) : t(kind);
}

function bindSearch(page) {
  const [input, list] = [document.getElementById("search"), document.getElementById("found")];
  let entries = [];
  let at = -1;
  const show = () => {
    list.hidden = input.value.trim() === "";
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.setAttribute("aria-activedescendant", at >= 0 ? `found-${at}` : "");
    const item = ([kind, , text, more], i) => el("li", { id: `found-${i}`, role: "option", "aria-selected": String(i === at), mousedown: (event) => { event.preventDefault(); choose(i); } },
      String(text), el("small", {}, `${kindWord(page.data, kind)} ${more ?? ""}`));
    list.replaceChildren(...(entries.length ? entries.map(item) : [el("li", { role: "option", "aria-disabled": "true" }, t("nothingFound"))]));
    document.getElementById(`found-${at}`)?.scrollIntoView({ block: "nearest" });
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); };
  const choose = (i) => {
    if (!entries[i]) return;
    close();
    select(page, entries[i][0], entries[i][1]);
  };
  input.addEventListener("input", () => {
    page.index ??= searchIndex(page.data);
    entries = found(page.index, input.value);
    at = -1;
    show();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(Math.max(at, 0));
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = Math.max(0, Math.min(entries.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
      show();
    }
  });
  input.addEventListener("blur", close);
}

// The side panel: totals and charts, exceptions, issues, crosswalk.

const TABS = ["overview", "exceptions", "issues", "crosswalk"];

function drawTabs(page) {
  const tab = (key, i) => el("button", {
    type: "button", role: "tab", id: `tab-${key}`, "aria-controls": "sheet", "aria-selected": String(page.tab === key), tabindex: page.tab === key ? "0" : "-1",
    click: () => openTab(page, key),
    keydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: TABS.length - 1 }[event.key];
      if (step) openTab(page, TABS[(i + step) % TABS.length]).focus();
    },
  }, t(key));
  fill("tabs", TABS.map(tab));
  document.getElementById("sheet").setAttribute("aria-labelledby", `tab-${page.tab}`);
}

function openTab(page, key) {
  page.tab = key;
  drawTabs(page);
  drawSheet(page);
  return document.getElementById(`tab-${key}`);
}

function drawSheet(page) {
  const sheets = { overview: overviewSheet, exceptions: exceptionsSheet, issues: issuesSheet, crosswalk: crosswalkSheet };
  fill("sheet", sheets[page.tab](page));
  document.getElementById("sheet").scrollTop = 0;
}

function overviewSheet({ data }) {
  const { totals } = data.plan;
  const simple = ["households", "persons"].filter((key) => key in totals).map((key) => [t(key), number(totals[key])]);
  const rows = data.levels.map((level) => {
    const parts = level.parts.filter((part) => part.properties.kind !== "dedicated" && !part.properties.exceptions.includes("no_households"));
    const inside = parts.filter((part) => part.properties.exceptions.length === 0).length;
    return { level: levelTitle(level.name), parts: level.parts.length, inside, share: parts.length ? `${((100 * inside) / parts.length).toFixed(1)} %` : "" };
  });
  const levelColumns = [["level", t("level")], ["parts", t("parts"), true], ["inside", t("inBounds"), true], ["share", t("share"), true, (row) => row.share]];
  const along = (data.plan.along_barriers ?? []).filter((l) => l.share !== null)
    .map((l) => ({ level: levelTitle(l.level), km: l.interior_m / 1000, share: `${(100 * l.share).toFixed(0)} %` }));
  return [
    el("h3", {}, t("totals")),
    facts([...simple, [t("communities"), number(totals.communities)], [t("beats"), number(totals.beats)], [t("buildings"), number(totals.buildings_written)]]),
    data.plan.stopped ? el("p", { class: "reason" }, t("stopped")) : [],
    sortable({ all: true }, levelColumns, rows),
    data.levels.map(histogram),
    along.length ? [el("h3", {}, t("lines")), sortable({ all: true }, [["level", t("level")], ["km", t("length_km"), true], ["share", t("share"), true, (row) => row.share]], along)] : [],
  ];
}

function exceptionsSheet(page) {
  const { data } = page;
  const rows = data.levels.flatMap((level) => level.parts.flatMap((part, at) =>
    part.properties.exceptions.map((code) => ({ kind: `level-${level.index}`, at, level: levelWord(level.name), part: part.properties.code, households: part.properties.households, why: reasonWord(code) }))));
  const columns = [
    ["part", t("code"), false, (row) => link(page, row.kind, row.at, row.part)], ["level", t("level")],
    ["households", t("households"), true], ["why", t("why")],
  ];
  return sortable(page.sorted.exceptions, columns, rows);
}

function issuesSheet(page) {
  const { data } = page;
  const all = data.issues.map(({ properties: p, geometry }, at) => ({ ...p, at, hasPlace: Boolean(geometry), text: language ? p.message_zh : p.message }));
  const codes = [...new Set(all.map((row) => row.code))].sort();
  const rows = page.issueCode ? all.filter((row) => row.code === page.issueCode) : all;
  const choice = el("select", { "aria-label": t("kind"), change: (event) => { page.issueCode = event.target.value; drawSheet(page); } },
    el("option", { value: "" }, `${t("all")} (${number(all.length)})`),
    codes.map((code) => el("option", { value: code, selected: code === page.issueCode }, `${code} (${number(all.filter((row) => row.code === code).length)})`)));
  const order = { error: 0, warning: 1, info: 2 };
  const columns = [
    ["severity", t("severity"), false, (row) => t(row.severity)],
    ["feature", t("issue"), false, (row) => link(page, "issue", row.at, row.feature || row.code)],
    ["text", t("message")], ["households", t("households"), true],
  ];
  return [el("p", {}, choice), sortable(page.sorted.issues, columns, rows.sort((a, b) => order[a.severity] - order[b.severity]))];
}

function crosswalkSheet(page) {
  const { data } = page;
  const rows = data.crosswalk.map((row) => ({ ...row, name: row.community_name || row.community }));
  const at = (kind, index, key, text) => (index.has(key) ? link(page, kind, index.get(key), text) : text);
  const counted = ["grids", "buildings", "households", "persons"];
  const first = levelTitle(data.levels[0].name);
  return sortable(page.sorted.crosswalk, [
    ["name", t("community"), false, (row) => at("community", data.communityById, row.community, row.name)],
    ["beat", t("beat"), false, (row) => at("beat", data.beatById, row.beat, row.beat)],
    ...counted.filter((key) => rows[0] && key in rows[0]).map((key) => [key, key === "grids" ? first : t(key), true]),
  ], rows);
}

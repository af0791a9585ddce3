// Tables that can be sorted, and charts that have one.

// Most rows that are drawn before somebody asks for all.
const FIRST_ROWS = 200;

// A table of `rows`; columns are [key, title, isNumber, cell].
function sortable(state, columns, rows) {
  const box = el("div", {});
  const draw = () => {
    const [, , isNumber] = columns.find(([key]) => key === state.key) ?? [];
    const sign = state.down ? -1 : 1;
    const compare = (a, b) => (isNumber ? a[state.key] - b[state.key] : String(a[state.key]).localeCompare(String(b[state.key]), "zh-CN", { numeric: true }));
    const sorted = state.key ? [...rows].sort((a, b) => sign * compare(a, b)) : rows;
    const head = columns.map(([key, title, isNumberHere]) => el("th", {
      scope: "col", class: isNumberHere ? "number" : false,
      "aria-sort": key === state.key ? (state.down ? "descending" : "ascending") : false,
    }, el("button", { type: "button", click: () => { state.down = state.key === key && !state.down; state.key = key; draw(); } }, title)));
    const shown = state.all ? sorted : sorted.slice(0, FIRST_ROWS);
    const body = shown.map((row) => el("tr", {}, columns.map(([key, , isNumberHere, cell]) =>
      el("td", { class: isNumberHere ? "number" : false }, cell ? cell(row) : isNumberHere ? number(row[key]) : String(row[key] ?? "")))));
    const table = el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, body));
    const rest = sorted.length - shown.length;
    const more = rest > 0 ? el("button", { type: "button", click: () => { state.all = true; draw(); } }, `${t("showAll")} (+${number(rest)})`) : "";
    box.replaceChildren(rows.length ? table : el("p", {}, t("noneHere")), more);
  };
  draw();
  return box;
}

// Room that a number over the chart takes.
const NAME_WIDTH = 24;

const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// Bins of households of the parts that people live in: [from, to, parts].
function binsOf(level) {
  const values = level.parts.map((part) => part.properties.households).filter((value) => value > 0).sort((a, b) => a - b);
  if (values.length === 0) return [];
  const bounds = level.rule.households ?? {};
  // The few giants share the last bin, so that the rest can be seen.
  const top = Math.max(bounds.max ?? 0, values[Math.floor(0.98 * (values.length - 1))]);
  const raw = Math.max(1, top / 22);
  const unit = 10 ** Math.floor(Math.log10(raw));
  const width = Math.max(1, [1, 2, 2.5, 5, 10].map((m) => m * unit).find((w) => w >= raw && Number.isInteger(w)) ?? Math.ceil(raw));
  const count = Math.floor(top / width) + 1;
  const bins = Array.from({ length: count }, (_, i) => [i * width, (i + 1) * width - 1, 0]);
  for (const value of values) bins[Math.min(count - 1, Math.floor(value / width))][2] += 1;
  if (values.at(-1) > bins.at(-1)[1]) bins.at(-1)[1] = values.at(-1);
  return bins;
}

// Households of the parts of a level, the bounds drawn in.
function histogram(level) {
  const bins = binsOf(level);
  const title = `${t("histogram")}${language ? "" : " "}${levelWord(level.name)}`;
  if (bins.length === 0) return [];
  const [w, h, foot, left] = [370, 130, 18, 36];
  const width = bins.length > 1 ? bins[1][0] : bins[0][1] + 1;
  const x = (value) => left + ((w - left - 4) * value) / (bins.length * width);
  const most = Math.max(...bins.map(([, , n]) => n));
  const y = (n) => h - foot - ((h - foot - 16) * n) / most;
  const svg = shape("svg", { class: "chart", viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": title });
  bins.forEach(([from, , n], i) => {
    svg.append(shape("rect", { x: x(i * width) + 0.5, y: y(n), width: Math.max(0.5, x(width) - left - 1), height: h - foot - y(n), fill: "#7fa8d1" }));
    if (i % Math.ceil(bins.length / 7) === 0) svg.append(shape("text", { x: x(from), y: h - 5, "text-anchor": "middle" }, number(from)));
  });
  svg.append(shape("line", { x1: left, x2: w - 4, y1: h - foot, y2: h - foot, stroke: "#5b6875" }));
  svg.append(shape("text", { x: left - 3, y: y(most) + 8, "text-anchor": "end" }, number(most)));
  const { min, target, max } = level.rule.households ?? {};
  for (const [value, colour, dash] of [[min, "#a33b00", ""], [max, "#a33b00", ""], [target, "#2b2b2b", "3 3"]]) {
    if (value === undefined || value > bins.length * width) continue;
    svg.append(shape("line", { x1: x(value), x2: x(value), y1: 12, y2: h - foot, stroke: colour, "stroke-width": 1.4, "stroke-dasharray": dash }));
    const isClear = dash === "" || Math.min(x(value) - x(min ?? 0), x(max ?? 2 * value) - x(value)) > NAME_WIDTH;
    if (isClear) svg.append(shape("text", { x: x(value), y: 10, "text-anchor": "middle" }, number(value)));
  }
  const rows = bins.map(([from, to, n]) => ({ from, to, n }));
  const columns = [["from", t("from"), true], ["to", t("to"), true], ["n", t("parts"), true]];
  return [el("h3", {}, title), svg, el("details", {}, el("summary", {}, t("table")), sortable({ all: true }, columns, rows))];
}

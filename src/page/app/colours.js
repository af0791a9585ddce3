// Ways to colour parts, with classes that say their numbers.

const DIVERGING = ["#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101"];
const SEQUENTIAL = ["#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"];
const OVER = "#e66101";
const EMPTY = "#dcdcdc";
const SPECIAL = "#8fd0c5";
const BEATS = ["#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#99ddff", "#44bb99", "#bbcc33", "#aaaa00", "#cfc3e6"];

const modes = (level) => ["households", "beat", ...countsOf(level).filter((c) => c !== "households"), "exceptions"];

// Classes of a way to colour: label, colour, and the class of a part.
function classesOf(data, level, mode) {
  if (mode === "beat") return beatClasses(data);
  if (mode === "exceptions") return exceptionClasses();
  const bounds = level.rule[mode] ?? level.rule.urban?.[mode] ?? {};
  const { min, max } = bounds;
  return min !== undefined && max !== undefined ? divergingClasses(data, level, mode, bounds) : sequentialClasses(level, mode, max);
}

function isEmpty(part) {
  return part.properties.exceptions.includes("no_households");
}

// Grey for land without people and a colour of their own for dedicated grids, before all other classes.
function withSpecial(classes, classOf, hasDedicated) {
  const all = [...classes, { label: () => t("noPeople"), colour: EMPTY }];
  if (hasDedicated) all.push({ label: () => t("dedicated"), colour: SPECIAL });
  return {
    classes: all,
    classOf: (part) => {
      if (part.properties.kind === "dedicated") return classes.length + 1;
      return isEmpty(part) ? classes.length : classOf(part);
    },
  };
}

function hasDedicated(level) {
  return level.parts.some((part) => part.properties.kind === "dedicated");
}

// The lowest and highest count around the target: midway to the bounds.
function aroundTarget({ min, target, max }) {
  const middle = target ?? (min + max) / 2;
  return [Math.ceil((min + middle) / 2), Math.floor((middle + max) / 2)];
}

function divergingClasses(data, level, count, bounds) {
  const { min, max } = bounds;
  const [low, high] = aroundTarget(bounds);
  const ends = [[-Infinity, min - 1], [min, low - 1], [low, high], [high + 1, max], [max + 1, Infinity]];
  const hasKinds = Boolean(level.rule.rural || level.rule.urban);
  // Where kinds of communities have bounds of their own a class is a place within them, not a number.
  const label = (i) => {
    if (i === 0) return hasKinds ? `${t("below")} ${t("bounds")}` : `${t("below")} ${number(min)}`;
    if (i === 4) return hasKinds ? `${t("above")} ${t("bounds")}` : `${t("above")} ${number(max)}`;
    if (!hasKinds) return `${number(ends[i][0])}–${number(ends[i][1])}`;
    return i === 2 ? `≈ ${t("target")}` : i === 1 ? `< ${t("target")}` : `> ${t("target")}`;
  };
  const classes = DIVERGING.map((colour, i) => ({ colour, label: () => label(i) }));
  const classOf = (part) => {
    const own = boundsOf(data, level, part, count);
    const value = part.properties[count];
    if (own.min === undefined || own.max === undefined) return 2;
    if (value < own.min) return 0;
    if (value > own.max) return 4;
    const [from, to] = aroundTarget(own);
    if (value < from) return 1;
    return value > to ? 3 : 2;
  };
  return withSpecial(classes, classOf, hasDedicated(level));
}

function sequentialClasses(level, count, max) {
  const values = level.parts.map((part) => part.properties[count]).sort((a, b) => a - b);
  const at = (share) => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
  const tops = max === undefined ? [0.2, 0.4, 0.6, 0.8].map((s) => rounded(at(s))) : [0.2, 0.4, 0.6, 0.8].map((s) => Math.round(s * max));
  const ends = [...tops, max ?? Infinity];
  const label = (i) => {
    if (i === 0) return `${t("atMost")} ${number(ends[0])}`;
    if (ends[i] === Infinity) return `${t("above")} ${number(ends[i - 1])}`;
    return `> ${number(ends[i - 1])} – ${number(ends[i])}`;
  };
  const classes = SEQUENTIAL.map((colour, i) => ({ colour, label: () => label(i) }));
  if (max !== undefined) classes.push({ colour: OVER, label: () => `${t("above")} ${number(max)}` });
  const classOf = (part) => {
    const place = ends.findIndex((end) => part.properties[count] <= end);
    return place < 0 ? classes.length - 1 : place;
  };
  return withSpecial(classes, classOf, hasDedicated(level));
}

// Two leading digits, so that a legend reads well.
function rounded(value) {
  if (value < 10) return Math.round(value * 10) / 10;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}

function exceptionClasses() {
  const classes = [
    { colour: "#f4f4f4", label: () => t("within") },
    { colour: "#fdae61", label: () => t("proved") },
    { colour: "#c51b1b", label: () => t("notFound") },
    { colour: EMPTY, label: () => t("noPeople") },
    { colour: SPECIAL, label: () => t("dedicated") },
  ];
  const classOf = ({ properties }) => {
    if (properties.kind === "dedicated") return 4;
    if (properties.exceptions.includes("not_found")) return 2;
    if (properties.exceptions.includes("no_households")) return 3;
    return properties.exceptions.length > 0 ? 1 : 0;
  };
  return { classes, classOf };
}

// Neighbouring beats get different colours, the first that is free.
function beatClasses(data) {
  const near = neighboursOf(data.beats);
  const colours = [];
  data.beats.forEach((_, at) => {
    const taken = new Set(near[at].map((other) => colours[other]));
    const free = BEATS.findIndex((_, colour) => !taken.has(colour));
    colours[at] = free < 0 ? at % BEATS.length : free;
  });
  const classes = BEATS.map((colour) => ({ colour, label: () => "" }));
  return { classes, classOf: (part) => colours[data.beatById.get(part.properties.beat)] ?? 0, note: () => t("byBeat") };
}

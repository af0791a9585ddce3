// All words of the page: [English, Chinese].

const WORDS = {
  loading: ["Unpacking the map…", "正在展开地图…"],
  noMap: ["This browser cannot draw the map (it needs WebGL 2). The tables are complete.", "此浏览器无法绘制地图（需要 WebGL 2），表格仍然完整。"],
  broken: ["The page could not be read: ", "页面无法读取："],
  otherLanguage: ["中文", "English"],
  searchHint: ["Code, name, beat, building…", "编码、名称、警格、楼栋……"],
  results: ["Results", "搜索结果"],
  nothingFound: ["Nothing found", "未找到"],
  whole: ["Whole map", "全图"],
  print: ["Print", "打印"],
  mapLabel: ["Map", "地图"],
  zoomIn: ["Zoom in", "放大"],
  zoomOut: ["Zoom out", "缩小"],
  layers: ["Layers", "图层"],
  level: ["Level", "层级"],
  legend: ["Legend", "图例"],
  colourBy: ["Colour by", "着色依据"],
  close: ["Close", "关闭"],
  beats: ["Beats", "警格"],
  communities: ["Communities", "社区"],
  buildings: ["Buildings", "楼栋"],
  barriers: ["Barriers", "阻隔"],
  issues: ["Issues", "数据问题"],
  labels: ["Names", "名称"],
  beat: ["Beat", "警格"],
  community: ["Community", "社区"],
  building: ["Building", "楼栋"],
  issue: ["Issue", "数据问题"],
  ground: ["ground", "地面"],
  subdistrict: ["Subdistrict", "街道"],
  station: ["Police station", "派出所"],
  compound: ["Compound", "小区"],
  households: ["Households", "户数"],
  persons: ["Persons", "人数"],
  merchants: ["Merchants", "商户"],
  tasks: ["Tasks", "工作任务"],
  workload: ["Workload", "工作量"],
  area_ha: ["Area (ha)", "面积（公顷）"],
  compactness: ["Compactness", "紧凑度"],
  exceptions: ["Exceptions", "例外"],
  count: ["Count", "指标"],
  value: ["Value", "数值"],
  bounds: ["Bounds", "上下限"],
  target: ["Target", "目标"],
  parent: ["Part of", "所属"],
  children: ["Consists of", "包含"],
  neighbours: ["Neighbours", "相邻"],
  inParts: ["Lies in", "所在"],
  noneLimits: ["no bound", "无上下限"],
  atLeast: ["at least", "不少于"],
  atMost: ["at most", "不超过"],
  below: ["below", "低于"],
  above: ["above", "高于"],
  noPeople: ["no households", "无住户"],
  within: ["within bounds", "符合上下限"],
  proved: ["bounds cannot hold (proved)", "上下限无法满足（已证明）"],
  notFound: ["outside, not proved", "超出上下限，未证明"],
  dedicated: ["dedicated", "专属网格"],
  byBeat: ["neighbouring beats differ", "相邻警格异色"],
  why: ["Why", "原因"],
  enough: ["Would be enough", "放宽至可行"],
  divided: ["divided by entrance", "按单元划分"],
  overview: ["Overview", "概况"],
  crosswalk: ["Crosswalk", "对照表"],
  totals: ["Totals", "合计"],
  parts: ["Parts", "数量"],
  inBounds: ["Within bounds", "符合上下限"],
  share: ["Share", "占比"],
  histogram: ["Households per", "户数分布："],
  from: ["From", "自"],
  to: ["To", "至"],
  table: ["As a table", "以表格显示"],
  lines: ["Lines along barriers and compounds", "沿阻隔和小区的边界"],
  length_km: ["Length (km)", "长度（公里）"],
  code: ["Code", "编码"],
  name: ["Name", "名称"],
  severity: ["Severity", "级别"],
  message: ["What and why", "说明"],
  done: ["Done", "处理"],
  error: ["error", "错误"],
  warning: ["warning", "警告"],
  info: ["note", "提示"],
  kind: ["Kind", "类别"],
  all: ["All", "全部"],
  showAll: ["Show all", "全部显示"],
  noneHere: ["None.", "无。"],
  dateOfData: ["Data of", "数据日期"],
  noDate: ["Date of the data not stated", "数据日期未注明"],
  stopped: ["The search was stopped early.", "求解提前结束。"],
  madeBy: ["Drawn from the files of the plan", "据方案文件绘制"],
  rail: ["Railway", "铁路"],
  river: ["River", "河流"],
  major: ["Major road", "主要道路"],
  minor: ["Minor road", "次要道路"],
  wall: ["Wall", "围墙"],
  beatLine: ["Beat line", "警格边界"],
  communityLine: ["Community line", "社区边界"],
};

// Names of levels; others are shown as the project file spells them.
const LEVELS = {
  station: ["station", "警务区"],
  grid: ["grid", "网格"],
  micro_grid: ["micro-grid", "微网格"],
  neighbourhood: ["neighbourhood", "邻里"],
};

// Reasons why a part is outside its bounds.
const REASONS = {
  unit_above_max: ["one building is above the upper bound", "单栋楼超过上限"],
  total_below_min: ["all of the area is below the lower bound", "该区域总量不足下限"],
  total_in_gap: ["no number of parts fits the total", "总量无法分成整数个合规部分"],
  enclosed_unit: ["a building is shut in by others", "楼栋被其他楼栋围住"],
  no_disjoint_cover: ["buildings stand in each other's way", "楼栋相互妨碍"],
  persons_cap_conflict: ["households and persons contradict each other", "户数与人数要求相互矛盾"],
  not_found: ["no plan within the bounds was found, none is proved impossible", "未找到符合上下限的方案，也未证明不可行"],
  detached_piece: ["the land is detached", "土地不相连"],
  no_households: ["nobody lives here", "无住户"],
  dedicated: ["dedicated grid, no bounds apply", "专属网格，不适用上下限"],
  above_cap: ["above the cap of persons of a beat", "超过警格人数上限"],
};

let language = (navigator.language || "en").toLowerCase().startsWith("zh") ? 1 : 0;

function t(key) {
  const word = WORDS[key];
  if (!word) throw new Error(`no word ${key}`);
  return word[language];
}

function levelWord(name) {
  return LEVELS[name]?.[language] ?? name;
}

// The level as a heading, and as what several of its parts are called.
function levelTitle(name) {
  const word = levelsWord(name);
  return word[0].toUpperCase() + word.slice(1);
}

function levelsWord(name) {
  return language || !LEVELS[name] ? levelWord(name) : `${levelWord(name)}s`;
}

function reasonWord(code) {
  return REASONS[code]?.[language] ?? code;
}

// Bounds that would be enough ("persons max 1600"), in the language of the page.
function relaxationWords(text) {
  if (language === 0) return text;
  const words = { min: "下限", max: "上限", persons: "人数", merchants: "商户", tasks: "工作任务", workload: "工作量", households: "户数" };
  return text.replace(/[a-z]+/g, (word) => words[word] ?? word).replaceAll(", ", "，");
}

function number(value) {
  return Number(value).toLocaleString(language ? "zh-CN" : "en-US", { maximumFractionDigits: 2 });
}

// Puts the words into the fixed elements of the page.
function relabel() {
  document.documentElement.lang = language ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = t(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", t(element.dataset.label));
  for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = t(element.dataset.hint);
  document.getElementById("language").textContent = t("otherLanguage");
}

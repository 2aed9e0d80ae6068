// The page: settings in, figures out. The settings also stand in the address, so that a link opens them again.
const byId = (id) => document.getElementById(id);
const about = JSON.parse(byId("page-about").textContent);
const { scenario: BLUE, baseline: BLACK, world: RED } = about.colours;
const MINUS = "−", FEW = 30;
let worlds;
const state = {};

const monthName = (month) => {
  const count = about.asOf + month;
  return `${String(Math.floor(count / 12)).padStart(4, "0")}-${String((count % 12) + 1).padStart(2, "0")}`;
};
const monthSaid = (month) => {
  const count = about.asOf + month, date = new Date(Date.UTC(2000, count % 12, 1));
  return `${date.toLocaleString("en", { month: "long", timeZone: "UTC" })} ${Math.floor(count / 12)}`;
};
const counted = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
const bare = (x) => String(Number(x.toPrecision(3))).replace("-", MINUS);

// A number of an outcome in its unit, as the report writes it.
function said(outcome, value, sign = false) {
  if (!Number.isFinite(value)) return "unbounded";
  const kind = about.outcomes[outcome].kind, share = kind === "share" || kind === "first", time = kind === "months";
  const size = (Math.abs(value) * (share ? 100 : 1)).toFixed(share || time ? 1 : 3);
  const before = Number(size) === 0 ? "" : value < 0 ? MINUS : sign ? "+" : "";
  return before + size + (share ? (sign ? " points" : " %") : time ? " months" : "");
}
const span = (outcome, low, high, sign) => `${said(outcome, low, sign)} to ${said(outcome, high, sign)}`;
const axis = (outcome) => (value) => (worlds.isShare(outcome) ? `${bare(value * 100)} %` : bare(value));

// --- the settings -------------------------------------------------------------------------------------------------

const groups = about.scenarios.filter((s) => s.delay === 0);
const copies = (of) => about.scenarios.filter((s) => s.of === of);
const chosen = () => about.scenarios.findIndex((s) => s.of === state.scenario && s.delay === state.delay);

function start() {
  state.scenario = (groups[1] || groups[0]).id;
  state.delay = 0;
  state.outcome = 0;
  state.point = about.points.length - 1;
  state.holds = new Map();
  state.single = false;
  state.rank = 50;
}

function fromAddress() {
  start();
  const asked = new URLSearchParams(location.hash.slice(1));
  const number = (key, most) => {
    const value = Number(asked.get(key));
    return asked.has(key) && Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;
  };
  if (groups.some((s) => s.id === asked.get("scenario"))) state.scenario = asked.get("scenario");
  const delay = number("later", 600);
  if (copies(state.scenario).some((s) => s.delay === delay)) state.delay = delay;
  const outcome = about.outcomes.findIndex((o) => o.id === asked.get("outcome"));
  if (outcome >= 0) state.outcome = outcome;
  const point = about.points.indexOf(number("month", about.months));
  if (point >= 0) state.point = point;
  about.sliders.forEach((slider, k) => {
    const from = number(slider.path, about.parts - about.window);
    if (from !== undefined) state.holds.set(k, from);
  });
  const rank = number("world", 100);
  state.single = rank !== undefined;
  if (rank !== undefined) state.rank = rank;
}

function address() {
  const told = new URLSearchParams({ scenario: state.scenario });
  if (state.delay) told.set("later", state.delay);
  told.set("outcome", about.outcomes[state.outcome].id);
  told.set("month", about.points[state.point]);
  for (const [k, from] of state.holds) told.set(about.sliders[k].path, from);
  if (state.single) told.set("world", state.rank);
  return `#${told}`;
}

const edge = (slider, part) => slider.low + ((slider.high - slider.low) * part) / about.parts;
const windowSaid = (slider, from) =>
  `${bare(edge(slider, from))} to ${bare(edge(slider, from + about.window))}`;

function buildSettings() {
  byId("scenario").append(...groups.map((s) => element("option", { value: s.id }, s.name)));
  byId("outcome").append(...about.outcomes.map((o, k) => element("option", { value: k }, o.label)));
  byId("month").max = about.points.length - 1;
  about.sliders.forEach((slider, k) => byId("sliders").append(sliderField(slider, k)));
  byId("scenario").addEventListener("change", (event) => change({ scenario: event.target.value, delay: 0 }));
  byId("outcome").addEventListener("change", (event) => change({ outcome: Number(event.target.value) }));
  byId("month").addEventListener("input", (event) => change({ point: Number(event.target.value) }));
  byId("delay").addEventListener("input", (event) =>
    change({ delay: copies(state.scenario)[Number(event.target.value)].delay }));
  byId("single").addEventListener("change", (event) => change({ single: event.target.checked }));
  byId("rank").addEventListener("input", (event) => change({ rank: Number(event.target.value), single: true }));
  byId("settings").addEventListener("submit", (event) => event.preventDefault());
  byId("settings").addEventListener("reset", (event) => {
    event.preventDefault();
    start();
    change({});
  });
}

function sliderField(slider, k) {
  const tick = element("input", { type: "checkbox", id: `hold-${k}` });
  const range = element("input", { type: "range", id: `slide-${k}`, min: 0, max: about.parts - about.window, step: 1,
    "aria-label": slider.name, "data-path": slider.path });
  range.value = middle(slider);
  tick.addEventListener("change", () => hold(k, tick.checked ? Number(range.value) : undefined));
  range.addEventListener("input", () => hold(k, Number(range.value)));
  const doubt = slider.goesWith.map((other) => `${other.name} (correlation of the draws ${bare(other.r)})`).join(" and ");
  const more = element("details", {}, element("summary", {}, `About ${slider.name}${doubt ? " ⚠" : ""}`),
    element("p", {}, `${slider.why} (${slider.standing}; central estimate ${bare(slider.value)}${
      slider.unit ? ` ${slider.unit}` : ""}; plausible from ${bare(slider.low)} to ${bare(slider.high)})`),
    ...(doubt ? [element("p", {}, `⚠ Hard to tell in so few worlds from ${doubt}.`)] : []));
  const field = element("div", { class: "field" },
    element("label", { class: "tick", for: `hold-${k}` }, tick, ` ${slider.name}`), range,
    element("output", { for: `slide-${k}`, id: `slide-said-${k}` }), more);
  return field;
}

// The window around the central estimate.
const middle = (slider) => {
  const part = Math.round(((slider.value - slider.low) / (slider.high - slider.low)) * about.parts - about.window / 2);
  return Math.min(Math.max(part, 0), about.parts - about.window);
};

function hold(k, from) {
  if (from === undefined) state.holds.delete(k);
  else state.holds.set(k, from);
  change({});
}

function change(changes) {
  Object.assign(state, changes);
  show();
  history.replaceState(null, "", address());
}

// --- what is shown ------------------------------------------------------------------------------------------------

let waiting = false;
function show() {
  showSettings();
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    showResults();
  });
}

function showSettings() {
  const scenario = about.scenarios[chosen()], later = copies(state.scenario);
  byId("scenario").value = state.scenario;
  byId("outcome").value = state.outcome;
  setRange("month", state.point, `${monthSaid(about.points[state.point])}, month ${about.points[state.point]}`);
  byId("later").hidden = later.length < 2;
  byId("delay").max = later.length - 1;
  setRange("delay", later.findIndex((s) => s.delay === state.delay),
    state.delay ? `${counted(state.delay, "month")} later` : "as written");
  about.sliders.forEach((slider, k) => {
    const from = state.holds.get(k);
    byId(`hold-${k}`).checked = from !== undefined;
    byId(`slide-${k}`).classList.toggle("free", from === undefined);
    setRange(`slide-${k}`, from ?? middle(slider), from === undefined
      ? `free: ${bare(slider.low)} to ${bare(slider.high)}` : `held: ${windowSaid(slider, from)}`, `slide-said-${k}`);
  });
  byId("single").checked = state.single;
  setRange("rank", state.rank, state.single ? `higher than ${state.rank} % of those kept` : "none drawn");
  const done = scenario.done.map((step) => `${step.when}: ${step.what}.${step.worlds === 0 ? " (In no world.)" : ""}`);
  const all = [...done, ...scenario.set.map((text) => `Assumption ${text} from the first month.`)];
  const list = element("details", {}, element("summary", {}, "What is scripted in it"),
    element("ul", {}, ...all.map((text) => element("li", {}, text))));
  list.open = opened.has("script");
  list.addEventListener("toggle", () => (list.open ? opened.add("script") : opened.delete("script")));
  byId("about").replaceChildren(element("p", {}, scenario.summary),
    ...(scenario.question ? [element("p", {}, element("strong", {}, scenario.question))] : []), ...(all.length ? [list] : []));
}

function setRange(id, value, text, output = `${id}-said`) {
  byId(id).value = value;
  byId(id).setAttribute("aria-valuetext", text);
  byId(output).textContent = text;
}

function showResults() {
  const kept = worlds.keep([...state.holds]), scenario = chosen();
  byId("kept").textContent = keptSaid(kept.length);
  const few = kept.length < FEW;
  byId("caution").hidden = !few;
  if (few) byId("caution").textContent = kept.length
    ? `${counted(kept.length, "world")}: too few to conclude anything. Hold fewer assumptions.`
    : "No world drew all of these values together. Hold fewer assumptions.";
  byId("brief").textContent = "No world left";
  for (const id of ["over", "miles", "effects", "hangs", "all"])
    if (byId(id)) byId(id).hidden = !kept.length;
  if (!kept.length) {
    byId("answer").textContent = "There is no world to look at.";
    return;
  }
  const found = worlds.compare(scenario, state.outcome, state.point, kept);
  byId("answer").textContent = answer(found, scenario);
  byId("brief").textContent = `${counted(kept.length, "world")}: ${scenario
    ? `${said(state.outcome, found.difference, true)} (${span(state.outcome, found.low, found.high, true)})`
    : `${said(state.outcome, found.mean)} (${span(state.outcome, ...found.interval, false)})`}`;
  const single = state.single
    ? worlds.ranked(scenario, state.outcome, state.point, kept, state.rank / 100) : undefined;
  byId("over").replaceChildren(overTime(scenario, kept, single));
  showMilestones(scenario, kept);
  byId("effects").replaceChildren(effects(scenario, kept));
  const difference = scenario ? ", difference from the baseline," : "";
  if (byId("hangs")) byId("hangs-note").textContent =
    `${about.outcomes[state.outcome].label}${difference} in each fifth of an assumption’s range, the others as they are held; bars: 95 % intervals.`;
  if (byId("hangs")) byId("hangs").replaceChildren(...about.sliders.map((_, k) => hangsOn(k, scenario)));
  byId("all").replaceChildren(allOutcomes(scenario, kept));
}

function keptSaid(count) {
  const all = `${about.worlds.toLocaleString("en")} worlds`;
  if (!state.holds.size) return `From all ${all}.`;
  const held = [...state.holds].map(([k, from]) => `${about.sliders[k].name} from ${windowSaid(about.sliders[k], from)}`);
  return `From ${counted(count, "world")} of ${all}: those with ${held.join("; ")}.`;
}

function answer(found, scenario) {
  const { label, kind, id } = about.outcomes[state.outcome], month = monthSaid(about.points[state.point]);
  const level = kind === "first" ? `“${label}” has come true in ${said(state.outcome, found.mean)} of worlds`
    : kind === "share" ? `“${label}” holds in ${said(state.outcome, found.mean)} of worlds`
    : `“${label}” is ${said(state.outcome, found.mean)} on average`;
  const name = about.scenarios[scenario].name, later = state.delay ? `, ${counted(state.delay, "month")} later` : "";
  const opening = `By ${month}, in “${name}”${later}, ${level}`;
  if (!scenario) return `${opening} (95 % interval ${span(state.outcome, ...found.interval, false)}).`;
  const set = about.scenarios[scenario].scripted.includes(id) ? " The scenario sets this itself, so it is no finding." : "";
  if (!found.higher && !found.lower) return `${opening}, as in the same worlds of the baseline.${set}`;
  const sure = found.low > 0 || found.high < 0 ? "" : " The interval includes 0: luck may explain it.";
  return `${opening}, against ${said(state.outcome, found.base)} in the same worlds of the baseline: a difference of ${
    said(state.outcome, found.difference, true)} (95 % interval ${span(state.outcome, found.low, found.high, true)}).${sure}${set}`;
}

function overTime(scenario, kept, single) {
  const outcome = about.outcomes[state.outcome];
  if (outcome.kind === "level") return fanChart(scenario, kept, single);
  const shown = outcome.kind === "months" ? about.outcomes.findIndex((o) => o.id === outcome.curve) : state.outcome;
  if (shown < 0) return element("p", {}, "A number of months has no course over time.");
  return curveChart(byId("over"), shown, scenario, kept, 260);
}

function fanChart(scenario, kept, single) {
  const outcome = state.outcome, { label, id } = about.outcomes[outcome], where = byId("over");
  const fan = worlds.fan(scenario, outcome, kept);
  const base = scenario ? worlds.fan(0, outcome, kept).map((row) => row[2]) : [];
  const path = single === undefined ? [] : about.points.map((_, p) => worlds.value(scenario, outcome, p, single));
  const all = [...fan.flat(), ...base, ...path], low = Math.min(...all), high = Math.max(...all);
  const room = Math.max(0.05, (high - low) * 1.1), centre = (low + high) / 2, height = 300;
  const draw = (svg, width) => {
    const { x, y, end } = monthFrame(svg, { width, height, low: centre - room / 2, high: centre + room / 2,
      months: about.months, monthName, format: axis(outcome), mark: about.points[state.point] });
    const row = (k) => fan.map((levels, p) => [x(about.points[p]), y(levels[k])]);
    shape(svg, "path", { d: band(row(4), row(0)), fill: BLUE, "fill-opacity": 0.18 });
    shape(svg, "path", { d: band(row(3), row(1)), fill: BLUE, "fill-opacity": 0.28 });
    shape(svg, "path", { d: line(row(2)), stroke: BLUE, "stroke-width": 2.5, fill: "none" });
    const labels = [{ text: scenario ? "scenario" : "baseline", y: row(2).at(-1)[1], colour: BLUE }];
    if (scenario) {
      const points = base.map((value, p) => [x(about.points[p]), y(value)]);
      shape(svg, "path", { d: line(points), stroke: BLACK, "stroke-width": 1.6, "stroke-dasharray": "5 3", fill: "none" });
      labels.push({ text: "baseline", y: points.at(-1)[1], colour: BLACK });
    }
    if (path.length) {
      const points = path.map((value, p) => [x(about.points[p]), y(value)]);
      shape(svg, "path", { d: line(points), stroke: RED, "stroke-width": 2, "stroke-dasharray": "2 2", fill: "none" });
      labels.push({ text: `world ${single}`, y: points.at(-1)[1], colour: RED });
    }
    endLabels(svg, end, labels, 14, height - 30);
    return height;
  };
  const last = fan.at(-1).map((value) => said(outcome, value));
  const note = "Line: median. Dark band: half of the worlds; light band: four fifths." + (scenario ? " Dashed: the baseline’s median." : "")
    + (single === undefined ? "" : ` Dotted: world ${single}${about.trace === null ? "" : `, told by: uv run simulate.py trace ${state.scenario} --world ${single} ${about.trace}`}.`);
  const head = ["month", "10 %", "25 %", "median", "75 %", "90 %", ...(scenario ? ["baseline’s median"] : [])];
  const rows = () => fan.map((levels, p) => [monthName(about.points[p]), ...levels.map((v) => said(outcome, v)),
    ...(scenario ? [said(outcome, base[p])] : [])]);
  return figure(where, label, `${label} by month; at the end the median is ${last[2]}, four fifths of the worlds lie between ${
    last[0]} and ${last[4]}`, draw, head, rows, `${note} ${about.outcomes.find((o) => o.id === id).meaning}`);
}

function curveChart(where, outcome, scenario, kept, height) {
  const lines = [["baseline", 0, BLACK], ...(scenario ? [["scenario", scenario, BLUE]] : [])]
    .map(([name, place, colour]) => [name, worlds.curve(place, outcome, kept), colour]);
  const draw = (svg, width) => {
    const { x, y, end } = monthFrame(svg, { width, height, low: 0, high: 1, months: about.months, monthName,
      format: axis(outcome), mark: about.points[state.point], right: 104 });
    const labels = [];
    for (const [name, rows, colour] of lines) {
      shape(svg, "path", { d: band(rows.map((r) => [x(r[0]), y(r[3])]), rows.map((r) => [x(r[0]), y(r[2])])),
        fill: colour, "fill-opacity": 0.16 });
      shape(svg, "path", { d: steps(rows.map((r) => [x(r[0]), y(r[1])])), stroke: colour, "stroke-width": 2,
        "stroke-dasharray": name === "baseline" ? "5 3" : "none", fill: "none" });
      labels.push({ text: `${name} ${Math.round(rows.at(-1)[1] * 100)} %`, y: y(rows.at(-1)[1]), colour });
    }
    endLabels(svg, end, labels, 10, height - 30);
    return height;
  };
  const { label } = about.outcomes[outcome];
  const ends = lines.map(([name, rows]) => `${name} ${said(outcome, rows.at(-1)[1])}`).join(", ");
  const head = ["month", ...lines.flatMap(([name]) => [name, "from", "to"])];
  const rows = () => lines[0][1].map((row, k) => [monthName(row[0]),
    ...lines.flatMap(([, found]) => found[k].slice(1).map((v) => said(outcome, v)))]);
  return figure(where, label, `Share of worlds by month: ${label}; at the end ${ends}`, draw, head, rows,
    where.note === "" ? "" : "Share of worlds by month; bands: 95 % intervals.");
}

function showMilestones(scenario, kept) {
  const reached = about.outcomes.flatMap((o, k) => (o.kind === "first" ? [k] : []));
  byId("miles-section").hidden = !reached.length;
  byId("miles").replaceChildren(...reached.map((k) => curveChart(column("miles"), k, scenario, kept, 180)));
}

// A stand-in for one column of a grid of small pictures, as wide as the column will be.
function column(id) {
  const width = byId(id).clientWidth, columns = Math.max(1, Math.floor((width + 16) / (320 + 16)));
  return { clientWidth: Math.floor((width - 16 * (columns - 1)) / columns), note: "" };
}

function effects(scenario, kept) {
  const outcome = state.outcome, { label, id } = about.outcomes[outcome];
  const rowsOf = groups.slice(1).flatMap((group) => (group.id === state.scenario ? copies(group.id) : [group]));
  const shown = rowsOf.map((row) => {
    const place = about.scenarios.indexOf(row), found = worlds.compare(place, outcome, state.point, kept);
    const name = row.name + (row.delay ? `, ${counted(row.delay, "month")} later` : "");
    return { ...found, middle: found.difference, chosen: place === scenario,
      name: name + (row.scripted.includes(id) ? " (sets this itself)" : "") };
  });
  if (!shown.length) return element("p", {}, "There is no scenario to compare with the baseline.");
  const draw = (svg, width) => dots(svg, width, shown, { format: (v) => axis(outcome)(v).replace(" %", " pts"), colour: BLUE, wide: width > 620 });
  const rows = () => shown.map((row) => [row.name, said(outcome, row.mean), said(outcome, row.difference, true),
    said(outcome, row.low, true), said(outcome, row.high, true)]);
  return figure(byId("effects"), `${label}: difference from the baseline, ${monthSaid(about.points[state.point])}`,
    `Differences from the baseline in ${label}: ${shown.map((row) => `${row.name} ${said(outcome, row.difference, true)}`).join("; ")}`,
    draw, ["scenario", "mean", "difference", "from", "to"], rows,
    "Dots: the mean difference in the same worlds; bars: its 95 % interval. Hollow and grey: the interval includes 0.");
}

// The chosen outcome along one slider, the others as they are held: the difference, or in the baseline the level.
function hangsOn(k, scenario) {
  const slider = about.sliders[k], others = [...state.holds].filter(([held]) => held !== k);
  const fifths = Array.from({ length: about.parts / (about.window - 1) }, (_, f) => f * (about.window - 1));
  const among = worlds.keep(others);
  const found = fifths.map((from) => {
    const kept = among.filter((w) => worlds.parts[k][w] >= from && worlds.parts[k][w] < from + about.window - 1);
    const row = kept.length ? worlds.compare(scenario, state.outcome, state.point, kept) : null;
    const [low, high] = row ? (scenario ? [row.low, row.high] : row.interval) : [NaN, NaN];
    return { from, count: kept.length, middle: row ? (scenario ? row.difference : row.mean) : NaN, low, high };
  });
  const outcome = state.outcome, height = 170, sign = scenario > 0, format = axis(outcome);
  const draw = (svg, width) => {
    const ends = found.flatMap((row) => [row.low, row.high]).filter(Number.isFinite);
    const low = Math.min(...ends, sign ? 0 : Infinity), high = Math.max(...ends, sign ? 0 : -Infinity);
    const left = 58, right = width - 14, top = 10, bottom = height - 30, room = (high - low) * 0.06 || 0.01;
    const y = (value) => top + ((bottom - top) * (high + room - value)) / (high - low + 2 * room);
    const x = (part) => left + ((right - left) * part) / about.parts;
    const held = state.holds.get(k);
    if (held !== undefined) shape(svg, "rect", { x: x(held), y: top, width: x(held + about.window) - x(held), height: bottom - top, class: "window" });
    if (ends.length) for (const value of ticks(low - room, high + room, 4)) {
      shape(svg, "line", { x1: left, x2: right, y1: y(value), y2: y(value), class: "grid" });
      shape(svg, "text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, sign ? format(value).replace(" %", " pts") : format(value));
    }
    if (sign && ends.length) shape(svg, "line", { x1: left, x2: right, y1: y(0), y2: y(0), class: "zero" });
    for (const row of found) {
      if (!Number.isFinite(row.low)) continue;
      const place = x(row.from + (about.window - 1) / 2);
      shape(svg, "line", { x1: place, x2: place, y1: y(row.low), y2: y(row.high), stroke: BLUE, "stroke-width": 3 });
      shape(svg, "circle", { cx: place, cy: y(row.middle), r: 4.5, fill: BLUE });
    }
    for (const [part, anchor] of [[0, "start"], [about.parts, "end"]])
      shape(svg, "text", { x: x(part), y: height - 12, "text-anchor": anchor }, bare(edge(slider, part)));
    return height;
  };
  const { label } = about.outcomes[outcome], what = sign ? `${label}, difference from the baseline` : label;
  const rows = () => found.map((row) => [`${bare(edge(slider, row.from))} to ${bare(edge(slider, row.from + about.window - 1))}`,
    row.count.toLocaleString("en"), Number.isFinite(row.middle) ? said(outcome, row.middle, sign) : "–",
    Number.isFinite(row.low) ? said(outcome, row.low, sign) : "–", Number.isFinite(row.high) ? said(outcome, row.high, sign) : "–"]);
  return figure(column("hangs"), slider.name, `${what} in each fifth of the range of ${slider.name}: ${found.map((row) =>
    Number.isFinite(row.middle) ? said(outcome, row.middle, sign) : "no world").join(", ")}`, draw,
    [slider.unit || "value", "worlds", sign ? "difference" : "mean", "from", "to"], rows,
    "");
}

function allOutcomes(scenario, kept) {
  const found = about.outcomes.map((_, k) => worlds.compare(scenario, k, state.point, kept));
  const caption = `${about.scenarios[scenario].name}, ${monthSaid(about.points[state.point])}, ${counted(kept.length, "world")}`;
  if (!scenario)
    return table(caption, ["outcome", "mean", "95 % interval"], found.map((row, k) =>
      [about.outcomes[k].label, said(k, row.mean), span(k, ...row.interval, false)]));
  return table(caption, ["outcome", "baseline", "here", "difference", "95 % interval", "higher in", "lower in"],
    found.map((row, k) => [
      about.outcomes[k].label + (about.scenarios[scenario].scripted.includes(about.outcomes[k].id) ? " (set by the scenario)" : ""),
      said(k, row.base), said(k, row.mean), said(k, row.difference, true), span(k, row.low, row.high, true),
      `${Math.round(row.higher * 100)} %`, `${Math.round(row.lower * 100)} %`]));
}

// --- begin --------------------------------------------------------------------------------------------------------

unpack(byId("page-worlds").textContent).then((flat) => {
  worlds = new Worlds(about, flat);
  fromAddress();
  buildSettings();
  show();
  window.addEventListener("hashchange", () => {
    if (!new URLSearchParams(location.hash.slice(1)).has("scenario")) return; // a link within the page
    fromAddress();
    show();
  });
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) show();
    width = window.innerWidth;
  });
  document.documentElement.dataset.ready = "yes";
}).catch((error) => {
  byId("trouble").hidden = false;
  byId("trouble").textContent = `This page cannot show its figures. ${error.message}`;
});

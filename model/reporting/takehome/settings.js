// The settings: what is chosen and held. They also stand in the address, so that a link opens them again.
const { scenario: BLUE, baseline: BLACK, world: RED } = about.colours;
const MINUS = "−", FEW = 30;
let worlds;
const state = {};

const monthName = (month) => {
  const count = about.asOf + month;
  return `${String(Math.floor(count / 12)).padStart(4, "0")}-${String((count % 12) + 1).padStart(2, "0")}`;
};
const monthSaid = () => about.pointsSaid[state.point];
const bare = (x) => written(String(Number(x.toPrecision(3))).replace("-", MINUS));

// A number of an outcome in its unit, as the report writes it.
function said(outcome, value, sign = false) {
  if (!Number.isFinite(value)) return _("unbounded");
  const kind = about.outcomes[outcome].kind, share = kind === "share" || kind === "first", time = kind === "months";
  const size = (Math.abs(value) * (share ? 100 : 1)).toFixed(share || time ? 1 : 3);
  const before = Number(size) === 0 ? "" : value < 0 ? MINUS : sign ? "+" : "";
  const number = before + written(size);
  if (share) return together(sign ? _("{number} points", { number }) : percent(number));
  return time ? together(_("{number} months", { number })) : number;
}
const fromTo = (low, high) => _("{low} to {high}", { low, high });
const span = (outcome, low, high, sign) => fromTo(said(outcome, low, sign), said(outcome, high, sign));
// Marks of an axis; a difference of shares is in points.
const axis = (outcome, difference = false) => (value) => {
  if (!worlds.isShare(outcome)) return bare(value);
  return difference ? _("{number} pts", { number: bare(value * 100) }) : percent(bare(value * 100));
};

// --- the settings -------------------------------------------------------------------------------------------------

const groups = about.scenarios.filter((s) => s.delay === 0);
const copies = (of) => about.scenarios.filter((s) => s.of === of);
const chosen = () => about.scenarios.findIndex((s) => s.of === state.scenario && s.delay === state.delay);

function start() {
  state.scenario = about.opens.scenario;
  state.delay = 0;
  state.outcome = about.outcomes.findIndex((o) => o.id === about.opens.outcome);
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
  fromTo(bare(edge(slider, from)), bare(edge(slider, from + about.window)));

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
  const doubt = slider.goesWith.map((other) =>
    _("{assumption} (correlation of the draws {number})", { assumption: other.name, number: bare(other.r) }));
  const given = { why: slider.why, standing: slider.standing, low: bare(slider.low), high: bare(slider.high),
    value: bare(slider.value) + (slider.unit ? ` ${slider.unit}` : "") };
  const more = element("details", {},
    element("summary", {}, _("About {assumption}", { assumption: slider.name }) + (doubt.length ? " ⚠" : "")),
    element("p", {}, _("{why} ({standing}; central estimate {value}; plausible from {low} to {high})", given)));
  const and = _("and"); // by itself: Babel looks into no template, and into no call within another's values
  if (doubt.length)
    more.append(element("p", {}, _("⚠ Hard to tell in so few worlds from {others}.", { others: doubt.join(` ${and} `) })));
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
  setRange("month", state.point, _("{month}, month {number}", { month: monthSaid(), number: about.points[state.point] }));
  byId("later").hidden = later.length < 2;
  byId("delay").max = later.length - 1;
  setRange("delay", later.findIndex((s) => s.delay === state.delay),
    state.delay ? _("{delay} later", { delay: monthsSaid(state.delay) }) : _("as written"));
  about.sliders.forEach((slider, k) => {
    const from = state.holds.get(k);
    byId(`hold-${k}`).checked = from !== undefined;
    byId(`slide-${k}`).classList.toggle("free", from === undefined);
    const text = from === undefined ? _("free: {range}", { range: fromTo(bare(slider.low), bare(slider.high)) })
      : _("held: {range}", { range: windowSaid(slider, from) });
    setRange(`slide-${k}`, from ?? middle(slider), text, `slide-said-${k}`);
  });
  byId("single").checked = state.single;
  setRange("rank", state.rank, state.single ? _("higher than {number} % of those kept", { number: state.rank }) : _("none drawn"));
  const done = scenario.done.map((step) => `${step.when}: ${step.what}.${step.worlds === 0 ? ` ${_("(In no world.)")}` : ""}`);
  const all = [...done, ...scenario.set.map((text) => _("Assumption {text} from the first month.", { text }))];
  const list = element("details", {}, element("summary", {}, _("What is scripted in it")),
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

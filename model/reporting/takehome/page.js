// What is shown: figures out of the worlds that the settings keep.
let byChance; // of every difference, in the worlds kept at the month chosen

function verdict(found, scenario, outcome) {
  return worlds.verdict(found, byChance[scenario][outcome]);
}

function showResults() {
  const kept = worlds.keep([...state.holds]), scenario = chosen();
  if (kept.length) byChance = worlds.byChance(state.point, kept);
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
    : kind === "months" && found.mean >= about.points[state.point] ? `in no world has “${label}” ended before then`
    : `“${label}” is ${said(state.outcome, found.mean)} on average`;
  const name = about.scenarios[scenario].name, later = state.delay ? `, ${counted(state.delay, "month")} later` : "";
  const opening = `By ${month}, in “${name}”${later}, ${level}`;
  if (!scenario) return `${opening} (95\u00a0% interval ${span(state.outcome, ...found.interval, false)}).`;
  const set = about.scenarios[scenario].scripted.includes(id) ? " The scenario sets this itself, so it is no finding." : "";
  if (!found.higher && !found.lower) return `${opening}, as in the same worlds of the baseline.${set}`;
  const sure = { "too small": " That is sure, but too small to matter.", "too few": " These are too few worlds to say.",
    "cannot tell": ` Whether it matters cannot be told, where ${comparisons()} are looked at together.`,
    "size unsure": " It matters, but its size is not sure.",
  }[verdict(found, scenario, state.outcome)] ?? "";
  return `${opening}, against ${said(state.outcome, found.base)} in the same worlds of the baseline: a difference of ${
    said(state.outcome, found.difference, true)} (95\u00a0% interval ${span(state.outcome, found.low, found.high, true)}).${sure}${set}`;
}

function overTime(scenario, kept, single) {
  const outcome = about.outcomes[state.outcome];
  if (outcome.kind === "level") return fanChart(scenario, kept, single);
  const shown = outcome.kind === "months" ? about.outcomes.findIndex((o) => o.id === outcome.curve) : state.outcome;
  if (shown < 0) return element("p", {}, "A number of months has no course over time.");
  return curveChart(byId("over"), shown, scenario, kept, 260);
}

function fanChart(scenario, kept, single) {
  const outcome = state.outcome, { label, meaning } = about.outcomes[outcome];
  const fan = worlds.fan(scenario, outcome, kept);
  const base = scenario ? worlds.fan(0, outcome, kept).map((row) => row[2]) : [];
  const path = single === undefined ? [] : about.points.map((_, p) => worlds.value(scenario, outcome, p, single));
  const lines = [
    { text: scenario ? "scenario" : "baseline", values: fan.map((row) => row[2]), colour: BLUE, width: 2.5, dash: "none" },
    { text: "baseline", values: base, colour: BLACK, width: 1.6, dash: "5 3" },
    { text: `world ${single}`, values: path, colour: RED, width: 2, dash: "2 2" },
  ].filter(({ values }) => values.length);
  const draw = (svg, width) => drawFan(svg, width, { fan, lines, points: about.points, months: about.months, monthName,
    format: axis(outcome), mark: about.points[state.point], colour: BLUE });
  const last = fan.at(-1).map((value) => said(outcome, value));
  const notes = ["Line: median. Dark band: half of the worlds; light band: four fifths."];
  if (scenario) notes.push("Dashed: the baseline’s median.");
  if (single !== undefined) notes.push(`Dotted: world ${single}${about.trace === null ? ""
    : `, told by: uv run simulate.py trace ${about.scenarios[scenario].called} --world ${single} ${about.trace}`}.`);
  const head = ["month", "10 %", "25 %", "median", "75 %", "90 %", ...(scenario ? ["baseline’s median"] : [])];
  const rows = () => fan.map((levels, p) => [monthName(about.points[p]), ...levels.map((v) => said(outcome, v)),
    ...(scenario ? [said(outcome, base[p])] : [])]);
  return figure(byId("over"), label, `${label} by month; at the end the median is ${last[2]}, four fifths of the worlds ` +
    `lie between ${last[0]} and ${last[4]}`, draw, head, rows, [...notes, meaning].join(" "));
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
      clear: ["matters", "size unsure"].includes(verdict(found, place, outcome)),
      name: name + (row.scripted.includes(id) ? " (sets this itself)" : "") };
  });
  if (!shown.length) return element("p", {}, "There is no scenario to compare with the baseline.");
  const draw = (svg, width) => dots(svg, width, shown, { format: (v) => axis(outcome)(v).replace(" %", " pts"), colour: BLUE, wide: width > 620 });
  const rows = () => shown.map((row) => [row.name, said(outcome, row.mean), said(outcome, row.difference, true),
    said(outcome, row.low, true), said(outcome, row.high, true)]);
  return figure(byId("effects"), `${label}: difference from the baseline, ${monthSaid(about.points[state.point])}`,
    `Differences from the baseline in ${label}: ${shown.map((row) => `${row.name} ${said(outcome, row.difference, true)}`).join("; ")}`,
    draw, ["scenario", "mean", "difference", "from", "to"], rows,
    "Dots: the mean difference in the same worlds; bars: its 95 % interval. Hollow and grey: too small to matter, or it cannot be told, where the " +
    `${comparisons()} of this page are looked at together (Holm’s correction).`);
}

const comparisons = () => counted((about.scenarios.length - 1) * about.outcomes.length, "comparison");

// The chosen outcome in each fifth of one slider's range, the others as they are held.
function fifths(k, scenario) {
  const size = about.window - 1, among = worlds.keep([...state.holds].filter(([held]) => held !== k));
  return Array.from({ length: about.parts / size }, (_, fifth) => {
    const from = fifth * size, inside = (part) => part >= from && part < from + size;
    const kept = among.filter((world) => inside(worlds.parts[k][world]));
    if (!kept.length) return { from, to: from + size, count: 0, middle: NaN, low: NaN, high: NaN };
    const row = worlds.compare(scenario, state.outcome, state.point, kept);
    const [middle, low, high] = scenario ? [row.difference, row.low, row.high] : [row.mean, ...row.interval];
    return { from, to: from + size, count: kept.length, middle, low, high };
  });
}

// What depends on one slider: the difference along it, or in the baseline the level.
function hangsOn(k, scenario) {
  const slider = about.sliders[k], outcome = state.outcome, sign = scenario > 0, found = fifths(k, scenario);
  const format = (value) => (sign ? axis(outcome)(value).replace(" %", " pts") : axis(outcome)(value));
  const held = state.holds.get(k);
  const draw = (svg, width) => drawFifths(svg, width, { found, format, zero: sign, parts: about.parts, colour: BLUE,
    held: held === undefined ? null : [held, held + about.window], ends: [bare(slider.low), bare(slider.high)] });
  const { label } = about.outcomes[outcome], what = sign ? `${label}, difference from the baseline` : label;
  const cell = (value) => (Number.isFinite(value) ? said(outcome, value, sign) : "–");
  const rows = () => found.map((row) => [`${bare(edge(slider, row.from))} to ${bare(edge(slider, row.to))}`,
    row.count.toLocaleString("en"), cell(row.middle), cell(row.low), cell(row.high)]);
  return figure(column("hangs"), slider.name, `${what} in each fifth of the range of ${slider.name}: ${
    found.map((row) => (row.count ? cell(row.middle) : "no world")).join(", ")}`, draw,
    [slider.unit || "value", "worlds", sign ? "difference" : "mean", "from", "to"], rows, "");
}

function allOutcomes(scenario, kept) {
  const found = about.outcomes.map((_, k) => worlds.compare(scenario, k, state.point, kept));
  const caption = `${about.scenarios[scenario].name}, ${monthSaid(about.points[state.point])}, ${counted(kept.length, "world")}`;
  if (!scenario)
    return table(caption, ["outcome", "mean", "95 % interval"], found.map((row, k) =>
      [about.outcomes[k].label, said(k, row.mean), span(k, ...row.interval, false)]));
  const words = (row, k) => (about.scenarios[scenario].scripted.includes(about.outcomes[k].id)
    ? "set by the scenario itself" : VERDICTS[verdict(row, scenario, k)]);
  return table(caption, ["outcome", "baseline", "here", "difference", "95 % interval", "higher in", "lower in", "verdict"],
    found.map((row, k) => [
      about.outcomes[k].label, said(k, row.base), said(k, row.mean), said(k, row.difference, true), span(k, row.low, row.high, true),
      `${Math.round(row.higher * 100)} %`, `${Math.round(row.lower * 100)} %`, words(row, k)]));
}

const VERDICTS = { matters: "matters, and sure", "size unsure": "matters, size unsure", same: "the same in every world",
  "too small": "sure, but too small to matter", "cannot tell": "cannot tell", "too few": "cannot tell: too few worlds" };

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

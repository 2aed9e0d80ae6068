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
    ? _n("{number} world: too few to conclude anything. Hold fewer assumptions.",
      "{number} worlds: too few to conclude anything. Hold fewer assumptions.", kept.length)
    : _("No world drew all of these values together. Hold fewer assumptions.");
  byId("brief").textContent = _("No world left");
  for (const id of ["over", "miles", "effects", "depends", "all"])
    if (byId(id)) byId(id).hidden = !kept.length;
  if (!kept.length) {
    byId("answer").textContent = _("There is no world to look at.");
    return;
  }
  const found = worlds.compare(scenario, state.outcome, state.point, kept);
  byId("answer").textContent = answer(found, scenario);
  byId("brief").textContent = `${worldsSaid(kept.length)}: ${scenario
    ? `${said(state.outcome, found.difference, true)} (${span(state.outcome, found.low, found.high, true)})`
    : `${said(state.outcome, found.mean)} (${span(state.outcome, ...found.interval, false)})`}`;
  const single = state.single
    ? worlds.ranked(scenario, state.outcome, state.point, kept, state.rank / 100) : undefined;
  byId("over").replaceChildren(overTime(scenario, kept, single));
  showMilestones(scenario, kept);
  byId("effects").replaceChildren(effects(scenario, kept));
  const outcome = about.outcomes[state.outcome].label;
  if (byId("depends")) byId("depends-note").textContent = scenario
    ? _("{outcome}, difference from the baseline, in each fifth of an assumption’s range, the others as they are held; bars: 95 % intervals.", { outcome })
    : _("{outcome} in each fifth of an assumption’s range, the others as they are held; bars: 95 % intervals.", { outcome });
  if (byId("depends")) byId("depends").replaceChildren(...about.sliders.map((_, k) => dependsOn(k, scenario)));
  byId("all").replaceChildren(allOutcomes(scenario, kept));
}

function keptSaid(count) {
  const all = whole(about.worlds);
  if (!state.holds.size) return _("From all {all} worlds.", { all });
  const held = [...state.holds].map(([k, from]) => _("{assumption} from {range}",
    { assumption: about.sliders[k].name, range: windowSaid(about.sliders[k], from) })).join("; ");
  return _n("From {number} world of {all} worlds: those with {held}.", "From {number} worlds of {all} worlds: those with {held}.",
    count, { all, held });
}

// The outcome on average, or in how many worlds it is so, as the end of a sentence.
function level(found) {
  const { label: outcome, kind } = about.outcomes[state.outcome], number = said(state.outcome, found.mean);
  if (kind === "first") return _("“{outcome}” has come true in {number} of worlds", { outcome, number });
  if (kind === "share") return _("“{outcome}” holds in {number} of worlds", { outcome, number });
  if (kind === "months" && found.mean >= about.points[state.point])
    return _("in no world has “{outcome}” ended before then", { outcome });
  return _("“{outcome}” is {number} on average", { outcome, number });
}

function sure(found, scenario) {
  switch (verdict(found, scenario, state.outcome)) {
    case "too small": return _("That is sure, but too small to matter.");
    case "too few": return _("These are too few worlds to say.");
    case "size unsure": return _("It matters, but its size is not sure.");
    case "cannot tell": return _n("Whether it matters cannot be told, where {number} comparison are looked at together.",
      "Whether it matters cannot be told, where {number} comparisons are looked at together.", comparisons());
    default: return "";
  }
}

function answer(found, scenario) {
  const told = { month: monthSaid(), scenario: about.scenarios[scenario].name, level: level(found), delay: monthsSaid(state.delay) };
  const opening = state.delay ? _("By {month}, in “{scenario}”, {delay} later, {level}", told)
    : _("By {month}, in “{scenario}”, {level}", told);
  if (!scenario)
    return _("{opening} (95\u00a0% interval {interval}).", { opening, interval: span(state.outcome, ...found.interval, false) });
  const set = about.scenarios[scenario].scripted.includes(about.outcomes[state.outcome].id)
    ? _("The scenario sets this itself, so it is no finding.") : "";
  const same = !found.higher && !found.lower;
  const compared = same ? _("{opening}, as in the same worlds of the baseline.", { opening })
    : _("{opening}, against {base} in the same worlds of the baseline: a difference of {difference} (95\u00a0% interval {interval}).",
      { opening, base: said(state.outcome, found.base), difference: said(state.outcome, found.difference, true),
        interval: span(state.outcome, found.low, found.high, true) });
  const parts = about.scenarios[scenario].own[about.outcomes[state.outcome].id];
  const parted = parts && !same
    ? _("At the end of the whole run {own} of this is set by the scenario itself; {followed} followed, and only that is judged.",
      { own: said(state.outcome, parts[0], true), followed: said(state.outcome, parts[1], true) }) : "";
  return [compared, parted, set || (same || Number.isNaN(found.own) ? "" : sure(found, scenario))].filter(Boolean).join(" ");
}

function overTime(scenario, kept, single) {
  const outcome = about.outcomes[state.outcome];
  if (outcome.kind === "level") return fanChart(scenario, kept, single);
  const shown = outcome.kind === "months" ? about.outcomes.findIndex((o) => o.id === outcome.curve) : state.outcome;
  if (shown < 0) return element("p", {}, _("A number of months has no course over time."));
  return curveChart(byId("over"), shown, scenario, kept, 260);
}

function fanChart(scenario, kept, single) {
  const outcome = state.outcome, { label, meaning } = about.outcomes[outcome];
  const fan = worlds.fan(scenario, outcome, kept);
  const base = scenario ? worlds.fan(0, outcome, kept).map((row) => row[2]) : [];
  const path = single === undefined ? [] : about.points.map((_, p) => worlds.value(scenario, outcome, p, single));
  const lines = [
    { text: scenario ? _("scenario") : _("baseline"), values: fan.map((row) => row[2]), colour: BLUE, width: 2.5, dash: "none" },
    { text: _("baseline"), values: base, colour: BLACK, width: 1.6, dash: "5 3" },
    { text: _("world {number}", { number: single }), values: path, colour: RED, width: 2, dash: "2 2" },
  ].filter(({ values }) => values.length);
  const draw = (svg, width) => drawFan(svg, width, { fan, lines, points: about.points, months: about.months, monthName,
    format: axis(outcome), mark: about.points[state.point], colour: BLUE });
  const last = fan.at(-1).map((value) => said(outcome, value));
  const notes = [_("Line: median. Dark band: half of the worlds; light band: four fifths.")];
  if (scenario) notes.push(_("Dashed: the baseline’s median."));
  const command = `uv run simulate.py trace ${about.scenarios[scenario].called} --world ${single} ${about.trace}`;
  if (single !== undefined) notes.push(about.trace === null ? _("Dotted: world {number}.", { number: single })
    : _("Dotted: world {number}, told by: {command}.", { number: single, command }));
  const head = [_("month"), percent(10), percent(25), _("median"), percent(75), percent(90),
    ...(scenario ? [_("baseline’s median")] : [])];
  const rows = () => fan.map((levels, p) => [monthName(about.points[p]), ...levels.map((v) => said(outcome, v)),
    ...(scenario ? [said(outcome, base[p])] : [])]);
  const alt = _("{outcome} by month; at the end the median is {median}, four fifths of the worlds lie between {low} and {high}",
    { outcome: label, median: last[2], low: last[0], high: last[4] });
  return figure(byId("over"), label, alt, draw, head, rows, [...notes, meaning].join(" "));
}

function curveChart(where, outcome, scenario, kept, height) {
  const lines = [[_("baseline"), 0, BLACK], ...(scenario ? [[_("scenario"), scenario, BLUE]] : [])]
    .map(([name, place, colour]) => [name, worlds.curve(place, outcome, kept), colour]);
  const draw = (svg, width) => {
    const { x, y, end } = monthFrame(svg, { width, height, low: 0, high: 1, months: about.months, monthName,
      format: axis(outcome), mark: about.points[state.point], right: 104 });
    const labels = [];
    for (const [name, rows, colour] of lines) {
      shape(svg, "path", { d: band(rows.map((r) => [x(r[0]), y(r[3])]), rows.map((r) => [x(r[0]), y(r[2])])),
        fill: colour, "fill-opacity": 0.16 });
      shape(svg, "path", { d: steps(rows.map((r) => [x(r[0]), y(r[1])])), stroke: colour, "stroke-width": 2,
        "stroke-dasharray": colour === BLACK ? "5 3" : "none", fill: "none" });
      labels.push({ text: `${name} ${percent(Math.round(rows.at(-1)[1] * 100))}`, y: y(rows.at(-1)[1]), colour });
    }
    endLabels(svg, end, labels, 10, height - 30);
    return height;
  };
  const { label } = about.outcomes[outcome];
  const ends = lines.map(([name, rows]) => `${name} ${said(outcome, rows.at(-1)[1])}`).join(", ");
  const head = [_("month"), ...lines.flatMap(([name]) => [name, _("from"), _("to")])];
  const rows = () => lines[0][1].map((row, k) => [monthName(row[0]),
    ...lines.flatMap(([, found]) => found[k].slice(1).map((v) => said(outcome, v)))]);
  const alt = _("Share of worlds by month: {outcome}; at the end {ends}", { outcome: label, ends });
  return figure(where, label, alt, draw, head, rows,
    where.note === "" ? "" : _("Share of worlds by month; bands: 95 % intervals."));
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
    const name = row.delay ? _("{scenario}, {delay} later", { scenario: row.name, delay: monthsSaid(row.delay) }) : row.name;
    return { ...found, middle: found.difference, chosen: place === scenario,
      clear: ["matters", "size unsure"].includes(verdict(found, place, outcome)),
      name: row.scripted.includes(id) ? _("{scenario} (sets this itself)", { scenario: name }) : name };
  });
  if (!shown.length) return element("p", {}, _("There is no scenario to compare with the baseline."));
  const draw = (svg, width) => dots(svg, width, shown, { format: axis(outcome, true), colour: BLUE, wide: width > 620 });
  const rows = () => shown.map((row) => [row.name, said(outcome, row.mean), said(outcome, row.difference, true),
    said(outcome, row.low, true), said(outcome, row.high, true)]);
  const list = shown.map((row) => `${row.name} ${said(outcome, row.difference, true)}`).join("; ");
  return figure(byId("effects"), _("{outcome}: difference from the baseline, {month}", { outcome: label, month: monthSaid() }),
    _("Differences from the baseline in {outcome}: {list}", { outcome: label, list }), draw,
    [_("scenario"), _("mean"), _("difference"), _("from"), _("to")], rows,
    _n("Dots: the mean difference in the same worlds; bars: its 95 % interval. Hollow and grey: too small to matter, or it cannot be told, where the {number} comparison of this page are looked at together (Holm’s correction).",
      "Dots: the mean difference in the same worlds; bars: its 95 % interval. Hollow and grey: too small to matter, or it cannot be told, where the {number} comparisons of this page are looked at together (Holm’s correction).",
      comparisons()));
}

const comparisons = () => (about.scenarios.length - 1) * about.outcomes.length;

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
function dependsOn(k, scenario) {
  const slider = about.sliders[k], outcome = state.outcome, sign = scenario > 0, found = fifths(k, scenario);
  const format = axis(outcome, sign);
  const held = state.holds.get(k);
  const draw = (svg, width) => drawFifths(svg, width, { found, format, zero: sign, parts: about.parts, colour: BLUE,
    held: held === undefined ? null : [held, held + about.window], ends: [bare(slider.low), bare(slider.high)] });
  const { label } = about.outcomes[outcome], what = sign ? _("{outcome}, difference from the baseline", { outcome: label }) : label;
  const cell = (value) => (Number.isFinite(value) ? said(outcome, value, sign) : "–");
  const rows = () => found.map((row) => [fromTo(bare(edge(slider, row.from)), bare(edge(slider, row.to))),
    whole(row.count), cell(row.middle), cell(row.low), cell(row.high)]);
  const list = found.map((row) => (row.count ? cell(row.middle) : _("no world"))).join(", ");
  const alt = _("{outcome} in each fifth of the range of {assumption}: {list}", { outcome: what, assumption: slider.name, list });
  return figure(column("depends"), slider.name, alt, draw,
    [slider.unit || _("value"), _("worlds"), sign ? _("difference") : _("mean"), _("from"), _("to")], rows, "");
}

function allOutcomes(scenario, kept) {
  const found = about.outcomes.map((_, k) => worlds.compare(scenario, k, state.point, kept));
  const caption = `${about.scenarios[scenario].name}, ${monthSaid()}, ${worldsSaid(kept.length)}`;
  if (!scenario)
    return table(caption, [_("outcome"), _("mean"), _("95 % interval")], found.map((row, k) =>
      [about.outcomes[k].label, said(k, row.mean), span(k, ...row.interval, false)]));
  const words = (row, k) => (about.scenarios[scenario].scripted.includes(about.outcomes[k].id)
    ? _("set by the scenario itself") : VERDICTS[verdict(row, scenario, k)]);
  return table(caption, [_("outcome"), _("baseline"), _("here"), _("difference"), _("95 % interval"), _("higher in"), _("lower in"), _("verdict")],
    found.map((row, k) => [
      about.outcomes[k].label, said(k, row.base), said(k, row.mean), said(k, row.difference, true), span(k, row.low, row.high, true),
      percent(Math.round(row.higher * 100)), percent(Math.round(row.lower * 100)), words(row, k)]));
}

const VERDICTS = { matters: _("matters, and sure"), "size unsure": _("matters, size unsure"), same: _("the same in every world"),
  "too small": _("sure, but too small to matter"), "cannot tell": _("cannot tell"), "too few": _("cannot tell: too few worlds") };

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
  byId("trouble").textContent = _("This page cannot show its figures. {reason}", { reason: error.message });
});

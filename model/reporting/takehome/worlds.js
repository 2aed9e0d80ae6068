// The worlds: unpacked from the text in the page, chosen by the sliders, and summed up.
const NEVER = 65535;

async function unpack(text) {
  if (typeof DecompressionStream === "undefined")
    throw new Error(_("This browser is too old for this page: it needs one of 2023 or later."));
  const squeezed = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([squeezed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const half = bytes.length / 2;
  return Uint16Array.from({ length: half }, (_, k) => bytes[k] | (bytes[half + k] << 8));
}

class Worlds {
  constructor(about, flat) {
    this.about = about;
    this.months = about.points;
    this.place = 0;
    this.columns = [];
    for (const scenario of about.scenarios) {
      const base = this.columns[0];
      this.columns.push(about.outcomes.map((outcome, o) => this.read(flat, outcome.kind, base && base[o])));
    }
    this.parts = about.sliders.map(() => this.take(flat, about.worlds));
    this.t = this.take(flat, Math.max(about.worlds, 2) - 1);
  }

  take(flat, count) {
    this.place += count;
    return flat.subarray(this.place - count, this.place);
  }

  // A level: whole steps by point and world; yes or no by point and world; or one month a world.
  read(flat, kind, base) {
    const n = this.about.worlds;
    if (kind === "first" || kind === "months") return this.take(flat, n);
    const given = this.take(flat, n * this.months.length);
    if (kind === "share") {
      const yes = Uint8Array.from(given);
      for (let k = n; k < yes.length; k += 1) yes[k] ^= yes[k - n];
      return yes;
    }
    const steps = Int16Array.from(given, (x) => (x & 1 ? -(x + 1) / 2 : x / 2)); // sums are modulo 2^16, as packed
    for (let k = n; k < steps.length; k += 1) steps[k] += steps[k - n];
    return base ? steps.map((x, k) => x + base[k]) : steps;
  }

  // The worlds that drew a value in the window of every slider held; holds: slider → first part of its window.
  keep(holds) {
    const kept = [];
    for (let world = 0; world < this.about.worlds; world += 1) {
      const inside = ([slider, from]) =>
        this.parts[slider][world] >= from && this.parts[slider][world] < from + this.about.window;
      if (holds.every(inside)) kept.push(world);
    }
    return kept;
  }

  isShare(outcome) {
    return ["share", "first"].includes(this.about.outcomes[outcome].kind);
  }

  value(scenario, outcome, point, world) {
    const column = this.columns[scenario][outcome], month = this.months[point];
    switch (this.about.outcomes[outcome].kind) {
      case "level": return column[point * this.about.worlds + world] / this.about.steps;
      case "share": return column[point * this.about.worlds + world];
      case "first": return column[world] <= month ? 1 : 0;
      default: return Math.min(column[world], month); // not there yet counts the whole time
    }
  }

  values(scenario, outcome, point, kept) {
    return kept.map((world) => this.value(scenario, outcome, point, world));
  }

  studentT(worlds) {
    return worlds < 2 ? Infinity : this.t[worlds - 2] / this.about.tSteps;
  }

  interval(numbers, outcome) {
    return this.isShare(outcome)
      ? wilson(mean(numbers), numbers.length)
      : meanInterval(numbers, this.studentT(numbers.length));
  }

  // The smallest difference that matters: model/analysis/smallest.py.
  smallest(outcome, baseline) {
    const { matters, floor } = this.about.outcomes[outcome], centre = mean(baseline);
    const spread = Math.sqrt(mean(baseline.map((x) => (x - centre) ** 2)));
    return matters ?? Math.max(this.about.partOfSpread * spread, floor);
  }

  // The part of a difference that the scenario writes itself, by the whole run; it is known for the end only.
  own(scenario, outcome, point) {
    const own = this.about.scenarios[scenario].own[this.about.outcomes[outcome].id];
    return own === undefined ? 0 : point === this.months.length - 1 ? own[0] : NaN;
  }

  // An outcome of a scenario against the baseline in the same worlds.
  compare(scenario, outcome, point, kept) {
    const here = this.values(scenario, outcome, point, kept), there = this.values(0, outcome, point, kept);
    const differences = here.map((x, k) => x - there[k]);
    const [low, high] = this.isShare(outcome)
      ? tango(differences)
      : meanInterval(differences, this.studentT(kept.length));
    return {
      mean: mean(here), interval: this.interval(here, outcome), base: mean(there), difference: mean(differences),
      low, high, own: this.own(scenario, outcome, point), worlds: kept.length, smallest: this.smallest(outcome, there),
      higher: differences.filter((d) => d > 0).length / kept.length,
      lower: differences.filter((d) => d < 0).length / kept.length,
    };
  }

  // The chance that luck alone makes each difference, when all the page's comparisons are looked at together:
  // scenario → outcome → p, corrected.
  byChance(point, kept) {
    const outcomes = this.about.outcomes.map((_, k) => k), found = this.columns.map(() => []);
    const there = outcomes.map((outcome) => this.values(0, outcome, point, kept));
    const p = this.columns.slice(1).flatMap((_, k) => outcomes.map((outcome) => {
      const own = this.own(k + 1, outcome, point) || 0;
      const differences = this.values(k + 1, outcome, point, kept).map((x, world) => x - there[outcome][world] - own);
      return this.isShare(outcome) && !own ? sharePValue(differences) : meanPValue(differences);
    }));
    holm(p).forEach((corrected, k) => found[1 + Math.floor(k / outcomes.length)].push(corrected));
    return found;
  }

  // What a difference allows one to say, without what the scenario writes itself: model/analysis/verdicts.py, followed.py.
  verdict(whole, corrected) {
    if (!Number.isFinite(whole.high - whole.low)) return "too few";
    if (Number.isNaN(whole.own)) return "cannot tell";
    const [difference, low, high] = [whole.difference, whole.low, whole.high].map((x) => x - whole.own);
    const row = { ...whole, difference, low, high };
    if (!row.higher && !row.lower) return "same";
    if (Math.max(Math.abs(row.low), Math.abs(row.high)) < row.smallest) return "too small";
    if (corrected >= this.about.chance || (row.low <= 0 && row.high >= 0)) return "cannot tell";
    if (Math.min(Math.abs(row.low), Math.abs(row.high)) >= row.smallest) return "matters";
    return Math.abs(row.difference) >= row.smallest ? "size unsure" : "cannot tell";
  }

  // Quantiles by point: where the worlds lie.
  fan(scenario, outcome, kept) {
    return this.months.map((_, point) => {
      const sorted = this.values(scenario, outcome, point, kept).sort((a, b) => a - b);
      return [0.1, 0.25, 0.5, 0.75, 0.9].map((share) => quantile(sorted, share));
    });
  }

  // The share of worlds by month, with its interval: every month where it is known, else at the points kept.
  curve(scenario, outcome, kept) {
    const once = this.about.outcomes[outcome].kind === "first";
    const months = once ? Array.from({ length: this.about.months + 1 }, (_, month) => month) : this.months;
    return months.map((month, k) => {
      const column = this.columns[scenario][outcome];
      const yes = once
        ? kept.filter((world) => column[world] <= month).length
        : kept.filter((world) => column[k * this.about.worlds + world]).length;
      return [month, yes / kept.length, ...wilson(yes / kept.length, kept.length)];
    });
  }

  // The world at a rank (0 to 1) among those kept, by an outcome.
  ranked(scenario, outcome, point, kept, rank) {
    const order = kept.map((world) => [this.value(scenario, outcome, point, world), world]);
    order.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return order[Math.round(rank * (order.length - 1))][1];
  }
}

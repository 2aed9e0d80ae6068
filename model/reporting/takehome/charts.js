// Pictures in SVG, each with a table of its numbers. All text goes in as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

function shape(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

const round = (x) => Math.round(x * 10) / 10;
const line = (points) => points.map(([x, y], k) => `${k ? "L" : "M"}${round(x)} ${round(y)}`).join("");
const steps = (points) =>
  points.map(([x, y], k) => (k ? `H${round(x)}V${round(y)}` : `M${round(x)} ${round(y)}`)).join("");
const band = (upper, lower) => `${line(upper)}${line(lower.slice().reverse()).replace("M", "L")}Z`;

function table(caption, head, rows) {
  const made = element("table", {}, element("caption", {}, caption));
  made.append(element("thead", {}, element("tr", {}, ...head.map((cell, k) =>
    element("th", { scope: "col", class: k ? "n" : "" }, cell)))));
  made.append(element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell, k) =>
    k ? element("td", { class: "n" }, cell) : element("th", { scope: "row" }, cell))))));
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, made);
}

// Which data tables are open is kept while the picture is drawn anew.
const opened = new Set();

function figure(where, title, alt, draw, head, rows, note) {
  const width = Math.max(260, Math.floor(where.clientWidth || 600));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", alt);
  const height = draw(svg, width);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  const numbers = element("details", {}, element("summary", {}, _("Numbers: {title}", { title })));
  const fill = () => numbers.children.length < 2 && numbers.append(table(title, head, rows()));
  if (opened.has(title)) {
    numbers.open = true;
    fill();
  }
  numbers.addEventListener("toggle", () => {
    if (numbers.open) fill();
    if (numbers.open) opened.add(title);
    else opened.delete(title);
  });
  return element("figure", {}, element("h3", {}, title), svg,
    element("figcaption", {}, ...(note ? [element("span", {}, note)] : []), numbers));
}

// Round numbers between two ends, about so many.
function ticks(low, high, about) {
  const raw = (high - low) / about, size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * size).find((k) => k >= raw);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) found.push(k * step);
  return found;
}

// A frame with months along the bottom; returns the scales.
function monthFrame(svg, { width, height, low, high, months, monthName, format, mark, right = 74 }) {
  const left = 52, top = 8, bottom = 26;
  const x = (month) => left + ((width - left - right) * month) / Math.max(months, 1);
  const y = (value) => top + ((height - top - bottom) * (high - value)) / (high - low || 1);
  for (const value of ticks(low, high, 4)) {
    shape(svg, "line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "grid" });
    shape(svg, "text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, format(value));
  }
  const every = months >= 24 ? 12 : months >= 12 ? 6 : Math.max(months, 1);
  const apart = every * Math.ceil((92 * months) / every / Math.max(width - left - right, 64) || 1);
  for (let month = 0; month <= months; month += apart) {
    shape(svg, "line", { x1: x(month), x2: x(month), y1: height - bottom, y2: height - bottom + 4, class: "axis" });
    const anchor = month ? (month + apart > months ? "end" : "middle") : "start";
    shape(svg, "text", { x: x(month), y: height - bottom + 17, "text-anchor": anchor }, monthName(month));
  }
  shape(svg, "line", { x1: left, x2: width - right, y1: height - bottom, y2: height - bottom, class: "axis" });
  shape(svg, "line", { x1: x(mark), x2: x(mark), y1: top, y2: height - bottom, class: "mark" });
  return { x, y, end: width - right + 5 };
}

// Where the worlds lie by month: bands between the quantiles, and lines over them.
function drawFan(svg, width, { fan, lines, points, months, monthName, format, mark, colour }) {
  const height = 300, all = [...fan.flat(), ...lines.flatMap(({ values }) => values)];
  const low = Math.min(...all), high = Math.max(...all), room = Math.max(0.05, (high - low) * 1.1), centre = (low + high) / 2;
  const { x, y, end } = monthFrame(svg, { width, height, low: centre - room / 2, high: centre + room / 2, months,
    monthName, format, mark });
  const row = (k) => fan.map((levels, p) => [x(points[p]), y(levels[k])]);
  shape(svg, "path", { d: band(row(4), row(0)), fill: colour, "fill-opacity": 0.18 });
  shape(svg, "path", { d: band(row(3), row(1)), fill: colour, "fill-opacity": 0.28 });
  for (const { values, colour: stroke, width: thick, dash } of lines)
    shape(svg, "path", { d: line(values.map((value, p) => [x(points[p]), y(value)])), stroke, "stroke-width": thick,
      "stroke-dasharray": dash, fill: "none" });
  const labels = lines.map(({ text, values, colour: ink }) => ({ text, y: y(values.at(-1)), colour: ink }));
  endLabels(svg, end, labels, 14, height - 30);
  return height;
}

// Means with their intervals in each part of a range; the window that is held is shaded.
function drawFifths(svg, width, { found, format, zero, parts, colour, held, ends }) {
  const height = 170, left = 58, right = width - 14, top = 10, bottom = height - 30;
  const spread = [...found.flatMap((row) => [row.low, row.high]).filter(Number.isFinite), ...(zero ? [0] : [])];
  const low = Math.min(...spread), high = Math.max(...spread), room = (high - low) * 0.06 || 0.01;
  const y = (value) => top + ((bottom - top) * (high + room - value)) / (high - low + 2 * room);
  const x = (part) => left + ((right - left) * part) / parts;
  if (held) shape(svg, "rect", { x: x(held[0]), y: top, width: x(held[1]) - x(held[0]), height: bottom - top, class: "window" });
  for (const value of spread.length ? ticks(low - room, high + room, 4) : []) {
    shape(svg, "line", { x1: left, x2: right, y1: y(value), y2: y(value), class: "grid" });
    shape(svg, "text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, format(value));
  }
  if (zero) shape(svg, "line", { x1: left, x2: right, y1: y(0), y2: y(0), class: "zero" });
  for (const row of found.filter((fifth) => Number.isFinite(fifth.low))) {
    const place = x((row.from + row.to) / 2);
    shape(svg, "line", { x1: place, x2: place, y1: y(row.low), y2: y(row.high), stroke: colour, "stroke-width": 3 });
    shape(svg, "circle", { cx: place, cy: y(row.middle), r: 4.5, fill: colour });
  }
  shape(svg, "text", { x: left, y: height - 12, "text-anchor": "start" }, ends[0]);
  shape(svg, "text", { x: right, y: height - 12, "text-anchor": "end" }, ends[1]);
  return height;
}

// Names at the ends of lines, kept apart.
function endLabels(svg, place, labels, top, bottom) {
  const sorted = labels.slice().sort((a, b) => a.y - b.y);
  for (let k = 1; k < sorted.length; k += 1) sorted[k].y = Math.max(sorted[k].y, sorted[k - 1].y + 13);
  const over = Math.max(0, (sorted.at(-1)?.y ?? 0) - bottom);
  for (const label of sorted)
    shape(svg, "text", { x: place, y: Math.max(label.y - over, top) + 4, fill: label.colour, class: "name" }, label.text);
}

// Dots with bars, one row each; a dashed line at 0.
function dots(svg, width, rows, { format, colour, wide }) {
  const nameWidth = wide ? Math.min(300, width * 0.36) : 0, rowHeight = wide ? 26 : 44;
  const ends = rows.flatMap((row) => [row.low, row.high]).filter(Number.isFinite);
  const low = Math.min(0, ...ends), high = Math.max(0, ...ends), room = (high - low) * 0.06 || 0.01;
  const left = nameWidth + 12, right = width - 14, height = rows.length * rowHeight + 34;
  const x = (value) => left + ((right - left) * (value - low + room)) / (high - low + 2 * room);
  for (const value of ticks(low - room, high + room, width > 500 ? 6 : 4)) {
    shape(svg, "line", { x1: x(value), x2: x(value), y1: 4, y2: height - 24, class: "grid" });
    shape(svg, "text", { x: x(value), y: height - 8, "text-anchor": "middle" }, format(value));
  }
  shape(svg, "line", { x1: x(0), x2: x(0), y1: 4, y2: height - 24, class: "zero" });
  rows.forEach((row, k) => {
    const y = k * rowHeight + (wide ? 18 : 30);
    const label = shape(svg, "text", { x: wide ? nameWidth : 4, y: wide ? y + 4 : y - 14,
      "text-anchor": wide ? "end" : "start", class: row.chosen ? "chosen" : "" }, row.name);
    fit(label, row.name, wide ? nameWidth - 6 : width - 10);
    if (!Number.isFinite(row.low)) return;
    shape(svg, "line", { x1: x(row.low), x2: x(row.high), y1: y, y2: y, stroke: row.clear ? colour : "#595959", "stroke-width": 3 });
    shape(svg, "circle", { cx: x(row.middle), cy: y, r: 5, stroke: row.clear ? colour : "#595959", "stroke-width": 2,
      fill: row.clear ? colour : "#ffffff" });
  });
  return height;
}

const LETTER = about.language === "en" ? 6.6 : 7.8; // Armenian and Georgian letters are wide

// Cut a label that is longer than its room; the whole stays in its title.
function fit(label, text, room) {
  const most = Math.floor(room / LETTER);
  if (text.length <= most) return;
  label.textContent = `${text.slice(0, Math.max(most - 1, 1))}…`;
  shape(label, "title", {}, text);
}

// Nothing on a projector is scrolled to: what has no room in its column is left out, and how much is said.
// Selectors of what may be left out, the first to go first; of each the last on the page goes first. Names of a team
// are cut to a line before any team is left out.
const LEAVE_OUT = [
  "#judged .argument, #ending .explained, #question .claim", "#news .event", "#news", "#common p", "#ending .issue", "#people .names li",
  "#map p, #judged .coded, #ending .told h3", "#stages tbody tr", "#teams td:nth-child(2)", "#map", "#teams tbody tr",
  "#judged .act", "#games .game", "#ending tbody tr", "#question .premise", "#question .causes",
];
const UNCOUNTED = ".argument, .explained, .coded, .claim, .causes, .premise, td, h3, #news, #map, #map p";
const BOXES = ".lobby > .here, #ending > .told, .room > .side";
const WIDE = matchMedia("(min-width: 901px)");
let asked = false;

function more(card, count) {
  let note = card.querySelector(":scope > .left-out");
  if (!note) note = card.appendChild(Object.assign(document.createElement("p"), { className: "left-out" }));
  const text = count ? WORDS.more.replace("{number}", count) : "";
  if (note.textContent !== text) note.textContent = text;
}

function fit() {
  asked = false;
  watcher.disconnect();
  const left = new Map();
  for (const part of document.querySelectorAll(".no-room, .short")) part.classList.remove("no-room", "short");
  for (const note of document.querySelectorAll(".room .left-out")) note.textContent = "";
  for (const box of WIDE.matches ? document.querySelectorAll(BOXES) : []) {
    for (const selector of LEAVE_OUT) {
      const parts = [...box.querySelectorAll(selector)];
      while (parts.length && box.scrollHeight > box.clientHeight + 1) {
        const part = parts.pop();
        part.classList.add(part.matches("td") ? "short" : "no-room");
        const card = part.closest(".here, .told, section");
        left.set(card, (left.get(card) ?? 0) + (part.matches(UNCOUNTED) ? 0 : 1));
        more(card, left.get(card));
      }
    }
  }
  for (const here of document.querySelectorAll(".here")) if (!here.querySelector("li:not(.no-room)")) more(here, 0); // how many there are is said above
  for (const month of document.querySelectorAll("#news h3.event:has(+ :is(.no-room, .left-out))")) month.classList.add("no-room");
  const room = document.querySelector(".room");
  if (room) watcher.observe(room, { childList: true, subtree: true, characterData: true, attributeFilter: ["open"] });
}

function later() {
  if (!asked) requestAnimationFrame(fit);
  asked = true;
}
const watcher = new MutationObserver(later);
const sizes = new ResizeObserver(later);
window.addEventListener("resize", later);
const waiting = setInterval(() => {
  const room = document.querySelector(".room");
  if (!room) return;
  clearInterval(waiting);
  sizes.observe(room);
  later();
}, 50);

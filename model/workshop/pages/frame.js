// What is done before the page has found its server waits here: the framework would send it in no sure order, so that a
// text typed first might take the place of a later one.
let held_back = [];
const asking = setInterval(() => {
  if (!window.did_handshake) return;
  clearInterval(asking);
  make_sure();
  for (const send of held_back) send();
  held_back = null;
}, 10);
window.in_order = (send) => (held_back ? held_back.push(send) : send());

// The framework's own messages speak the language of the page.
addEventListener("DOMContentLoaded", () => {
  const places = document.querySelectorAll(".nicegui-error-popup > span");
  WORDS.popups.forEach((text, i) => places[i] && (places[i].textContent = text));
});

// Words to whoever has this page, where a press has come to nothing.
function tell(text) {
  let box = document.getElementById("told-here");
  if (!box) {
    box = Object.assign(document.createElement("div"), { id: "told-here", className: "message" });
    box.setAttribute("role", "alert");
    document.body.append(box);
  }
  box.textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => (box.textContent = ""), 10000);
}

// What is done on a page is noted until the server has heard of it: a line may break, or a page be left, before that.
const UNHEARD = "unheard";
function tell_unheard() {
  const since = sessionStorage.getItem(UNHEARD);
  sessionStorage.removeItem(UNHEARD);
  if (since !== null && Date.now() - since > 1500) tell(WORDS.lost); // who goes to another page at once has lost nothing
}
function make_sure() {
  const send = window.socket.emit.bind(window.socket);
  let last = 0;
  window.socket.emit = (name, ...what) => {
    const sent = send(name, ...what);
    if (name === "event") {
      const own = ++last;
      sessionStorage.setItem(UNHEARD, Date.now());
      send("heard", () => own === last && sessionStorage.removeItem(UNHEARD));
    }
    return sent;
  };
  window.socket.on("connect", () => setTimeout(tell_unheard, 2000)); // what waited in the browser is sent by then
  tell_unheard();
}

// A control that is drawn anew while a finger or a key is on it gets no click.
let held = null;
const hold = (event) => {
  if (event.type === "pointerdown" || event.key === " ") held = event.target.closest?.("button, summary, input, label, a") ?? null;
};
const let_go = () => {
  if (held && !held.isConnected) tell(WORDS.changed);
  held = null;
};
for (const [begin, end] of [["pointerdown", "pointerup"], ["keydown", "keyup"]]) {
  window.addEventListener(begin, hold, true);
  window.addEventListener(end, let_go, true);
}
for (const over of ["click", "pointercancel"]) window.addEventListener(over, () => (held = null), true);

// What is written in a part with a name is kept in the tab, and is there again when the part is drawn anew.
const FIELDS = "input, select, textarea, details";
const ticks = (field) => field.type === "radio" || field.type === "checkbox";
function place(field) {
  const part = field.closest("[data-kept]");
  if (!part) return null;
  const label = field.tagName === "DETAILS" ? field.querySelector("summary") : field.labels?.[0];
  return `kept ${part.dataset.kept} ${field.tagName} ${label?.textContent.trim()}`;
}
function keep(field) {
  const value = field.tagName === "DETAILS" ? field.open : ticks(field) ? field.checked : field.value;
  sessionStorage.setItem(place(field), JSON.stringify(value));
}
function kept(event) {
  const field = event.target;
  if (!field.matches?.(FIELDS) || !place(field)) return;
  const group = field.type === "radio" ? field.closest("fieldset").querySelectorAll("input") : [field];
  group.forEach(keep);
}
function bring_back(field) {
  const found = sessionStorage.getItem(place(field));
  if (found === null) return;
  const value = JSON.parse(found);
  if (field.tagName === "DETAILS") {
    field.open = value;
  } else if (ticks(field)) {
    if (field.checked === value || (field.type === "radio" && !value)) return;
    field.checked = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (field.value !== value) {
    if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) return;
    field.value = value;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}
for (const name of ["input", "change", "toggle"]) document.addEventListener(name, kept, true);
new MutationObserver((changes) => {
  for (const added of changes.flatMap((change) => [...change.addedNodes])) {
    if (!added.querySelectorAll || !added.isConnected) continue;
    const fields = added.matches(FIELDS) ? [added] : [...added.querySelectorAll(FIELDS)];
    fields.filter(place).forEach(bring_back);
  }
}).observe(document, { childList: true, subtree: true });

// Texts and numbers in the language of the page. English stands in the scripts; the page brings what others need.
const byId = (id) => document.getElementById(id);
const about = JSON.parse(byId("page-about").textContent);
const plural = new Intl.PluralRules(about.language);

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
const _ = (text, values = {}) => filled(about.texts[text] ?? text, values);

// A text that depends on a number, which fills the blank {number}.
function _n(one, many, number, values = {}) {
  const forms = about.texts[one] ?? { one, other: many };
  return filled(forms[plural.select(number)] ?? Object.values(forms).at(-1), { number: whole(number), ...values });
}

const whole = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, about.group);
const written = (number) => number.replace(".", about.decimal);
const together = (text) => text.replaceAll(" ", "\u00a0");
const percent = (number) => _("{number} %", { number });
const worldsSaid = (number) => _n("{number} world", "{number} worlds", number);
const monthsSaid = (number) => _n("{number} month", "{number} months", number);

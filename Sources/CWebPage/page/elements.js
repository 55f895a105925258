// Elements, and how numbers and the words of others are written. Everything goes in as text.

/** Characters that would be obeyed instead of shown, or turn the line around. */
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A text of others, with what cannot be seen shown by its number. */
export function plain(text) {
  return String(text).replace(obeyed, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same on one line, cut where it is longer than anybody reads. */
export function short(text, most = 300) {
  const line = plain(text).replace(/[\n\t]+/g, " ");
  return line.length <= most ? line : `${line.slice(0, most)} … (${line.length} characters)`;
}

/**
 * An element with attributes and children; `on...` are listeners, what is null is left out, and texts become
 * text.
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else element.setAttribute(key, String(value));
  }
  fill(element, ...children);
  return element;
}

/** Puts children in the place of those that an element has. */
export function fill(element, ...children) {
  element.replaceChildren(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(text, action, attributes = {}) {
  return make("button", { type: "button", onclick: action, ...attributes }, text);
}

/** A table of few rows; what is in the cells is text or elements. */
export function table(caption, titles, rows) {
  return make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {},
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, titles.map((title) => make("th", { scope: "col" }, title)))),
      make("tbody", {}, rows.map((row) =>
        make("tr", {}, row.map((cell) => make("td", {}, cell ?? "–")))))));
}

export function count(number, noun) {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/**
 * A number with as many digits as its standard error bears out, by the rule of the Particle Data Group that
 * the program's tables follow; with six where there is none.
 */
export function rounded(number, error) {
  if (number === null || number === undefined) return "–";
  if (!(error > 0)) return String(Number(number.toPrecision(6)));
  const exponent = Math.floor(Math.log10(error));
  const two = Math.round(error / 10 ** (exponent - 2)) < 355;
  const digits = Math.min(12, Math.max(0, (two ? 1 : 0) - exponent));
  const size = Math.abs(number);
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return number.toPrecision(4);
  return number.toFixed(digits);
}

/** A value of a parameter as the program's tables have it: `1e-5`, and not 0.00001. */
export function value(given) {
  if (typeof given !== "number" || given === 0 || Math.abs(given) >= 1e-4) return String(given ?? "–");
  return given.toExponential().replace(/\.0+e/, "e");
}

/** Seconds as people say them: 1h 20m, 3m 5s, 4.2s. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}s`;
  const whole = Math.round(seconds);
  const parts = [[86400, "d"], [3600, "h"], [60, "m"], [1, "s"]];
  const first = parts.findIndex(([size]) => whole >= size);
  const [big, unit] = parts[first];
  const rest = parts[first + 1];
  const left = Math.floor((whole % big) / rest[0]);
  return `${Math.floor(whole / big)}${unit}${left ? ` ${left}${rest[1]}` : ""}`;
}

/** Says something for people who see and for those who hear. */
export function notice(text, isBad = false) {
  document.querySelector(".notice")?.remove();
  const note = make("p", { class: isBad ? "notice bad" : "notice", role: isBad ? "alert" : "status" },
    plain(text), " ", button("Close", () => note.remove()));
  document.querySelector("main").prepend(note);
}

/** Asks whether something is meant; does it then, and says what came of it. */
export function confirmed(question, word, action) {
  const dialog = make("dialog", { "aria-label": question },
    make("p", {}, question),
    make("p", { class: "actions" },
      button(word, async () => {
        dialog.close();
        try {
          notice(await action());
        } catch (error) {
          notice(error.message, true);
        }
      }, { class: "main" }),
      button("Cancel", () => dialog.close())));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

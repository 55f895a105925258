// A table of any number of rows: sorted and filtered by the program, and only the rows that are seen are here.

import { fill, grouped, make, plain, short } from "./elements.js";

/** So many rows are asked for at a time. */
const chunk = 100;
/** So many are fetched at once where a table has no more: they are all there to be printed. */
export const whole = 1000;

/**
 * A grid. `ask(part)` promises {total, matching, rows, ...} for {first, count, sort, down, where}; `arrange(answer,
 * rows)` gives the columns: {key, title, value(row), text(row), cell(row), mark(row), isNumber}. `view` is {sort, down,
 * where}, and `changed()` is told when somebody sorts or filters.
 */
export function grid(caption, { ask, arrange, view, changed, noun = "configurations" }) {
  let columns = [];
  let answer = null;
  let chunks = new Map();
  let asked = new Set();
  let generation = 0;
  let height = 28;
  let isDue = false;
  let isPrinted = false;
  let typing;
  const counts = make("p", { class: "quiet", role: "status" });
  const widths = make("colgroup");
  const titles = make("tr");
  const inputs = make("tr", { class: "filters" });
  const body = make("tbody");
  const sheet = make("table", { class: "grid" },
    make("caption", { class: "unseen" }, caption), widths, make("thead", {}, titles, inputs), body);
  const scroller = make("div", {
    class: "scroller", tabindex: "0", role: "region", "aria-label": caption, onscroll: drawSoon,
  }, sheet);
  new ResizeObserver(drawSoon).observe(scroller);
  // All rows that are here are printed, and not only the rows in view.
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));

  function print(isOn) {
    isPrinted = isOn;
    if (answer) draw();
  }

  function drawSoon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      if (answer) draw();
    });
  }

  const row = (place) => chunks.get(Math.floor(place / chunk))?.[place % chunk];
  const known = () => [...chunks.values()].flat();

  function spacer(size) {
    const cell = make("td", { colspan: columns.length });
    cell.style.height = `${size}px`;
    return make("tr", { class: "spacer", "aria-hidden": "true" }, cell);
  }

  function cell(column, one) {
    if (column.cell) return make("td", { "data-column": column.key }, column.cell(one));
    const value = column.value(one);
    return make("td", {
      class: [column.isNumber && "number", column.mark?.(one)].filter((word) => word).join(" ") || null,
      title: value === null || value === undefined ? null : short(value, 1000),
      "data-column": column.key, "data-value": value ?? null,
    }, short(column.text ? column.text(one) : value ?? "–"));
  }

  function line(place) {
    const one = row(place);
    if (!one) {
      fetchChunk(Math.floor(place / chunk));
      return make("tr", { "aria-rowindex": place + 3, class: "waits" },
        make("td", { colspan: columns.length }, "…"));
    }
    return make("tr", { "aria-rowindex": place + 3 }, columns.map((column) => cell(column, one)));
  }

  function draw() {
    const { matching } = answer;
    const seen = Math.ceil(scroller.clientHeight / height) + 1;
    const ahead = 10;
    const most = Math.max(0, matching - seen);
    const top = Math.min(most, Math.max(0, Math.floor(scroller.scrollTop / height)));
    const from = isPrinted ? 0 : Math.max(0, top - ahead);
    const to = isPrinted ? matching : Math.min(matching, top + seen + ahead);
    const places = [];
    for (let place = from; place < to; place += 1) {
      // Rows that are here are printed, where the table is not all here.
      if (!isPrinted || row(place)) places.push(place);
    }
    const held = document.activeElement?.closest?.("tbody tr")?.getAttribute("aria-rowindex");
    const focused = document.activeElement?.dataset?.focus;
    const lines = places.map(line);
    fill(body,
      from > 0 && spacer(from * height), lines,
      to < matching && spacer((matching - to) * height));
    // The focus stays at its control of a row when the row is drawn again.
    if (held && focused) {
      body.querySelector(`tr[aria-rowindex="${held}"] [data-focus="${focused}"]`)?.focus();
    }
    const real = lines.find((one) => !one.classList.contains("waits"))?.getBoundingClientRect().height;
    if (real && !isPrinted && Math.abs(real - height) > 0.5) {
      height = real;
      drawSoon();
    }
  }

  async function fetchChunk(number) {
    if (asked.has(number)) return;
    asked.add(number);
    const mine = generation;
    try {
      const more = await ask({ ...view, first: number * chunk, count: chunk });
      if (mine !== generation) return;
      chunks.set(number, more.rows);
      drawSoon();
    } catch {
      // It is asked for again when it is seen again.
      asked.delete(number);
    }
  }

  /** Asks for what is seen anew; what is there stays until the answer is. */
  async function load() {
    generation += 1;
    const mine = generation;
    const first = answer ? Math.floor(Math.max(0, Math.floor(scroller.scrollTop / height)) / chunk) : 0;
    scroller.setAttribute("aria-busy", "true");
    const isSmall = answer === null || answer.matching <= whole;
    const from = isSmall ? 0 : first * chunk;
    const more = await ask({ ...view, first: from, count: isSmall && answer ? whole : 2 * chunk });
    if (mine !== generation) return null;
    scroller.removeAttribute("aria-busy");
    chunks = new Map();
    asked = new Set();
    for (let place = 0; place < more.rows.length; place += chunk) {
      const number = Math.floor((from + place) / chunk);
      const rows = more.rows.slice(place, place + chunk);
      // A part of a chunk is fetched again, unless nothing comes after it.
      if (rows.length === chunk || from + place + rows.length === more.matching) {
        chunks.set(number, rows);
        asked.add(number);
      }
    }
    take(more);
    // The first answer is short, to be seen soon; the rest of a small table follows.
    if (more.matching > more.rows.length && more.matching <= whole && from === 0) {
      for (let number = 0; number * chunk < more.matching; number += 1) fetchChunk(number);
    }
    return more;
  }

  function take(more) {
    const keys = (list) => JSON.stringify(list.map((column) => column.key));
    const before = keys(columns);
    const isOther = !answer || answer.total !== more.total;
    answer = more;
    columns = arrange(more, known());
    // A field that somebody writes in stays.
    if ((isOther || before !== keys(columns)) && !inputs.contains(document.activeElement)) drawHead();
    else drawTitles();
    counts.textContent = more.matching === more.total
      ? `${grouped(more.total)} ${noun}` : `${grouped(more.matching)} of ${grouped(more.total)} ${noun}`;
    sheet.setAttribute("aria-rowcount", more.matching + 2);
    draw();
  }

  function again() {
    changed();
    scroller.scrollTop = 0;
    return load().catch((error) => { counts.textContent = plain(error.message); });
  }

  /** In the order that was there, then up, then down. */
  function turn(key) {
    if (view.sort !== key) Object.assign(view, { sort: key, down: false });
    else if (!view.down) view.down = true;
    // The sweep's own order is asked for by name, as that of a search is by the best.
    else Object.assign(view, { sort: answer.sorted === null || answer.sorted === key ? null : "", down: false });
    again();
  }

  function drawTitles() {
    const sorted = view.sort ?? answer.sorted;
    const isDown = view.sort === null || view.sort === undefined ? answer.descending : view.down;
    const focused = document.activeElement?.dataset?.sort;
    fill(titles, columns.map((column) => {
      const way = sorted === column.key ? (isDown ? "descending" : "ascending") : null;
      return make("th", { scope: "col", "aria-sort": way, class: column.isNumber ? "number" : null },
        column.isFixed ? column.title : make("button", {
          type: "button", class: "sort", title: plain(column.title), "data-sort": column.key,
          onclick: () => turn(column.key),
        }, short(column.title, 60), { ascending: " ▲", descending: " ▼" }[way] ?? ""));
    }));
    if (focused) {
      [...titles.querySelectorAll("button")].find((one) => one.dataset.sort === focused)?.focus();
    }
  }

  function drawHead() {
    // As wide as what is in it, and no wider than leaves room for others.
    fill(widths, columns.map((column) => {
      let widest = short(column.title, 60).length + 3;
      for (const one of known()) {
        const text = column.cell ? "" : column.text ? column.text(one) : column.value(one) ?? "–";
        widest = Math.max(widest, Math.min(String(text).length, 40));
      }
      const col = make("col");
      col.style.width = column.isFixed ? `${column.width ?? 5}ch` : `${Math.min(widest, 40) + 3}ch`;
      return col;
    }));
    drawTitles();
    fill(inputs, columns.map((column) => make("td", {}, !column.isFixed && make("input", {
      type: "text", value: view.where[column.key] ?? "", placeholder: column.isNumber ? "0.1..0.5" : "has",
      "data-filter": column.key, "aria-label": `Filter of ${short(column.title, 60)}`,
      oninput(event) { filter(column.key, event.target.value, 200); },
    }))));
  }

  /** Lets through what a filter says, a moment after the last letter of it. */
  function filter(key, text, pause = 0) {
    if (text.trim()) view.where[key] = text;
    else delete view.where[key];
    const field = [...inputs.querySelectorAll("input")].find((one) => one.dataset.filter === key);
    if (field && field.value !== text) field.value = text;
    clearTimeout(typing);
    typing = setTimeout(again, pause);
  }

  return {
    region: make("div", {}, counts, scroller),
    load,
    filter,
    /** Other columns of the same rows. */
    rearrange() { if (answer) take(answer); },
  };
}

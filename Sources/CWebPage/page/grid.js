// A table of any number of rows: sorted and filtered, and only the rows that are seen are in the page.

import { fill, grouped, make, plain, short } from "./elements.js";

/**
 * What a filter lets through: `0.1..0.5` a range, `>=0.9` a bound, `=relu` one value, else all that have the
 * text in them; null where it says nothing.
 */
export function condition(text) {
  const words = text.trim();
  if (words === "") return null;
  const range = /^(\S+?)\.\.(\S+)$/.exec(words);
  if (range && range.slice(1).every((bound) => Number.isFinite(Number(bound)))) {
    const [low, high] = range.slice(1).map(Number);
    return (value) => typeof value === "number" && value >= low && value <= high;
  }
  const bound = /^(>=|<=|>|<|=)\s*(.+)$/.exec(words);
  if (bound) {
    const [, sign, side] = bound;
    const number = Number(side);
    if (sign === "=") return (value) => String(value) === side || value === number;
    if (Number.isFinite(number)) {
      return (value) => typeof value === "number" && {
        ">=": value >= number, "<=": value <= number, ">": value > number, "<": value < number,
      }[sign];
    }
  }
  const part = words.toLowerCase();
  return (value) => String(value ?? "").toLowerCase().includes(part);
}

/** Numbers before texts, and what there is none of last, whichever way round. */
function compared(a, b, isDown) {
  const empty = (value) => value === null || value === undefined || Number.isNaN(value);
  if (empty(a) || empty(b)) return empty(a) - empty(b);
  const sign = isDown ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return sign * String(a).localeCompare(String(b), "en", { numeric: true });
}

/**
 * A grid. Columns are {key, title, value(row), text(row), link(row), isNumber}; `show(columns, rows)` puts others in and
 * keeps how the former were sorted, filtered and scrolled.
 */
export function grid(caption) {
  let columns = [];
  let rows = [];
  let order = [];
  let sort = null;
  let height = 28;
  let isDue = false;
  const filters = new Map();
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

  function drawSoon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      draw();
    });
  }

  function spacer(size) {
    const cell = make("td", { colspan: columns.length });
    cell.style.height = `${size}px`;
    return make("tr", { class: "spacer", "aria-hidden": "true" }, cell);
  }

  function draw() {
    const seen = Math.ceil(scroller.clientHeight / height) + 1;
    const ahead = 10;
    const most = Math.max(0, order.length - seen);
    const top = Math.min(most, Math.max(0, Math.floor(scroller.scrollTop / height)));
    const from = Math.max(0, top - ahead);
    const to = Math.min(order.length, top + seen + ahead);
    const lines = order.slice(from, to).map((place, line) =>
      make("tr", { "aria-rowindex": from + line + 3 }, columns.map((column) => {
        const row = rows[place];
        const value = column.value(row);
        const text = column.text ? column.text(row) : value ?? "–";
        if (column.link) {
          return make("td", { "data-column": column.key },
            make("a", { href: column.link(row) }, short(text)));
        }
        return make("td", {
          class: [column.isNumber && "number", column.mark?.(row)].filter((word) => word).join(" ") || null,
          title: value === null || value === undefined ? null : short(value, 1000),
          "data-column": column.key, "data-value": value ?? null,
        }, short(text));
      })));
    fill(body,
      from > 0 && spacer(from * height), lines,
      to < order.length && spacer((order.length - to) * height));
    const real = lines[0]?.getBoundingClientRect().height;
    if (real && Math.abs(real - height) > 0.5) {
      height = real;
      drawSoon();
    }
  }

  function arrange() {
    const conditions = columns
      .map((column) => [column, condition(filters.get(column.key) ?? "")])
      .filter(([, lets]) => lets);
    order = [];
    rows.forEach((row, place) => {
      if (conditions.every(([column, lets]) => lets(column.value(row)))) order.push(place);
    });
    const column = sort && columns.find((column) => column.key === sort.key);
    if (column) {
      const values = rows.map(column.value);
      order.sort((a, b) => compared(values[a], values[b], sort.isDown) || a - b);
    }
    counts.textContent = order.length === rows.length
      ? `${grouped(rows.length)} configurations`
      : `${grouped(order.length)} of ${grouped(rows.length)} configurations`;
    sheet.setAttribute("aria-rowcount", order.length + 2);
  }

  /** In the order that was there, then up, then down. */
  function turn(key) {
    sort = sort?.key !== key ? { key, isDown: false } : sort.isDown ? null : { key, isDown: true };
    arrange();
    drawTitles();
    draw();
  }

  function drawTitles() {
    fill(titles, columns.map((column) => {
      const way = sort?.key === column.key ? (sort.isDown ? "descending" : "ascending") : null;
      return make("th", { scope: "col", "aria-sort": way, class: column.isNumber ? "number" : null },
        make("button", {
          type: "button", class: "sort", title: plain(column.title), onclick: () => turn(column.key),
        }, short(column.title, 60), { ascending: " ▲", descending: " ▼" }[way] ?? ""));
    }));
  }

  function drawHead() {
    // As wide as what is in it, and no wider than leaves room for others.
    fill(widths, columns.map((column) => {
      let widest = short(column.title, 60).length + 3;
      for (const row of rows) {
        const text = column.text ? column.text(row) : column.value(row) ?? "–";
        widest = Math.max(widest, Math.min(String(text).length, 40));
      }
      const col = make("col");
      col.style.width = `${Math.min(widest, 40) + 3}ch`;
      return col;
    }));
    drawTitles();
    fill(inputs, columns.map((column) => make("td", {}, !column.link && make("input", {
      type: "text", value: filters.get(column.key) ?? "", placeholder: column.isNumber ? "0.1..0.5" : "has",
      "aria-label": `Filter of ${short(column.title, 60)}`,
      oninput(event) {
        filters.set(column.key, event.target.value);
        arrange();
        scroller.scrollTop = 0;
        draw();
      },
    }))));
  }

  return {
    region: make("div", {}, counts, scroller),
    show(newColumns, newRows) {
      const keys = (list) => JSON.stringify(list.map((column) => column.key));
      const isOther = keys(columns) !== keys(newColumns) || rows.length !== newRows.length;
      const isWritten = inputs.contains(document.activeElement);
      columns = newColumns;
      rows = newRows;
      // What somebody writes in stays.
      if (isOther && !isWritten) drawHead();
      arrange();
      draw();
    },
  };
}

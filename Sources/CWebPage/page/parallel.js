// Parallel coordinates of the rows of the summary. A drag along an axis filters the table by that range; the
// filters of the table do the same without a mouse.

import { fill, make, plain, short, value } from "./elements.js";
import { address, getJSON, query } from "./server.js";

const shape = { left: 40, right: 40, top: 42, height: 220 };
/** The most rows that are drawn, the first ones: lines upon lines tell nothing. */
const most = 500;

function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, String(value));
  }
  element.append(...children.flat(3));
  return element;
}

/** A scale from values to pixels: of numbers by size, of words in the order in which they come. */
function scale(values) {
  const isNumber = values.length > 0 && values.every((value) => typeof value === "number");
  const { top, height } = shape;
  if (isNumber) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    // Values over several powers of ten are told apart by their logarithms.
    const isLog = low > 0 && high / low >= 100;
    const map = isLog ? Math.log : (value) => value;
    const [from, to] = [map(low), map(high)];
    const part = (value) => (to === from ? 0.5 : (map(value) - from) / (to - from));
    const back = (share) => (isLog ? Math.exp : (value) => value)(from + share * (to - from));
    return {
      isNumber, ticks: low === high ? [low] : [low, back(0.5), high],
      place: (value) => top + height * (1 - part(value)),
      value: (pixel) => back(Math.min(1, Math.max(0, 1 - (pixel - top) / height))),
    };
  }
  const words = [...new Set(values.map(String))];
  const step = height / Math.max(1, words.length);
  const place = (value) => top + step * (words.indexOf(String(value)) + 0.5);
  return {
    isNumber, ticks: words.slice(0, 12), place,
    value: (pixel) => words[Math.min(words.length - 1, Math.max(0, Math.floor((pixel - top) / step)))],
  };
}

/** A region that draws what `load` finds; `filter(key, text)` sets a filter of the table. */
export function parallel(sweep, { view, filter }) {
  const drawing = make("div", { class: "parallel" });
  const told = make("p", { class: "quiet" });
  const region = make("details", { ontoggle: () => load() }, make("summary", {}, "Parallel coordinates"), drawing, told);
  let answer = null;
  let drag = null;

  function axes() {
    const metric = answer.metrics[0].name;
    return [
      ...answer.varied.map((name) => ({
        key: `parameter ${name}`, title: name, value: (row) => row.parameters[name],
      })),
      { key: `${metric} mean`, title: metric, value: (row) => row.metrics[metric].mean },
    ];
  }

  function draw() {
    if (!answer || !region.open || answer.rows.length === 0) {
      fill(drawing);
      return;
    }
    const all = axes();
    const rows = answer.rows.filter((row) => all.every(({ value }) => value(row) !== null));
    const width = Math.max(drawing.clientWidth, 120 * all.length);
    const step = all.length > 1 ? (width - shape.left - shape.right) / (all.length - 1) : 0;
    const scales = all.map(({ value }) => scale(rows.map(value)));
    const x = (index) => shape.left + step * index;
    const lines = rows.map((row) => svg("polyline", {
      class: Object.values(row.metrics)[0].best ? "line best" : "line",
      points: all.map(({ value }, index) => `${x(index)},${scales[index].place(value(row))}`).join(" "),
    }));
    const picture = svg("svg", {
      viewBox: `0 0 ${width} ${shape.top + shape.height + 30}`, width, height: shape.top + shape.height + 30,
      role: "img", "aria-label": `Parallel coordinates of ${rows.length} configurations; the filters of the table`
        + " below choose among them",
    }, lines, all.map((axis, index) => axisOf(axis, scales[index], x(index), index === all.length - 1)));
    fill(drawing, picture);
    told.textContent = (answer.matching > rows.length
      ? `The first ${rows.length} of ${answer.matching} rows. ` : "")
      + "Drag along an axis to have the table show a range of it; click on an axis to have all again.";
  }

  function axisOf({ key, title }, one, x, isLast) {
    const { top, height } = shape;
    const area = svg("rect", { class: "axis-area", x: x - 14, y: top - 8, width: 28, height: height + 16 });
    const brush = svg("rect", { class: "brush", x: x - 7, y: 0, width: 14, height: 0 });
    if (view.where[key]) brushed(brush, view.where[key], one);
    const at = (event) => {
      const box = area.ownerSVGElement.getBoundingClientRect();
      return ((event.clientY - box.top) / box.height) * (top + height + 30);
    };
    area.addEventListener("pointerdown", (event) => {
      drag = { key, from: at(event) };
      area.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    area.addEventListener("pointermove", (event) => {
      if (drag?.key !== key) return;
      const [low, high] = [drag.from, at(event)].sort((a, b) => a - b);
      brush.setAttribute("y", low);
      brush.setAttribute("height", high - low);
    });
    area.addEventListener("pointerup", (event) => {
      if (drag?.key !== key) return;
      const { from } = drag;
      const to = at(event);
      drag = null;
      if (Math.abs(to - from) < 4) return filter(key, "");
      const ends = [from, to].map(one.value);
      if (!one.isNumber) return filter(key, `=${ends[1]}`);
      const [low, high] = ends.sort((a, b) => a - b);
      return filter(key, `${Number(low.toPrecision(4))}..${Number(high.toPrecision(4))}`);
    });
    return [
      svg("line", { class: "axis", x1: x, x2: x, y1: top, y2: top + height }),
      svg("text", { class: "title", x, y: 16, "text-anchor": "middle" }, short(title, 18)),
      one.ticks.map((tick) => svg("text", {
        class: "tick", x: isLast ? x - 9 : x + 9, y: one.place(tick) + 4, "text-anchor": isLast ? "end" : "start",
      }, typeof tick === "number" ? value(Number(tick.toPrecision(3))) : short(tick, 14))),
      brush, area,
    ];
  }

  /** Shows the range that a filter lets through. */
  function brushed(brush, text, one) {
    const range = /^(\S+?)\.\.(\S+)$/.exec(text.trim());
    const ends = range && one.isNumber ? range.slice(1).map(Number) : text.startsWith("=") && !one.isNumber
      ? [text.slice(1), text.slice(1)] : null;
    if (!ends || (one.isNumber && !ends.every(Number.isFinite))) return;
    const within = (pixel) => Math.min(shape.top + shape.height, Math.max(shape.top, pixel));
    const [low, high] = ends.map(one.place).map(within).sort((a, b) => a - b);
    if (!Number.isFinite(low) || !Number.isFinite(high)) return;
    brush.setAttribute("y", one.isNumber ? low : low - 8);
    brush.setAttribute("height", one.isNumber ? Math.max(3, high - low) : 16);
  }

  async function load() {
    if (!region.open) return;
    const words = { first: 0, count: most };
    if (Object.keys(view.where).length) words.where = JSON.stringify(view.where);
    try {
      answer = await getJSON(`${address(sweep, "rows")}?${query(words)}`);
      if (!drag) draw();
    } catch (error) {
      told.textContent = plain(error.message);
    }
  }

  new ResizeObserver(() => { if (!drag) draw(); }).observe(region);
  return { region, load, showFilters: load };
}

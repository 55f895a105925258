// The metrics of one trial by epoch: small pictures, one a metric.

import { make, rounded, short } from "./elements.js";

const [width, height, pad] = [300, 120, 8];

function path(points) {
  const finite = points.filter(([, value]) => Number.isFinite(value));
  const epochs = finite.map(([epoch]) => epoch);
  const values = finite.map(([, value]) => value);
  const [first, last] = [Math.min(...epochs), Math.max(...epochs)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (epoch) => pad + (last === first ? 0.5 : (epoch - first) / (last - first)) * (width - 2 * pad);
  const y = (value) => height - pad - (high === low ? 0.5 : (value - low) / (high - low)) * (height - 2 * pad);
  return { low, high, first, last, text: finite.map(([epoch, value]) => `${x(epoch)},${y(value)}`).join(" ") };
}

function chart(name, points) {
  const finite = points.filter(([, value]) => Number.isFinite(value));
  if (finite.length === 0) return null;
  const { low, high, first, last, text } = path(points);
  const [, latest] = finite[finite.length - 1];
  const said = `${short(name, 60)}: ${rounded(latest, null)} at epoch ${last}; from epoch ${first} on between`
    + ` ${rounded(low, null)} and ${rounded(high, null)}`;
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", said);
  const line = document.createElementNS("http://www.w3.org/2000/svg", finite.length > 1 ? "polyline" : "circle");
  if (finite.length > 1) line.setAttribute("points", text);
  else for (const [key, value] of [["cx", width / 2], ["cy", height / 2], ["r", 3]]) line.setAttribute(key, value);
  picture.append(line);
  return make("figure", { class: "chart" }, make("h3", {}, short(name, 60)), picture,
    make("figcaption", {}, said));
}

/** Pictures of what `{metric: [[epoch, value], ...]}` says; nothing where nothing was measured twice. */
export function curves(all) {
  const charts = Object.entries(all ?? {}).filter(([, points]) => points.length > 1)
    .map(([name, points]) => chart(name, points));
  return charts.length > 0 && make("section", { "aria-label": "Metrics by epoch" },
    make("h2", {}, "Metrics by epoch"), make("div", { class: "charts" }, charts));
}

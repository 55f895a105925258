// The list of sweeps: running ones first, searched by name.

import { fill, grouped, make, notice, plain, rounded, short } from "./elements.js";
import { address, getJSON, listen } from "./server.js";

function row(sweep) {
  const done = sweep.completed + sweep.diverged;
  const state = sweep.running ? "running"
    : done + sweep.failed < sweep.trials ? "at rest" : "finished";
  const found = sweep.best;
  const spread = found && found.std !== null ? ` ± ${rounded(found.std, found.std / Math.sqrt(found.n))}` : "";
  const figure = found
    ? `${short(found.metric, 60)} ${rounded(found.mean, found.std && found.std / Math.sqrt(found.n))}${spread}`
    : "–";
  const bar = make("progress", { max: Math.max(sweep.trials, 1), value: done, "aria-label": "done" });
  return make("tr", {},
    make("th", { scope: "row" },
      make("a", { href: address(sweep.sweep), title: plain(sweep.sweep) }, short(sweep.sweep, 80))),
    make("td", { class: state.replace(" ", "-") }, state),
    make("td", {}, bar, ` ${grouped(done)} of ${grouped(sweep.trials)}`,
      sweep.failed ? `, ${grouped(sweep.failed)} failed` : ""),
    make("td", {}, figure, found && found.configuration
      ? make("span", { class: "with", title: plain(found.configuration) }, short(found.configuration, 120)) : ""),
    make("td", {}, sweep.created.slice(0, 16).replace("T", " ")),
    make("td", { class: "number" }, String(sweep.forms ?? 1)),
    make("td", {}, sweep.tags.map((tag) => short(tag, 64)).join(", ")));
}

export function showSweeps(main, { link }) {
  let sweeps = [];
  const body = make("tbody");
  const search = make("input", { type: "search", id: "search", oninput: draw });
  function draw() {
    const words = search.value.toLowerCase();
    const found = sweeps.filter(({ sweep, tags }) =>
      [sweep, ...tags].some((text) => text.toLowerCase().includes(words)));
    fill(body, found.length ? found.map(row)
      : make("tr", {}, make("td", { colspan: 7 },
        sweeps.length ? "No sweep has this in its name or tags." : "This file holds no sweep yet.")));
  }
  function take(list) {
    // The order within is the file's: the one that was run last comes first.
    sweeps = [...list.filter((sweep) => sweep.running), ...list.filter((sweep) => !sweep.running)];
    draw();
  }
  fill(main,
    make("h1", {}, "Sweeps"),
    make("p", { class: "filter" }, make("label", { for: "search" }, "Name or tag has "), search),
    make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Sweeps" },
      make("table", { class: "sweeps" },
        make("caption", { class: "unseen" }, "The sweeps of this results file"),
        make("thead", {}, make("tr", {},
          ["sweep", "state", "trials done", "best so far", "first run (UTC)", "forms", "tags"].map((text) =>
            make("th", { scope: "col" }, text)))),
        body)));
  getJSON("/").then(take, (error) => notice(error.message, true));
  listen("", {
    link,
    sweeps: (data) => take(JSON.parse(data)),
    trouble: (text) => notice(text, true),
  });
}

// The page of an address, and what surrounds it.

import { fill, make, plain, short } from "./elements.js";
import { address } from "./server.js";
import { showCompare } from "./compare.js";
import { showSpec } from "./spec.js";
import { showSummary } from "./summary.js";
import { showSweeps } from "./sweeps.js";
import { showTrial } from "./trial.js";
import { showTrials } from "./trials.js";
import { showUnderstand } from "./understand.js";
import { showWorkers } from "./workers.js";

const main = document.getElementById("main");

function link(isThere) {
  const place = document.getElementById("link");
  place.textContent = isThere ? "live" : "no answer, calling again";
  place.className = isThere ? "there" : "gone";
}

function navigation(sweep, current) {
  const pages = [
    ["Summary"], ["Understand", "plots"], ["Compare", "compare"], ["Trials", "trials"], ["Workers", "workers"],
    ["Spec", "spec"],
  ];
  fill(document.getElementById("nav"), sweep === null ? [] : [
    make("span", { class: "name", title: plain(sweep) }, short(sweep, 60)),
    pages.map(([title, ...rest]) =>
      make("a", {
        href: address(sweep, ...rest), "aria-current": title === current ? "page" : null,
      }, title)),
  ]);
}

function title(...parts) {
  document.title = [...parts.map((part) => short(part, 60)), "sweep"].join(" · ");
}

function show() {
  const path = location.pathname.split("/").filter((part) => part).map(decodeURIComponent);
  const [root, sweep, page, trial] = path;
  if (root !== "sweeps" || sweep === undefined) {
    navigation(null);
    title("Sweeps");
    return showSweeps(main, { link });
  }
  if (page === undefined) {
    navigation(sweep, "Summary");
    title(sweep);
    return showSummary(main, sweep, { link });
  }
  if (page === "plots") {
    navigation(sweep, "Understand");
    title("Understand", sweep);
    return showUnderstand(main, sweep, { link });
  }
  if (page === "compare") {
    navigation(sweep, "Compare");
    title("Compare", sweep);
    return showCompare(main, sweep, { link });
  }
  if (page === "spec") {
    navigation(sweep, "Spec");
    title("Spec", sweep);
    return showSpec(main, sweep, { link });
  }
  if (page === "workers") {
    navigation(sweep, "Workers");
    title("Workers", sweep);
    return showWorkers(main, sweep, { link });
  }
  navigation(sweep, "Trials");
  if (trial !== undefined) {
    title(trial.slice(0, 12), sweep);
    return showTrial(main, sweep, trial, { link });
  }
  title("Trials", sweep);
  return showTrials(main, sweep, { link });
}

show();

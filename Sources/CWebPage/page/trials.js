// Trials: failures by cause, then a list, a part at a time.

import { button, confirmed, count, duration, fill, grouped, make, notice, plain, short, table } from "./elements.js";
import { address, change, getJSON, mayChange, query } from "./server.js";
import { follow, paced, progress, version } from "./progress.js";

const size = 100;
const states = ["", "failed", "running", "open", "completed", "diverged"];

async function retry(sweep, trials) {
  const answer = await change(address(sweep, "retry"), { trials });
  return `${count(answer.reopened, "trial")} will be tried again${answer.running ? "." : " by the next run."}`;
}

function group(sweep, failure, mayRetry, isOpen, remember) {
  const { trials } = failure;
  return make("details", { class: "failure", open: isOpen, ontoggle: remember },
    make("summary", {}, `${count(trials.length, "trial")}, ${failure.cause}: ${short(failure.message)}`),
    make("p", {}, `at ${failure.hosts.map((host) => short(host, 80)).join(", ")}`),
    failure.output ? make("pre", { tabindex: "0" }, plain(failure.output))
      : make("p", { class: "quiet" }, "Nothing that they printed is on record."),
    make("p", { class: "actions" },
      mayRetry && button("Try all of these again …", () =>
        confirmed(`Give ${count(trials.length, "trial")} another chance?`, "Try again", () =>
          retry(sweep, trials))),
      make("a", { href: address(sweep, "trials", trials[0]) }, "the first of them")));
}

function row(sweep, trial) {
  const names = Object.entries(trial.parameters)
    .map(([name, value]) => `${short(name, 60)}=${short(value, 120)}`).join(", ");
  return [
    make("a", { href: address(sweep, "trials", trial.trial) }, make("code", {}, trial.trial.slice(0, 12))),
    names || "–", String(trial.replicate), String(trial.fold),
    make("span", { class: `state ${trial.status}` },
      trial.status + (trial.until ? ` until ${trial.until}` : "")),
    trial.value === null ? "–" : String(trial.value), duration(trial.seconds), String(trial.attempts),
    trial.host === null ? "–" : short(trial.host, 80),
  ];
}

export function showTrials(main, sweep, { link }) {
  const standing = progress();
  const failures = make("section", { "aria-label": "Failures by cause" });
  const list = make("div");
  const pages = make("p", { class: "actions" });
  const given = new URLSearchParams(location.search);
  let first = Math.max(0, Number(given.get("first")) || 0);
  const opened = new Set();
  const configuration = make("input", {
    type: "text", id: "configuration", value: given.get("configuration") ?? "", placeholder: "l2=0.001",
    onchange: () => go(0),
  });
  const choice = make("select", { id: "state", onchange: () => go(0) },
    states.map((state) => make("option", { value: state, selected: state === (given.get("status") ?? "") },
      state || "any")));

  function go(place) {
    first = place;
    const words = {};
    if (choice.value) words.status = choice.value;
    if (configuration.value.trim()) words.configuration = configuration.value.trim();
    if (first) words.first = first;
    const text = query(words);
    history.replaceState(null, "", location.pathname + (text ? `?${text}` : ""));
    loadList().catch((error) => notice(error.message, true));
  }

  async function loadList() {
    const words = query({
      first, count: size, status: choice.value, configuration: configuration.value.trim(),
    });
    const answer = await getJSON(`${address(sweep, "trials")}?${words}`);
    const last = first + answer.trials.length;
    fill(list, table(
      answer.total === 0 ? "No trial stands so"
        : `Trials ${grouped(first + 1)} to ${grouped(last)} of ${grouped(answer.total)}`,
      ["trial", "configuration", "replicate", "fold", "status", "value", "time", "attempts", "host"],
      answer.trials.map((trial) => row(sweep, trial))));
    fill(pages,
      button("Earlier", () => go(Math.max(0, first - size)), { disabled: first === 0 }),
      button("Later", () => go(first + size), { disabled: last >= answer.total }));
  }

  async function loadFailures() {
    const groups = await getJSON(address(sweep, "failures"));
    const mayRetry = await mayChange();
    fill(failures, groups.length ? make("h2", {}, "Given up") : null, groups.map((failure) => {
      const key = `${failure.cause} ${failure.message}`;
      return group(sweep, failure, mayRetry, opened.has(key), (event) => {
        if (event.target.open) opened.add(key);
        else opened.delete(key);
      });
    }));
  }

  async function load() {
    try {
      await Promise.all([loadList(), loadFailures()]);
    } catch (error) {
      notice(error.message, true);
    }
  }

  fill(main,
    make("h1", {}, "Trials"), standing.region, failures, make("h2", {}, "All trials"),
    make("p", { class: "filter" }, make("label", { for: "state" }, "Status "), choice,
      make("label", { for: "configuration" }, " Configuration "), configuration), list, pages);
  const again = paced(load);
  follow(sweep, {
    link, standing, again,
    key: (status) => version(status) + status.trials.running,
  });
}

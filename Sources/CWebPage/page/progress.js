// How a sweep stands: the bar, the sentences below it, and what can be done about it.

import { button, confirmed, count, duration, fill, grouped, make, plain, rounded, short } from "./elements.js";
import { change, listen, mayChange } from "./server.js";

const kinds = [["done", "done"], ["failed", "failed"], ["running", "in training"], ["waiting", "waiting"]];

/** The bar, with what its parts are in words. */
function bar(trials) {
  const total = kinds.reduce((sum, [key]) => sum + trials[key], 0);
  const text = kinds.filter(([key]) => trials[key] > 0)
    .map(([key, word]) => `${grouped(trials[key])} ${word}`).join(", ");
  const parts = kinds.filter(([key]) => trials[key] > 0).map(([key]) => {
    const part = make("span", { class: key });
    part.style.flexGrow = trials[key];
    return part;
  });
  const diverged = trials.diverged ? ` (${grouped(trials.diverged)} of them diverged)` : "";
  return [
    make("div", { class: "bar", role: "img", "aria-label": `${text} of ${count(total, "trial")}` }, parts),
    make("p", { class: "counts" }, `${count(total, "trial")}: ${text}${diverged}`),
  ];
}

function best(found) {
  const spread = found.std === null ? "" : ` ± ${rounded(found.std, found.sem)}`;
  return make("p", {}, "Best so far: ",
    make("strong", {}, `${short(found.metric, 80)} ${rounded(found.mean, found.sem)}${spread}`),
    ` (n = ${found.n})`, found.configuration ? ` with ${short(found.configuration)}` : "");
}

function pace(status) {
  const parts = [];
  if (status.elapsed_seconds !== null) parts.push(`running for ${duration(status.elapsed_seconds)}`);
  if (status.estimate) {
    const spread = status.estimate.seconds_std === null || status.estimate.seconds_std === undefined
      ? "" : ` ± ${duration(status.estimate.seconds_std)}`;
    parts.push(`${duration(status.estimate.seconds)}${spread} to go`);
  }
  if (status.failed_attempts > 0) parts.push(count(status.failed_attempts, "failed attempt"));
  return parts.length ? make("p", {}, parts.join(", ")) : null;
}

/** The progress of searches, races and halving. */
function methods(status) {
  const { search, race, halving } = status;
  return [
    search && `Search: ${search.decided} of ${search.configurations} configurations are decided`,
    race && `Race: ${race.in} of ${race.configurations} configurations are in it`,
    halving && `Halving: ${halving.configurations} configurations, rungs at epochs ${halving.rungs.join(", ")}`,
  ].filter((text) => text).map((text) => make("p", {}, text));
}

/** The buttons that steer a run, for one that is paused or not. */
function runButtons(isPaused) {
  function ask(atOnce, question) {
    confirmed(question, atOnce ? "Stop at once" : "Finish and stop", async () => {
      await change("/stop", { at_once: atOnce });
      return "The coordinator ends the run; the same command line goes on later.";
    });
  }
  async function pause() {
    await change("/pause", { paused: !isPaused });
    return isPaused ? "Trainings begin again." : "What is in training is finished; nothing begins until you resume.";
  }
  return make("p", { class: "actions" },
    isPaused
      ? button("Resume …", () => confirmed("Have trainings begin again?", "Resume", pause))
      : button("Pause …", () => confirmed(
        "Finish what is in training, and have nothing begin until you resume? Workers stay.", "Pause", pause)),
    button("Finish and stop …", () =>
      ask(false, "End the run when what is in training is finished?")),
    button("Stop at once …", () =>
      ask(true, "End the run now, and hand back what is in training?")));
}

/** A region that shows how a sweep stands; `show(status)` puts another in. */
export function progress() {
  const region = make("section", { class: "progress", "aria-label": "How the sweep stands" });
  const content = make("div");
  const actions = make("div");
  let offered = "";
  region.append(content, actions);
  return {
    region,
    async show(status) {
      fill(content,
        bar(status.trials), pace(status), status.best && best(status.best), methods(status),
        status.remark && make("p", { class: "remark" }, plain(status.remark)));
      const isRunning = status.elapsed_seconds !== null;
      const isPaused = status.paused === true;
      const offers = isRunning && await mayChange() ? `paused: ${isPaused}` : "";
      if (offers === offered) return;
      offered = offers;
      fill(actions, offers ? runButtons(isPaused) : []);
    },
    trouble(text) {
      fill(content, make("p", { class: "notice bad", role: "alert" }, plain(text)));
    },
  };
}

/** A text that changes when something is to be asked for again: another result, failure or chance. */
export function version(status) {
  const { done, failed, running, waiting } = status.trials;
  return [done, failed, done + failed + running + waiting, status.failed_attempts].join();
}

/** Does something now, and again when told, but never more often than every so many milliseconds. */
export function paced(action, pause = 2000) {
  let last = 0;
  let waits = false;
  return async function run() {
    if (waits) return;
    waits = true;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, last + pause - Date.now())));
    last = Date.now();
    waits = false;
    await action();
  };
}

/**
 * Follows a sweep: shows how it stands, and does `again` now and whenever `key` of its status is another.
 * `seen` is told every status.
 */
export function follow(sweep, { link, standing, again, key = version, seen = () => {} }) {
  let known;
  again();
  listen(sweep, {
    link,
    status(data) {
      const status = JSON.parse(data);
      standing?.show(status);
      seen(status);
      const now = key(status);
      if (known !== undefined && known !== now) again();
      known = now;
    },
    trouble: (text) => standing?.trouble(text),
  });
}

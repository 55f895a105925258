// All about one trial: why it waits, and what was tried.

import { button, confirmed, count, duration, fill, make, notice, plain, short } from "./elements.js";
import { address, change, getJSON, mayChange } from "./server.js";
import { follow, paced, version } from "./progress.js";
import { curves } from "./chart.js";
import { liveOutput } from "./output.js";

function facts(trial) {
  const parameters = Object.entries(trial.parameters);
  const rows = [
    ...parameters.map(([name, value]) => [short(name, 80), short(value)]),
    ["replicate", String(trial.replicate)], ["fold", String(trial.fold)],
    ["status", trial.status],
    ["value", trial.value === null ? "–" : String(trial.value)],
    ["time", duration(trial.seconds)],
    ...(trial.last ? [["last epoch", String(trial.last.epoch)],
      ...Object.entries(trial.last.metrics).map(([name, value]) => [short(name, 80), String(value)])] : []),
  ];
  return make("dl", {}, rows.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

function attempt(tried, live) {
  const ending = tried.failure
    ? `failed (${tried.failure.cause}): ${tried.failure.message}` : tried.ending ?? "in training";
  const output = tried.failure ? tried.failure.output : tried.output;
  return make("section", { class: "attempt" },
    make("h2", {}, `Attempt ${tried.attempt}`),
    make("p", {}, `${short(ending, 2000)}, at ${short(tried.host, 120)} (process ${tried.process}), from `
      + `${tried.started} to ${tried.ended ?? "now"}`),
    tried.ended === null && live ? live
      : output ? make("details", { open: true },
      make("summary", {}, "The last that it printed"),
      make("pre", { tabindex: "0" }, plain(output)))
      : make("p", { class: "quiet" }, "Nothing that it printed is on record."));
}

export function showTrial(main, sweep, id, { link }) {
  let shown = "";
  const live = liveOutput(address(sweep, "trials", id, "output"));
  async function load() {
    try {
      const [trial, measured] = await Promise.all([
        getJSON(address(sweep, "trials", id)), getJSON(address(sweep, "trials", id, "curves")),
      ]);
      const again = trial.status === "failed" && await mayChange();
      // Text that somebody reads stays where it is as long as it is the same.
      const now = JSON.stringify([trial, measured, again]);
      if (now === shown) return;
      shown = now;
      fill(main,
        make("h1", {}, "Trial ", make("code", {}, trial.trial.slice(0, 12))),
        trial.reasons.map((text) => make("p", { class: "remark" }, plain(text))),
        again && make("p", {}, button("Try again …", () =>
          confirmed("Give this trial another chance?", "Try again", async () => {
            const answer = await change(address(sweep, "retry"), { trials: [trial.trial] });
            return `${count(answer.reopened, "trial")} will be tried again`
              + (answer.running ? "." : " by the next run.");
          }))),
        facts(trial), curves(measured),
        [...trial.attempts].reverse().map((tried, place) => attempt(tried, place === 0 ? live.element : null)));
      live.follow(trial.status === "running");
    } catch (error) {
      notice(error.message, true);
    }
  }
  follow(sweep, {
    link, again: paced(load),
    // Every epoch of a trial in training counts.
    key: (status) => version(status) + JSON.stringify(status.workers.map((worker) => worker.running)),
  });
}

// The workers, the trials that they train, and their results.

import { button, confirmed, duration, fill, grouped, make, notice, plain, short, table } from "./elements.js";
import { address, change, getJSON, mayChange } from "./server.js";
import { follow, paced, progress } from "./progress.js";

function training(running) {
  if (!running.length) return "–";
  return make("ul", {}, running.map((trial) => make("li", {}, short(trial.trial),
    `, epoch ${trial.epoch}${trial.epochs === null ? "" : ` of ${trial.epochs}`}`)));
}

/** The host of a worker, which is called by that and its process: `ada/4711`. */
const host = (worker) => worker.name.slice(0, worker.name.lastIndexOf("/"));

function present(workers) {
  return workers.length === 0
    ? make("p", { class: "quiet" }, "No worker is there.")
    : table("Workers that are there", ["worker", "slots", "done", "failed", "in training"],
      workers.map((worker) => [
        [short(worker.name, 120), worker.draining && make("span", { class: "quiet" }, " finishes, and leaves")],
        String(worker.slots), grouped(worker.done), grouped(worker.failed), training(worker.running),
      ]));
}

export function showWorkers(main, sweep, { link }) {
  const standing = progress();
  const workers = make("div");
  const drains = make("div");
  const rest = make("div");

  function trust(host) {
    confirmed(`Give the workers of ${short(host, 120)} work again?`, "Trust again", async () => {
      await change(address(sweep, "retry"), { hosts: [host] });
      load();
      return `Workers of ${host} get work again.`;
    });
  }

  function drain(name) {
    confirmed(`Let the workers of ${short(name, 120)} finish what they train, and send them home? Others that come`
      + " from there are sent home, too, until the host is trusted again or the run ends.", "Drain", async () => {
      await change("/drain", { hosts: [name] });
      load();
      return `Workers of ${name} finish what they train, and leave.`;
    });
  }

  let drained = "";
  async function showDrains(all) {
    const mayDrain = await mayChange();
    const hosts = [...new Set(all.filter((worker) => !worker.draining).map(host))].sort();
    const leaving = [...new Set(all.filter((worker) => worker.draining).map(host))].sort();
    const now = JSON.stringify([hosts, leaving, mayDrain]);
    // A button that somebody is about to press stays.
    if (now === drained) return;
    drained = now;
    fill(drains, mayDrain && hosts.length + leaving.length > 0 && make("p", { class: "actions" },
      hosts.map((name) => button(`Drain ${short(name, 60)} …`, () => drain(name))),
      leaving.map((name) => button(`Trust ${short(name, 60)} again …`, () => trust(name)))));
  }

  async function load() {
    try {
      const answer = await getJSON(address(sweep, "workers"));
      const mayTrust = await mayChange();
      fill(workers, present(answer.workers));
      await showDrains(answer.workers);
      fill(rest,
        answer.quarantined.length > 0 && [
          make("h2", {}, "Quarantined"),
          make("p", {}, "Workers of these hosts failed what others could train, and get no more work."),
          make("ul", {}, answer.quarantined.map((host) => make("li", {}, short(host, 120), " ",
            mayTrust && button("Trust again …", () => trust(host))))),
        ],
        make("h2", {}, "Hosts"),
        answer.hosts.length === 0 ? make("p", { class: "quiet" }, "No host has trained anything yet.")
          : table("What hosts have done for this sweep",
            ["host", "kernel", "results", "failed attempts", "time", "time a result"],
            answer.hosts.map((host) => [
              short(host.host, 120), short(host.kernel, 60), grouped(host.results),
              grouped(host.failed_attempts), duration(host.seconds),
              host.results ? duration(host.seconds / host.results) : "–",
            ])));
    } catch (error) {
      notice(error.message, true);
    }
  }

  fill(main, make("h1", {}, "Workers"), standing.region, workers, drains, rest);
  const again = paced(load);
  follow(sweep, {
    link, standing, again,
    seen(status) {
      fill(workers, present(status.workers));
      showDrains(status.workers);
    },
  });
}

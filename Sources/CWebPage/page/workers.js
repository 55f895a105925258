// Who trains, what, and what came of it.

import { button, confirmed, duration, fill, grouped, make, notice, plain, short, table } from "./elements.js";
import { address, change, getJSON, mayChange } from "./server.js";
import { follow, paced, progress } from "./progress.js";

function training(running) {
  if (!running.length) return "–";
  return make("ul", {}, running.map((trial) => make("li", {}, short(trial.trial),
    `, epoch ${trial.epoch}${trial.epochs === null ? "" : ` of ${trial.epochs}`}`)));
}

function present(workers) {
  return workers.length === 0
    ? make("p", { class: "quiet" }, "No worker is there.")
    : table("Workers that are there", ["worker", "slots", "done", "failed", "in training"],
      workers.map((worker) => [
        short(worker.name, 120), String(worker.slots), grouped(worker.done), grouped(worker.failed),
        training(worker.running),
      ]));
}

export function showWorkers(main, sweep, { link }) {
  const standing = progress();
  const workers = make("div");
  const rest = make("div");

  function trust(host) {
    confirmed(`Give the workers of ${short(host, 120)} work again?`, "Trust again", async () => {
      await change(address(sweep, "retry"), { hosts: [host] });
      load();
      return `Workers of ${host} get work again.`;
    });
  }

  async function load() {
    try {
      const answer = await getJSON(address(sweep, "workers"));
      const mayTrust = await mayChange();
      fill(workers, present(answer.workers));
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

  fill(main, make("h1", {}, "Workers"), standing.region, workers, rest);
  const again = paced(load);
  follow(sweep, {
    link, standing, again,
    seen: (status) => fill(workers, present(status.workers)),
  });
}

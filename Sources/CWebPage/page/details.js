// A configuration that somebody has opened in the summary: its trials, and what was written about it.

import { button, duration, fill, make, notice, short, table } from "./elements.js";
import { address, getJSON, mayChange, query } from "./server.js";
import { annotated } from "./notes.js";

function trialRow(sweep, trial) {
  return [
    make("a", { href: address(sweep, "trials", trial.trial) }, make("code", {}, trial.trial.slice(0, 12))),
    String(trial.replicate), String(trial.fold),
    make("span", { class: `state ${trial.status}` }, trial.status + (trial.until ? ` until ${trial.until}` : "")),
    trial.value === null ? "–" : String(Number(trial.value.toPrecision(6))), duration(trial.seconds), String(trial.attempts),
    trial.host === null ? "–" : short(trial.host, 80),
  ];
}

/** A region below the table; `changed` is told when something was written, `closed` when somebody closes it. */
export function details(sweep, { changed, closed }) {
  const region = make("section", { id: "detail", "aria-live": "polite" });
  let shown = 0;

  function close() {
    shown += 1;
    fill(region);
  }

  async function show(row) {
    shown += 1;
    const mine = shown;
    const name = row.name;
    try {
      const words = query(name === "" ? {} : { configuration: name });
      const [answer, { tags, notes }, mayWrite] = await Promise.all([
        getJSON(`${address(sweep, "trials")}?${words}`),
        getJSON(`${address(sweep, "notes")}?${words}`), mayChange(),
      ]);
      if (mine !== shown) return;
      const best = name === "" ? [] : [make("a", {
        href: `${address(sweep, "compare")}?${query({ a: name })}`,
      }, "Compare …")];
      fill(region,
        make("h3", {}, short(name || sweep, 200)),
        annotated({
          sweep, configuration: name === "" ? null : name, tags, notes, mayWrite,
          changed() {
            changed();
            show(row);
          },
        }),
        table(`${answer.trials.length < answer.total ? `The first ${answer.trials.length} of ` : ""}`
          + `${answer.total} trials, replicate by replicate and fold by fold`,
          ["trial", "replicate", "fold", "status", "value", "time", "attempts", "host"],
          answer.trials.map((trial) => trialRow(sweep, trial))),
        make("p", { class: "actions" },
          make("a", { href: `${address(sweep, "trials")}?${words}` }, "All of its trials"), best,
          button("Close", () => {
            close();
            closed();
          })));
    } catch (error) {
      notice(error.message, true);
    }
  }

  return { region, show, close };
}

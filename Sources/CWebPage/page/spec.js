// The spec that somebody wrote, where the results come from, and more of it.

import { button, confirmed, count, duration, fill, grouped, make, notice, plain, short } from "./elements.js";
import { address, change, getJSON, mayChange } from "./server.js";
import { follow, paced, progress, version } from "./progress.js";

/** The lines of two texts: those that both have, and those that one has (the longest common subsequence). */
export function differences(before, after) {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = a[i] === b[j]
        ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(["same", a[i]]);
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || lengths[i + 1][j] >= lengths[i][j + 1])) {
      lines.push(["gone", a[i]]);
      i += 1;
    } else {
      lines.push(["new", b[j]]);
      j += 1;
    }
  }
  return lines;
}

/** Texts longer than that are not compared line by line. */
const longest = 2000;

function changed(forms) {
  const place = forms.findIndex((form) => form.this);
  if (place < 1) return null;
  const [before, after] = [forms[place - 1], forms[place]];
  if ([before, after].some((form) => form.spec.split("\n").length > longest)) return null;
  const signs = { same: "  ", gone: "− ", new: "+ " };
  return [
    make("h2", {}, `Other than ${short(before.name, 80)}`),
    make("pre", { tabindex: "0" }, differences(before.spec, after.spec)
      .filter(([kind]) => kind !== "same")
      .map(([kind, line]) => make("span", { class: kind }, `${signs[kind]}${plain(line)}\n`))),
  ];
}

function facts(spec) {
  const rows = [
    ["first run", `${spec.created.slice(0, 16).replace("T", " ")} UTC`],
    ["replicates", grouped(spec.replicates)], ["folds", grouped(spec.folds)],
    ["configurations", grouped(spec.configurations)], ["seed", spec.seed], ["engine", spec.engine],
    ["data", spec.data === "null" ? "the program's own" : short(spec.data, 200)],
    ["hash of the data", spec.data_hash], ["hash of the spec", spec.spec_hash ?? "–"],
  ];
  return make("dl", {}, rows.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

/** How many trials more there would be, and what they take. */
function cost(spec, wanted, slots) {
  const trials = spec.search
    ? (wanted - spec.configurations) * spec.replicates * spec.folds
    : (wanted - spec.replicates) * spec.configurations * spec.folds;
  const time = spec.mean_seconds === null ? "" : `, about ${duration(trials * spec.mean_seconds)} of training`
    + (slots > 0 ? `, ${duration((trials * spec.mean_seconds) / slots)} on ${count(slots, "slot")}` : "");
  return `up to ${count(trials, "trial")} more${time}`;
}

export function showSpec(main, sweep, { link }) {
  const standing = progress();
  const content = make("div");
  let slots = 0;

  function extension(spec) {
    const what = spec.search ? "configurations" : "replicates";
    const present = spec[what];
    const field = make("input", {
      type: "number", id: "wanted", min: present + 1, max: 1000000, value: present + 1,
    });
    const told = make("span", { class: "quiet", role: "status" });
    function tell() {
      const wanted = Number(field.value);
      told.textContent = wanted > present ? cost(spec, wanted, slots) : `there are ${present} already`;
    }
    field.addEventListener("input", tell);
    tell();
    return [
      make("h2", {}, "Extend"),
      make("p", { class: "actions" }, make("label", { for: "wanted" }, `${what} in all`), field,
        button("Extend …", () => {
          const wanted = Number(field.value);
          if (!(wanted > present)) return;
          confirmed(`Have ${grouped(wanted)} ${what} in all? These are ${cost(spec, wanted, slots)}.`,
            "Extend", async () => {
              const answer = await change(address(sweep, "extend"), { [what]: wanted });
              again();
              return `The sweep has ${count(answer.trials, "trial")} now, ${grouped(answer.open)} of them to be`
                + ` trained${answer.running ? "." : " by the next run."}`;
            });
        }), told),
    ];
  }

  async function load() {
    try {
      const spec = await getJSON(address(sweep, "spec"));
      const mayExtend = await mayChange();
      fill(content,
        mayExtend && extension(spec),
        spec.notes.length > 0 && [make("h2", {}, "Notes"), make("dl", {}, spec.notes.map((note) => [
          make("dt", {}, note.written.slice(0, 16).replace("T", " ")),
          make("dd", {}, note.configuration === null ? "" : `${short(note.configuration, 120)}: `, plain(note.text)),
        ]))],
        make("h2", {}, "Spec"), make("pre", { tabindex: "0" }, plain(spec.spec)),
        changed(spec.forms),
        spec.forms.length > 1 && [make("h2", {}, "Forms"), make("ul", {}, spec.forms.map((form) =>
          make("li", {}, form.this ? short(form.name, 120)
            : make("a", { href: address(form.name, "spec") }, short(form.name, 120)),
          `, first run ${form.created.slice(0, 16).replace("T", " ")} UTC`)))],
        make("h2", {}, "Provenance"), facts(spec));
    } catch (error) {
      notice(error.message, true);
    }
  }

  fill(main, make("h1", {}, "Spec"), standing.region, content);
  const again = paced(load);
  follow(sweep, {
    link, standing, again,
    seen: (status) => { slots = status.workers.reduce((sum, worker) => sum + worker.slots, 0); },
    // Only another number of trials makes another spec; what somebody writes meanwhile stays.
    key: (status) => version(status).split(",")[2],
  });
}

// Whether configurations differ by more than chance, in the program's own words.

import { button, fill, make, plain, short } from "./elements.js";
import { address, getJSON, getText, query } from "./server.js";
import { follow, paced, progress } from "./progress.js";

export function showCompare(main, sweep, { link }) {
  const standing = progress();
  const given = new URLSearchParams(location.search);
  const choices = make("datalist", { id: "configurations" });
  const [a, b] = ["a", "b"].map((key) => make("input", {
    type: "text", id: key, list: "configurations", value: given.get(key) ?? "", autocomplete: "off",
  }));
  const said = make("pre", { tabindex: "0", class: "report", "aria-label": "What the comparison says" });

  async function compare() {
    const isPair = a.value.trim() !== "" && b.value.trim() !== "";
    const words = isPair ? { a: a.value.trim(), b: b.value.trim() } : {};
    history.replaceState(null, "", location.pathname + (isPair ? `?${query(words)}` : ""));
    try {
      said.textContent = plain(await getText(`${address(sweep, "compare")}?${query({ ...words, format: "text" })}`));
    } catch (error) {
      said.textContent = plain(error.message);
    }
  }

  async function load() {
    try {
      const [table, sweeps] = await Promise.all([getJSON(`${address(sweep, "rows")}?count=1000`), getJSON("/")]);
      const names = table.rows.map((row) => row.name).filter((name) => name);
      const others = sweeps.map((other) => other.sweep).filter((name) => name !== sweep);
      fill(choices, [...names, ...(others.length ? [sweep, ...others] : [])].map((value) => make("option", { value })));
    } catch {
      // Without a table there is nothing to choose, and the comparison says why.
    }
    await compare();
  }

  fill(main,
    make("h1", {}, "Compare"), standing.region,
    make("form", {
      class: "actions",
      onsubmit(event) {
        event.preventDefault();
        compare();
      },
    },
    make("label", { for: "a" }, "Configuration or sweep"), a, make("label", { for: "b" }, "against"), b, choices,
    make("button", { class: "main" }, "Compare"),
    button("All against the best", () => {
      a.value = "";
      b.value = "";
      compare();
    })),
    make("p", { class: "quiet" },
      `Two configurations of ${short(sweep, 60)} by the parameters that tell them apart, such as l2=0.001, or one of`
      + " another sweep as SWEEP:l2=0.001; two sweeps by their names, configuration by configuration; with none, all"
      + " against the best."),
    said);
  const again = paced(load, 5000);
  follow(sweep, { link, standing, again });
}

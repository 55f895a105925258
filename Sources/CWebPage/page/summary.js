// The summary table of a sweep: one row a configuration, as 'sweep table --format json' has it.

import { button, fill, make, notice, plain, rounded, short } from "./elements.js";
import { grid } from "./grid.js";
import { address, getJSON, getText } from "./server.js";
import { follow, paced, progress } from "./progress.js";

/** The columns of the parameters: those that vary first, then those with one value. */
function parameterColumns(names, rows) {
  const columns = names.map((name) => {
    const first = rows[0].parameters[name];
    return {
      key: `parameter ${name}`, title: name, value: (row) => row.parameters[name],
      isNumber: rows.every((row) => typeof row.parameters[name] === "number"),
      isConstant: rows.length > 1 && rows.every((row) => row.parameters[name] === first),
    };
  });
  return [...columns.filter((column) => !column.isConstant), ...columns.filter((column) => column.isConstant)];
}

/** Gives what a configuration is called, by the parameters that vary: `l2=0.001,units=32`. */
export function naming(rows) {
  const parameters = rows.length ? Object.keys(rows[0].parameters) : [];
  const varied = parameters.filter((name) =>
    rows.some((row) => row.parameters[name] !== rows[0].parameters[name]));
  return (row) => varied.map((name) => `${name}=${row.parameters[name]}`).join(",");
}

/** † may be the best, too; ? nothing was tested. */
function mark(figure) {
  if (figure.best) return " *";
  if (figure.may_be_best === true) return " †";
  return figure.may_be_best === null && figure.mean !== null ? " ?" : "";
}

function figureColumns(metric, several) {
  const name = (word) => (several ? `${metric.name}: ${word}` : word);
  const figure = (row) => row.metrics[metric.name];
  const number = (key) => ({
    key: `${metric.name} ${key}`, title: name(key), isNumber: true,
    value: (row) => figure(row)[key], text: (row) => rounded(figure(row)[key], figure(row).sem),
  });
  return [
    {
      key: `${metric.name} mean`, title: several ? `${metric.name}: mean ± std` : `${metric.name}, mean ± std`,
      isNumber: true, value: (row) => figure(row).mean,
      mark: (row) => (figure(row).best ? "best" : null),
      text(row) {
        const { mean, std, sem } = figure(row);
        if (mean === null) return absence(figure(row));
        return rounded(mean, sem) + (std === null ? "" : ` ± ${rounded(std, sem)}`) + mark(figure(row));
      },
    },
    {
      key: `${metric.name} n`, title: name("n"), isNumber: true, value: (row) => figure(row).n,
      text: ({ metrics }) => {
        const { n, expected } = metrics[metric.name];
        return n < expected ? `${n}/${expected}` : String(n);
      },
    },
    ...["low", "high", "min", "median", "max"].map(number),
  ];
}

/** What became of all trials where there is no mean. */
function absence(figure) {
  const kinds = Object.keys(figure.missing_trials ?? {});
  return kinds.length === 1 && kinds[0] !== "open" ? kinds[0].replaceAll("_", " ") : "–";
}

/** Where the replicates and folds of a configuration are. */
function trialsColumn(sweep, rows) {
  const name = naming(rows);
  return {
    key: "trials", title: "trials", value: () => "trials",
    link: (row) => `${address(sweep, "trials")}?${new URLSearchParams({ configuration: name(row) })}`,
  };
}

function columns(sweep, table, rows, hidden, showsConstants) {
  const names = rows.length ? Object.keys(rows[0].parameters) : [];
  const parameters = rows.length ? parameterColumns(names, rows) : [];
  const figures = table.metrics.flatMap((metric) => figureColumns(metric, table.metrics.length > 1));
  const varied = parameters.filter((column) => !column.isConstant);
  const constant = parameters.filter((column) => column.isConstant);
  const left = table.left
    ? [{ key: "left", title: "left after", value: (row) => row.left_after_block ?? row.trained_until ?? null,
      isNumber: true }]
    : [];
  const all = [...varied, ...figures, ...left, ...constant, trialsColumn(sweep, rows)];
  return {
    all,
    constant: new Set(constant.map((column) => column.key)),
    shown: all.filter((column) => !hidden.has(column.key) && (showsConstants || !column.isConstant)),
  };
}

async function copy(sweep, format) {
  const text = await getText(`${address(sweep)}?format=${format}`);
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    // Where others reach the page without encryption, browsers have the old way alone.
    const area = make("textarea", {}, text);
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    if (!isDone) throw new Error("the browser does not let the page copy");
  }
  notice(`The table is copied as ${format}.`);
}

export function showSummary(main, sweep, { link }) {
  const standing = progress();
  const remarks = make("div");
  const chooser = make("div", { class: "choices" });
  const sheet = grid(`Summary of ${short(sweep, 60)}`);
  const hidden = new Set();
  let showsConstants = false;
  let table = null;

  function draw() {
    const rows = [...table.rows, ...table.left ?? []];
    const { all, shown, constant } = columns(sweep, table, rows, hidden, showsConstants);
    sheet.show(shown, rows);
    fill(remarks, make("p", { class: "quiet" },
      `* the best mean, † may be the best, too (${plain(table.test)}, ${plain(table.claims_are_about)});`
      + " ? nothing was tested."),
    (table.remarks ?? []).map((text) => make("p", { class: "quiet" }, plain(text))));
    fill(chooser,
      constant.size > 0 && make("label", {}, make("input", {
        type: "checkbox", checked: showsConstants,
        onchange(event) {
          showsConstants = event.target.checked;
          draw();
        },
      }), ` parameters with one value (${constant.size})`),
      all.filter((column) => !constant.has(column.key)).map((column) =>
        make("label", {}, make("input", {
          type: "checkbox", checked: !hidden.has(column.key),
          onchange(event) {
            if (event.target.checked) hidden.delete(column.key);
            else hidden.add(column.key);
            draw();
          },
        }), ` ${short(column.title, 60)}`)));
  }

  async function load() {
    try {
      table = await getJSON(address(sweep));
      draw();
    } catch (error) {
      notice(error.message, true);
    }
  }

  const formats = [["text", "text"], ["markdown", "Markdown"], ["latex", "LaTeX"], ["csv", "CSV"]];
  fill(main,
    make("h1", { title: plain(sweep) }, short(sweep, 120)), standing.region,
    make("h2", {}, "Summary"),
    make("p", { class: "actions" }, "Copy as ", formats.map(([format, word]) =>
      button(word, () => copy(sweep, format).catch((error) => notice(error.message, true))))),
    make("details", {}, make("summary", {}, "Columns"), chooser), sheet.region, remarks);
  const again = paced(load);
  follow(sweep, { link, standing, again });
}

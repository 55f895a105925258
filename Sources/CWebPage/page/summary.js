// The summary table of a sweep: one row a configuration, as 'sweep table --format json' has it.

import { button, fill, make, notice, plain, rounded, short, value } from "./elements.js";
import { grid } from "./grid.js";
import { address, copyText, getJSON, getText, query } from "./server.js";
import { follow, paced, progress } from "./progress.js";
import { annotations } from "./notes.js";
import { parallel } from "./parallel.js";
import { details } from "./details.js";
import { readView, writeView } from "./view.js";

const standard = { sort: null, down: false, where: {}, hidden: [], constants: false };

/** The columns of the parameters: those that vary first, then those with one value. */
function parameterColumns(answer, rows) {
  const varied = new Set(answer.varied);
  const columns = answer.columns.map((name) => ({
    key: `parameter ${name}`, title: name, value: (row) => row.parameters[name],
    text: (row) => value(row.parameters[name]),
    isNumber: rows.length > 0 && rows.every((row) => typeof row.parameters[name] === "number"),
    isConstant: !varied.has(name),
  }));
  return [...columns.filter((column) => !column.isConstant), ...columns.filter((column) => column.isConstant)];
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

/** The outcome of all trials where there is no mean. */
function absence(figure) {
  const kinds = Object.keys(figure.missing_trials ?? {});
  return kinds.length === 1 && kinds[0] !== "open" ? kinds[0].replaceAll("_", " ") : "–";
}

export function showSummary(main, sweep, { link }) {
  const standing = progress();
  const written = annotations(sweep, () => table.load().catch(trouble));
  const remarks = make("div");
  const chooser = make("div", { class: "choices" });
  const view = readView(standard);
  let opened = null;
  let latest = null;
  const detail = details(sweep, {
    changed: () => table.load().catch(trouble),
    closed: () => {
      opened = null;
      table.rearrange();
    },
  });

  function trouble(error) {
    notice(error.message, true);
  }

  function show(row) {
    opened = opened === row.name ? null : row.name;
    if (opened === null) detail.close();
    else detail.show(row);
    table.rearrange();
  }

  /** The first column opens a configuration: its trials, notes and tags. */
  const opener = {
    key: "open", title: "", isFixed: true, width: 5, value: () => null,
    cell: (row) => button(row.name === opened ? "▾" : "▸", () => show(row), {
      class: "open", "data-focus": "open", "aria-expanded": String(row.name === opened),
      "aria-controls": "detail", "aria-label": `Trials and notes of ${short(row.name || "the configuration", 120)}`,
    }),
  };

  function arrange(answer, rows) {
    const parameters = parameterColumns(answer, rows);
    const figures = answer.metrics.flatMap((metric) => figureColumns(metric, answer.metrics.length > 1));
    const left = rows.some((row) => row.left_after_block ?? row.trained_until)
      ? [{
        key: "left", title: "left after", isNumber: true,
        value: (row) => row.left_after_block ?? row.trained_until ?? null,
      }] : [];
    const tags = rows.some((row) => row.tags) || view.where.tags
      ? [{ key: "tags", title: "tags", value: (row) => (row.tags ? row.tags.join(", ") : null) }] : [];
    const all = [
      ...parameters.filter((column) => !column.isConstant), ...figures, ...left, ...tags,
      ...parameters.filter((column) => column.isConstant),
    ];
    choose(all);
    tell(answer);
    return [opener, ...all.filter((column) =>
      !view.hidden.includes(column.key) && (view.constants || !column.isConstant))];
  }

  function rearranged() {
    writeView(view, standard);
    table.rearrange();
  }

  function checkbox(text, isChecked, act) {
    return make("label", {}, make("input", {
      type: "checkbox", checked: isChecked, onchange: (event) => act(event.target.checked),
    }), ` ${text}`);
  }

  let choices = "";
  function choose(all) {
    const constant = all.filter((column) => column.isConstant);
    const now = JSON.stringify([all.map((column) => column.key), view.hidden, view.constants]);
    if (now === choices) return;
    choices = now;
    fill(chooser,
      constant.length > 0 && checkbox(`parameters with one value (${constant.length})`, view.constants, (isOn) => {
        view.constants = isOn;
        rearranged();
      }),
      all.filter((column) => !column.isConstant).map((column) =>
        checkbox(short(column.title, 60), !view.hidden.includes(column.key), (isOn) => {
          view.hidden = view.hidden.filter((key) => key !== column.key);
          if (!isOn) view.hidden.push(column.key);
          rearranged();
        })));
  }

  function tell(answer) {
    if (latest === answer) return;
    latest = answer;
    fill(remarks, make("p", { class: "quiet" },
      `* the best mean, † may be the best, too (${plain(answer.test)}, ${plain(answer.claims_are_about)});`
      + " ? nothing was tested."),
    (answer.remarks ?? []).map((text) => make("p", { class: "quiet" }, plain(text))));
  }

  const table = grid(`Summary of ${short(sweep, 60)}`, {
    view, arrange,
    async ask({ first, count, sort, down, where }) {
      const words = { first, count };
      if (sort !== null) words.sort = sort;
      if (down) words.down = "true";
      if (Object.keys(where).length) words.where = JSON.stringify(where);
      const answer = await getJSON(`${address(sweep, "rows")}?${query(words)}`);
      // A large table that changes all the time is made anew now and then.
      if (!answer.latest) setTimeout(again, 5000);
      return answer;
    },
    changed: () => {
      writeView(view, standard);
      plot.showFilters();
    },
  });
  const plot = parallel(sweep, { view, filter: (key, text) => table.filter(key, text) });

  async function load() {
    try {
      await Promise.all([table.load(), written.load(), plot.load()]);
    } catch (error) {
      trouble(error);
    }
  }

  const formats = [["text", "text"], ["markdown", "Markdown"], ["latex", "LaTeX"], ["csv", "CSV"]];
  fill(main,
    make("h1", { title: plain(sweep) }, short(sweep, 120)), standing.region, written.region,
    make("h2", {}, "Summary"),
    make("p", { class: "actions" }, "Copy as ", formats.map(([format, word]) =>
      button(word, () => getText(`${address(sweep)}?format=${format}`).then(copyText)
        .then(() => notice(`The table is copied as ${format}.`), trouble)))),
    make("details", {}, make("summary", {}, "Columns"), chooser), plot.region, table.region, detail.region, remarks);
  const again = paced(load);
  follow(sweep, { link, standing, again });
}

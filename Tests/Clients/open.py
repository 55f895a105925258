#!/usr/bin/env python3
"""Opens what `sweep export` and `sweep table` write with the programs that people use.

    python3 -m venv venv && venv/bin/pip install pandas polars pyarrow duckdb tensorboard optuna \\
        optuna-dashboard mlflow jsonschema
    venv/bin/python Tests/Clients/open.py .build/release/sweep sweep.sqlite

Says a line for every client: what it saw, or that it is not there. pdflatex comes from Debian's
texlive-latex-recommended and texlive-science. Ends with 1 when a client saw something else than the
results file holds.
"""

import importlib.util
import json
import math
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

SWEEP, RESULTS = (Path(argument).resolve() for argument in sys.argv[1:3])
SCHEMA = Path(__file__).parents[2] / "Sources/Exports/sweep.schema.json"
# Loopback is asked directly, and no client may call home.
ENVIRONMENT = os.environ | {
    "no_proxy": "*", "NO_PROXY": "*", "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true",
}
os.environ.update(ENVIRONMENT)


def sweep(*arguments):
    command = [SWEEP, *map(str, arguments), "--results", RESULTS]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(result.stderr.strip())
    return result.stdout


class Truth:
    """What the results file holds, asked of SQLite and of nobody else."""

    def __init__(self):
        database = sqlite3.connect(f"file:{RESULTS}?mode=ro", uri=True)
        self.sweep, self.name, self.metric, self.goal = database.execute(
            "SELECT id, name, metric, goal FROM sweeps ORDER BY used DESC LIMIT 1").fetchone()
        self.parameters = [row[0] for row in database.execute(
            "SELECT name FROM parameters WHERE sweep = ? ORDER BY position", [self.sweep])]
        self.values = {
            (c, r, f): value for c, r, f, value in database.execute(
                "SELECT configuration, replicate, fold, value FROM trial_results WHERE sweep = ?",
                [self.name])}
        self.results = database.execute(
            "SELECT count(*) FROM trial_results WHERE sweep = ? AND status IN"
            " ('completed', 'diverged')", [self.name]).fetchone()[0]
        self.epochs = database.execute(
            "SELECT count(*) FROM (SELECT DISTINCT configuration, replicate, fold, epoch FROM curves"
            " WHERE sweep = ?)", [self.name]).fetchone()[0]
        self.curves = {
            (c, r, f, e): value for c, r, f, e, value in database.execute(
                "SELECT configuration, replicate, fold, epoch, value FROM curves"
                " WHERE sweep = ? AND metric = ?", [self.name, self.metric])}


def absent(x):
    """Whether it is none, NULL or NaN, which CSV's readers do not tell apart."""
    return x is None or math.isnan(x)


def same(a, b):
    """Equal to the last bit, or absent both."""
    return absent(b) if absent(a) else a == b


def matches(rows, truth):
    """Compares (key..., value) rows with a dictionary of the truth."""
    rows = {tuple(map(int, key)): value for *key, value in map(tuple, rows)}
    for key in rows.keys() | truth.keys():
        assert same(rows.get(key), truth.get(key)), f"{key}: {rows.get(key)}, not {truth.get(key)}"
    return len(rows)


def pandas(truth, out):
    import pandas
    # Before version 3, the default parser may be off by the last bit.
    exact = {} if int(pandas.__version__.split(".")[0]) >= 3 else {"float_precision": "round_trip"}
    trials, curves, summary, splits = (
        pandas.read_csv(out / f"{name}.csv", **exact)
        for name in ("trials", "measurements", "summary", "splits"))
    key = ["configuration", "replicate", "fold"]
    count = matches(trials[key + ["value"]].itertuples(index=False), truth.values)
    matches(curves[key + ["epoch", truth.metric]].itertuples(index=False), truth.curves)
    assert len(curves) == truth.epochs
    assert set(splits.part) == {"training", "validation"}
    assert pandas.to_datetime(trials.started).notna().any()
    means = trials.groupby(["configuration"]).value.mean()
    for mine, theirs in zip(summary["mean"], means):
        assert same(mine, theirs) or abs(mine - theirs) <= 1e-12 * abs(theirs), (mine, theirs)
    return f"{count} trials, {len(curves)} epochs, {len(summary)} means, {len(splits)} rows of splits"


def polars(truth, out):
    import polars
    trials = polars.read_csv(out / "trials.csv", infer_schema_length=None)
    curves = polars.read_csv(out / "measurements.csv", infer_schema_length=None)
    assert curves[truth.metric].dtype == polars.Float64, curves.schema
    key = ["configuration", "replicate", "fold"]
    count = matches(trials.select(key + ["value"]).iter_rows(), truth.values)
    matches(curves.select(key + ["epoch", truth.metric]).iter_rows(), truth.curves)
    return f"{count} trials, {len(curves)} epochs"


def pyarrow(truth, out):
    from pyarrow import csv
    trials = csv.read_csv(out / "trials.csv")
    curves = csv.read_csv(out / "measurements.csv")
    key = ["configuration", "replicate", "fold"]
    count = matches(zip(*(trials[name].to_pylist() for name in key + ["value"])), truth.values)
    matches(zip(*(curves[name].to_pylist() for name in key + ["epoch", truth.metric])), truth.curves)
    return f"{count} trials, {curves.num_rows} epochs"


def duckdb(truth, out):
    import duckdb
    # DuckDB takes quoted names for columns, and paths for tables.
    rows = duckdb.sql(
        f"SELECT configuration, replicate, fold, value FROM '{out}/trials.csv'").fetchall()
    count = matches(rows, truth.values)
    matches(duckdb.sql(
        f"SELECT configuration, replicate, fold, epoch, \"{truth.metric}\""
        f" FROM '{out}/measurements.csv'").fetchall(), truth.curves)
    from_json = duckdb.sql(
        "SELECT t.configuration, t.replicate, t.fold, t.value::DOUBLE FROM ("
        f"SELECT unnest(trials) t FROM read_json('{out}/sweep.json', maximum_object_size=1000000000))"
    ).fetchall()
    matches(from_json, truth.values)
    return f"{count} trials from csv and from json"


def jsonschema(truth, out):
    import jsonschema
    document = json.loads((out / "sweep.json").read_text())
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    # What JSON has no number for is a text that float() reads.
    rows = ((t["configuration"], t["replicate"], t["fold"], t["value"] and float(t["value"]))
            for t in document["trials"])
    return f"valid, {matches(rows, truth.values)} trials"


def tensorboard(truth, out):
    import numpy
    logs = out / "logs"
    sweep("export", "--tensorboard", logs)
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
    runs = sorted(path.parent for path in logs.glob("*/*/events*"))
    assert len(runs) == truth.results, f"{len(runs)} runs"
    seen = 0
    for run in runs:
        events = EventAccumulator(str(run), size_guidance={"tensors": 0, "scalars": 0})
        events.Reload()
        numbers = [int(number) for number in re.findall(r"(?:^|[/,])(?:configuration|replicate|fold)-(\d+)",
                                                        str(run.relative_to(logs)))]
        place = (numbers + [0])[:3]
        # One that diverged at once has measured nothing.
        scalars = events.Scalars(truth.metric) if events.Tags()["scalars"] else []
        for scalar in scalars:
            exact = truth.curves[(*place, scalar.step)]
            assert same(scalar.value, numpy.float32(exact if exact is not None else "nan")), run
            seen += 1
    assert seen == len(truth.curves), f"{seen} scalars"
    return f"{len(runs)} runs, {seen} scalars; hparams: {hparams(truth, logs)}"


def hparams(truth, logs):
    """Asks the plugin as its page does, from a server on loopback."""
    port = free_port()
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", logs, "--port", str(port),
               "--host", "127.0.0.1", "--load_fast", "false"]
    with Server(command, f"http://127.0.0.1:{port}") as server:
        base = f"http://127.0.0.1:{port}/data/plugin/hparams"
        deadline = time.monotonic() + 60
        while True:
            experiment = ask(base + "/experiment", {"experimentName": ""}, server)
            groups = ask(base + "/session_groups", {
                "experimentName": "", "startIndex": 0, "sliceSize": 100000,
                "aggregationType": "AGGREGATION_AVG",
                "allowedStatuses": ["STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING",
                                    "STATUS_UNKNOWN"],
                "colParams": [{"hparam": info["name"]} for info in experiment["hparamInfos"]]
                + [{"metric": {"tag": truth.metric, "group": ""}}]}, server)["sessionGroups"]
            sessions = sum(len(group["sessions"]) for group in groups)
            if sessions == truth.results or time.monotonic() > deadline:
                break
            time.sleep(0.5)
    parameters = {info["name"] for info in experiment["hparamInfos"]}
    assert parameters == set(truth.parameters), parameters
    assert sessions == truth.results, f"{sessions} sessions"
    assert len(groups) == len({key[0] for key in truth.values}), f"{len(groups)} groups"
    for group in groups:
        averaged = [metric for metric in group["metricValues"] if metric["name"]["tag"] == truth.metric]
        mine = [float(metric["value"]) for session in group["sessions"] for metric in session["metricValues"]
                if metric["name"]["tag"] == truth.metric]
        if all(map(math.isfinite, mine)):
            for metric in averaged:
                assert math.isclose(metric["value"], sum(mine) / len(mine), rel_tol=1e-6)
    return f"{len(groups)} groups of {sessions} sessions, {len(truth.parameters)} parameters"


def optuna(truth, out):
    study_file = out / "study.sqlite"
    sweep("export", "--optuna", study_file)
    import optuna
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.load_study(study_name=truth.name, storage=f"sqlite:///{study_file}")
    table = json.loads(sweep("table", "--format", "json"))
    figures = [row["metrics"][truth.metric] for row in table["rows"]]
    best = next(i for i, figure in enumerate(figures) if figure["best"])
    assert study.direction.name == truth.goal.upper()
    assert study.best_trial.number == best, f"best is {study.best_trial.number}, not {best}"
    assert study.best_value == figures[best]["mean"]
    for trial, figure in zip(study.trials, figures):
        assert set(trial.params) == set(truth.parameters), trial.params
        assert trial.state.name != "COMPLETE" or trial.value == figure["mean"], trial
    if len(study.trials) > 2 and truth.parameters:
        importance = optuna.importance.get_param_importances(
            study, evaluator=optuna.importance.PedAnovaImportanceEvaluator())
        assert set(importance) <= set(truth.parameters)
    seen = f"best {best} {study.best_params} at {study.best_value}"
    study.add_trial(optuna.create_trial(
        params=study.trials[0].params, distributions=study.trials[0].distributions, value=0.0))
    assert len(study.trials) == len(figures) + 1
    return f"{len(figures)} trials, {seen}, and the study goes on"


def optuna_dashboard(truth, out):
    study_file = out / "dashboard.sqlite"
    sweep("export", "--optuna", study_file)
    port = free_port()
    program = Path(sys.executable).parent / "optuna-dashboard"
    command = [program, f"sqlite:///{study_file}", "--host", "127.0.0.1", "--port", str(port)]
    with Server(command, f"http://127.0.0.1:{port}/api/studies") as server:
        base = f"http://127.0.0.1:{port}/api/studies"
        studies = ask(base, None, server)["study_summaries"]
        assert [study["study_name"] for study in studies] == [truth.name], studies
        study = ask(f"{base}/{studies[0]['study_id']}?after=0", None, server)
    return f"study {truth.name} with {len(study['trials'])} trials"


def mlflow(truth, out):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "1", "--backend-store-uri", f"sqlite:///{out}/mlflow.sqlite",
               "--default-artifact-root", str(out / "artifacts")]
    with Server(command, url + "/health"):
        sweep("export", "--mlflow", url)
        # Nothing is sent a second time.
        sweep("export", "--mlflow", url)
        import mlflow
        client = mlflow.MlflowClient(url)
        experiment = client.get_experiment_by_name(truth.name)
        runs, token = [], None
        while True:
            page = client.search_runs([experiment.experiment_id], max_results=1000, page_token=token)
            runs += page
            token = page.token
            if not token:
                break
        assert len(runs) == truth.results, f"{len(runs)} runs"
        steps = 0
        for run in runs[:50]:
            assert set(run.data.params) == set(truth.parameters), run.data.params
            place = tuple(int(run.data.tags[f"sweep.{name}"])
                          for name in ("configuration", "replicate", "fold"))
            history = {point.step: point.value
                       for point in client.get_metric_history(run.info.run_id, truth.metric)}
            expected = {e: v for (*key, e), v in truth.curves.items() if tuple(key) == place}
            assert history.keys() == expected.keys(), history
            for step, value in history.items():
                # MLflow stores the largest double where a number is infinite.
                if math.isinf(expected[step] or 0):
                    value = math.copysign(math.inf, value)
                assert same(value, expected[step]), (value, expected[step])
                steps += 1
    return f"{len(runs)} runs in {truth.name}, {steps} steps of {truth.metric} in the first {len(runs[:50])}"


def pdflatex(truth, out):
    # A comment of the table says which packages it wants.
    table = sweep("table", "--format", "latex")
    document = "\n".join([
        r"\documentclass{article}", *re.findall(r"\\usepackage(?:\[[^]]*\])?\{[^}]*\}", table),
        r"\begin{document}", table, r"\end{document}"])
    (out / "table.tex").write_text(document)
    result = subprocess.run(
        ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "table.tex"], cwd=out,
        capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-2000:]
    return f"table.pdf, {(out / 'table.pdf').stat().st_size} bytes"


# --- servers on loopback ---


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A client's server, for the length of a `with`."""

    def __init__(self, command, url):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, stdout=self.log, stderr=subprocess.STDOUT, env=ENVIRONMENT,
            start_new_session=True)
        self.url = url

    def __enter__(self):
        deadline = time.monotonic() + 300
        while True:
            try:
                OPENER.open(self.url, timeout=5).close()
                return self
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.__exit__()
                    self.log.seek(0)
                    raise AssertionError(f"no server: {error}\n{self.log.read()[-2000:]}")
                time.sleep(0.3)

    def __exit__(self, *_):
        os.killpg(self.process.pid, 15)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(url, body, _server):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    return json.load(OPENER.open(request, timeout=60))


def missing(client):
    """What is not there of a client; nothing when it can be asked."""
    if client is pdflatex:
        absent = [] if shutil.which("pdflatex") else ["pdflatex"]
        formats = subprocess.run([SWEEP, "help", "table"], capture_output=True, text=True).stdout
        return absent or ([] if "latex" in formats else ["sweep table --format latex"])
    return [] if importlib.util.find_spec(client.__name__) else [client.__name__]


def main():
    # Ended from outside, it ends its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    truth = Truth()
    failures = 0
    with tempfile.TemporaryDirectory() as directory:
        out = Path(directory)
        try:
            sweep("export", out / "tables")
        except RuntimeError as error:
            sys.exit(str(error))
        for client in (pandas, polars, pyarrow, duckdb, jsonschema, tensorboard, optuna,
                       optuna_dashboard, mlflow, pdflatex):
            name = client.__name__.replace("_", "-")
            absent = missing(client)
            if absent:
                print(f"{name}: skipped, there is no {absent[0]}", flush=True)
                continue
            place = out / "tables" if client in (pandas, polars, pyarrow, duckdb, jsonschema) else out
            try:
                print(f"{name}: {client(truth, place)}", flush=True)
            except Exception as error:
                failures += 1
                print(f"{name}: FAILED, {type(error).__name__}: {error}", flush=True)
    sys.exit(1 if failures else 0)


main()

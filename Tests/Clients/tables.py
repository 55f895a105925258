#!/usr/bin/env python3
"""Trains networks on ten public tables under sweep, and scikit-learn's beside them on the same folds.

    python3 -m venv venv
    venv/bin/pip install scikit-learn==1.7.2 pandas statsmodels vega_datasets palmerpenguins
    venv/bin/python Tests/Clients/tables.py path/to/sweep [NAME...]

Each table is written as it comes from its package (gaps, words, dates and all), then 5 folds x 3 replicates
of one network are trained: 32 relu units, Adam, batches of 32, 50 epochs. scikit-learn's
MLPClassifier or MLPRegressor has the same architecture, optimizer, epochs and training rows, behind the
usual pipeline of imputation, one-hot columns and standardising; HistGradientBoosting is for the eye only.
Prints a line a table: means over folds, the difference in its own standard errors over folds, and how
many times as long the other's training took, one core each, one after the other: by the clock for trainings
alone, and by the processor's time for all of 'sweep run', its start and its results file too. Exits with 1 where a run
fails, a fold shares a group, or a network is worse than MLP* by more than three standard errors.
"""

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
from sklearn import datasets
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

EPOCHS, UNITS, BATCH = 50, 32, 32


def bundled(load):
    frame = load(as_frame=True).frame
    return frame.rename(columns=lambda name: name.replace(",", " "))


def statsmodels(name):
    import statsmodels.api as sm
    return getattr(sm.datasets, name).load_pandas().data


def vega(name):
    import vega_datasets
    return getattr(vega_datasets.local_data, name)()


def penguins():
    import palmerpenguins
    return palmerpenguins.load_penguins()


def fair():
    frame = statsmodels("fair")
    frame["affairs"] = np.where(frame["affairs"] > 0, "some", "none")
    return frame


def cars():
    return vega("cars").dropna(subset=["Miles_per_Gallon"])


def randhie():
    return statsmodels("randhie").iloc[::10]


# Name: frame, target, what else the spec says of the data, and whether it is a regression.
TABLES = {
    "iris": (lambda: bundled(datasets.load_iris), "target", "", False),
    "wine": (lambda: bundled(datasets.load_wine), "target", "", False),
    "breast-cancer": (lambda: bundled(datasets.load_breast_cancer), "target", "", False),
    "diabetes": (lambda: bundled(datasets.load_diabetes), "target", ", kind: regression", True),
    "cars": (cars, "Miles_per_Gallon", ", exclude: [Name]", True),
    "penguins": (penguins, "species", "", False),
    "fair": (fair, "affairs", "", False),
    "anes96": (lambda: statsmodels("anes96"), "vote", "", False),
    "modechoice": (lambda: statsmodels("modechoice"), "choice", ", group: individual", False),
    "seattle-weather": (lambda: vega("seattle_weather"), "weather", ", exclude: [date]", False),
    "randhie": (randhie, "mdvis", ", kind: regression", True),
}


def spec(name, path, target, more, regression, outputs):
    last = "linear" if regression else "softmax"
    loss = "mean_squared_error" if regression else "categorical_crossentropy"
    return f"""
sweep: {name}
data: {{ csv: {path}, target: {target}{more} }}
network:
  - dense: {{ units: {UNITS}, activation: relu }}
  - dense: {{ units: {outputs}, activation: {last} }}
training:
  loss: {loss}
  optimizer: adam
  batch_size: {BATCH}
  epochs: {EPOCHS}
  standardize: true
  metrics: all
evaluate: {{ folds: {{ k: 5 }}, replicates: 3, seed: 1 }}
metric: {{ name: {"val_mse" if regression else "val_accuracy"} }}
"""


def processor_time():
    """Of programs that were started and have ended, in seconds."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def rows(blob):
    return np.flatnonzero(np.unpackbits(np.frombuffer(blob, np.uint8), bitorder="little"))


def prepare(frame):
    numbers = [c for c in frame if pd.api.types.is_numeric_dtype(frame[c])]
    words = [c for c in frame if c not in numbers]
    # Truth values and dates are numbers to sweep.
    dates = [c for c in words if pd.api.types.is_datetime64_any_dtype(frame[c])]
    frame = frame.copy()
    for c in dates:
        frame[c] = (frame[c] - pd.Timestamp("2000-01-01")).dt.total_seconds() / 86400
    words = [c for c in words if c not in dates]
    frame[words] = frame[words].astype(object).where(frame[words].notna(), np.nan)
    transform = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True),
                                  StandardScaler()), numbers + dates),
        ("words", make_pipeline(SimpleImputer(strategy="most_frequent"),
                                OneHotEncoder(handle_unknown="infrequent_if_exist",
                                              min_frequency=0.01, sparse_output=False)), words),
    ])
    return frame, transform


def compare(sweep, name):
    load, target, more, regression = TABLES[name]
    frame = load()
    with tempfile.TemporaryDirectory() as folder:
        frame.to_csv(f"{folder}/{name}.csv", index=False)
        classes = 1 if regression else frame[target].nunique()
        with open(f"{folder}/{name}.yaml", "w") as file:
            file.write(spec(name, f"{name}.csv", target, more, regression, classes))
        before = processor_time()
        run = subprocess.run([sweep, "run", f"{name}.yaml", "-j", "1", "--progress", "none"],
                             cwd=folder, capture_output=True, text=True)
        whole = processor_time() - before
        if run.returncode:
            print(name, "FAILED", run.stderr)
            return False
        file = sqlite3.connect(f"{folder}/sweep.sqlite")
        ours = dict()
        for fold, value in file.execute("SELECT fold, avg(value) FROM trial_results GROUP BY fold"):
            ours[fold] = value
        seconds = file.execute("SELECT sum(seconds) FROM trial_results").fetchone()[0]
        splits = {fold: (rows(t), rows(v)) for fold, t, v in file.execute(
            "SELECT fold, training, validation FROM sweep_splits JOIN splits ON splits.id = split")}
    dropped = [c for c in ("Name", "date", "individual") if f" {c}" in more or f"[{c}]" in more]
    groups = frame["individual"].to_numpy() if "group" in more else None
    inputs, transform = prepare(frame.drop(columns=[target, *dropped]))
    goals = frame[target].to_numpy()
    theirs, boosted, spent, waited = {}, {}, 0.0, 0.0
    for fold, (train, valid) in splits.items():
        if groups is not None and set(groups[train]) & set(groups[valid]):
            print(name, "LEAKS: a group is on both sides of fold", fold)
            return False
        values = []
        for seed in range(3):
            kind = MLPRegressor if regression else MLPClassifier
            net = kind(hidden_layer_sizes=(UNITS,), alpha=0, batch_size=min(BATCH, len(train)), max_iter=EPOCHS, tol=0,
                       n_iter_no_change=EPOCHS, random_state=seed)
            began, clock = time.process_time(), time.perf_counter()
            x = transform.fit_transform(inputs.iloc[train])
            net.fit(x, goals[train])
            spent += time.process_time() - began
            waited += time.perf_counter() - clock
            guess = net.predict(transform.transform(inputs.iloc[valid]))
            values.append(np.mean((guess - goals[valid]) ** 2) if regression
                          else np.mean(guess == goals[valid]))
        theirs[fold] = np.mean(values)
        kind = HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier
        guess = kind(random_state=0).fit(transform.fit_transform(inputs.iloc[train]), goals[train]) \
            .predict(transform.transform(inputs.iloc[valid]))
        boosted[fold] = (np.mean((guess - goals[valid]) ** 2) if regression
                         else np.mean(guess == goals[valid]))
    a, b, c = (np.array([values[f] for f in sorted(splits)]) for values in (ours, theirs, boosted))
    differences = (b - a) if regression else (a - b)
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    print(f"{name:16} {len(frame):6} {a.mean():10.4f} {b.mean():10.4f} {c.mean():10.4f} "
          f"{differences.mean() / error if error else 0:+8.1f} {waited / seconds:8.1f} {spent / whole:8.1f}")
    return differences.mean() >= -3 * error or error == 0


if __name__ == "__main__":
    print(f"{'table':16} {'rows':>6} {'sweep':>10} {'MLP*':>10} {'boosting':>10} {'errors':>8} {'times':>8} {'whole':>8}")
    results = [compare(os.path.abspath(sys.argv[1]), name) for name in sys.argv[2:] or TABLES]
    sys.exit(0 if all(results) else 1)

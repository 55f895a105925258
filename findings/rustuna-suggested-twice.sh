#!/bin/sh
# A parameter that a trial of rustuna asks for twice has two values, and the study keeps the second.
#
# Version: rustuna 0.2.0 (PyPI), beside optuna 5.0.0, Python 3.11.
# Behaviour: its `Trial` has Optuna's `suggest_float`, `suggest_int` and `suggest_categorical`. Optuna's give one
#   value for a name within a trial, however often it is asked for, and programs rely on it: the function that
#   builds the model and the one that builds the optimizer each ask for what they need. rustuna draws anew at
#   every call. A training that used the first value is recorded, without a warning, with another one. The
#   sampler for TPE does so for its first ten trials, which are random, and gives one value from then on, so the
#   fault is in the trials that everything later is learned from.
# Seen on 30 November 2026: 60 of 60 trials with two values by the random sampler, 10 of 60 by TPE, the second
#   one on record each time; none with Optuna.
# Exits with 1 when a name has one value within each trial, or the first value is on record.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q rustuna==0.2.0 optuna==5.0.0
venv/bin/python - <<'P'
import sys

import optuna
import rustuna

optuna.logging.disable_default_handler()


def count(study, tell, trials=60):
    """The trials with two values, and those of them whose record has the second."""
    twice = second = 0
    for _ in range(trials):
        trial = study.ask()
        values = [trial.suggest_float("rate", 0, 1) for _ in range(2)]
        tell(trial, (values[0] - 0.3) ** 2)
        twice += values[0] != values[1]
        second += values[0] != values[1] == study.trials[-1].params["rate"]
    return twice, second


found = {}
for name in ["RandomSampler", "TPESampler"]:
    study = rustuna.create_study(sampler=getattr(rustuna.samplers, name)(seed=1))
    found[name] = count(study, lambda trial, value: study.tell(trial.number, value))
study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
found["optuna"] = count(study, study.tell)
print(found)
sys.exit(found != {"RandomSampler": (60, 60), "TPESampler": (10, 10), "optuna": (0, 0)})
P

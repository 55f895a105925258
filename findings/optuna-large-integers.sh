#!/bin/sh
# An integer beyond 2^53 that a trial of Optuna is given is not the one that the study records.
#
# Version: optuna 5.0.0 (PyPI), Python 3.11; in memory, SQLite and the journal alike.
# Behaviour: a storage keeps a parameter as a float. What the sampler draws is made of floats and survives. What
#   people give does not: an integer from `enqueue_trial` (or a grid) reaches the program as it was given, and
#   so does `trial.params` within the trial, while `study.trials` and every later process has the nearest float.
#   With the 64-bit seed of a run as a parameter, as to repeat a few seeds of another study, the recorded seed
#   repeats another run. The same integer as one of a categorical's choices is kept, as choices go by position.
# Seen on 30 November 2026: 1234567890123456789 given, 1234567890123456768 on record, with every storage.
# Exits with 1 when the record has the integer that the trial was given, or the trial another one.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q optuna==5.0.0
venv/bin/python - <<'P'
import sys

import optuna
from optuna.storages import InMemoryStorage, JournalStorage
from optuna.storages.journal import JournalFileBackend

optuna.logging.disable_default_handler()
seed = 1234567890123456789
for storage in [InMemoryStorage(), "sqlite:///study.db", JournalStorage(JournalFileBackend("log"))]:
    study = optuna.create_study(storage=storage)
    study.enqueue_trial({"seed": seed})
    trial = study.ask()
    given, within = trial.suggest_int("seed", 0, 2**63 - 1), trial.params["seed"]
    study.tell(trial, 0.5)
    recorded = study.trials[-1].params["seed"]
    print(given, within, recorded)
    if not given == within == seed != recorded:
        sys.exit(1)
P

#!/bin/sh
# The first trials of NePS's Bayesian optimization have the lowest draws of the first parameter, in ascending order.
#
# Version: neural-pipeline-search 0.17.0, torch 2.13.0 (for the CPU), numpy 2.4.6, pandas 2.3.3 (PyPI), Python 3.11.
# Behaviour: `bayesian_optimization` begins with `initial_design_size` trials that are to be drawn at random. It draws
#   twice as many, takes out what is there twice, which sorts them, and keeps the first half: the rows with the
#   lowest values of the first numerical parameter in the order of the alphabet. Asked for one after the other, as a
#   program does, trial i of n has about the i-th lowest of 2n draws. The model learns from these, and another name
#   for a parameter leaves out half of another one. Nothing warns; `random_search` draws evenly.
# Seen on 1 December 2026: over 60 searches with five first trials each, means of "dropout" of 0.10, 0.19, 0.24, 0.33
#   and 0.49 in a range from 0 to 1, and of "momentum" from 0.48 to 0.57. With the name "a_momentum", that one's are
#   0.07, 0.18, 0.26, 0.34 and 0.47, and those of "dropout" from 0.45 to 0.50.
# Exits with 1 when the first trials of the first parameter do not grow from below 0.2, or those of the second do.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q neural-pipeline-search==0.17.0 torch==2.13.0 numpy==2.4.6 pandas==2.3.3
MPLBACKEND=Agg timeout 500 venv/bin/python -W ignore - <<'P'
import sys

import neps
import numpy
import torch

torch.manual_seed(1)


class Space(neps.PipelineSpace):
    dropout = neps.Float(lower=0, upper=1)
    momentum = neps.Float(lower=0, upper=1)


class Renamed(neps.PipelineSpace):
    dropout = neps.Float(lower=0, upper=1)
    a_momentum = neps.Float(lower=0, upper=1)


def means(space, algorithm, **options):
    """The mean of each parameter in the first to the fifth trial of 60 searches."""
    rows = []
    for _ in range(60):
        optimizer = neps.AskAndTell(getattr(neps.algorithms, algorithm)(space(), **options))
        row = []
        for number in range(5):
            trial = optimizer.ask()
            row.append([
                next(value for key, value in trial.config.items() if name in key)
                for name in ("dropout", "momentum")])
            optimizer.tell(trial, {"objective_to_minimize": float(number)})
        rows.append(row)
    return dict(zip(("dropout", "momentum"), numpy.mean(rows, 0).T.round(2).tolist()))


first = means(Space, "bayesian_optimization", initial_design_size=5)
renamed = means(Renamed, "bayesian_optimization", initial_design_size=5)
even = means(Space, "random_search")
print("Bayesian:", first, "a_momentum:", renamed, "random:", even, sep="\n")


def lower(values):
    return values == sorted(values) and values[0] < 0.2 and numpy.mean(values) < 0.4


def middle(values):
    return min(values) > 0.35 and max(values) < 0.65


as_seen = (
    lower(first["dropout"]) and middle(first["momentum"])
    and lower(renamed["momentum"]) and middle(renamed["dropout"])
    and middle(even["dropout"]) and middle(even["momentum"]))
sys.exit(0 if as_seen else 1)
P

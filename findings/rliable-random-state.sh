#!/bin/sh
# rliable ignores the random state that it is given: one state gives three intervals, and two states give one.
#
# Version: rliable 1.2.0, arch 7.2.0, numpy 2.4.6, scipy 1.17.1, pandas 2.3.3 (PyPI), Python 3.11.
# Behaviour: `get_interval_estimates(..., random_state=...)` is said to make the bootstrap reproducible. The state
#   is taken and handed on, but the resamples are drawn by NumPy's global generator: a script that gives a state,
#   and seeds nothing else, prints other intervals each time it runs, and one that seeds the global generator
#   gets the same intervals whatever the state. Both of its bootstraps, the one for a model's scores and the one
#   for several models' together, do so. The one warning, of arch, is that the argument will have another name.
# Seen on 30 November 2026: for five runs of four tasks and 500 resamples, three calls with RandomState(7) gave
#   three intervals; RandomState(7) and RandomState(8) after numpy.random.seed(3) gave one.
# Exits with 1 when equal states give equal intervals, or unequal ones unequal intervals.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q rliable==1.2.0 arch==7.2.0 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3
timeout 300 venv/bin/python -W ignore - <<'P'
import sys

import numpy
from numpy.random import RandomState
from rliable import library, metrics

scores = numpy.random.default_rng(0).random((5, 4))


def interval(arrays, function, state):
    _, intervals = library.get_interval_estimates(
        {"model": arrays}, function, reps=500, random_state=RandomState(state))
    return tuple(intervals["model"].ravel().round(4).tolist())


def one(model):
    return numpy.array([metrics.aggregate_iqm(model)])


def difference(first, second):
    return one(first) - one(second)


as_seen = True
for asked in [(scores, one), ([scores[:, :2], scores[:, 2:]], difference)]:
    equal = [interval(*asked, 7) for _ in range(3)]
    unequal = []
    for state in [7, 8]:
        numpy.random.seed(3)
        unequal.append(interval(*asked, state))
    print("one state:", *equal, "two states, global generator seeded:", *unequal)
    as_seen &= len(set(equal)) > 1 and len(set(unequal)) == 1
sys.exit(0 if as_seen else 1)
P

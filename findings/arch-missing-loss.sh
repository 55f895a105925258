#!/bin/sh
# One missing loss of one model, and arch's test is certain that the best of all models has been beaten.
#
# Version: arch 8.0.0, numpy 2.4.6, scipy 1.17.1, pandas 3.1.1, statsmodels 0.15.0 (PyPI), Python 3.11.
# Behaviour: `SPA(benchmark, models)` asks whether any model has a lower loss than the benchmark (Hansen's test of
#   superior predictive ability); a small p-value says so. With one NaN among the losses, in whichever model, all
#   three p-values are 0, the strongest evidence there is, while `better_models` of the same object is empty.
#   `StepM`, which names the models that are better, stands on the same numbers and turns the other way: a NaN of a
#   model that is not better hides one that is. No call warns. A row that one training could not predict, or an
#   outer join of two tables, is enough; `MCS`, beside them, raises an IndexError.
# Seen on 30 November 2026: for a benchmark better by a whole deviation than three models, over 60 rows, p-values of
#   0.618, 0.618 and 1, and 0, 0 and 0 with a NaN; for one better model of three, StepM named it, and none with a
#   NaN of another one.
# Exits with 1 when a p-value with the NaN is not 0, or StepM names the better model all the same.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q arch==8.0.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 statsmodels==0.15.0
timeout 200 venv/bin/python -W error - <<'P'
import sys

import numpy
from arch.bootstrap import SPA, StepM

generator = numpy.random.default_rng(2)
good, poor = generator.normal(size=60), generator.normal(size=(60, 3)) + 1
missing = poor.copy()
missing[5, 1] = numpy.nan
settings = {"reps": 500, "block_size": 1, "seed": 1}


def chances(models):
    """The p-values against `good` as the benchmark, and the models found better."""
    test = SPA(good, models, **settings)
    test.compute()
    return test.pvalues.round(3).tolist(), list(test.better_models(0.05))


def better(models):
    """The models found better than the first poor one, of `good` and the two others."""
    test = StepM(poor[:, 0], numpy.column_stack([good, models[:, 1:]]), size=0.05, **settings)
    test.compute()
    return list(test.superior_models)


whole, with_gap = chances(poor), chances(missing)
named, named_with_gap = better(poor), better(missing)
print("SPA:", whole, "with a NaN:", with_gap)
print("StepM:", named, "with a NaN:", named_with_gap)
as_seen = (
    min(whole[0]) > 0.2 and with_gap == ([0, 0, 0], [])
    and named == [0] and named_with_gap == [])
sys.exit(0 if as_seen else 1)
P

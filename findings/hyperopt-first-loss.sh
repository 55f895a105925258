#!/bin/sh
# When the first loss is NaN, hyperopt's early stopping ends a search that gets better with every trial.
#
# Version: hyperopt 0.3.0, numpy 2.4.6, scipy 1.17.1 (PyPI), Python 3.11.
# Behaviour: `no_progress_loss(n)` is documented to stop when the loss has not improved over n trials. It keeps the
#   first loss as the best one, and then any that is below it. No number is below NaN, so a first training that
#   diverged stays the best one, every later trial is one without progress, and the search ends after n trials
#   whatever these find. `best_trial` and the result of `fmin` leave NaN out, so they show the best of the n as that
#   of a search that was over. A NaN later on does no harm.
# Seen on 1 December 2026: for losses that fall by 0.1 at each trial, with n = 10 and at most 60 trials, 60 trials and a
#   best loss of 4 where the first is a number or the second is NaN, and 10 trials and 9 where the first is NaN.
# Exits with 1 when the search that begins with NaN goes on.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q hyperopt==0.3.0 numpy==2.4.6 scipy==1.17.1
timeout 200 venv/bin/python - <<'P'
import sys

import numpy
from hyperopt import Trials, fmin, hp, rand
from hyperopt.early_stop import no_progress_loss


def search(missing):
    """The number of trials and the best loss, with NaN for one of the losses."""
    trials = Trials()

    def train(_):
        number = len(trials.trials)
        return numpy.nan if number == missing else 10 - 0.1 * number

    fmin(
        train, hp.uniform("rate", 0, 1), algo=rand.suggest, max_evals=60, trials=trials,
        early_stop_fn=no_progress_loss(10), show_progressbar=False,
        rstate=numpy.random.default_rng(1))
    return len(trials.trials), round(float(trials.best_trial["result"]["loss"]), 3)


found = {name: search(number) for name, number in (("none", None), ("first", 1), ("second", 2))}
print("NaN:", found)
as_seen = found["none"] == found["second"] == (60, 4) and found["first"] == (10, 9)
sys.exit(0 if as_seen else 1)
P

#!/bin/sh
# Of the integers from 1 to 1,000 on a logarithmic scale, NePS tries eight, and of those from 16 to 128 three.
#
# Version: neural-pipeline-search 0.17.0, torch 2.13.0 (for the CPU), numpy 2.4.6, pandas 2.3.3 (PyPI), Python 3.11.
# Behaviour: `Integer(lower, upper, log=True)` is an integer between the two, and 1 to 1,000 is the documented
#   example. `random_search` and `bayesian_optimization` take it from a grid of as many points as the natural
#   logarithm of upper / lower says, rounded, and one more: a new value at each factor of about e, and none between,
#   however long the search. The best of what is left is found, and nothing tells that the rest was never tried.
#   `neps_random_search`, beside them and for the same space, draws every integer. A `Float` has no grid.
# Seen on 1 December 2026: 1, 3, 7, 19, 52, 139, 373 and 1000 in 300 trials of random search, and no others in 40 of
#   Bayesian optimization; 16, 45 and 128 for a batch size from 16 to 128. By neps_random_search 146 and 99 values.
# Exits with 1 when either search tries another integer from 1 to 1,000.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q neural-pipeline-search==0.17.0 torch==2.13.0 numpy==2.4.6 pandas==2.3.3
MPLBACKEND=Agg timeout 500 venv/bin/python -W ignore - <<'P'
import sys

import neps

grids = {"width": [1, 3, 7, 19, 52, 139, 373, 1000], "batch": [16, 45, 128]}


class Space(neps.PipelineSpace):
    width = neps.Integer(lower=1, upper=1000, log=True)
    batch = neps.Integer(lower=16, upper=128, log=True)
    rate = neps.Float(lower=1e-5, upper=1, log=True)


def search(algorithm, trials, **options):
    """The values of each parameter in the trials, in order."""
    optimizer = neps.AskAndTell(getattr(neps.algorithms, algorithm)(Space(), **options))
    values = {"width": set(), "batch": set(), "rate": set()}
    for number in range(trials):
        trial = optimizer.ask()
        for name in values:
            key = next(key for key in trial.config if name in key)
            values[name].add(trial.config[key])
        optimizer.tell(trial, {"objective_to_minimize": float(number % 7)})
    return {name: sorted(seen) for name, seen in values.items()}


random = search("random_search", 300)
bayesian = search("bayesian_optimization", 40, initial_design_size=38)
every = search("neps_random_search", 300)
for values in random, bayesian, every:
    print(*[f"{name}: {len(values[name])} values, {values[name][:8]}" for name in grids])
as_seen = (
    all(random[name] == grid and set(bayesian[name]) <= set(grid) for name, grid in grids.items())
    and len(random["rate"]) == 300 and len(every["width"]) > 80 and len(every["batch"]) > 80)
sys.exit(0 if as_seen else 1)
P

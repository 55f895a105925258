#!/bin/sh
# baycomp reads the prior of its sign test the wrong way round: two imagined data sets for one model count as none.
#
# Version: baycomp 1.0.3, numpy 2.4.6, scipy 1.17.1, matplotlib 3.11.2 (PyPI), Python 3.11.
# Behaviour: the `prior` of `SignTest` is documented to be a strength, for the region of equivalence, or a tuple of
#   a position and a strength, such as `(SignTest.LEFT, 1.0)`. The tuple is read the other way round. The positions
#   are the numbers 0 to 2, so whole strengths up to 2 go through: (LEFT, 2), two imagined data sets on which the
#   first model is better, is no prior at all, (ROPE, 2) is one data set for the second model, and (RIGHT, 1) is two
#   of equivalence. Nothing warns. The example of the documentation raises an IndexError, and the tuple written as a
#   strength and a position does what is asked for.
# Seen on 1 December 2026: for five data sets of six on which the second model is better, it is the better one with a
#   probability of 0.94 for the prior of 1, 0.97 for (LEFT, 2), and 0.77 for (2, LEFT), which
#   is what a Dirichlet distribution with 2 more on the left gives.
# Exits with 1 when (LEFT, 2) gives what the distribution gives.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q baycomp==1.0.3 numpy==2.4.6 scipy==1.17.1 matplotlib==3.11.2
MPLBACKEND=Agg timeout 120 venv/bin/python - <<'P'
import sys

import numpy
from baycomp import SignTest

first = numpy.array([0.80, 0.81, 0.79, 0.85, 0.70, 0.72])
second = first + [0.02, 0.03, 0.01, 0.02, 0.04, -0.01]


def better(prior):
    """The probability that the second model is the better one."""
    return float(SignTest.probs(first, second, 0.001, prior=prior, random_state=1)[2])


def expected(left, rope, right):
    """The same by the distribution, of which each count is a parameter."""
    draws = numpy.random.default_rng(1).dirichlet(numpy.array([left, rope, right]) + 1e-4, 50000)
    return float((draws.argmax(1) == 2).mean())


left, right = SignTest.LEFT, SignTest.RIGHT
found = {
    "1": better(1), "(LEFT, 2)": better((left, 2)), "(2, LEFT)": better((2, left)),
    "(RIGHT, 1)": better((right, 1))}
wanted = {
    "none": expected(1, 0, 5), "2 left": expected(3, 0, 5), "1 right": expected(1, 0, 6),
    "2 of equivalence": expected(1, 2, 5)}
print("found:", found, "by the distribution:", wanted)
try:
    better((left, 1.0))
    raised = False
except IndexError:
    raised = True
as_seen = (
    raised and abs(found["(LEFT, 2)"] - wanted["none"]) < 0.01
    and abs(found["(2, LEFT)"] - wanted["2 left"]) < 0.01
    and abs(found["(RIGHT, 1)"] - wanted["2 of equivalence"]) < 0.01
    and wanted["2 left"] < wanted["none"] - 0.1)
sys.exit(0 if as_seen else 1)
P

#!/bin/sh
# The 95 % intervals that confidenceinterval gives for a macro average can miss the true value every other time.
#
# Version: confidenceinterval 1.0.5, scikit-learn 1.9.1, statsmodels 0.15.0, numpy 2.4.6, scipy 1.17.1,
#   pandas 3.1.1 (PyPI), Python 3.11.
# Behaviour: for `average="macro"`, `precision_score` and `recall_score` are documented to take the variance from
#   the delta method with the covariance diag(p) - pp' of the cells of the confusion matrix. What is taken off the
#   diagonal is not pp' but a row of squares, since the transpose of a vector is the vector, and the derivatives for
#   the diagonal lack the division by the size of the class. The intervals are too narrow where the classes are
#   hard to tell apart, by a factor of 2.5 for ten classes at 28 %, and too wide where they are easy. The package's
#   own bootstrap, another value of `method`, agrees with the formula as documented.
# Seen on 1 December 2026: for 1,000 rows of ten equal classes, 28 % of each right, a macro precision of 0.28 +- 0.011,
#   0.028 by the formula and 0.030 by the bootstrap; for 91 % right 0.022, 0.018 and 0.017. Of 300 samples of 1,000
#   rows at 28 %, 155 intervals with the true precision, and 159 with the true recall.
# Exits with 1 when the interval is that of the formula, or the 95 % ones hold the true value in more than 240.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q confidenceinterval==1.0.5 scikit-learn==1.9.1 statsmodels==0.15.0 \
    numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
timeout 400 venv/bin/python - <<'P'
import sys

import numpy
from confidenceinterval import precision_score, recall_score

classes = 10


def rows(cells):
    """The true and the predicted class of each row of a confusion matrix."""
    numbers = numpy.repeat(numpy.arange(classes**2), numpy.ravel(cells))
    return list(numbers // classes), list(numbers % classes)


def half_widths(right, wrong):
    """Half of the interval of the macro precision: as given, by the formula, by the package's bootstrap."""
    cells = numpy.full((classes, classes), wrong) + numpy.eye(classes, dtype=int) * (right - wrong)
    widths = []
    for options in {}, {
            "method": "bootstrap_percentile", "n_resamples": 300,
            "random_state": numpy.random.RandomState(1)}:
        low, high = precision_score(*rows(cells), average="macro", **options)[1]
        widths.append(float(high - low) / 2)
    shares = cells / cells.sum()
    named = shares.sum(0)
    slopes = (numpy.eye(classes) - numpy.diag(shares) / named) / (classes * named)
    covariance = numpy.diag(shares.ravel()) - numpy.outer(shares, shares)
    variance = slopes.ravel() @ covariance @ slopes.ravel() / cells.sum()
    return widths[0], float(1.96 * variance**0.5), widths[1]


hard, easy = half_widths(28, 8), half_widths(91, 1)
print("28 %:", hard, "91 %:", easy)
shares = (numpy.full((classes, classes), 8) + numpy.eye(classes) * 20).ravel() / 1000
generator = numpy.random.default_rng(0)
held = {"precision": 0, "recall": 0}
for _ in range(300):
    sample = rows(generator.multinomial(1000, shares))
    for name, function in ("precision", precision_score), ("recall", recall_score):
        low, high = function(*sample, average="macro")[1]
        held[name] += bool(low <= 0.28 <= high)
print("of 300 intervals, with the true value:", held)
as_seen = (
    hard[0] < 0.5 * hard[1] and abs(hard[2] / hard[1] - 1) < 0.2 and easy[0] > 1.2 * easy[1]
    and max(held.values()) <= 240)
sys.exit(0 if as_seen else 1)
P

#!/bin/sh
# autorank calls nearly a quarter of equal populations different, and asked for a level of 0.001 as many as for 0.05.
#
# Version: autorank 1.3.0, statsmodels 0.15.0, numpy 2.4.6, scipy 1.17.1, pandas 3.1.1 (PyPI), Python 3.11.
# Behaviour: for more than two populations, normal and of one variance, `autorank(data, alpha=...)` takes Tukey's
#   test after an ANOVA. Its report says that populations differ if their intervals do not overlap, which is at
#   twice the half-width. What decides is one half-width, so populations with intervals that overlap are called
#   different in the same report. And the intervals are those of 0.05 at every level: `alpha` reaches the ANOVA
#   and the sentence of the report that names the family-wise level, but not Tukey's test.
# Seen on 30 November 2026: of 60 tables of 20 rows with two equal populations and a third one far from them, the
#   test was taken for 56 at 0.05 and for 60 at 0.001. The equal ones were told apart in 14 of either, 12 of these
#   with intervals that overlap, and every interval was as wide at 0.001 as at 0.05.
# Exits with 1 when no overlapping populations are told apart, or the intervals follow the level.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q autorank==1.3.0 statsmodels==0.15.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
MPLBACKEND=Agg timeout 500 venv/bin/python -W ignore - <<'P'
import contextlib
import io
import sys

import numpy
import pandas
from autorank import autorank, create_report


def compare(seed, alpha):
    """Whether `a` and `b`, of one mean, are told apart, whether they overlap, and their width."""
    noise = numpy.random.default_rng(seed).normal(size=(20, 3))
    data = pandas.DataFrame(noise + [0, 0, 3], columns=["a", "b", "c"])
    with contextlib.redirect_stdout(io.StringIO()) as output:
        result = autorank(data, alpha=alpha)
        create_report(result)
    if result.posthoc != "tukeyhsd":
        return None
    apart = "all differences between the populations are significant" in output.getvalue()
    pair = result.rankdf.loc[["a", "b"]]
    overlap = pair["ci_lower"].max() < pair["ci_upper"].min()
    return apart, bool(overlap), round(float((pair["ci_upper"] - pair["ci_lower"]).iloc[0]), 6)


found = {alpha: [compare(seed, alpha) for seed in range(60)] for alpha in (0.05, 0.001)}
as_seen = True
for alpha, tables in found.items():
    tested = [table for table in tables if table]
    apart = sum(table[0] for table in tested)
    overlapping = sum(table[0] and table[1] for table in tested)
    print(f"alpha {alpha}: {len(tested)} tested, {apart} apart, {overlapping} of them overlapping")
    as_seen &= overlapping > 0.1 * len(tested) > 0
both = [pair for pair in zip(*found.values()) if all(pair)]
same = sum(one[2] == other[2] for one, other in both)
print(f"{same} of {len(both)} tables with intervals of one width at both levels")
sys.exit(0 if as_seen and same == len(both) > 0 else 1)
P

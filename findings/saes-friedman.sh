#!/bin/sh
# To SAES's Friedman test, algorithms always differ, and four columns that are the same differ with a p-value of 0.
#
# Version: SAES 1.5.0, numpy 1.26.4, scipy 1.17.1, pandas 3.0.6, statsmodels 0.15.0 (PyPI), Python 3.11.
# Behaviour: `friedman(data, maximize)` takes one row for each problem, or each run of a problem, and one column for
#   each algorithm. Its statistic is to be compared with a chi-squared distribution, but the sum of the squared mean
#   ranks has the number of rows as a factor once too often. From two rows on, the least value that can come out is
#   far beyond any threshold (30 for two rows of four algorithms, 5,700 for twenty), so no data give a p-value that
#   is not significant. The table for LaTeX made of it puts a "+", for a significant difference, beside every
#   problem. The tests beside it (aligned ranks, Quade) do not.
# Seen on 1 December 2026: of 200 tables of 20 rows of four equal populations, 200 with a p-value of 0, and 12 below
#   0.05 by scipy; a statistic of 5,700 and a p-value of 0 for four columns of ones.
# Exits with 1 when a table of equal populations, or of ones, is not called significant.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q SAES==1.5.0 numpy==1.26.4 scipy==1.17.1 pandas==3.0.6 statsmodels==0.15.0
MPLBACKEND=Agg timeout 300 venv/bin/python - <<'P'
import sys

import numpy
import pandas
from SAES.statistical_tests.non_parametrical import friedman, friedman_aligned_rank
from scipy.stats import friedmanchisquare


def chance(test, rows):
    """The p-value of one of the tests."""
    return float(test(pd_table(rows), True).loc["p-value", "Results"])


def pd_table(rows):
    return pandas.DataFrame(rows, columns=["a", "b", "c", "d"])


generator = numpy.random.default_rng(0)
tables = [generator.normal(size=(20, 4)) for _ in range(200)]
found = {
    "friedman": [chance(friedman, rows) for rows in tables],
    "aligned ranks": [chance(friedman_aligned_rank, rows) for rows in tables],
    "scipy": [float(friedmanchisquare(*rows.T).pvalue) for rows in tables]}
below = {name: sum(value < 0.05 for value in values) for name, values in found.items()}
ones = friedman(pd_table(numpy.ones((20, 4))), True)["Results"].tolist()
print("of 200 below 0.05:", below, "greatest of friedman:", max(found["friedman"]), "ones:", ones)
as_seen = (
    max(found["friedman"]) < 0.001 and below["scipy"] < 25 and below["aligned ranks"] < 25
    and ones == [5700, 0])
sys.exit(0 if as_seen else 1)
P

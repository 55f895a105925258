#!/bin/sh
# mlxtend gives a classifier that is better by far a p-value of 1 when it is named first, and of 0 when named second.
#
# Version: mlxtend 0.25.0, scikit-learn 1.9.1, statsmodels 0.15.0, numpy 2.4.6, scipy 1.17.1, pandas 3.1.1 (PyPI),
#   Python 3.11.
# Behaviour: `proportion_difference(accuracy_1, accuracy_2, n)` is documented to return "the p-value" of the test for
#   a difference, and the guide rejects equality, at 5 %, for a z beyond 1.96 or for a p below 0.05. What it returns
#   is the lower tail of z. Whoever compares what is new with what is old, in that order, gets the larger a p-value
#   the larger the gain is, and finds no gain significant; the other order gets half of what it should, so a level
#   of 5 % is one of 10 %: a z of -1.75 is called significant in the guide's example. The tests beside it for the
#   same question (`mcnemar`, `cochrans_q`) do not depend on the order.
# Seen on 30 November 2026: for accuracies of 0.92 and 0.84 over 200 rows each, z 2.48 and p 0.993, and p 0.007 the
#   other way round; 0.014 by statsmodels in both orders. For 0.99 and 0.84, z 5.58 and p 0.99999999.
# Exits with 1 when the order of the classifiers does not matter to the p-value.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q mlxtend==0.25.0 scikit-learn==1.9.1 statsmodels==0.15.0 \
    numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
MPLBACKEND=Agg timeout 120 venv/bin/python - <<'P'
import sys

from mlxtend.evaluate import proportion_difference
from statsmodels.stats.proportion import proportions_ztest

rows = 200
found = {}
for pair in (184, 168), (168, 184), (198, 168), (168, 198):
    score, chance = proportion_difference(pair[0] / rows, pair[1] / rows, rows)
    reference = proportions_ztest(pair, [rows, rows])[1]
    found[pair] = float(chance), float(reference)
    print(pair, "right: z", round(float(score), 3), "p", round(float(chance), 8),
          "by statsmodels:", round(float(reference), 8))
as_seen = (
    found[184, 168][0] > 0.99 and found[168, 184][0] < 0.01
    and found[198, 168][0] > found[184, 168][0]
    and abs(found[184, 168][1] - found[168, 184][1]) < 1e-12 and found[184, 168][1] < 0.02)
sys.exit(0 if as_seen else 1)
P

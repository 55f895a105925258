#!/bin/sh
# A mean of 0.43 with a deviation of 0 is printed by sigfig as 0 ± 0, and one of 0.9821 as 1 ± 0.
#
# Version: sigfig 1.4.0 (PyPI), Python 3.11.
# Behaviour: `sigfig.round(mean, uncertainty=deviation)` keeps the digits of the mean that the deviation leaves
#   certain: the smaller it is, the more of them. The digit of a deviation of 0 is taken to be the one before the
#   point, and the mean is cut to a whole number, as if the deviation were between 1 and 9. That happens where a
#   table is most certain: replicates that all agree, a model without randomness, a score that everybody reaches.
#   Losses and accuracies, which are below 1, read as perfect or as nothing. Nothing warns, and with a deviation of
#   0.00001 the digits are there.
# Seen on 30 November 2026: 0.43 and 0.0 as "0 ± 0", 0.9821 and 0.0 as "1 ± 0", in text as in floats; 0.9821 and
#   0.00001 as "0.98210 ± 0.00001".
# Exits with 1 when a mean with a deviation of 0 keeps a second digit.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q sigfig==1.4.0
venv/bin/python - <<'P'
import sys
import warnings

import sigfig

as_seen = True
with warnings.catch_warnings():
    warnings.simplefilter("error")
    for mean, whole in (0.43, "0"), (0.9821, "1"):
        none = [sigfig.round(mean, uncertainty=0.0), sigfig.round(str(mean), uncertainty="0.0")]
        little = sigfig.round(mean, uncertainty=0.00001)
        print(mean, "with 0:", *none, "with 0.00001:", little)
        as_seen &= none == [f"{whole} ± 0"] * 2 and little.startswith(str(mean))
sys.exit(0 if as_seen else 1)
P

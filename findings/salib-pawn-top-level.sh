#!/bin/sh
# SALib's PAWN leaves out the greatest value of a parameter: what five layers change, and no fewer, it does not see.
#
# Version: SALib 1.6.0, numpy 2.4.6, scipy 1.17.1, pandas 3.1.1, matplotlib 3.11.2 (PyPI), Python 3.11.
# Behaviour: PAWN compares the outputs with the parameter in one slice of its range to all outputs, for each slice,
#   and the greatest difference over the slices tells whether it matters anywhere. `pawn.analyze` takes the outputs
#   from the lower end of a slice to below its upper end, also for the last one, which should have both. For an
#   integer or a coded category that is the whole of its greatest value: no slice holds it, however many there are.
#   The same parameter counted downwards is important. Nothing warns, and no slice is NaN.
# Seen on 1 December 2026: for a number of layers from 1 to 5 that adds 3 at 5 and nothing elsewhere, and a factor that
#   adds up to 0.5, maxima of 0.21 and 0.71: the layers are the less important ones. Adding 3 at 1 in place of 5,
#   0.81 and 0.73. By scipy the difference is 0.79 at 5, and 0.21 at each of the others.
# Exits with 1 when the maximum is that of the greatest value.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q SALib==1.6.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 matplotlib==3.11.2
MPLBACKEND=Agg timeout 200 venv/bin/python -W error - <<'P'
import sys

import numpy
from SALib.analyze import pawn
from scipy.stats import ks_2samp

generator = numpy.random.default_rng(0)
layers, factor = generator.integers(1, 6, 2000).astype(float), generator.random(2000)
problem = {"num_vars": 2, "names": ["layers", "factor"], "bounds": [[1, 5], [0, 1]]}
found = {}
for number in 5, 1:
    outputs = 3 * (layers == number) + factor / 2
    by_scipy = [float(ks_2samp(outputs[layers == value], outputs).statistic) for value in range(1, 6)]
    for slices in 5, 10, 20:
        result = pawn.analyze(problem, numpy.column_stack([layers, factor]), outputs, S=slices)
        found[number, slices] = result["maximum"].round(3).tolist(), max(by_scipy)
        print(f"3 more at {number}, {slices} slices:", found[number, slices][0],
              "by scipy:", numpy.round(by_scipy, 3).tolist())
as_seen = all(
    found[5, slices][0][0] < 0.25 < 0.75 < found[5, slices][1]
    and abs(found[1, slices][0][0] - found[1, slices][1]) < 0.001 for slices in (5, 10, 20))
sys.exit(0 if as_seen else 1)
P

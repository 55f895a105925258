#!/bin/sh
# On a logarithmic scale, ConfigSpace makes a normal prior the wider the smaller its deviation, and a constant at 1.
#
# Version: ConfigSpace 1.2.2, numpy 2.4.6, scipy 1.17.1 (PyPI), Python 3.11.
# Behaviour: `Float(name, bounds, distribution=Normal(mu, sigma), log=True)` has its `mu` as a value, so `sigma`
#   is either a deviation of values or one of their logarithms. It is neither: the deviation of the logarithms
#   is |log(lower + sigma)|. A deviation of 1, for "about a factor of e", gives the one value `mu` to five
#   digits, so a search does not vary that parameter at all; 0.1 gives what 10 gives, and 0.01, a narrow prior,
#   fills the whole range. On a linear scale `sigma` is what it says. Nothing warns, and the space prints as it
#   was written.
# Seen on 30 November 2026: for a learning rate from 1e-5 to 1 around 0.01, the middle nine tenths of 4,000 draws go
#   up by a factor of 1.00003 for sigma 1, 9.9 for 0.5 and for 2, 1,330 for 0.1 and for 10, 16,600 for 0.01.
# Exits with 1 when a wider `sigma` below 1 gives a wider prior, or 1 one that varies.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q ConfigSpace==1.2.2 numpy==2.4.6 scipy==1.17.1
venv/bin/python - <<'P'
import sys

import numpy
from ConfigSpace import ConfigurationSpace, Float, Normal


def factor(parameter):
    """By how much the middle nine tenths of the draws go up."""
    space = ConfigurationSpace(seed=1)
    space.add(parameter)
    draws = [drawn[parameter.name] for drawn in space.sample_configuration(4000)]
    least, greatest = numpy.percentile(draws, [5, 95])
    return float(greatest / least)


rates = {sigma: factor(Float("rate", (1e-5, 1), distribution=Normal(0.01, sigma), log=True))
         for sigma in (0.01, 0.1, 0.5, 1, 2, 10)}
linear = {sigma: factor(Float("rate", (1, 101), distribution=Normal(50, sigma)))
          for sigma in (5, 10)}
print("rate:", rates, "linear:", linear)
as_seen = (
    rates[0.01] > rates[0.1] > rates[0.5] > rates[1] < rates[2] < rates[10]
    and rates[1] < 1.001 and linear[5] < linear[10])
sys.exit(0 if as_seen else 1)
P

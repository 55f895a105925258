"""What a program needs to be trained by a sweep, in one file that depends on nothing.

    from sweep_trial import trial

    lr = trial.params.get("lr", 0.1)
    model = train(rows=trial.train_index, seed=trial.seed)
    for epoch in range(1, 11):
        ...
        trial.report(epoch=epoch, val_accuracy=0.91)

Outside of a sweep every attribute has a default, and reports are printed: the program runs alone.
Copy this file beside it, or put its folder on PYTHONPATH. Python 3.6 or later.
"""

import json
import os
import sys

__all__ = ["trial", "Trial"]


class Trial:
    """One training, as the environment tells of it."""

    def __init__(self, environment=None):
        self._environment = os.environ if environment is None else environment
        self._rows = {}

    @property
    def in_sweep(self):
        """Whether a sweep has started this program."""
        return "SWEEP_TRIAL" in self._environment

    @property
    def params(self):
        """The values to train with, by name; empty outside of a sweep."""
        path = self._environment.get("SWEEP_PARAMS")
        if not path:
            return {}
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    @property
    def seed(self):
        """From 0 to 2**31 - 1; the same for all configurations of a replicate and fold."""
        return self._number("SWEEP_SEED", 0)

    @property
    def replicate(self):
        return self._number("SWEEP_REPLICATE", 0)

    @property
    def fold(self):
        return self._number("SWEEP_FOLD", 0)

    @property
    def folds(self):
        return self._number("SWEEP_FOLDS", 1)

    @property
    def configuration(self):
        return self._number("SWEEP_CONFIGURATION", 0)

    @property
    def attempt(self):
        return self._number("SWEEP_ATTEMPT", 1)

    @property
    def id(self):
        """Stands for the trial; the empty text outside of a sweep."""
        return self._environment.get("SWEEP_TRIAL", "")

    @property
    def directory(self):
        """A directory of this attempt's own."""
        return self._environment.get("SWEEP_DIR", os.getcwd())

    @property
    def checkpoint(self):
        """A directory that the next attempt at the same trial finds again; made when it is asked for."""
        path = self._environment.get("SWEEP_CHECKPOINT", os.path.join(os.getcwd(), "checkpoint"))
        os.makedirs(path, exist_ok=True)
        return path

    @property
    def train_index(self):
        """Numbers of the rows to learn from, counted from 0; None where no rows are dealt."""
        return self._index("SWEEP_TRAIN_INDEX")

    @property
    def valid_index(self):
        """Numbers of the rows to be judged on; None where no rows are dealt."""
        return self._index("SWEEP_VALID_INDEX")

    @property
    def test_index(self):
        """Numbers of the rows of the data's own test part; None where there is none."""
        return self._index("SWEEP_TEST_INDEX")

    def report(self, epoch=None, **metrics):
        """Says what has been measured, by name: numbers, or what float() takes.

        Give the epoch where there are epochs; they may count from 0 or from 1.
        """
        line = {} if epoch is None else {"epoch": int(epoch)}
        for name, value in metrics.items():
            line[name] = float(value)
        text = json.dumps(line)
        path = self._environment.get("SWEEP_METRICS")
        if not path:
            print(text, flush=True)
            return
        # One write a line, so that lines of several processes do not mix.
        with open(path, "a", encoding="utf-8") as file:
            file.write(text + "\n")

    def _number(self, name, default):
        return int(self._environment.get(name, default))

    def _index(self, name):
        path = self._environment.get(name)
        if not path:
            return None
        if path not in self._rows:
            if "numpy" in sys.modules:
                import numpy

                self._rows[path] = numpy.load(os.path.splitext(path)[0] + ".npy")
            else:
                with open(path, encoding="ascii") as file:
                    self._rows[path] = [int(line) for line in file]
        return self._rows[path]


trial = Trial()

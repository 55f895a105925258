"""Run with: python3 -m unittest discover sweeps/python"""

import contextlib
import io
import json
import os
import tempfile
import unittest

from sweep_trial import Trial


class OutsideOfASweep(unittest.TestCase):
    def test_everything_has_a_default(self):
        trial = Trial({})
        self.assertFalse(trial.in_sweep)
        self.assertEqual(trial.params, {})
        self.assertEqual(
            (trial.seed, trial.replicate, trial.fold, trial.folds, trial.attempt), (0, 0, 0, 1, 1)
        )
        self.assertIsNone(trial.train_index)
        self.assertIsNone(trial.valid_index)
        self.assertIsNone(trial.test_index)

    def test_reports_are_printed(self):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            Trial({}).report(epoch=3, val_accuracy=0.5)
        self.assertEqual(json.loads(output.getvalue()), {"epoch": 3, "val_accuracy": 0.5})


class InsideOfASweep(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.environment = {"SWEEP_TRIAL": "0123456789ab"}

    def path(self, name, content=None):
        path = os.path.join(self.folder.name, name)
        if content is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        return path

    def test_values_place_and_rows_come_from_the_environment(self):
        self.environment.update(
            SWEEP_PARAMS=self.path("params.json", '{"lr": 0.1, "layers": [3, 4]}'),
            SWEEP_SEED="2147483647",
            SWEEP_FOLD="2",
            SWEEP_FOLDS="5",
            SWEEP_TRAIN_INDEX=self.path("train.txt", "0\n2\n5\n"),
        )
        trial = Trial(self.environment)
        self.assertTrue(trial.in_sweep)
        self.assertEqual(trial.params, {"lr": 0.1, "layers": [3, 4]})
        self.assertEqual((trial.seed, trial.fold, trial.folds), (2147483647, 2, 5))
        self.assertEqual(list(trial.train_index), [0, 2, 5])

    def test_reports_are_lines_of_a_file(self):
        self.environment["SWEEP_METRICS"] = self.path("metrics.jsonl")
        trial = Trial(self.environment)
        trial.report(epoch=1, val_loss=float("nan"), val_accuracy="0.5")
        trial.report(val_accuracy=1)
        with open(self.path("metrics.jsonl"), encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertEqual(lines[0], '{"epoch": 1, "val_loss": NaN, "val_accuracy": 0.5}')
        self.assertEqual(lines[1], '{"val_accuracy": 1.0}')

    def test_the_checkpoint_is_a_directory(self):
        self.environment["SWEEP_CHECKPOINT"] = self.path("checkpoint")
        self.assertTrue(os.path.isdir(Trial(self.environment).checkpoint))


if __name__ == "__main__":
    unittest.main()

"""Run with: SWEEP=/path/to/sweep python3 -m unittest discover sweeps/python"""

import csv
import io
import os
import subprocess
import tempfile
import unittest

import sweep_results

SPEC = """
sweep: small
command: [sh, train.sh, $x, $kind]
parameters: { x: [3, 7, 9], kind: ['[1]', 'true'] }
evaluate: { replicates: 2, seed: 7 }
"""

TRAIN = """
echo epoch=1 val_accuracy=0.1 loss=2
echo epoch=2 val_accuracy=0.$1 loss=1
"""


@unittest.skipUnless("SWEEP" in os.environ, "SWEEP names the program")
class Reading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.results = os.path.join(cls.folder.name, "a b#c.sqlite")
        for name, text in {"small.yaml": SPEC, "train.sh": TRAIN}.items():
            with open(os.path.join(cls.folder.name, name), "w", encoding="utf-8") as file:
                file.write(text)
        cls.sweep("run", "small.yaml", "-j", "1")

    @classmethod
    def sweep(cls, *words):
        return subprocess.run(
            [os.environ["SWEEP"], *words, "--results", cls.results],
            cwd=cls.folder.name, check=True, capture_output=True, text=True,
        ).stdout

    def test_a_summary_is_the_table_of_the_program(self):
        table = list(csv.DictReader(io.StringIO(self.sweep("table", "--format", "csv"))))
        with sweep_results.open(self.results, frames=False) as results:
            rows = results.summary("small")
        self.assertEqual(len(rows), 6)
        for row, wanted in zip(rows, table):
            self.assertEqual(str(row["x"]), wanted["x"])
            self.assertEqual(row["kind"], wanted["kind"])
            self.assertEqual(row["n"], int(wanted["n"]))
            self.assertAlmostEqual(row["mean"], float(wanted["mean"]), places=15)

    def test_trials_and_curves_have_their_parameters(self):
        with sweep_results.open(self.results, frames=False) as results:
            self.assertEqual(results.sweeps(), ["small"])
            self.assertEqual(results.parameters(), ["x", "kind"])
            trials = results.trials()
            curves = results.curves("small", "loss")
        self.assertEqual(len(trials), 12)
        self.assertEqual({trial["status"] for trial in trials}, {"completed"})
        self.assertEqual({trial["value"] for trial in trials if trial["x"] == 7}, {0.7})
        self.assertEqual([row["value"] for row in curves[:2]], [2, 1])
        self.assertEqual({row["metric"] for row in curves}, {"loss"})

    def test_notes_and_tags(self):
        self.sweep("note", "odd", "--configuration", "x=7,kind=[1]")
        self.sweep("tag", "keep")
        with sweep_results.open(self.results, frames=False) as results:
            rows = results.annotations("small")
        found = {(row["kind"], row["parameters"], row["text"]) for row in rows}
        self.assertEqual(found, {("note", "x=7, kind=[1]", "odd"), ("tag", None, "keep")})
        self.assertEqual({row["configuration"] for row in rows}, {2, None})

    def test_frames_where_pandas_is(self):
        try:
            import pandas
        except ImportError:
            with self.assertRaises(sweep_results.ResultsError):
                sweep_results.open(self.results, frames=True)
            self.skipTest("pandas is not installed")
        with sweep_results.open(self.results) as results:
            frame = results.trials()
        self.assertIsInstance(frame, pandas.DataFrame)
        self.assertEqual(len(frame), 12)

    def test_what_cannot_be_read_is_told(self):
        with self.assertRaises(sweep_results.ResultsError):
            sweep_results.open(os.path.join(self.folder.name, "nothing.sqlite"))
        with self.assertRaises(sweep_results.ResultsError):
            sweep_results.open(os.path.join(self.folder.name, "small.yaml"))
        with sweep_results.open(self.results, frames=False) as results:
            with self.assertRaises(sweep_results.ResultsError):
                results.trials("other")


if __name__ == "__main__":
    unittest.main()

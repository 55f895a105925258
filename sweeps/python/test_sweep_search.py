"""Run with: SWEEP=/path/to/sweep python3 -m unittest discover sweeps/python"""

import os
import sqlite3
import tempfile
import unittest

import sweep_search


@unittest.skipUnless("SWEEP" in os.environ, "SWEEP names the program")
class AskAndTell(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.results = os.path.join(self.folder.name, "results.sqlite")
        self.spec = {
            "sweep": "bowl",
            "parameters": {"x": "uniform(-2, 2)", "y": "uniform(-2, 2)"},
            "method": {"search": "tpe", "configurations": 14, "pace": 2},
            "metric": {"name": "loss", "goal": "minimize"},
        }

    def open(self, **options):
        return sweep_search.open(
            self.spec, results=self.results, program=os.environ["SWEEP"], **options
        )

    def values(self):
        with sqlite3.connect(self.results) as connection:
            rows = connection.execute(
                "SELECT configuration, parameters, value FROM trial_results"
                " WHERE status = 'completed' ORDER BY configuration"
            )
            return list(rows)

    def test_what_is_told_is_recorded(self):
        with self.open() as search:
            for trial in search:
                x, y = trial.params["x"], trial.params["y"]
                trial.tell(x * x + y * y)
            best = search.best()
        rows = self.values()
        self.assertEqual(len(rows), 14)
        self.assertEqual(best["sweep"], "bowl")

    def test_a_loop_that_ends_goes_on_with_the_same_proposals(self):
        with self.open() as search:
            for _ in range(5):
                trial = search.ask()
                trial.tell(loss=abs(trial.params["x"]))
        with self.open() as search:
            more = 0
            for trial in search:
                trial.tell(loss=abs(trial.params["x"]))
                more += 1
        self.assertEqual(more, 9)
        broken = self.values()
        self.results += ".whole"
        with self.open(jobs=2) as search:
            first, second = search.ask(), search.ask()
            second.tell(loss=abs(second.params["x"]))
            first.tell(loss=abs(first.params["x"]))
            for trial in search:
                search.tell(trial, abs(trial.params["x"]))
        self.assertEqual(self.values(), broken)

    def test_a_failure_is_tried_again(self):
        self.spec["retry"] = {"max": 1}
        asked = 0
        with self.open() as search:
            for trial in search:
                asked += 1
                if asked == 3:
                    trial.fail("out of memory")
                else:
                    trial.tell(loss=1.0)
        self.assertEqual(asked, 15)
        self.assertEqual(len(self.values()), 14)

    def test_a_spec_that_is_wrong_says_so(self):
        self.spec["method"] = {"search": "tpee", "configurations": 3}
        with self.open() as search:
            with self.assertRaisesRegex(sweep_search.SearchError, "tpe"):
                search.ask()


if __name__ == "__main__":
    unittest.main()

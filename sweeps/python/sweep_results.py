"""What a results file holds, for notebooks. One file that depends on nothing; with pandas it makes frames.

    import sweep_results

    with sweep_results.open("sweep.sqlite") as results:
        print(results.sweeps())                    # names, the one that was run last first
        results.summary("mnist-l2")                # a row a configuration, as the view 'summary' has it
        results.trials("mnist-l2")                 # a row a trial, with a column for every parameter
        results.curves("mnist-l2", "val_accuracy") # a row a metric, trial and epoch
        results.annotations("mnist-l2")            # a row a note and a tag

Each is a pandas.DataFrame where pandas is installed, and else, or with frames=False, a list of dicts. The file
is opened to be read alone, so a coordinator may write it meanwhile: what was recorded last is seen each
time. What 'sweep remove' has hidden is left out. Figures that were tested against each other, and intervals, are
what 'sweep table --format json' prints. Python 3.9 or later.
"""

import json
import os
import sqlite3
import urllib.parse

__all__ = ["open", "Results", "ResultsError"]

#: The version of results files that this reads, as 'PRAGMA user_version' tells it.
_VERSION = 8


class ResultsError(Exception):
    """Why a file cannot be read, in a sentence."""


class Results:
    """A results file that is open to be read."""

    def __init__(self, path, frames=None):
        """frames: True for pandas, False for lists of dicts, None for pandas where it is installed."""
        path = os.path.abspath(os.fspath(path))
        if not os.path.exists(path):
            raise ResultsError(f"there is no results file '{path}'; 'sweep run' makes one")
        self._pandas = _pandas(frames)
        uri = "file:" + urllib.parse.quote(path) + "?mode=ro"
        self._connection = sqlite3.connect(uri, uri=True, timeout=10)
        self._connection.row_factory = sqlite3.Row
        try:
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise ResultsError(f"'{path}' is no results file: {error}") from error
        if version != _VERSION:
            self._connection.close()
            raise ResultsError(
                f"'{path}' is of version {version}, and this reads version {_VERSION}: use the"
                " sweep_results.py that belongs to the program"
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._connection.close()

    def sweeps(self):
        """The names of the sweeps, the one that was run last first."""
        rows = self._connection.execute(
            "SELECT name FROM sweeps GROUP BY name ORDER BY max(used) DESC"
        )
        return [row["name"] for row in rows]

    def parameters(self, sweep=None):
        """The names of a sweep's parameters, in the order of its spec."""
        rows = self._connection.execute(
            "SELECT name FROM parameters WHERE sweep = ? ORDER BY position", [self._id(sweep)]
        )
        return [row["name"] for row in rows]

    def summary(self, sweep=None):
        """A row a configuration: its parameters, then metric, n, mean, std, min, max and trials.

        A mean over trials; where there are several folds, 'sweep table' counts them as one observation each.
        """
        return self._table(
            sweep,
            "SELECT configuration, metric, n, mean, std, min, max, trials FROM summary WHERE sweep = ?",
        )

    def trials(self, sweep=None):
        """A row a trial: its parameters, then replicate, fold, status, metric, value and what it took."""
        return self._table(
            sweep,
            "SELECT configuration, replicate, fold, status, metric, epoch, value, seconds, attempts, trial"
            " FROM trial_results WHERE sweep = ?",
        )

    def curves(self, sweep=None, *metrics):
        """A row a metric, trial and epoch, of all metrics unless some are named."""
        query = "SELECT configuration, replicate, fold, metric, epoch, value FROM curves WHERE sweep = ?"
        if metrics:
            query += " AND metric IN (" + ", ".join("?" * len(metrics)) + ")"
        return self._table(sweep, query, metrics)

    def annotations(self, sweep=None):
        """A row a note and a tag: configuration, parameters, kind, text and when it was written (UTC).

        Configuration and parameters are None where the whole sweep is meant.
        """
        rows = self._connection.execute(
            "SELECT configuration, parameters, kind, text, written FROM annotations WHERE sweep = ?",
            [self._name(sweep)],
        )
        rows = [dict(row) for row in rows]
        return rows if self._pandas is None else self._pandas.DataFrame(rows)

    def _name(self, sweep):
        names = self.sweeps()
        if sweep is None and names:
            return names[0]
        if sweep not in names:
            held = ", ".join(names) or "none"
            raise ResultsError(f"there is no sweep '{sweep}' in the file (it holds {held})")
        return sweep

    def _id(self, sweep):
        """The row of the form of a sweep that was run last."""
        return self._connection.execute(
            "SELECT id FROM sweeps WHERE name = ? ORDER BY used DESC LIMIT 1", [self._name(sweep)]
        ).fetchone()[0]

    def _table(self, sweep, query, more=()):
        name = self._name(sweep)
        names = self.parameters(name)
        values = self._values(name)
        rows = []
        for row in self._connection.execute(query, [name, *more]):
            known = dict(row)
            configuration = known.pop("configuration")
            full = {"configuration": configuration}
            for parameter, value in zip(names, values[configuration]):
                # A parameter may be called as a column is.
                full[f"{parameter} (parameter)" if parameter in known else parameter] = value
            full.update(known)
            rows.append(full)
        return rows if self._pandas is None else self._pandas.DataFrame(rows)

    def _values(self, sweep):
        """The values of each configuration: numbers and texts as they are, blocks such as layers as objects."""
        values = {}
        rows = self._connection.execute(
            "SELECT c.number, v.value, p.name, c.recipe FROM configurations c"
            " LEFT JOIN parameter_values v ON v.sweep = c.sweep AND v.configuration = c.number"
            " LEFT JOIN parameters p ON p.sweep = v.sweep AND p.position = v.parameter"
            " WHERE c.sweep = ? ORDER BY c.number, v.parameter",
            [self._id(sweep)],
        )
        for number, value, name, recipe in rows:
            known = values.setdefault(number, [])
            if name is None:
                continue
            decoded = _decoded(value)
            if isinstance(value, str) and decoded is not value:
                # The column does not tell the text "true" from the word; the recipe of a program does.
                parameters = json.loads(recipe).get("parameters")
                if isinstance(parameters, dict) and name in parameters:
                    known.append(parameters[name])
                    continue
            known.append(decoded)
        return values


def open(path="sweep.sqlite", frames=None):
    """Opens a results file; see `Results`."""
    return Results(path, frames)


def _decoded(value):
    """All but numbers and texts stand in their column as JSON."""
    if not isinstance(value, str):
        return value
    try:
        decoded = json.loads(value)
    except ValueError:
        return value
    return value if isinstance(decoded, (str, int, float)) and not isinstance(decoded, bool) else decoded


def _pandas(wanted):
    if wanted is False:
        return None
    try:
        import pandas
    except ImportError:
        if wanted:
            raise ResultsError("frames need pandas (pip install pandas)") from None
        return None
    return pandas

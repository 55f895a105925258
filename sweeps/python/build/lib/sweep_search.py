"""Ask and tell: a sweep whose trainings are a loop of one's own. One file that depends on nothing.

    import sweep_search

    spec = {
        "sweep": "tune",
        "parameters": {"lr": "loguniform(1e-5, 1e-1)", "units": "logint(16, 512)"},
        "method": {"search": "tpe", "configurations": 40},
        "metric": {"name": "loss", "goal": "minimize"},
    }
    with sweep_search.open(spec) as search:
        for trial in search:                      # or: while (trial := search.ask()) is not None
            trial.tell(loss=train(**trial.params, seed=trial.seed))
    print(search.best())

A coordinator runs behind, so what is told is on the disk before the next trial is handed out, the same
lines again go on where they ended, and 'sweep table', 'best' and 'plot' show it as any other sweep. What
was asked for and not told when the loop ends is asked for again the next time. Python 3.6 or later.
"""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile

__all__ = ["open", "Search", "Trial", "SearchError"]

_SOCKET = "SWEEP_SEARCH_SOCKET"


class SearchError(Exception):
    """What the coordinator says when it cannot go on, in its own words."""


class Trial:
    """One training that is asked for: what to train with, and where to tell what came of it."""

    def __init__(self, connection, told, metric):
        self._connection = connection
        self._metric = metric
        self._is_over = False
        #: The values to train with, by name.
        self.params = told["params"]
        #: From 0 to 2**31 - 1; the same for all configurations of a replicate and fold.
        self.seed = told["seed"]
        self.replicate = told["replicate"]
        self.fold = told["fold"]
        #: The number of the configuration, from 0.
        self.configuration = told["configuration"]

    def report(self, epoch, **metrics):
        """Says what an epoch has measured; more may follow."""
        self._send({"report": dict(metrics, epoch=epoch)})

    def tell(self, value=None, **metrics):
        """Says what came of it, and ends it; a plain value is that of the sweep's metric."""
        if value is not None:
            if self._metric is None:
                raise SearchError("name the metric: tell(loss=0.3), or open(spec, metric='loss')")
            metrics[self._metric] = value
        if metrics:
            self._send({"report": metrics})
        self._end({"end": 0})

    def fail(self, message=""):
        """Says that it came to nothing; the coordinator tries it again, as the spec's retry has it."""
        self._end({"end": 1, "message": str(message)})

    def _end(self, message):
        self._send(message)
        self._is_over = True
        self._connection.close()

    def _send(self, message):
        if self._is_over:
            raise SearchError("this trial has been told already")
        try:
            self._connection.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            raise SearchError("the coordinator has given this trial up, as after a time limit") from None


class Search:
    """A sweep that runs while it is open; see the module."""

    def __init__(self, spec, results="sweep.sqlite", jobs=1, metric=None, program="sweep", options=()):
        self._results = os.fspath(results)
        self._program = program
        self._folder = tempfile.TemporaryDirectory(prefix="sweep-")
        path = os.path.join(self._folder.name, "socket")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen(jobs + 8)
        bridge = [sys.executable, os.path.abspath(__file__), "bridge"]
        if isinstance(spec, dict):
            # No code: what is trained is the loop's own, which nobody can hash.
            spec = dict(spec, command=bridge, code=[])
            metric = metric or spec.get("metric", {}).get("name")
            file = os.path.join(self._folder.name, "spec.json")
            with _open(file, "w", encoding="utf-8") as output:
                json.dump(spec, output)
            changes = []
        else:
            file = os.fspath(spec)
            changes = ["--set", "command=" + json.dumps(bridge)]
            changes += ["--set", "code=[]"]
        self._metric = metric
        self._open = []
        line = [program, "run", file, "--results", self._results, "-j", str(jobs), "--keep-going"]
        self._output = tempfile.TemporaryFile()
        self._coordinator = subprocess.Popen(
            line + changes + list(options),
            env=dict(os.environ, **{_SOCKET: path}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._output,
            start_new_session=True,
        )

    def ask(self):
        """The next trial, waiting for one where it has to; None when there is nothing more to train.

        With jobs=N, up to N may be asked for before any is told.
        """
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            while not selector.select(0.05):
                if self._coordinator.poll() is not None:
                    self._refuse_failure()
                    return None
        connection, _ = self._listener.accept()
        told = json.loads(connection.makefile("r", encoding="utf-8").readline())
        return Trial(connection, told, self._metric)

    def tell(self, trial, value=None, **metrics):
        """The same as trial.tell."""
        trial.tell(value, **metrics)

    def __iter__(self):
        while True:
            trial = self.ask()
            if trial is None:
                return
            yield trial

    def best(self):
        """What 'sweep best' picks, with how sure that is, as it prints it in JSON."""
        output = subprocess.check_output(
            [self._program, "best", "--results", self._results, "--json"],
            stderr=subprocess.DEVNULL,
        )
        return json.loads(output.decode())

    def close(self):
        """Has the coordinator end; what is told is on the disk."""
        if self._coordinator.poll() is None:
            # The second asks it to stop at once, and not to wait for what nobody will tell.
            self._coordinator.send_signal(signal.SIGINT)
            try:
                self._coordinator.wait(1)
            except subprocess.TimeoutExpired:
                self._coordinator.send_signal(signal.SIGINT)
                self._coordinator.wait()
        self._listener.close()
        self._output.close()
        self._folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _refuse_failure(self):
        if self._coordinator.returncode in (0, 1):
            return
        self._output.seek(0)
        said = self._output.read().decode(errors="replace").strip()
        raise SearchError(said.splitlines()[-1] if said else "the coordinator has ended")


_open = open


def open(spec, **options):
    """Opens a search: a spec's file or its blocks as a dict, which name no command.

    results: the results file. jobs: how many trials may be asked for before one is told. metric: the name
    that a plain value stands for, where the spec is a file. program: the path of sweep. options: more of
    'sweep run', such as ["--warm-start", "pilot"].
    """
    return Search(spec, **options)


def _bridge():
    """What the coordinator starts for each trial: it hands everything on to the loop, and back."""
    environment = os.environ
    with _open(environment["SWEEP_PARAMS"], encoding="utf-8") as file:
        params = json.load(file)
    told = {"params": params}
    for name in ("seed", "replicate", "fold", "configuration"):
        told[name] = int(environment["SWEEP_" + name.upper()])
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(environment[_SOCKET])
        connection.sendall(json.dumps(told).encode() + b"\n")
    except (OSError, KeyError):
        sys.exit("the Python loop that this sweep is for does not run; start it again")
    with _open(environment["SWEEP_METRICS"], "a", encoding="utf-8") as metrics:
        for line in connection.makefile("r", encoding="utf-8"):
            message = json.loads(line)
            if "end" in message:
                sys.exit(message.get("message") or message["end"])
            metrics.write(json.dumps(message["report"]) + "\n")
            metrics.flush()
    sys.exit("the Python loop has ended before it told what came of this trial")


if __name__ == "__main__":
    if sys.argv[1:] != ["bridge"]:
        sys.exit(__doc__)
    _bridge()

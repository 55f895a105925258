#!/bin/sh
# The mean over TensorBoard runs leaves out, without a word, the runs that have diverged, and their number with them.
#
# Version: tensorboard-reducer 0.4.0, tensorboard 2.21.0, numpy 2.4.6, pandas 3.1.1 (PyPI), Python 3.11.
# Behaviour: `tb-reducer` is documented to apply operations of NumPy to the values of several runs at each step,
#   and is strict about runs that lack a tag or some steps. A run whose loss has become NaN has both. NumPy's
#   mean is NaN there; the one that is written is pandas' mean of the runs that are left, so it goes on as a
#   smooth curve of ever fewer runs, and a setting that diverges for most seeds looks as good as its one seed
#   that did not. Nothing that is written tells how many there were. Where there is one, `std` is empty.
# Seen on 30 November 2026: losses of 1 to 5 of which one more is NaN at each step: means 3, 2.5, 2, 1.5 and 1.
# Exits with 1 when the mean at a step with NaN is NaN, or the runs are refused.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q tensorboard-reducer==0.4.0 tensorboard==2.21.0 numpy==2.4.6 pandas==3.1.1
cat > write.py <<'P'
import math

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter

for run in range(1, 6):
    writer = EventFileWriter(f"run-{run}")
    for step in range(5):
        loss = math.nan if run + step > 5 else float(run)
        value = Summary.Value(tag="loss", simple_value=loss)
        writer.add_event(Event(step=step, wall_time=step, summary=Summary(value=[value])))
    writer.close()
P
venv/bin/python write.py
venv/bin/tb-reducer run-* -o reduced.csv -r mean,std
cat reduced.csv
venv/bin/python - <<'P'
import sys

import pandas

table = pandas.read_csv("reduced.csv", header=[0, 1], index_col=0)
sys.exit(0 if table["loss", "mean"].tolist() == [3, 2.5, 2, 1.5, 1] else 1)
P

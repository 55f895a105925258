#!/bin/sh
# Trackio stamps what is logged with the time at which a batch of it is stored, not at which it was logged.
#
# Version: trackio 0.43.0 (PyPI), Python 3.11, a local project.
# Behaviour: rows that a program logs 0.2 s apart get one and the same timestamp, to the microsecond, where
#   they are stored together. The order of rows is in their ids; times, rates and the order of rows of two
#   runs cannot be told from the column `timestamp`.
# Seen on 28 November 2026: eight rows, 0.2 s apart, with three timestamps.
# Exits with 1 when every row has a time of its own, or the rows are not there.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q trackio==0.43.0
cat > program.py <<'P'
import time
import trackio

trackio.init(project="p")
for step in range(8):
    trackio.log({"step_of_mine": step})
    time.sleep(0.2)
trackio.finish()
P
HOME="$folder" TRACKIO_DIR="$folder/trackio" venv/bin/python program.py > /dev/null 2>&1
venv/bin/python - <<'P'
import sqlite3
import sys

rows = sqlite3.connect("trackio/p.db").execute(
    "SELECT timestamp, metrics FROM metrics ORDER BY id").fetchall()
times = {time for time, _ in rows}
for row in rows:
    print(*row)
print(f"{len(rows)} rows, {len(times)} timestamps")
sys.exit(0 if len(rows) == 8 and len(times) < len(rows) else 1)
P

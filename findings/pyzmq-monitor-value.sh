#!/bin/sh
# pyzmq gives the value of a monitor's event, a descriptor or an errno, as if it were a set of events.
#
# Version: pyzmq 27.1.0 (PyPI, with libzmq 4.3.5), Python 3.11.
# Behaviour: `zmq.utils.monitor.recv_monitor_message` returns `value` as a `zmq.Event`. It compares and counts
#   as the number that it is, but logs, f-strings and `repr` show names of events that never happened: the
#   descriptor of an accepted connection, or the errno of a connection that was refused, reads as
#   `CONNECTED|LISTENING`.
# Seen on 29 November 2026: the descriptor of a connection, a small number, shown as names of events.
# Exits with 1 when the value is a plain number.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q pyzmq==27.1.0
timeout 60 venv/bin/python - <<'P'
import sys

import zmq
from zmq.utils.monitor import recv_monitor_message

context = zmq.Context()
server, client = context.socket(zmq.PULL), context.socket(zmq.PUSH)
monitor = server.get_monitor_socket()
port = server.bind_to_random_port("tcp://127.0.0.1")
client.connect(f"tcp://127.0.0.1:{port}")
seen = None
while seen is None and monitor.poll(10_000):
    message = recv_monitor_message(monitor)
    if message["event"] == zmq.Event.ACCEPTED:
        seen = message["value"]
print(f"a connection was accepted; its descriptor is told as {seen!r}, which is {int(seen)}")
server.disable_monitor()
monitor.close(0)
context.destroy(0)
sys.exit(0 if isinstance(seen, zmq.Event) else 1)
P

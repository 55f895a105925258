#!/bin/sh
# A ZeroMQ handshake that times out is told as EAGAIN, "resource temporarily unavailable".
#
# Version: libzmq 4.3.5, as pyzmq 27.1.0 (PyPI) brings it, Python 3.11.
# Behaviour: a peer that takes the connection and says nothing ends it after ZMQ_HANDSHAKE_IVL. A monitor hears
#   ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, whose value is documented as an errno. It is not ETIMEDOUT, but what
#   the last read that found nothing has left: EAGAIN. A peer that hangs up gives EPIPE or ECONNRESET, so a
#   program that wants to tell silence from a refusal has to take any other number for silence.
# Seen on 29 November 2026: EAGAIN for a silent peer, ECONNRESET for one that hung up.
# Exits with 1 when a timeout is told as ETIMEDOUT, or when nothing is told.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q pyzmq==27.1.0
timeout 60 venv/bin/python - <<'P'
import errno
import socket
import sys
import time

import zmq
from zmq.utils.monitor import recv_monitor_message


def number_told(hangs_up):
    context = zmq.Context()
    client = context.socket(zmq.DEALER)
    client.setsockopt(zmq.HANDSHAKE_IVL, 300)
    client.setsockopt(zmq.RECONNECT_IVL, 60_000)
    monitor = client.get_monitor_socket()
    peer = socket.socket()
    peer.bind(("127.0.0.1", 0))
    peer.listen(1)
    client.connect(f"tcp://127.0.0.1:{peer.getsockname()[1]}")
    if hangs_up:
        connection, _ = peer.accept()
        time.sleep(0.1)
        connection.close()
    told = None
    while told is None and monitor.poll(10_000):
        message = recv_monitor_message(monitor)
        if message["event"] == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            told = int(message["value"])
    client.disable_monitor()
    monitor.close(0)
    context.destroy(0)
    peer.close()
    return errno.errorcode.get(told, told)


silent, gone = number_told(False), number_told(True)
print(f"libzmq {zmq.zmq_version()}: a silent peer is told as {silent}, one that hangs up as {gone}")
sys.exit(0 if silent == "EAGAIN" and gone in ("EPIPE", "ECONNRESET") else 1)
P

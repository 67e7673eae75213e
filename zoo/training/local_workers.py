"""Several workers on one machine: to try what will run on several."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from zoo.layers.number_checks import check_sizes

__all__ = ["run_workers"]

_GRACE_SECONDS = 20.0  # TensorFlow tells workers of another's death within about 10


def run_workers(command: Sequence[str], count: int) -> int:
    """Run a command as so many workers, each told of the others by `TF_CONFIG`.

    Lines that a worker prints have its number before them. SIGTERM is passed on. When one ends with
    an error the others are given 20 seconds to notice, and are then ended.

    Args:
        command: What each runs.
        count: At least 2.

    Returns:
        The exit status: 0 if all ended well, else that of the first that did not.

    Raises:
        ValueError: `count` is below 2.
        TypeError: A size is no whole number.
    """
    check_sizes(2, workers=count)
    addresses = [f"localhost:{port}" for port in _free_ports(count)]
    workers = [_start(command, addresses, index) for index in range(count)]
    readers = [threading.Thread(target=_pass_on, args=pair) for pair in enumerate(workers)]
    for reader in readers:
        reader.start()
    before = signal.signal(signal.SIGTERM, lambda number, frame: _signal(workers, number))
    try:
        return _wait(workers)
    finally:
        signal.signal(signal.SIGTERM, before)
        _signal(workers, signal.SIGKILL)
        for reader in readers:
            reader.join()


def _start(command, addresses, index):
    cluster = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
    return subprocess.Popen(
        command,
        env={**os.environ, "TF_CONFIG": json.dumps(cluster)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _wait(workers):
    failed = None
    while failed is None and any(worker.poll() is None for worker in workers):
        time.sleep(0.1)
        failed = next((n for n, w in enumerate(workers) if w.poll() not in (None, 0)), None)
    until = time.monotonic() + _GRACE_SECONDS
    while any(worker.poll() is None for worker in workers) and time.monotonic() < until:
        time.sleep(0.1)
    if any(worker.poll() is None for worker in workers):
        print(f"Worker {failed} is gone: the others are ended.", file=sys.stderr, flush=True)
    status = 0 if failed is None else workers[failed].returncode
    return 128 - status if status < 0 else status  # as shells show a signal


def _signal(workers, number):
    for worker in workers:
        if worker.poll() is None:
            worker.send_signal(number)


def _pass_on(index, worker):
    for line in worker.stdout:
        print(f"[{index}] {line}", end="", flush=True)


def _free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("localhost", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()

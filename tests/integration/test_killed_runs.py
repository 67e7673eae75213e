"""Runs that are killed, told to stop, or find their checkpoints damaged: nothing is lost."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
LAUNCH = """
import sys
from zoo.training.local_workers import run_workers
sys.exit(run_workers([sys.executable, *sys.argv[1:]], 2))
"""
pytestmark = pytest.mark.slow


def start(*arguments, workers=False):
    own = ["-m", "tests.integration.killed_runs", *map(str, arguments)]
    command = [sys.executable, "-c", LAUNCH, *own] if workers else [sys.executable, *own]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def end_of(process):
    """The digest that a run prints when it ends."""
    output, _ = process.communicate(timeout=400)
    assert process.returncode == 0, output[-3000:]
    return json.loads(re.search(r"ended:(.*)", output)[1])


def wait_for(run_dir, *, newer_than=0, seconds=120):
    """Until a later checkpoint is there; its step."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        steps = [int(path.stem[5:]) for path in (run_dir / "checkpoints").glob("step_*.checkpoint")]
        if steps and max(steps) > newer_than:
            return max(steps)
        time.sleep(0.05)
    raise AssertionError("no checkpoint")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """How the run ends that nothing befalls."""
    return end_of(start(tmp_path_factory.mktemp("whole")))


def test_twenty_kills_change_no_bit(tmp_path, whole):
    assert end_of(start(tmp_path, "--kills", 20, "--seconds", 0.1)) == whole


def test_kills_change_no_bit_of_a_mirrored_run(tmp_path):
    mirrored = ["--strategy", "mirrored"]
    whole = end_of(start(tmp_path / "whole", *mirrored))
    assert end_of(start(tmp_path / "killed", *mirrored, "--kills", 5, "--seconds", 0.1)) == whole


def test_told_to_stop_it_writes_where_it_was(tmp_path, whole):
    process = start(tmp_path, "--seconds", 0.1)
    before = wait_for(tmp_path)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 143, output[-3000:]
    step = wait_for(tmp_path)
    assert step >= before
    assert f"Training was told to stop: started again, it goes on from {tmp_path}" in output
    assert f"step_{step}.checkpoint" in output
    assert end_of(start(tmp_path)) == whole


@pytest.mark.parametrize("damage", ["cut", "flip", "missing", "empty"])
def test_a_damaged_checkpoint_is_passed_over(tmp_path, whole, damage):
    process = start(tmp_path, "--seconds", 0.1)
    newest = wait_for(tmp_path, newer_than=wait_for(tmp_path))
    process.kill()
    process.communicate(timeout=60)
    path = max((tmp_path / "checkpoints").glob("step_*.checkpoint"), key=lambda p: int(p.stem[5:]))
    assert int(path.stem[5:]) >= newest
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        path.write_bytes({"cut": content[:middle], "flip": flipped, "empty": b""}[damage])
    assert end_of(start(tmp_path)) == whole


def ends(run_dir):
    """The weights that each worker ended with."""
    values = []
    for path in sorted(run_dir.glob("end_*.npz")):
        with np.load(path) as file:
            values.append(list(file.values()))
    return values


def test_a_worker_dies_and_all_resume(tmp_path):
    workers = ["--strategy", "multi_worker"]
    assert end_of(start(tmp_path / "whole", *workers, workers=True))

    killed = tmp_path / "killed"
    process = start(killed, *workers, "--seconds", 0.2, workers=True)
    wait_for(killed)
    children = subprocess.run(
        ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True
    )
    victim = max(map(int, children.stdout.split()))  # the last that was started: not the chief
    os.kill(victim, signal.SIGKILL)
    since = time.monotonic()
    output, _ = process.communicate(timeout=60)
    assert time.monotonic() - since < 30
    assert process.returncode == 137
    assert "error: another worker was lost: start all workers again, and resume from" in output

    told = start(killed, *workers, "--seconds", 0.2, workers=True)
    wait_for(killed, newer_than=wait_for(killed))
    told.send_signal(signal.SIGTERM)
    output, _ = told.communicate(timeout=60)
    assert told.returncode == 143, output[-3000:]

    end_of(start(killed, *workers, workers=True))
    expected, (*_, found) = ends(tmp_path / "whole")[0], ends(killed)
    for a, b in zip(expected, found, strict=True):
        np.testing.assert_allclose(b, a, atol=1e-5)

import sys
import time

import pytest

from zoo.training.local_workers import run_workers

SAY = """
import json, os, sys
config = json.loads(os.environ["TF_CONFIG"])
print("worker", config["task"]["index"], "of", len(config["cluster"]["worker"]))
"""
FAIL = """
import json, os, sys, time
if json.loads(os.environ["TF_CONFIG"])["task"]["index"] == 1:
    sys.exit(7)
time.sleep(60)
"""


def test_each_knows_the_others(capfd):
    assert run_workers([sys.executable, "-c", SAY], 3) == 0
    lines = capfd.readouterr().out.splitlines()
    assert sorted(lines) == [f"[{i}] worker {i} of 3" for i in range(3)]


def test_when_one_fails_the_others_are_ended(capfd, monkeypatch):
    monkeypatch.setattr("zoo.training.local_workers._GRACE_SECONDS", 1.0)
    since = time.monotonic()
    assert run_workers([sys.executable, "-c", FAIL], 2) == 7
    assert time.monotonic() - since < 30
    assert "Worker 1 is gone: the others are ended." in capfd.readouterr().err


def test_a_signal_is_shown_as_shells_do():
    assert run_workers([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], 2) == 137


def test_one_is_no_cluster():
    with pytest.raises(ValueError, match="`workers` must be at least 2, got 1"):
        run_workers(["true"], 1)

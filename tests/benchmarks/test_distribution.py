import json

import pytest

pytest.importorskip("sacrebleu")

from benchmarks import distribution
from benchmarks.tables import speed


class FakePeer:
    """Answers as a worker does: Keras's steps take 3 seconds, the others' 2."""

    def __init__(self, module, *arguments):
        *_, self.name = arguments

    def send(self, command):
        assert command == "prepare"

    def receive(self):
        return {"parameters": 1_000_000}

    def ask(self, command):
        assert command == "run 4"
        return {"seconds": 3.0 if self.name == "Keras fit" else 2.0, "loss": 1.0}

    def stop(self):
        pass


def test_what_is_measured_becomes_the_tables(tmp_path, monkeypatch):
    monkeypatch.setattr(distribution, "PeerProcess", FakePeer)
    found = distribution.measure(repeats=3, steps=4)
    assert found["steps"][distribution.ONE]["our_speed"] == 1.5
    assert found["steps"][distribution.TWO]["our_speed"] == 1.0
    scaling = distribution.scaling(2.0, found["parameters"])
    # Two machines send all 4 MB once each, at 125 MB a second, and wait twice.
    assert scaling["1"]["2"] == pytest.approx(2 / (2 + 4 / 125 + 2 * distribution.LATENCY))

    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "distribution.json").write_text(
        json.dumps({**found, "scaling": scaling})
    )
    monkeypatch.setattr("benchmarks.tables.table._RESULTS", tmp_path / "results")
    assert "| one device | Keras fit | 2,000 | 3,000 | 1.50 |" in speed.distribution()
    assert "| 1 Gbit/s | 98 % |" in speed.scaling()

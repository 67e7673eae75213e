from benchmarks.machine import machine
from benchmarks.rows import add_row, read_rows


def test_a_row_keeps_the_machine_that_it_was_measured_on(tmp_path, monkeypatch):
    path = tmp_path / "found.json"
    assert read_rows(path) == {}
    with monkeypatch.context() as earlier:
        earlier.setattr("benchmarks.rows.machine", lambda: {"hardware": "an old one"})
        add_row(path, "lstm", {"test": {"accuracy": 1.0}})
    add_row(path, "gru", {"test": {"accuracy": 2.0}})
    assert read_rows(path) == {
        "lstm": {"test": {"accuracy": 1.0}, "hardware": "an old one"},
        "gru": {"test": {"accuracy": 2.0}, **machine()},
    }

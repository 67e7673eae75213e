import json

from benchmarks.best_run import keep_machine, with_data


def test_a_folder_is_named_as_anyone_s(tmp_path):
    command = "python -m benchmarks.sentiment train|score"
    (tmp_path / "sst2").mkdir()
    assert with_data(command, str(tmp_path / "sst2")) == f"{command} --data path/to/sst2"
    assert with_data(command, "glue/sst2") == with_data(command, None) == command


def test_the_machine_is_the_one_that_a_run_began_on(tmp_path):
    keep_machine(str(tmp_path / "run"))
    path = tmp_path / "run" / "machine.json"
    assert "tensorflow" in json.loads(path.read_text())
    path.write_text("{}")
    keep_machine(str(tmp_path / "run"))
    assert path.read_text() == "{}"

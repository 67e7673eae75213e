from types import SimpleNamespace

import pytest

from zoo.data import prepare as module
from zoo.data.prepare import prepare


class Builder:
    """Of a set that is not prepared."""

    def __init__(self, root):
        self.data_dir = str(root / "glue" / "sst2" / "2.0.0")
        self.info = SimpleNamespace(full_name="glue/sst2/2.0.0")
        self.prepared = 0

    def download_and_prepare(self):
        self.prepared += 1


@pytest.fixture
def offline(monkeypatch):
    monkeypatch.setattr(Builder, "__module__", "tensorflow_datasets.glue")
    monkeypatch.setattr(module, "is_offline", lambda url: True)


def test_without_a_network_it_is_said_at_once(tmp_path, offline):
    builder = Builder(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"got 'glue/sst2/2.0.0'.*TFDS_DATA_DIR"):
        prepare(builder)
    assert not builder.prepared
    info = tmp_path / "downloads" / "other.INFO"
    info.parent.mkdir()
    info.write_text('{"dataset_names": ["nsmc"]}')
    with pytest.raises(FileNotFoundError):
        prepare(builder)


@pytest.mark.parametrize(
    "there", ["glue/sst2/2.0.0/x", "downloads/glue.INFO", "downloads/manual/x", "network", "ours"]
)
def test_what_can_be_prepared_is(tmp_path, monkeypatch, offline, there):
    builder = Builder(tmp_path)
    if there == "network":
        monkeypatch.setattr(module, "is_offline", lambda url: False)
    elif there == "ours":
        monkeypatch.setattr(Builder, "__module__", "zoo.data.nsmc.nsmc_dataset_builder")
    else:
        path = tmp_path / there
        path.parent.mkdir(parents=True)
        path.write_text('{"dataset_names": ["glue"]}')
    prepare(builder)
    assert builder.prepared == 1

import resource

import numpy as np
import pytest

from zoo.training.checkpoint_files import Checkpoint, CheckpointFiles

ABOUT = {"epoch": 1, "batch": 2}
ARRAYS = [np.arange(6, dtype="float32").reshape(2, 3), np.array(7), np.zeros((0, 2), "int64")]


def read(path):
    return Checkpoint.from_bytes(path.read_bytes())


def test_what_was_written_is_read(tmp_path):
    path = CheckpointFiles(tmp_path / "new").write(5, Checkpoint(ABOUT, ARRAYS))
    about, arrays = read(path)
    assert about == ABOUT
    for array, expected in zip(arrays, ARRAYS, strict=True):
        assert array.dtype == expected.dtype
        np.testing.assert_array_equal(array, expected)


def test_the_last_are_kept_in_the_order_of_steps(tmp_path):
    files = CheckpointFiles(tmp_path, kept=2)
    assert files.newest() is None
    for step in (8, 9, 10):
        files.write(step, Checkpoint(ABOUT, ARRAYS))
    assert [path.name for path in files.paths()] == ["step_9.checkpoint", "step_10.checkpoint"]
    assert files.newest().name == "step_10.checkpoint"
    with pytest.raises(ValueError, match="`kept` must be at least 1, got 0"):
        CheckpointFiles(tmp_path, kept=0)


def test_no_byte_can_change_unseen():
    whole = Checkpoint(ABOUT, ARRAYS).to_bytes()
    for place in range(0, len(whole), 7):
        changed = whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :]
        with pytest.raises(ValueError, match="the checkpoint is damaged: its content is not what"):
            Checkpoint.from_bytes(changed)


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_a_damaged_one_is_passed_over(tmp_path, content):
    files = CheckpointFiles(tmp_path, kept=2)
    first, second = (files.write(step, Checkpoint(ABOUT, ARRAYS)) for step in (1, 2))
    second.write_bytes(second.read_bytes()[:-40] if content is None else content)
    with pytest.warns(
        UserWarning, match=r"step_2\.checkpoint is passed over: the checkpoint is damaged"
    ):
        assert files.newest() == first
    third = files.write(1, Checkpoint(ABOUT, ARRAYS))  # trained anew: the damaged one goes
    assert files.paths() == [third]
    first.write_bytes(b"")
    with (
        pytest.warns(UserWarning, match="passed over"),
        pytest.raises(ValueError, match=r"no checkpoint in '.*' can be read: remove it to begin"),
    ):
        files.newest()


def test_a_disk_that_takes_no_more(tmp_path):
    files = CheckpointFiles(tmp_path)
    large = Checkpoint(ABOUT, [np.zeros(100_000)])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
        with pytest.raises(
            OSError, match=r"step_1\.checkpoint could not be written .*: there is none bef"
        ):
            files.write(1, large)
        before = files.write(1, Checkpoint(ABOUT, ARRAYS))
        with pytest.raises(
            OSError, match=r"step_2\.checkpoint could not be written \(File too large\): "
        ):
            files.write(2, large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in tmp_path.iterdir()] == ["step_1.checkpoint"]
    assert files.newest() == before


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"could not be written \(Not a directory\)"):
        CheckpointFiles(tmp_path / "file" / "folder").write(1, Checkpoint(ABOUT, ARRAYS))

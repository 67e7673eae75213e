import pytest

from zoo.data.scenes import generate
from zoo.data.scenes.scene import groups_of


@pytest.fixture(scope="module")
def splits():
    return generate(300, validation_size=60, test_size=80)


def test_splits_share_no_combination(splits):
    found = [{groups_of(scene) for scene, _ in split} for split in splits]
    assert [len(split) for split in splits] == [300, 60, 80]
    assert not found[0] & found[1]
    assert not found[0] & found[2]
    assert not found[1] & found[2]


def test_held_out_scenes_are_of_all_kinds(splits):
    for split in splits[1:]:
        assert {len(scene) for scene, _ in split} >= {1, 2, 3}
        assert {len(groups_of(scene)) for scene, _ in split} == {1, 2}


def test_the_seed_decides(splits):
    again = generate(100, validation_size=60, test_size=80)
    assert again.test == splits.test  # whatever the size
    assert again.train == splits.train[:100]
    assert generate(100, seed=1, validation_size=1, test_size=1).train != again.train


@pytest.mark.parametrize("size", [0, 2.5, True, 10**9])
def test_sizes(size):
    with pytest.raises(ValueError, match="`size` must be an integer from 1 to 200000, got"):
        generate(size)

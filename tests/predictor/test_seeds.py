import pytest

from zoo.predictor.seeds import SEEDS, chosen_seed


def test_what_is_given_or_any():
    assert chosen_seed(0) == 0
    assert chosen_seed(SEEDS - 1) == SEEDS - 1
    found = [chosen_seed(None) for _ in range(5)]
    assert len(set(found)) > 1
    assert all(0 <= seed < SEEDS for seed in found)


@pytest.mark.parametrize("seed", [-1, SEEDS])
def test_out_of_range(seed):
    with pytest.raises(ValueError, match=f"`seed` must be between 0 and {SEEDS - 1}, got {seed}"):
        chosen_seed(seed)

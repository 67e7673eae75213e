import pytest

from zoo.layers.dropout_options import check_rate, part_seed


@pytest.mark.parametrize("rate", [-0.1, 1.0, 1.5])
def test_a_rate_that_leaves_nothing(rate):
    with pytest.raises(ValueError, match=rf"`dropout_rate` must be in \[0, 1\), got {rate}"):
        check_rate("dropout_rate", rate)
    check_rate("dropout_rate", 0.0)


def test_each_part_has_its_seed():
    assert part_seed(None, 5) is None
    assert len({part_seed(3, part) for part in (0, 1, 100, 200)}) == 4


def test_a_rate_is_a_number():
    with pytest.raises(TypeError, match=r"`dropout_rate` must be a number, got '0\.1'"):
        check_rate("dropout_rate", "0.1")

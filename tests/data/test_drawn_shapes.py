import numpy as np

from zoo.data.drawn_shapes import KINDS, draw_colours, draw_shapes


def drawn(kind, x, y=0.5, radius=0.25, size=16):
    one = np.ones((1, 3))
    at = (np.full((1, 1), value) for value in (x, y, radius))
    return draw_shapes(np.array([KINDS.index(kind)]), *at, one, 0 * one, size=size)[0, 0, ..., 0]


def test_a_shape_covers_what_its_formula_says():
    areas = {kind: drawn(kind, 0.5, size=64).mean() / 255 for kind in KINDS}
    expected = {
        "circle": np.pi * 0.25**2,
        "square": (2 * 0.85 * 0.25) ** 2,
        "diamond": 2 * (1.15 * 0.25) ** 2,
        "ring": np.pi * 0.25**2 * (1.05**2 - 0.45**2),
    }
    for kind, area in expected.items():
        np.testing.assert_allclose(areas[kind], area, rtol=0.05)


def test_what_leaves_one_side_comes_in_at_the_other():
    np.testing.assert_array_equal(drawn("circle", 0.0), np.roll(drawn("circle", 0.5), 8, axis=1))


def test_shapes_are_brighter_than_their_grounds():
    colours, grounds = draw_colours(np.random.RandomState(0), 100)
    assert colours.shape == grounds.shape == (100, 3)
    assert grounds.max() < colours.min()

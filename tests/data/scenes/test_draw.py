import numpy as np
import pytest

from zoo.data.scenes import COLOURS, SHAPES, Thing, draw


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("colour", COLOURS)
def test_a_thing_is_where_and_what_it_is(shape, colour):
    pixels = draw((Thing("large", colour, shape, 0.7, 0.3),), 48).astype(float) / 255
    middle = pixels[14, 33]
    assert np.abs(middle - COLOURS[colour]).max() < 0.12
    ground = pixels[40, 10]
    assert ground.min() > 0.7
    covered = np.abs(pixels - ground).max(axis=-1) > 0.2
    rows, columns = np.nonzero(covered)
    assert abs(columns.mean() + 0.5 - 0.7 * 48) < 1
    assert abs(rows.mean() + 0.5 - 0.3 * 48) < 1.5


def test_sizes_and_shapes_differ():
    def area(size, shape):
        pixels = draw((Thing(size, "black", shape, 0.5, 0.5),), 48)
        return int((pixels.max(axis=-1) < 100).sum())

    for shape in SHAPES:
        assert area("large", shape) > 1.8 * area("small", shape)
    assert len({area("large", shape) for shape in SHAPES}) == len(SHAPES)


def test_the_same_scene_gives_the_same_pixels():
    scene = (Thing("small", "red", "cross", 0.2, 0.2),)
    np.testing.assert_array_equal(draw(scene), draw(scene))
    other = draw((scene[0]._replace(x=0.21),))
    assert not np.array_equal(draw(scene), other)
    assert draw(scene, 24).shape == (24, 24, 3)


def test_edges_are_soft():
    pixels = draw((Thing("large", "black", "circle", 0.5, 0.5),), 48).max(axis=-1)
    between = (pixels > 40) & (pixels < 170)
    assert 8 < between.sum() < 40

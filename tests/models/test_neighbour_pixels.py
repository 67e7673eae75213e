import numpy as np
import pytest

from zoo.models import neighbour_pixels
from zoo.models.neighbour_pixels import NeighbourPixels

RANDOM = np.random.default_rng(0)


def test_probabilities_sum_to_one():
    model = NeighbourPixels(RANDOM.integers(0, 3, (4, 5, 6)), 3)
    np.testing.assert_allclose(model.probabilities.sum(axis=-1), 1.0)


def test_by_hand():
    # One image of one row: 0, 1. Left of the first and above both is the edge, colour 2.
    model = NeighbourPixels(np.array([[[0, 1]]]), 2, strength=1.0)
    p = (1 + 1) / (2 + 2)  # of either colour
    at_edge = (1 + p) / (1 + 1)  # colour 0 with the edge at its left
    np.testing.assert_allclose(model.probabilities[2, 2, 0], (1 + at_edge) / (1 + 1))
    np.testing.assert_allclose(model.probabilities[2, 0, 0], at_edge)  # never seen: the left alone
    np.testing.assert_allclose(model.probabilities[1, 1, 0], p)  # nor that


def test_small_integers_and_blocks(monkeypatch):
    pixels = RANDOM.integers(0, 256, (5, 3, 4))
    expected = NeighbourPixels(pixels, 256).bits_per_pixel(pixels)
    monkeypatch.setattr(neighbour_pixels, "_AT_ONCE", 2)
    pixels = pixels.astype("uint8")
    assert NeighbourPixels(pixels, 256).bits_per_pixel(pixels) == pytest.approx(expected)


def test_noise_costs_what_it_must():
    pixels = RANDOM.integers(0, 4, (500, 8, 8))
    assert NeighbourPixels(pixels, 4).bits_per_pixel(pixels) == pytest.approx(2.0, abs=0.02)


def test_a_pixel_that_is_its_neighbours_sum_costs_nothing():
    def images(count):
        pixels = np.zeros((count, 9, 9), int)
        pixels[:, 0], pixels[:, :, 0] = (RANDOM.integers(0, 3, (count, 9)) for _ in range(2))
        for i in range(1, 9):
            for j in range(1, 9):
                pixels[:, i, j] = (pixels[:, i - 1, j] + pixels[:, i, j - 1]) % 3
        return pixels

    model = NeighbourPixels(images(300), 3)
    edge = 17 / 81 * np.log2(3)
    assert model.bits_per_pixel(images(100)) == pytest.approx(edge, abs=0.02)

import numpy as np

from zoo.layers import MeanPooling

VALUES = np.array([[[1.0, 2.0], [3.0, 6.0], [9.0, 9.0]], [[5.0, 5.0]] * 3])


def test_padding_does_not_count():
    keep = np.array([[True, True, False], [False] * 3])
    np.testing.assert_allclose(MeanPooling()(VALUES, keep), [[2.0, 4.0], [0.0, 0.0]])


def test_without_a_mask_all_count():
    np.testing.assert_allclose(MeanPooling()(VALUES)[1], [5.0, 5.0])


def test_a_long_row_fits_into_half_precision():
    pooled = MeanPooling(dtype="mixed_float16")(np.full((1, 2_000, 1), 60.0), np.ones((1, 2_000)))
    np.testing.assert_allclose(np.array(pooled, "float32"), [[60.0]])

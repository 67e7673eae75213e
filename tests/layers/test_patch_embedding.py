import numpy as np
import pytest
from keras import ops

from zoo.layers import PatchEmbedding

IMAGES = np.random.default_rng(0).normal(size=(2, 6, 9, 2)).astype("float32")


def test_it_is_a_convolution_of_long_steps():
    layer = PatchEmbedding(5, patch_size=3)
    found = layer(IMAGES)
    kernel, bias = (ops.convert_to_numpy(weight) for weight in layer.projection.weights)
    kernel = kernel.reshape(3, 3, 2, 5)
    expected = ops.conv(IMAGES, kernel, strides=3, data_format="channels_last") + bias
    np.testing.assert_allclose(found, ops.reshape(expected, (2, 6, 5)), atol=1e-5)


def test_patches_stand_row_by_row():
    layer = PatchEmbedding(1, patch_size=3)
    layer(IMAGES)
    layer.projection.set_weights([np.ones((18, 1)), np.zeros(1)])
    image = np.zeros((1, 6, 9, 2), "float32")
    image[0, 4, 1, 1] = 7.0  # second row, first column of patches
    assert ops.convert_to_numpy(layer(image))[0, :, 0].tolist() == [0, 0, 0, 7, 0, 0]


@pytest.mark.parametrize(
    ("options", "shape", "message"),
    [
        ({"d_model": 0, "patch_size": 2}, None, "`d_model` must be at least 1, got 0"),
        ({"d_model": 4, "patch_size": 0}, None, "`patch_size` must be at least 1, got 0"),
        (
            {"d_model": 4, "patch_size": 4},
            (1, 8, 6, 3),
            "a width that is a multiple of `patch_size`=4, got 6",
        ),
        ({"d_model": 4, "patch_size": 4}, (1, 6, 8, 3), "a height that is a multiple .* got 6"),
    ],
)
def test_what_will_not_do(options, shape, message):
    with pytest.raises(ValueError, match=message):
        PatchEmbedding(**options)(np.zeros(shape or (1, 4, 4, 3), "float32"))


def test_its_output_shape_with_free_sides():
    layer = PatchEmbedding(4, patch_size=2)
    assert layer.compute_output_shape((None, None, 8, 3)) == (None, None, 4)
    assert layer.compute_output_shape((2, 4, 8, 3)) == (2, 8, 4)

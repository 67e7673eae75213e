import numpy as np
import pytest

from zoo.models import BackboneImageEncoder, ConvImageEncoder, SelfAttentionImageEncoder


def grid(**options):
    return ConvImageEncoder(16, num_stages=2, width=4, d_model=8, **options)


def test_layers_read_the_grid():
    encoder = SelfAttentionImageEncoder(grid(), num_layers=2, num_heads=2, d_ff=16)
    images = np.random.default_rng(0).integers(0, 256, (3, 16, 16, 3))
    values, keep, state, _ = encoder(images)
    x = encoder.encoder(images).values
    for layer in encoder.layers:
        x = layer(x)
    np.testing.assert_allclose(values, x, atol=1e-6)
    assert keep.numpy().all()
    assert state == ()


def test_a_place_knows_of_those_far_away():
    images = np.zeros((2, 16, 16, 3))
    images[1, :4, :4] = 200  # a convolution at the other corner does not see it
    few = grid(dropout_rate=0.0)
    near = few(images).values
    far = SelfAttentionImageEncoder(few, num_heads=2, d_ff=16)(images).values
    np.testing.assert_array_equal(near[0, -1], near[1, -1])
    assert np.abs(far[0, -1] - far[1, -1]).max() > 1e-4


def test_it_stands_where_its_encoder_stands():
    encoder = SelfAttentionImageEncoder(grid(), num_heads=2, d_ff=16)
    assert (encoder.image_size, encoder.grid, encoder.d_model) == (16, (4, 4), 8)


def test_a_known_network_has_its_grid_once_built():
    backbone = BackboneImageEncoder(32, backbone="VGG16", weights=None, d_model=8)
    encoder = SelfAttentionImageEncoder(backbone, num_heads=2, d_ff=16)
    assert encoder(np.zeros((2, 32, 32, 3), "uint8")).values.shape == (2, 1, 8)
    assert encoder.grid == (1, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_layers": 0}, "`num_layers` must be at least 1, got 0"),
        ({"num_heads": 3}, "`num_heads`"),
        ({"d_ff": 0}, "`d_ff` must be at least 1, got 0"),
        ({"dropout_rate": 1.0}, r"`dropout_rate` must be in \[0, 1\), got 1\.0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        SelfAttentionImageEncoder(grid(), **{"num_heads": 2, "d_ff": 16, **options})


def test_types():
    with pytest.raises(TypeError, match=r"`encoder` must be an `ImageEncoder`, got 'cnn'"):
        SelfAttentionImageEncoder("cnn")
    with pytest.raises(TypeError, match=r"`num_layers` must be a whole number, got 1\.5"):
        SelfAttentionImageEncoder(grid(), num_layers=1.5)

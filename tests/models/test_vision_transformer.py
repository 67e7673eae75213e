import numpy as np

from zoo.models import PatchImageEncoder, VisionTransformer

SIZES = {"patch_size": 4, "num_layers": 1, "d_model": 8, "num_heads": 2, "d_ff": 8}
IMAGES = np.random.default_rng(0).integers(0, 256, (2, 8, 8, 3)).astype("uint8")


def test_the_first_vector_is_no_patchs():
    encoder = VisionTransformer(8, **SIZES)
    memory = encoder(IMAGES)
    assert memory.values.shape == (2, 5, 8)
    assert np.all(memory.keep)
    # Where nothing is mixed, the token is the same for all images, and the patches are as without.
    encoder.layers = []
    plain = PatchImageEncoder(8, **SIZES)
    plain.build()
    plain.layers = []
    for name in ("patches", "positions", "norm"):
        getattr(plain, name).set_weights(getattr(encoder, name).get_weights())
    values = np.array(encoder(IMAGES).values)
    np.testing.assert_allclose(values[0, 0], values[1, 0], rtol=1e-6)
    np.testing.assert_allclose(values[:, 1:], plain(IMAGES).values, rtol=1e-4, atol=1e-5)


def test_it_looks_at_all_patches():
    encoder = VisionTransformer(8, **SIZES)
    other = IMAGES.copy()
    other[:, 4:, 4:] = 255 - other[:, 4:, 4:]
    first, second = (np.array(encoder(images).values)[:, 0] for images in (IMAGES, other))
    assert np.abs(first - second).max() > 1e-4

import numpy as np
import pytest
import tensorflow as tf

from zoo.image import decode_images

_PLACES = np.arange(12)
PIXELS = np.stack(np.broadcast_arrays(20 * _PLACES, 20 * _PLACES[:, None], 90), axis=-1)
PIXELS = PIXELS.astype("uint8")


@pytest.fixture(scope="module")
def decode():
    return tf.function(
        lambda contents: decode_images(contents, 12),
        input_signature=[tf.TensorSpec([None], tf.string)],
    )


def files():
    """An image in each format, and what is none."""
    jpeg = tf.io.encode_jpeg(PIXELS).numpy()
    return {
        "png": tf.io.encode_png(PIXELS).numpy(),
        "jpeg": jpeg,
        "gray": tf.io.encode_png(PIXELS[..., :1]).numpy(),
        "transparent": tf.io.encode_png(np.dstack([PIXELS, PIXELS[..., 0]])).numpy(),
        "empty": b"",
        "text": b"no image",
        "cut": jpeg[: len(jpeg) // 2],
        "head": b"\x89PNG\r\n\x1a\n",
    }


def test_what_is_no_image_harms_no_other(decode):
    names, contents = zip(*files().items(), strict=True)
    pixels, is_image = decode(tf.constant(contents))
    assert dict(zip(names, is_image.numpy().tolist(), strict=True)) == {
        name: name in ("png", "jpeg", "gray", "transparent") for name in names
    }
    found = dict(zip(names, pixels.numpy(), strict=True))
    np.testing.assert_array_equal(found["png"], PIXELS)
    np.testing.assert_array_equal(found["gray"], np.repeat(PIXELS[..., :1], 3, axis=-1))
    np.testing.assert_array_equal(found["transparent"], PIXELS)
    assert np.abs(found["jpeg"].astype(int) - PIXELS).mean() < 20
    assert not found["cut"].any()


def test_rows_keep_their_order(decode):
    values = list(range(0, 240, 3))
    contents = [tf.io.encode_png(np.full((2, 3, 3), v, "uint8")).numpy() for v in values]
    contents[5] = b""
    pixels, is_image = decode(tf.constant(contents))
    values[5] = 0
    assert pixels[:, 0, 0, 0].numpy().tolist() == values
    assert is_image.numpy().tolist() == [place != 5 for place in range(len(values))]


@pytest.mark.parametrize("contents", [[], [b""]])
def test_no_image_at_all(decode, contents):
    pixels, is_image = decode(tf.constant(contents, tf.string))
    assert pixels.shape == (len(contents), 12, 12, 3)
    assert not is_image.numpy().any()


def test_large_ones_are_squashed_without_aliases(decode):
    stripes = np.zeros((96, 192, 3), "uint8")
    stripes[:, ::2] = 200
    [pixels], _ = decode(tf.constant([tf.io.encode_png(stripes).numpy()]))
    assert np.abs(pixels.numpy().astype(int) - 100).max() < 12

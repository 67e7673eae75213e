"""The bytes of image files to pixels of one size; what is no image fails alone."""

import tensorflow as tf

# What files of images are called. Those that cannot be decoded are to be named, not overlooked.
IMAGE_ENDINGS = (
    *(".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"),
    *(".jfif", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".jp2"),
)


def decode_images(contents: tf.Tensor, size: int) -> tuple[tf.Tensor, tf.Tensor]:
    """Decode and squash to a square, in the graph as well.

    JPEG, PNG, BMP, GIF (its first image) and WebP (one image without transparency) are read. What
    cannot be read is black, and is said so: it harms no other row.

    Args:
        contents: (B,) strings, the bytes of files.
        size: Pixels of each side.

    Returns:
        Pixels (B, size, size, 3) uint8, and (B,) booleans: whether it is an image.

    Example:
        >>> png = tf.io.encode_png(tf.fill([2, 4, 3], tf.constant(200, tf.uint8)))
        >>> pixels, is_image = decode_images(tf.stack([png, tf.constant(b"text")]), 8)
        >>> pixels.shape, is_image.numpy().tolist(), int(pixels[0].numpy().min())
        (TensorShape([2, 8, 8, 3]), [True, False], 200)
    """

    def decode(number, one):
        image = tf.io.decode_image(one, channels=3, expand_animations=False)
        image = tf.image.resize(image, [size, size], antialias=True)
        return number, tf.cast(tf.round(tf.clip_by_value(image, 0.0, 255.0)), tf.uint8)

    # A data set is what can leave something out that fails, in a graph too. One more, of number -1,
    # so that there is one at least.
    count = tf.shape(contents, tf.int64)[0]
    images = tf.data.Dataset.from_tensor_slices((tf.range(count), contents))
    images = images.map(decode, num_parallel_calls=tf.data.AUTOTUNE).ignore_errors()
    last = tf.constant(-1, tf.int64), tf.zeros([size, size, 3], tf.uint8)
    images = images.concatenate(tf.data.Dataset.from_tensors(last)).batch(count + 1)
    numbers, found = images.get_single_element()
    numbers, found = numbers[:-1, None], found[:-1]
    shape = tf.stack([count, size, size, 3])
    is_image = tf.scatter_nd(numbers, tf.ones_like(numbers[:, 0], tf.bool), shape[:1])
    return tf.ensure_shape(tf.scatter_nd(numbers, found, shape), [None, size, size, 3]), is_image

"""The bytes of WAV files to samples: 16-bit PCM, the mean of the channels.

Nothing is resampled: a model hears at the rate that it was trained at.
"""

import io
import wave

import numpy as np
import tensorflow as tf

_SCALE = 32_768.0


def read_wav(content: bytes) -> tuple[np.ndarray, int]:
    """Decode one file.

    Args:
        content: Its bytes.

    Returns:
        int16 samples (N,) and how many there are a second.

    Raises:
        ValueError: It is no WAV file of 16-bit PCM, or is cut short.

    Example:
        >>> samples, rate = read_wav(write_wav(np.array([0, 5, -5], "int16"), 8000))
        >>> samples.tolist(), rate
        ([0, 5, -5], 8000)
    """
    try:
        audio, rate = tf.audio.decode_wav(content)
    except tf.errors.InvalidArgumentError as error:
        reason = error.message.split("}} ")[-1].split(" [Op:")[0].rstrip(". ")
        raise ValueError(f"must be a whole WAV file of 16-bit PCM: {reason}.") from error
    return _to_int16(audio).numpy(), int(rate)


def write_wav(samples: np.ndarray, sampling_rate: int) -> bytes:
    """The bytes of a file with one channel.

    Args:
        samples: (N,) int16, or floats from -1 to 1, of which what is beyond is cut.
        sampling_rate: Samples a second.

    Raises:
        ValueError: `samples` is not one-dimensional.
    """
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(sampling_rate)
        writer.writeframes(as_int16(samples).astype("<i2").tobytes())
    return file.getvalue()


def as_int16(samples: np.ndarray) -> np.ndarray:
    """(N,) int16 of samples that are such, or floats from -1 to 1.

    Raises:
        ValueError: They are neither, or not one-dimensional.
    """
    samples = np.asarray(samples)
    if samples.ndim != 1 or (samples.dtype != np.int16 and samples.dtype.kind != "f"):
        raise ValueError(
            "`samples` must be (N,), int16 or floats from -1 to 1, got "
            f"{samples.dtype} of shape {samples.shape}."
        )
    if samples.dtype == np.int16:
        return samples
    return np.clip(np.rint(samples * _SCALE), -_SCALE, _SCALE - 1).astype(np.int16)


def decode_wavs(
    contents: tf.Tensor, sampling_rate: int, max_samples: int
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Decode a batch, in the graph as well: what cannot be read is empty, and harms no other row.

    Args:
        contents: (B,) strings, the bytes of files.
        sampling_rate: Samples a second; a file with another rate is none that can be read.
        max_samples: Longer ones are cut.

    Returns:
        Samples (B, N) int16, N at least 1, their lengths (B,) int32, and (B,) booleans: whether it
        could be read.

    Example:
        >>> wav = write_wav(np.array([3, 4], "int16"), 8000)
        >>> audio, lengths, is_sound = decode_wavs(tf.constant([b"text", wav]), 8000, 100)
        >>> audio.numpy().tolist(), lengths.numpy().tolist(), is_sound.numpy().tolist()
        ([[0, 0], [3, 4]], [0, 2], [False, True])
    """

    def decode(number, one):
        audio, rate = tf.audio.decode_wav(one)
        message = "its sampling rate is another"
        with tf.control_dependencies([tf.debugging.assert_equal(rate, sampling_rate, message)]):
            samples = _to_int16(audio[:max_samples])
        return number, samples, tf.size(samples)

    # A data set is what can leave something out that fails, in a graph too. One more, of number -1,
    # so that there is one at least.
    count = tf.shape(contents, tf.int64)[0]
    sounds = tf.data.Dataset.from_tensor_slices((tf.range(count), contents))
    sounds = sounds.map(decode, num_parallel_calls=tf.data.AUTOTUNE).ignore_errors()
    last = tf.constant(-1, tf.int64), tf.zeros([1], tf.int16), tf.constant(0)
    sounds = sounds.concatenate(tf.data.Dataset.from_tensors(last))
    numbers, found, sizes = sounds.padded_batch(count + 1).get_single_element()
    numbers = numbers[:-1, None]

    def placed(values):
        shape = tf.concat([[count], tf.shape(values, tf.int64)[1:]], axis=0)
        return tf.scatter_nd(numbers, values[:-1], shape)

    # There is no int16 among what is scattered on every device.
    audio = tf.cast(placed(tf.cast(found, tf.int32)), tf.int16)
    is_sound = placed(tf.ones_like(sizes)) > 0
    return tf.ensure_shape(audio, [None, None]), placed(sizes), is_sound


def _to_int16(audio: tf.Tensor) -> tf.Tensor:
    """(N, channels) floats to (N,)."""
    mean = tf.reduce_mean(audio, axis=1)
    return tf.cast(tf.clip_by_value(tf.round(mean * _SCALE), -_SCALE, _SCALE - 1), tf.int16)

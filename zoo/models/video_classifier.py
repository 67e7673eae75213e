"""A network for each frame, one for their sequence, and a head: one answer for a clip."""

from collections.abc import Sequence

import keras
from keras import ops

from zoo.layers.beams import take_each
from zoo.layers.dropout_options import check_rate
from zoo.layers.mean_pooling import MeanPooling
from zoo.layers.number_checks import check_sizes
from zoo.models.memory import Memory
from zoo.training.exact_fit import ExactFit

POOLINGS = ("last", "mean")


@keras.saving.register_keras_serializable("zoo")
class VideoClassifier(ExactFit, keras.Model):
    """Looks at each frame of a clip, then at their sequence, and says a class or a number.

    ```python
    seen[t] = max_p frame_encoder(frames[t]).values[p]                  # over the places
    moved[t] = max_p motion_encoder(frames[t] - frames[t - 1]).values[p]
    x[t] = batch_norm(W [seen[t], moved[t]])
    memory = encoder(x, keep)
    pooled = memory.state[-1].h | mean(memory.values) | x[middle]       # last, mean, no encoder
    outputs = W' pooled + b'
    ```

    The vectors of all frames have most in common: without the batch norm, which takes that away and
    is synchronised between replicas, training often ends with an encoder that sees nothing else.
    `fit` is exact under a `tf.distribute` strategy, see `zoo.training.ExactFit`, but for what the
    norm sees of rows that only fill up an epoch's last batch.

    Args:
        frame_encoder: An encoder of images, see `zoo.models.image_encoder`.
        motion_encoder: One for what has changed since the frame before; None for none. Where a
            small thing goes, a sequence of frames' vectors tells only after very many clips.
        encoder: Layer from (None, keep, embedded) to `Memory`, with a `d_model`, made with
            `vocabulary_size=0`; None for a model that sees the middle frame alone, and no motion.
        d_model: Width of the vector of a frame, that of the encoder where there is one.
        classes: Names of the classes, by their number; C of them. None: the answer is a number.
        pooling: "last", the recurrent state after the last frame, or "mean" of the values.
        dropout_rate: Dropout on the pooled vector.
        mean, scale: Of a number's training answers: what was subtracted from them, and what they
            were divided by. Kept for who has answers as they are; `call` computes without.

    Call arguments:
        inputs: dict of `frames` (B, T, H, W, 3), 0 to 255, and `frame_keep` (B, T) booleans, True
            where there is a frame.
        training: Whether dropout is active.

    Returns:
        Logits (B, C); for a number (B, 1), standardised.

    Raises:
        ValueError: `pooling` is unknown, there are less than 2 classes, `d_model` is below 1,
            `dropout_rate` is not in [0, 1), or motion is to be seen in one frame.
        TypeError: A size is no whole number.

    Reference:
        Donahue et al. 2015, "Long-term Recurrent Convolutional Networks for Visual Recognition and
        Description", section 3; Wang et al. 2016, "Temporal Segment Networks", section 3.2
        (differences of frames beside the frames); Simonyan and Zisserman 2014, "Two-Stream
        Convolutional Networks for Action Recognition in Videos"; Ioffe and Szegedy 2015, "Batch
        Normalization", algorithm 1.

    Example:
        >>> from zoo.models import ConvImageEncoder, RNNEncoder
        >>> frames = ConvImageEncoder(16, num_stages=2, width=4, d_model=8)
        >>> encoder = RNNEncoder(0, cell="gru", d_model=8, bidirectional=False)
        >>> model = VideoClassifier(frames, encoder, d_model=8, classes=["left", "right"])
        >>> keep = np.ones((2, 5), bool)
        >>> model({"frames": np.zeros((2, 5, 16, 16, 3)), "frame_keep": keep}).shape
        TensorShape([2, 2])
    """

    def __init__(
        self,
        frame_encoder,
        encoder=None,
        *,
        motion_encoder=None,
        d_model: int,
        classes: Sequence[str] | None,
        pooling: str = "last",
        dropout_rate: float = 0.1,
        mean: float = 0.0,
        scale: float = 1.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if pooling not in POOLINGS:
            raise ValueError(f"`pooling` must be one of {POOLINGS}, got {pooling!r}.")
        if classes is not None and len(classes) < 2:
            raise ValueError(f"`classes` must be at least 2, or None, got {list(classes)}.")
        if encoder is None and motion_encoder is not None:
            raise ValueError(
                "`motion_encoder` must be None without an `encoder`: one frame is still."
            )
        check_sizes(d_model=d_model)
        check_rate("dropout_rate", dropout_rate)
        self.frame_encoder = frame_encoder
        self.motion_encoder = motion_encoder
        self.encoder = encoder
        self.d_model = d_model
        self.classes = None if classes is None else tuple(classes)
        self.pooling = pooling
        self.dropout_rate = dropout_rate
        self.mean = mean
        self.scale = scale
        policy = self.dtype_policy
        # The norm has the bias.
        self.projection = keras.layers.Dense(
            d_model, use_bias=False, dtype=policy, name="projection"
        )
        self.norm = keras.layers.BatchNormalization(
            momentum=0.9,
            epsilon=1e-5,
            synchronized=keras.backend.backend() == "tensorflow",  # JAX has one batch for all
            dtype=policy,
            name="norm",
        )
        self.pool = MeanPooling(dtype=policy) if pooling == "mean" else None
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)
        outputs = 1 if classes is None else len(self.classes)
        self.head = keras.layers.Dense(outputs, dtype=policy, name="head")

    def build(self, inputs_shape=None):
        side, width = self.frame_encoder.image_size, 0
        for part in (self.frame_encoder, self.motion_encoder):
            if part is not None:
                width += part.d_model
                if not part.built:  # after loading it has built itself
                    part.build((None, side, side, 3))
        self.projection.build((None, width))
        self.norm.build((None, self.d_model))
        if self.encoder is not None and not self.encoder.built:
            self.encoder.build(None)
        if self.pool is not None:
            self.pool.build((None, None, self.d_model))
        self.head.build((None, self.d_model))

    def build_from_config(self, config):
        self.build()

    def call(self, inputs, training=None):
        frames, keep = inputs["frames"], inputs["frame_keep"]
        if self.encoder is None:
            middle = (ops.sum(ops.cast(keep, "int32"), axis=1, keepdims=True) - 1) // 2
            pooled = self._look(take_each(frames, ops.maximum(middle, 0)), training)[:, 0]
            pooled = pooled * self.d_model**0.5
        else:
            x = self._look(frames, training)
            memory = Memory(*self.encoder(None, keep, embedded=x, training=training))
            if self.pooling == "last":
                pooled = memory.state[-1][0]
            else:
                pooled = self.pool(memory.values, keep)
        return self.head(self.dropout(pooled, training=training))

    def _look(self, frames, training):
        """A vector for each frame: (B, T, H, W, 3) to (B, T, D)."""
        side = self.frame_encoder.image_size
        length = ops.shape(frames)[1]
        frames = ops.cast(frames, self.compute_dtype)

        def maxima(encoder, images):
            images = ops.reshape(images, (-1, side, side, 3))
            return ops.max(Memory(*encoder(images, training=training)).values, axis=1)

        x = maxima(self.frame_encoder, frames)
        if self.motion_encoder is not None:
            before = ops.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
            # From 0 to 255 again, with what stays in the middle.
            moved = maxima(self.motion_encoder, 0.5 * (frames - before) + 127.5)
            x = ops.concatenate([x, moved], axis=-1)
        x = self.norm(self.projection(x), training=training)
        # As small as token vectors are, which encoders multiply by the root of D.
        return ops.reshape(x, (-1, length, self.d_model)) / self.d_model**0.5

    def get_config(self):
        return {
            **super().get_config(),
            "frame_encoder": keras.saving.serialize_keras_object(self.frame_encoder),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "motion_encoder": keras.saving.serialize_keras_object(self.motion_encoder),
            "d_model": self.d_model,
            "classes": None if self.classes is None else list(self.classes),
            "pooling": self.pooling,
            "dropout_rate": self.dropout_rate,
            "mean": self.mean,
            "scale": self.scale,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        frame_encoder, encoder, motion_encoder = (
            keras.saving.deserialize_keras_object(config.pop(name), custom_objects=custom_objects)
            for name in ("frame_encoder", "encoder", "motion_encoder")
        )
        return cls(frame_encoder, encoder, motion_encoder=motion_encoder, **config)

"""An encoder of images and a decoder of text, joined to one trainable model."""

import keras

from zoo.models.seq2seq import Seq2Seq


@keras.saving.register_keras_serializable("zoo")
class Captioner(Seq2Seq):
    """Looks at an image, then predicts every token of its caption from those before it.

    ```python
    memory = encoder(image)
    logits = decoder(target_in_ids, memory)
    ```

    Decoders are those of `Seq2Seq`: a grid of places stands where the source's tokens were.

    Args:
        encoder: Layer from images to `Memory`, with `image_size` and `grid`; see `ImageEncoder`.
        decoder: Layer from (target_in_ids, memory) to logits, with the decoding protocol
            `prepare, start, step, prefill`.
        pad_id: The id that fills rows up.
        sampling: A `ScheduledSampling`: in training the decoder then reads some of its own
            predictions. Not by default.

    Call arguments:
        inputs: dict of `image` (B, image_size, image_size, 3), 0 to 255, and `target_in_ids`
            (B, T), integers, right-padded.
        training: Whether dropout and `sampling` are active.

    Returns:
        Logits (B, T, V).

    Reference:
        Vinyals et al. 2015, "Show and Tell: A Neural Image Caption Generator", section 3.1; Xu et
        al. 2015, "Show, Attend and Tell: Neural Image Caption Generation with Visual Attention",
        section 3.

    Example:
        >>> from zoo.models import AttentionRNNDecoder, ConvImageEncoder
        >>> encoder = ConvImageEncoder(16, num_stages=2, width=4, d_model=8)
        >>> model = Captioner(encoder, AttentionRNNDecoder(60, d_model=8))
        >>> images = np.zeros((2, 16, 16, 3), "uint8")
        >>> model({"image": images, "target_in_ids": np.ones((2, 4), int)}).shape
        TensorShape([2, 4, 60])
    """

    source = "image"

    def encode(self, images, training=None):
        """`Memory` of (B, image_size, image_size, 3) images."""
        return self.encoder(images, training=training)

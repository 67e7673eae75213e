"""Bits per character: the score of a language model that does not depend on its tokens."""

import math

import keras

__all__ = ["LogBitsPerCharacter", "bits_per_character"]


def bits_per_character(perplexity: float, *, tokens: int, characters: int) -> float:
    """Bits that a character of a text costs a model with this perplexity per token.

    ```python
    bits = log2(perplexity) * tokens / characters
    ```

    Args:
        perplexity: Per token, on the text.
        tokens: Of the text.
        characters: Of the text.

    Example:
        >>> bits_per_character(16.0, tokens=50, characters=200)
        1.0
    """
    return math.log2(perplexity) * tokens / characters


class LogBitsPerCharacter(keras.callbacks.Callback):
    """Logs `val_bits_per_character` after an epoch, from the validation's perplexity.

    Put it before callbacks that watch it.

    Args:
        validation: Batches, which are read where validation has not logged `val_perplexity`.
        tokens: Of the validation text.
        characters: Of the validation text.
    """

    def __init__(self, validation, *, tokens: int, characters: int):
        super().__init__()
        self.validation = validation
        self.tokens = tokens
        self.characters = characters

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        perplexity = logs.get("val_perplexity")
        if perplexity is None:
            scores = self.model.evaluate(self.validation, verbose=0, return_dict=True)
            perplexity = scores["perplexity"]
        logs["val_bits_per_character"] = bits_per_character(
            float(perplexity), tokens=self.tokens, characters=self.characters
        )

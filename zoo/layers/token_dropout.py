"""Token dropout: in training, some tokens are as good as unread."""

import keras
from keras import ops

from zoo.layers.dropout_options import check_rate
from zoo.layers.number_checks import check_sizes


@keras.saving.register_keras_serializable("zoo")
class TokenDropout(keras.layers.Layer):
    """Puts the unknown token in place of some, so that no single one decides alone.

    ```python
    ids[t] = unknown_id if coin[t] else ids[t]      # P(coin[t]) = rate
    ```

    The unknown token thereby learns a vector, where the training texts hold none, too.

    Args:
        rate: The share of tokens that is replaced.
        unknown_id: Id of the unknown token. Those below it are special, too, and stay.
        seed: Seed of the coins.

    Call arguments:
        ids: (B, S) integers.
        training: Whether tokens are replaced.

    Returns:
        Ids (B, S).

    Raises:
        ValueError: `rate` is not in [0, 1), or `unknown_id` is below 0.
        TypeError: `rate` is no number, or `unknown_id` no whole number.

    Reference:
        Iyyer et al. 2015, "Deep Unordered Composition Rivals Syntactic Methods for Text
        Classification", section 3.2 (words are left out); Bowman et al. 2016, "Generating Sentences
        from a Continuous Space", section 3.1 (the unknown word in their place).

    Example:
        >>> ids = np.array([[5, 6, 2, 0]])
        >>> TokenDropout(0.5)(ids).numpy().tolist()
        [[5, 6, 2, 0]]
    """

    def __init__(self, rate: float, *, unknown_id: int = 3, seed: int | None = None, **kwargs):
        super().__init__(**kwargs)
        check_rate("rate", rate)
        check_sizes(0, unknown_id=unknown_id)
        self.rate = rate
        self.unknown_id = unknown_id
        self.seed = seed
        if rate:
            self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, ids, training=None):
        if not (training and self.rate):
            return ids
        coins = keras.random.uniform(ops.shape(ids), seed=self.seed_generator) < self.rate
        return ops.where(coins & (ids > self.unknown_id), self.unknown_id, ids)

    def get_config(self):
        return {
            **super().get_config(),
            "rate": self.rate,
            "unknown_id": self.unknown_id,
            "seed": self.seed,
        }

"""The token vectors that encoders and decoders begin with."""

import keras

from zoo.layers.number_checks import check_sizes


def token_embedding(
    vocabulary_size: int,
    d_model: int,
    policy: keras.DTypePolicy | str | None = None,
    *,
    is_tied: bool = True,
) -> keras.layers.ReversibleEmbedding:
    """Token vectors that also make the logits, N(0, 1 / D): logits start near N(0, 1).

    Args:
        vocabulary_size: V.
        d_model: D.
        policy: Of the layer that holds the embedding; the global one where not given.
        is_tied: Whether the logits are made by the same weights, or by some of their own.
    """
    check_sizes(vocabulary_size=vocabulary_size, d_model=d_model)
    policy = keras.dtype_policies.get(policy)
    # An embedding does not autocast within another layer's call, but does when called on its own:
    # without `reverse_dtype`, `call` and `step` would differ under a mixed policy.
    return keras.layers.ReversibleEmbedding(
        vocabulary_size,
        d_model,
        tie_weights=is_tied,
        embeddings_initializer=keras.initializers.RandomNormal(stddev=d_model**-0.5),
        reverse_dtype=policy.compute_dtype,
        dtype=policy,
        name="embedding",
    )

"""The recurrent encoder: ids in, Memory out."""

import keras

from zoo.layers import masks
from zoo.layers.dropout_options import part_seed
from zoo.layers.number_checks import check_sizes
from zoo.layers.stacked_rnn import StackedRNN
from zoo.models.embedding import token_embedding
from zoo.models.memory import Memory


@keras.saving.register_keras_serializable("zoo")
class RNNEncoder(keras.layers.Layer):
    """Embedding and a stack of recurrent layers.

    Values and states are `d_model` wide whatever the options: a bidirectional encoder has half of
    the units in each direction.

    Args:
        vocabulary_size: V; 0 for an encoder of vectors, without an embedding.
        cell: "lstm", "gru", "simple_rnn", "layer_norm_lstm", "layer_norm_gru" or "peephole_lstm".
        d_model: D, width of the embedding, the values and the states.
        depth: Number of recurrent layers.
        bidirectional: Whether to read in both directions.
        dropout_rate: Dropout on each recurrent layer's inputs and on the values.
        recurrent_dropout_rate: Dropout on the recurrent state.
        zoneout_rate: Share of the state that stays as it was at each step, see `ZoneoutCell`.
        skips: "none", "residual" or "concatenate", see `StackedRNN`; concatenated outputs are
            projected to D.
        embedding: A `keras.layers.ReversibleEmbedding` to share with the decoder; its own where
            not given. `Seq2Seq` saves a shared one once.
        seed: Seed of the dropout masks.

    Call arguments:
        ids: (B, S) integers, right-padded; None where there are vectors.
        keep: (B, S) booleans, True where a token stands.
        embedded: (B, S, D), token vectors to read in place of those of `ids`: what a gradient is
            taken by, see `ClassifierPredictor.predict_attributed`.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, S, D), keep (B, S), state)`: values zero where there is padding, and
        the state after each row's last token, a tuple a layer, (h,) or (h, c), each (B, D).

    Raises:
        ValueError: A size is below 1, `d_model` is odd in a bidirectional encoder, or an option is
            unknown.
        TypeError: A size is no whole number.

    Reference:
        Sutskever et al. 2014, "Sequence to Sequence Learning with Neural Networks", section 2;
        Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and
        Translate", section 3.2 (bidirectional).

    Example:
        >>> encoder = RNNEncoder(50, cell="gru", d_model=8)
        >>> memory = encoder(np.ones((2, 5), int), np.ones((2, 5), bool))
        >>> memory.values.shape, memory.state[0][0].shape
        (TensorShape([2, 5, 8]), TensorShape([2, 8]))
    """

    def __init__(
        self,
        vocabulary_size: int,
        *,
        cell: str = "lstm",
        d_model: int = 256,
        depth: int = 1,
        bidirectional: bool = True,
        dropout_rate: float = 0.1,
        recurrent_dropout_rate: float = 0.0,
        zoneout_rate: float = 0.0,
        skips: str = "none",
        embedding: keras.layers.Layer | None = None,
        seed: int | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(0, vocabulary_size=vocabulary_size)
        check_sizes(d_model=d_model)
        if bidirectional and d_model % 2:
            raise ValueError(f"`d_model` must be even if `bidirectional`, got {d_model}.")
        self.vocabulary_size = vocabulary_size
        self.cell = cell
        self.d_model = d_model
        self.depth = depth
        self.bidirectional = bidirectional
        self.dropout_rate = dropout_rate
        self.recurrent_dropout_rate = recurrent_dropout_rate
        self.zoneout_rate = zoneout_rate
        self.skips = skips
        self.seed = seed
        policy = self.dtype_policy
        self.embedding = embedding
        if embedding is None and vocabulary_size:
            self.embedding = token_embedding(vocabulary_size, d_model, policy)
        self.rnn = StackedRNN(
            cell,
            d_model // 2 if bidirectional else d_model,
            depth=depth,
            bidirectional=bidirectional,
            dropout_rate=dropout_rate,
            recurrent_dropout_rate=recurrent_dropout_rate,
            zoneout_rate=zoneout_rate,
            skips=skips,
            seed=seed,
            dtype=policy,
        )
        self.projection = (
            keras.layers.Dense(d_model, dtype=policy) if skips == "concatenate" else None
        )
        self.dropout = keras.layers.Dropout(dropout_rate, seed=part_seed(seed, 100), dtype=policy)

    def build(self, ids_shape=None, keep_shape=None, embedded_shape=None):
        if self.built:  # loading builds the parts before the model that holds them
            return
        if self.embedding is not None and not self.embedding.built:
            self.embedding.build((None, None))
        self.rnn.build((None, None, self.d_model))
        if self.projection is not None:
            self.projection.build((None, None, self.rnn.output_dim))

    def call(self, ids, keep, embedded=None, training=None):
        x = self.embedding(ids) if embedded is None else embedded
        x = x * self.d_model**0.5
        x, state = self.rnn(x, keep, training=training)
        if self.projection is not None:
            x = masks.zero_padding(self.projection(x), keep)
        return Memory(self.dropout(x, training=training), keep, state)

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "cell": self.cell,
            "d_model": self.d_model,
            "depth": self.depth,
            "bidirectional": self.bidirectional,
            "dropout_rate": self.dropout_rate,
            "recurrent_dropout_rate": self.recurrent_dropout_rate,
            "zoneout_rate": self.zoneout_rate,
            "skips": self.skips,
            "seed": self.seed,
        }

"""The zoo's models with random weights, and its searches."""

import keras
import numpy as np
import tensorflow as tf

from benchmarks.decoding.cases import ALONE, SIZES, SPECIAL, Case, sources
from zoo.decoding import Request, beam_search, greedy
from zoo.models import SelfAttentionDecoder, build_seq2seq, no_memory


def make_model(size: str):
    """A `Seq2Seq`, or a decoder alone; the same weights at each call."""
    keras.utils.set_random_seed(0)
    s = SIZES[size]
    sizes = {
        "num_layers": s.num_layers,
        "d_model": s.d_model,
        "num_heads": s.num_heads,
        "d_ff": s.d_ff,
        "dropout_rate": 0.0,
    }
    if size in ALONE:
        options = {"norm": "pre", "activation": "gelu", "positions": "learned", "max_length": 256}
        model = SelfAttentionDecoder(s.vocabulary, memory_dim=0, **options, **sizes)
        model.build()
    else:
        vocabularies = {
            "source_vocabulary_size": s.vocabulary,
            "target_vocabulary_size": s.vocabulary,
        }
        model = build_seq2seq("transformer", norm="post", **vocabularies, **sizes)
        model.build()
    # Tied embeddings as they are made say the same token again and again: shake the layers.
    rng = np.random.default_rng(1)
    for weight in model.trainable_weights:
        if len(weight.shape) == 2 and "embedding" not in weight.path:
            weight.assign(weight + rng.normal(scale=weight.shape[0] ** -0.5, size=weight.shape))
    return model


class Ours:
    """Runs a case through `zoo.decoding`, compiled by XLA or as a plain graph."""

    def __init__(self, *, jit_compile: bool):
        self.jit_compile = jit_compile

    def prepare(self, case: Case) -> None:
        """Build and compile."""
        model = make_model(case.size)
        alone = case.size in ALONE
        decoder = model if alone else model.decoder
        self.ids = tf.constant(sources(case))

        @tf.function(jit_compile=self.jit_compile, autograph=False)
        def decode(ids):
            request = Request(
                start_id=SPECIAL["start"],
                end_id=-1,  # never
                pad_id=SPECIAL["pad"],
                max_length=case.new,
                prompt=ids if alone else None,
                prompt_keep=ids != SPECIAL["pad"] if alone else None,
            )
            memory = no_memory(ids) if alone else model.encode(ids, training=False)
            context = decoder.prepare(memory)
            if case.width == 1:
                return greedy(decoder, context, request).ids[:, 0]
            return beam_search(decoder, context, request, width=case.width).ids[:, 0]

        self.decode = decode
        self.run()

    def run(self) -> np.ndarray:
        """Ids (B, T)."""
        return self.decode(self.ids).numpy()

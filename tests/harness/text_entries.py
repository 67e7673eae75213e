"""Every model of text, as the harness checks it."""

import keras

from tests.harness.options import KEY_BIAS, STACK, U, V
from tests.harness.subjects import Entry
from zoo import layers, models


def _seq2seq(arch, no_gradient=(), sampling_rate=0.0, **options):
    def make(dtype, rate):
        sampling = models.ScheduledSampling(sampling_rate, seed=1) if sampling_rate else None
        before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(dtype)
        try:
            return models.build_seq2seq(
                arch,
                source_vocabulary_size=V,
                target_vocabulary_size=V,
                **STACK,
                dropout_rate=rate,
                sampling=sampling,
                **options,
            )
        finally:
            keras.config.set_dtype_policy(before)

    return Entry(
        models.ScheduledSampling if sampling_rate else models.Seq2Seq,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"source_ids": "BS", "target_in_ids": "BT"},
        outputs=("BTV",),
        is_causal=True,
        says_padding=("source_ids",),
        no_gradient=no_gradient,
    )


def language_model(arch, no_gradient=(), **options):
    def make(dtype, rate):
        return models.build_language_model(
            arch, vocabulary_size=V, **STACK, dropout_rate=rate, dtype=dtype, **options
        )

    return Entry(
        models.LanguageModel,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"target_in_ids": "BT"},
        outputs=("BTV",),
        is_causal=True,
        no_gradient=no_gradient,
    )


def _classifier(arch, no_gradient=(), drops_tokens=False):
    def make(dtype, rate):
        before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(dtype)
        try:
            return models.build_classifier(
                arch,
                vocabulary_size=V,
                classes="abcdef"[:U],
                **STACK,
                **{"token_dropout_rate" if drops_tokens else "dropout_rate": rate},
            )
        finally:
            keras.config.set_dtype_policy(before)

    is_baseline = arch == "bag_of_words"
    part = layers.TokenDropout if drops_tokens else models.Classifier
    return Entry(
        models.BagOfWords if is_baseline else part,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"source_ids": "BS"},
        outputs=("BU",),
        has_dropout=not is_baseline,
        says_padding=("source_ids",),
        no_gradient=no_gradient,
    )


def _tagger(arch, no_gradient=()):
    def make(dtype, rate):
        encoder = models.build_encoder(
            arch, vocabulary_size=V, **STACK, dropout_rate=rate, dtype=dtype
        )
        return models.Tagger(encoder, "abcdef"[:U], dropout_rate=rate, dtype=dtype)

    return Entry(
        models.Tagger,
        make,
        lambda layer, x, **training: layer(dict(x), **training),
        inputs={"source_ids": "BS"},
        outputs=("BSU",),
        says_padding=("source_ids",),
        no_gradient=no_gradient,
    )


TEXT_ENTRIES = {
    "ScheduledSampling": _seq2seq("gru_attention", sampling_rate=0.5),
    "BagOfWords": _classifier("bag_of_words"),
    "Classifier-gru": _classifier("gru"),
    "TokenDropout": _classifier("lstm", drops_tokens=True),
    "Classifier-lstm_attention": _classifier("lstm_attention"),
    "Classifier-transformer": _classifier("transformer", KEY_BIAS),
    "Tagger-bilstm": _tagger("bilstm"),
    "Tagger-transformer": _tagger("transformer", KEY_BIAS),
    "Seq2Seq-lstm": _seq2seq("lstm"),
    "Seq2Seq-lstm_attention": _seq2seq("lstm_attention", share_embedding=True),
    "Seq2Seq-lstm_luong": _seq2seq("lstm_luong"),
    "Seq2Seq-conv": _seq2seq("conv", share_embedding=True),
    "LanguageModel-gru": language_model("gru"),
    "LanguageModel-transformer": language_model("transformer", KEY_BIAS, positions="alibi"),
    "Seq2Seq-transformer": _seq2seq("transformer", KEY_BIAS, share_embedding=True),
}

"""An untrained predictor of speech, and sounds for it."""

import functools

import keras
import numpy as np

from zoo.models import build_speech_recognizer
from zoo.predictor import SpeechPredictor
from zoo.text import WordTokenizer

RATE = 8_000
SOUNDS = [
    np.random.default_rng(i).integers(-9_000, 9_000, count).astype("int16")
    for i, count in enumerate((3_000, 900, 2_500))
]


@functools.cache
def untrained(arch="lstm_attention"):
    """A model whose outputs hang on the sound."""
    keras.utils.set_random_seed(0)
    tokenizer = WordTokenizer.train(["삼 일 사 one two three"], vocabulary_size=20)
    model = build_speech_recognizer(
        arch,
        vocabulary_size=tokenizer.vocabulary_size,
        sampling_rate=RATE,
        mel_bins=16,
        d_model=16,
        num_layers=1,
        num_heads=2,
        d_ff=16,
        dropout_rate=0.0,
    )
    model.build()
    rng = np.random.default_rng(1)
    for weight in model.trainable_weights:
        weight.assign(rng.normal(scale=0.5, size=weight.shape))
    return model, tokenizer


@functools.cache  # tracing takes seconds
def make_predictor(arch="lstm_attention", **options):
    """A predictor of it."""
    return SpeechPredictor(*untrained(arch), **{"width": 2, "max_length": 6, **options})

import functools

import keras
import pytest

from zoo.data.batches import encode_pairs, pair_batches
from zoo.models import build_seq2seq
from zoo.predictor import Predictor
from zoo.text import WordTokenizer
from zoo.training import LabelSmoothedCrossEntropy

KOREAN = ["저는 강사입니다", "저는 책을 읽습니다", "고양이가 물을 마십니다", "그는 집에 갑니다"]
ENGLISH = ["I am an instructor", "I read a book", "The cat drinks water", "He goes home"]


KOREAN_WORDS = WordTokenizer.train(KOREAN, vocabulary_size=40)
ENGLISH_WORDS = WordTokenizer.train(ENGLISH, vocabulary_size=40)


@functools.cache
def trained(arch):
    """A model that knows four sentences by heart."""
    keras.utils.set_random_seed(0)
    model = build_seq2seq(
        arch,
        source_vocabulary_size=KOREAN_WORDS.vocabulary_size,
        target_vocabulary_size=ENGLISH_WORDS.vocabulary_size,
        d_model=16,
        num_layers=1,
        num_heads=2,
        d_ff=32,
        dropout_rate=0.0,
    )
    model.build()
    pairs = encode_pairs(list(zip(KOREAN, ENGLISH, strict=True)), KOREAN_WORDS, ENGLISH_WORDS)
    model.compile(keras.optimizers.Adam(0.02), loss=LabelSmoothedCrossEntropy(0.1))
    model.fit(pair_batches(pairs).repeat(60), verbose=0)
    return model


@pytest.fixture(scope="session")
def make_predictor():
    """From an arch to a predictor that translates `KOREAN` to `ENGLISH`."""

    def make(arch, **options):
        options = {"width": 3, "max_length": 8, **options}
        return Predictor(trained(arch), KOREAN_WORDS, ENGLISH_WORDS, **options)

    return make


@pytest.fixture(scope="session")
def known():
    """Texts and their translations."""
    return KOREAN, ENGLISH

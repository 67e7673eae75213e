import keras
import pytest

from zoo.models import build_seq2seq
from zoo.predictor import Predictor
from zoo.text import SentencePieceTokenizer, WordTokenizer

TEXTS = ["저는 책을 읽습니다", "I read a book"]


def untrained(tokenizer):
    keras.utils.set_random_seed(0)
    size = tokenizer.vocabulary_size
    model = build_seq2seq(
        "lstm_attention",
        source_vocabulary_size=size,
        target_vocabulary_size=size,
        d_model=8,
        num_layers=1,
        share_embedding=True,
    )
    model.build()
    return Predictor(model, tokenizer, tokenizer, width=2, max_length=6)


@pytest.fixture(scope="session")
def predictor():
    """A small untrained predictor."""
    return untrained(WordTokenizer.train(TEXTS, vocabulary_size=40))


@pytest.fixture(scope="session")
def sentencepiece_predictor():
    """The same with the tokenizer whose ops are not TensorFlow's own."""
    return untrained(SentencePieceTokenizer.train(TEXTS, vocabulary_size=40))

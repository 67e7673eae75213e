import keras
import pytest

from zoo.models import build_seq2seq
from zoo.predictor import Predictor
from zoo.text import WordTokenizer


@pytest.fixture(scope="session")
def predictor():
    """A small untrained predictor."""
    words = WordTokenizer.train(["저는 책을 읽습니다", "I read a book"], vocabulary_size=40)
    keras.utils.set_random_seed(0)
    size = words.vocabulary_size
    model = build_seq2seq(
        "lstm_attention",
        source_vocabulary_size=size,
        target_vocabulary_size=size,
        d_model=8,
        num_layers=1,
        share_embedding=True,
    )
    model.build()
    return Predictor(model, words, words, width=2, max_length=6)

"""The pieces are the text, in order, and no half of a character among them."""

import pytest

from tests.architectures import spread
from zoo.decoding import ForbiddenTokens
from zoo.models import build_seq2seq
from zoo.predictor import Predictor, Streamer
from zoo.text import ByteTokenizer, JamoTokenizer


@pytest.fixture(
    scope="module", params=spread(["gru", "lstm_attention", "transformer"], ["gru", "transformer"])
)
def predictor(request, make_predictor):
    return make_predictor(request.param, width=1)


def test_joined_they_are_the_greedy_output(predictor, known):
    streamer = Streamer(predictor)
    for text, translation in zip(*known, strict=True):
        pieces = list(streamer(text))
        assert "".join(pieces) == translation
        assert len(pieces) > 2
    assert list(streamer("")) == list(streamer("  ")) == []


def test_new_lengths_within_a_bucket_trace_nothing(make_predictor):
    streamer = Streamer(make_predictor("lstm"))
    for words in (1, 2, 3, 4, 5, 6):
        list(streamer(" ".join(["저는"] * words)))
    assert streamer._step.experimental_get_tracing_count() == 1
    assert streamer._start.experimental_get_tracing_count() == 1


def test_the_same_seed_gives_the_same_text(make_predictor):
    streamer = Streamer(make_predictor("transformer"))
    texts = ["".join(streamer("저는 책을", temperature=3.0, seed=seed)) for seed in (1, 1, 2, 3, 4)]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 2


@pytest.mark.slow
def test_rules(make_predictor):
    plain = make_predictor("gru_attention")
    word = plain.target_tokenizer.vocabulary.index("book")
    ruled = make_predictor("gru_attention", rules=[ForbiddenTokens([word])])
    assert "book" in "".join(Streamer(plain)("저는 책을 읽습니다"))
    assert "book" not in "".join(Streamer(ruled)("저는 책을 읽습니다"))


class Scripted(Streamer):
    """Says given ids, whatever the model thinks."""

    def __init__(self, predictor, ids):
        super().__init__(predictor)
        self.ids = iter(ids)
        self._step = lambda tokens, index, state, *rest: ([next(self.ids)], state)


@pytest.mark.parametrize("tokenizer_class", [ByteTokenizer, JamoTokenizer])
@pytest.mark.parametrize(
    "text",
    spread(["갉아 먹는 다람쥐 😀 é", "가나", "값이 없다", "日本"], ["갉아 먹는 다람쥐 😀 é"]),
)
def test_no_half_of_a_character(tokenizer_class, text):
    tokenizer = tokenizer_class.train([text, "aé"], vocabulary_size=400)
    size = tokenizer.vocabulary_size
    model = build_seq2seq(
        "gru", source_vocabulary_size=size, target_vocabulary_size=size, d_model=4, num_layers=1
    )
    predictor = Predictor(model, tokenizer, tokenizer, max_length=200)
    ids = [*tokenizer.tokenize([text])[0].numpy(), tokenizer.special.end]
    pieces = list(Scripted(predictor, ids)(text * 10))
    assert "".join(pieces) == text
    assert "\N{REPLACEMENT CHARACTER}" not in "".join(pieces)
    assert len(pieces) >= len(text.replace(" ", "")) - 1


def test_bytes_that_are_no_text_come_out_in_the_end():
    tokenizer = ByteTokenizer.train(["é"], vocabulary_size=300)
    size = tokenizer.vocabulary_size
    model = build_seq2seq(
        "gru", source_vocabulary_size=size, target_vocabulary_size=size, d_model=4, num_layers=1
    )
    ids = [*tokenizer.tokenize(["aé"])[0].numpy()]
    broken = [ids[0], ids[1], ids[0], tokenizer.special.end]  # a half, then another character
    streamer = Scripted(Predictor(model, tokenizer, tokenizer), broken)
    expected = tokenizer.detokenize([broken])[0].numpy().decode()
    assert "".join(streamer("é")) == expected


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"text": b"a"}, TypeError, "`text` must be a string, got b'a'"),
        ({"text": "a", "top_p": 2.0}, ValueError, "`top_p` must be between 0 and 1, got 2"),
    ],
)
def test_bad_arguments(make_predictor, options, error, message):
    with pytest.raises(error, match=message):
        Streamer(make_predictor("lstm"))(**options)

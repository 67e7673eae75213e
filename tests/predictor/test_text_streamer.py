"""What follows a prompt, in pieces: the same as at once."""

import unicodedata

import pytest

from tests.predictor.test_text_generator import trained
from zoo import text
from zoo.models import build_language_model
from zoo.predictor import TextGenerator, TextStreamer


@pytest.mark.parametrize(
    ("arch", "tokenizer"),
    [
        pytest.param("gru", "character", marks=pytest.mark.slow),
        pytest.param("transformer", "character", marks=pytest.mark.slow),
        ("gru", "word"),
    ],
)
def test_joined_they_are_what_is_written_at_once(arch, tokenizer):
    generator = TextGenerator(*trained(arch, tokenizer), max_length=12)
    streamer = TextStreamer(generator)
    for prompt in ("to be or", "that is the question\nto", ""):
        pieces = list(streamer(prompt, temperature=0))
        assert prompt + "".join(pieces) == generator([prompt], temperature=0)[0]
        assert len(pieces) > 5
    assert len("".join(streamer("to ", max_length=2, seed=0))) > 1


def test_lengths_within_a_bucket_trace_nothing():
    streamer = TextStreamer(TextGenerator(*trained("gru"), max_length=12))
    for length in range(1, 8):
        list(streamer("t" * length, max_length=length, seed=0))
    assert streamer._step.experimental_get_tracing_count() == 1
    assert streamer._start.experimental_get_tracing_count() == 1


def test_the_same_seed_gives_the_same_text():
    streamer = TextStreamer(TextGenerator(*trained("gru"), max_length=12, temperature=3.0))
    texts = ["".join(streamer("to", seed=seed)) for seed in (1, 1, 2, 3, 4)]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 2


def test_no_half_of_a_character():
    tokenizer = text.get("byte")()
    model = build_language_model(
        "gru", vocabulary_size=tokenizer.vocabulary_size, d_model=4, num_layers=1
    )
    model.build()
    streamer = TextStreamer(TextGenerator(model, tokenizer))
    ids = iter(tokenizer.tokenize(["가나 é 😀"])[0].numpy())
    streamer._step = lambda tokens, index, state, *rest: ([next(ids)], state)
    pieces = list(streamer("다", max_length=len(tokenizer.tokenize(["가나 é 😀"])[0])))
    assert "".join(pieces) == "가나 é 😀"
    assert "\N{REPLACEMENT CHARACTER}" not in "".join(pieces)


def test_a_letter_after_an_open_syllable_is_not_lost():
    tokenizer = text.get("jamo").train(["각나"], vocabulary_size=20)
    model = build_language_model(
        "gru", vocabulary_size=tokenizer.vocabulary_size, d_model=4, num_layers=1
    )
    model.build()
    generator = TextGenerator(model, tokenizer)
    streamer = TextStreamer(generator)
    written = tokenizer.tokenize(["각나"])[0].numpy()[2:]  # after 가
    ids = iter(written)
    streamer._step = lambda tokens, index, state, *rest: ([next(ids)], state)
    pieces = list(streamer("가", max_length=len(written)))
    assert "".join(pieces) == generator.continued(["가"], [written])[0].numpy().decode()
    assert unicodedata.normalize("NFC", "가" + "".join(pieces)) == "각나"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"text": b"a"}, TypeError, "`text` must be a string, got b'a'"),
        ({"text": "a", "min_p": 2.0}, ValueError, "`min_p` must be between 0 and 1, got 2"),
        ({"text": "a", "max_length": 9_999}, ValueError, "`max_length` must be between 1 and"),
    ],
)
def test_bad_arguments(options, error, message):
    with pytest.raises(error, match=message):
        TextStreamer(TextGenerator(*trained("gru")))(**options)

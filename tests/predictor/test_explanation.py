import functools
from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo import text
from zoo.models import build_classifier
from zoo.predictor import ClassifierPredictor, Explanation, draw_explanation, explain, explanation
from zoo.text import WordPieceTokenizer

TEXTS = ["정말 강추 합니다", "별로 추천 안 합니다!", "지루합니다"]
TOKENIZER = WordPieceTokenizer.train(TEXTS, vocabulary_size=60)


@functools.cache
def predictor_of(arch):
    keras.utils.set_random_seed(0)
    model = build_classifier(
        arch, vocabulary_size=TOKENIZER.vocabulary_size, classes=["no", "yes"], d_model=8
    )
    model.build()
    return ClassifierPredictor(model, TOKENIZER)


@pytest.mark.parametrize("method", ["integrated_gradients", "attention"])
def test_pieces_of_a_word_count_together(method):
    predictor = predictor_of("lstm_attention")
    found = explain(predictor, TEXTS[1], method=method)
    assert found.words == tuple("별로 추천 안 합니다!".split())
    assert [found[:2]] == [(label, pytest.approx(p)) for label, p in predictor([TEXTS[1]])]
    assert all(found.weights)
    if method == "attention":
        assert 0.5 < sum(found.weights) < 1.0  # the end has the rest


def test_a_blank_text():
    found = explain(predictor_of("bag_of_words"), " ")
    assert found == Explanation("", 0.0, (), (), "integrated_gradients")
    assert str(found) == " 0.00 (integrated gradients)"


class Counted(ClassifierPredictor):
    """To which each token weighs 1."""

    def __init__(self, tokenizer, **options):
        super().__init__(SimpleNamespace(classes=("no", "yes")), tokenizer, **options)

    @property
    def signatures(self):
        return {"attributed": self._attributed}

    def _attributed(self, texts):
        ids = self.encode(texts)
        found = {"label": tf.constant(["yes"]), "score": tf.constant([0.9])}
        return {**found, "attribution": tf.ones(ids.shape)}


@pytest.mark.parametrize("name", ["byte", "jamo", "subword"])
def test_words_are_what_stands_between_spaces(name):
    sentence = "정말 T-shirt, 강추!"
    tokenizer = text.get(name).train([*TEXTS, sentence], vocabulary_size=300)
    found = explain(Counted(tokenizer), f" {sentence} ")
    assert found.words == tuple(sentence.split())
    assert sum(found.weights) == int(tokenizer.tokenize([sentence]).row_lengths()[0])


@pytest.mark.parametrize("name", ["byte", "character", "jamo", "subword", "word"])
def test_words_that_no_token_is_of_stand_as_they_are(name):
    tokenizer = text.get(name).train(TEXTS, vocabulary_size=260)
    sentence = "  정말   film 👩‍👩‍👧🙂, 강추!! "
    found = explain(Counted(tokenizer), sentence)
    assert found.words == tuple(sentence.split())
    assert all(found.weights)
    assert sum(found.weights) == int(tokenizer.tokenize([sentence]).row_lengths()[0])


def test_words_are_not_joined_across_a_cut():
    tokenizer = text.get("character").train(["abcdefghijklm no"], vocabulary_size=30)
    predictor = Counted(tokenizer, max_length=9)
    assert explain(predictor, "abcdefgh")[2:4] == (("abcdefgh",), (8,))
    assert explain(predictor, "abcdefghi")[2:4] == (("ab", "defghi"), (2, 6))
    assert explain(predictor, "a bcdefghij")[2:4] == (("a", "␣", "efghij"), (1, 1, 6))
    assert explain(predictor, "abcdefghijklm no")[2:4] == (("ab", "klm", "no"), (2, 3, 3))


def test_as_text():
    found = Explanation("yes", 0.983, ("정말", "강추", "안"), (0.1, 0.4, -0.2), "attention")
    assert str(found).splitlines() == [
        "yes 0.98 (attention)",
        "+0.100 █████                정말",
        "+0.400 ████████████████████ 강추",
        "-0.200 ░░░░░░░░░░           안",
    ]


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
def test_a_picture_is_written_and_hangul_romanised_where_no_font_has_it(
    tmp_path, monkeypatch, font
):
    labels = []
    monkeypatch.setattr(explanation, "hangul_font", lambda: font)
    monkeypatch.setattr(
        "matplotlib.axes.Axes.set_yticks",
        lambda axes, ticks, names, **options: labels.extend(names),
    )
    found = Explanation("yes", 0.9, ("저는", "good"), (0.1, -0.4), "attention")
    path = draw_explanation(found, tmp_path / "new" / "picture.png")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert labels == (["jeoneun", "good"] if font is None else ["저는", "good"])


def test_a_picture_of_many_words_shows_those_that_weigh_most(tmp_path, monkeypatch):
    labels, below = [], []
    monkeypatch.setattr(
        "matplotlib.axes.Axes.set_yticks",
        lambda axes, ticks, names, **options: labels.extend(names),
    )
    monkeypatch.setattr("matplotlib.axes.Axes.set_xlabel", lambda axes, label: below.append(label))
    words = tuple(f"word{i}" for i in range(10_000))
    weights = [0.001] * len(words)
    weights[7] = weights[9_000] = -0.5
    path = draw_explanation(
        Explanation("yes", 0.9, words, tuple(weights), "attention"), tmp_path / "picture.png"
    )
    assert int.from_bytes(path.read_bytes()[20:24], "big") < 2_500  # the height of a PNG
    assert len(labels) == 60
    assert {"word7", "word9000"} < set(labels)
    assert below == ["attention\n9,940 words that weigh less are not shown"]


def test_any_word_can_be_drawn(tmp_path, monkeypatch):
    words = (r"$\no_formula$", "x" * 5_000, "")
    found = Explanation(r"$\no$", 0.9, words, (0.1, -0.4, 0.0), "attention")
    path = draw_explanation(found, tmp_path / "picture.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_bad_arguments():
    with pytest.raises(TypeError, match=r"`text` must be a string, got \['a'\]"):
        explain(predictor_of("gru"), ["a"])
    with pytest.raises(ValueError, match=r"`method` must be one of .*, got 'magic'"):
        explain(predictor_of("gru"), "a", method="magic")
    with pytest.raises(ValueError, match="without attention pooling, got 'attention'"):
        explain(predictor_of("gru"), "a", method="attention")


def test_the_words_that_decide_a_bag_of_words():
    predictor = predictor_of("bag_of_words")
    kernel = np.zeros(predictor.model.kernel.shape)
    kernel[TOKENIZER.tokenize(["강추"]).to_list()[0], 1] = 2.0
    predictor.model.kernel.assign(kernel)
    found = explain(predictor, TEXTS[0])
    assert found.label == "yes"
    assert np.argmax(found.weights) == 1
    assert found.weights[1] > 0.3 > abs(found.weights[0])

import gzip
import os
import random
from itertools import islice
from pathlib import Path

import pytest
import tensorflow as tf

from zoo.text import SPECIAL_TOKENS, WordPieceTokenizer

PIECES = ["un", "##aff", "##able", "##a", "##b", "a", "#", "###", "##,", ",", "##un", "able"]
EDGES = [
    "漢字とかな混じり 한글 test",
    " ".join("a" * size for size in (99, 100, 101)),
    "é" * 49 + "x " + "é" * 50 + " " + "é" * 50 + "x",
    "가" * 33 + " " + "가" * 33 + "a " + "가" * 34,
    "😀 👨\u200d👩\u200d👧 ❤️ a\u00ada \u200bb\u00a0c\u3000d \u0085e\x01f \ufeffg",
    "##a a##b ### # ## [UNK] [PAD] $^`~ _",
    "x\u2028y e\u0301 \u0301",
    "",
    " ",
]


def pieces(tokenizer, text):
    [row] = tokenizer.tokenize([text]).to_list()
    return [tokenizer.vocabulary[i] for i in row]


@pytest.fixture(scope="module")
def tokenizer():
    return WordPieceTokenizer([*SPECIAL_TOKENS, *PIECES])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unaffable", "un ##aff ##able"),
        ("unaffab", "un ##aff ##a ##b"),
        ("unaffx", "[UNK]"),
        ("x", "[UNK]"),
        ("a,un", "a ##, ##un"),
        ("a,unable", "a ##, ##un ##able"),
        (",able", ", ##able"),
        ("##a", "# ### ##a"),
        ("a☃a able", "a [UNK] ##a able"),
        ("un un", "un un"),
    ],
)
def test_longest_match(tokenizer, text, expected):
    assert pieces(tokenizer, text) == expected.split()


def test_match_follows_the_definition():
    generator = random.Random(0)
    vocabulary = {"".join(generator.choices("ab가", k=generator.randint(1, 4))) for _ in range(25)}
    vocabulary |= {f"##{piece}" for piece in generator.sample(sorted(vocabulary), 12)}
    vocabulary = sorted(vocabulary)

    def match(word):
        found, rest = [], word
        while rest:
            prefixes = (rest[:end] for end in range(len(rest), 2 if found else 0, -1))
            piece = next((prefix for prefix in prefixes if prefix in vocabulary), None)
            if piece is None:
                return ["[UNK]"]
            found.append(piece)
            rest = rest[len(piece) :] and "##" + rest[len(piece) :]
        return found

    words = ["".join(generator.choices("ab가", k=generator.randint(1, 12))) for _ in range(300)]
    expected = [piece for word in words for piece in match(word)]
    tokenizer = WordPieceTokenizer([*SPECIAL_TOKENS, *vocabulary])
    assert pieces(tokenizer, " ".join(words)) == expected
    assert len(set(expected)) > 20


def test_bert_forgets_joins_and_limits_words():
    vocabulary = [*SPECIAL_TOKENS, "a", ",", "##a", "é", "##é", "aaaa"]
    tokenizer = WordPieceTokenizer(vocabulary, pre_split="bert", max_word_bytes=3)
    assert pieces(tokenizer, "a,a") == ["a", ",", "a"]
    assert pieces(tokenizer, "aaa aaaa a") == ["a", "##a", "##a", "[UNK]", "a"]
    assert pieces(tokenizer, "aé éé") == ["a", "##é", "[UNK]"]


def test_attached_has_no_word_limit():
    tokenizer = WordPieceTokenizer.train(["漢字"], vocabulary_size=20)
    text = "漢字" * 500
    assert tokenizer.detokenize(tokenizer.tokenize([text])).numpy()[0].decode() == text


def test_config_holds_every_option():
    tokenizer = WordPieceTokenizer(
        SPECIAL_TOKENS,
        lowercase=True,
        pre_split="bert",
        max_word_bytes=7,
        frequent_words=["a", "b", "a"],
    )
    config = WordPieceTokenizer.from_config(tokenizer.get_config()).get_config()
    assert config == {
        "vocabulary": list(SPECIAL_TOKENS),
        "lowercase": True,
        "pre_split": "bert",
        "max_word_bytes": 7,
        "frequent_words": ["a", "b"],
    }


def test_train_passes_options_on():
    options = {"lowercase": True, "pre_split": "bert", "max_word_bytes": 7}
    texts = ["Aa a,a Aa"]
    config = WordPieceTokenizer.train(texts, vocabulary_size=8, **options).get_config()
    assert config.pop("frequent_words") == ["Aa"]
    assert config.pop("vocabulary") == [*SPECIAL_TOKENS, "a", "##a", ",", "##,"]
    assert config == options


def test_wrong_pre_split():
    with pytest.raises(ValueError, match=r"`pre_split` must be one of .*, got 'gpt'"):
        WordPieceTokenizer(SPECIAL_TOKENS, pre_split="gpt")


def test_joint_vocabulary_of_two_languages():
    english, german = ["the dog runs"] * 3, ["der Hund läuft"] * 3
    tokenizer = WordPieceTokenizer.train(english + german, vocabulary_size=300)
    assert {"dog", "Hund", "läuft"} <= set(tokenizer.vocabulary)
    assert len(tokenizer.tokenize(["the Hund"]).to_list()[0]) == 2


def assert_equals_keras_nlp(tokenizer, texts):
    keras_nlp = pytest.importorskip("keras_nlp")
    reference = keras_nlp.tokenizers.WordPieceTokenizer(list(tokenizer.vocabulary))
    # In a graph keras_nlp runs TF Text, outside of one its own Python code.
    expected = tf.function(reference.tokenize, autograph=False)(tf.constant(texts))
    ids = tokenizer.tokenize(texts)
    assert ids.flat_values.numpy().tolist() == expected.flat_values.numpy().tolist()
    assert ids.row_splits.numpy().tolist() == expected.row_splits.numpy().tolist()


def test_bert_equals_keras_nlp_on_edge_cases():
    tokenizer = WordPieceTokenizer.train(EDGES * 3, vocabulary_size=400, pre_split="bert")
    assert_equals_keras_nlp(tokenizer, EDGES)
    # TF Text ends a text at a NUL character; keras_nlp's Python code takes it for a space.
    assert tokenizer.tokenize(["e\x00f"]).to_list() == tokenizer.tokenize(["e f"]).to_list()


def read_lines(path, column, count):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t")[column] for line in islice(file, count)]


@pytest.fixture(scope="module")
def real_lines():
    folder = os.environ.get("ZOO_REAL_DATA")
    if not folder:
        pytest.skip("ZOO_REAL_DATA names no folder of real data")
    folder = Path(folder)
    lines = read_lines(folder / "nsmc" / "ratings_train.txt.gz", 1, 2500)
    lines += read_lines(folder / "fra_eng_tatoeba" / "train.tsv.gz", 1, 1000)
    for language in ("en", "de", "fr", "cs"):
        lines += read_lines(folder / "multi30k" / f"train.{language}.gz", 0, 2000)
    return lines


def test_bert_equals_keras_nlp_on_real_lines(real_lines):
    assert len(real_lines) > 10_000
    tokenizer = WordPieceTokenizer.train(real_lines, vocabulary_size=8000, pre_split="bert")
    assert_equals_keras_nlp(tokenizer, real_lines)


def test_round_trip_of_real_lines(real_lines):
    tokenizer = WordPieceTokenizer.train(real_lines, vocabulary_size=8000)
    texts = tokenizer.detokenize(tokenizer.tokenize(real_lines)).numpy()
    spelled = [
        (text.decode(), " ".join(line.split()))
        for text, line in zip(texts, real_lines, strict=True)
        if b"[UNK]" not in text
    ]
    assert len(spelled) > 0.99 * len(real_lines)
    assert [text for text, _ in spelled] == [line for _, line in spelled]

"""Whatever bytes a client sends, an exported model gives a defined answer and lives on."""

import json
import random
import subprocess
import sys
import unicodedata

import keras
import pytest

import zoo.text
from zoo.export import export_saved_model
from zoo.models import build_seq2seq
from zoo.predictor import Predictor

TEXTS = ["저는 책을 읽습니다", "I read a book, and it's red."]
KNOWN = TEXTS[1].encode()
BAD = [
    b"",
    b" \t\r\n \xe3\x80\x80 ",
    b"\x00",
    b"a\x00b",
    "모르는 글자 漢字 кириллица 😀".encode(),
    b"[PAD] [START] [END] [UNK]",
    b"## ##a # ###",
    b"\xff\xfe\x80 \xed\x95",  # no UTF-8
    b"\xed\xa0\x80",  # half of a surrogate pair
    b"\xc0\x80\xf8\x88\x80\x80\x80",  # too long for what they say
    b"\xf4\x90\x80\x80",  # beyond the last character
    b"\xef\xbb\xbf I read",  # byte order mark
    "\u200d\u202e\ufeff\u0301\uffff\U0010ffff".encode(),
    "ᄒ\u1161\u11ab\u1161\u11a8".encode(),  # letters of Hangul, well and badly joined
    "e\u0301".encode() * 100,
    b"a" * 10_000,
    b"I read " * 1_400,
    "책".encode() * 10_000,
    b"\xff" * 10_000,
    b"#" * 10_000,
    b" " * 10_000,
    b"\n" * 10_000,
    "👩‍👩‍👧".encode() * 1_000,
]
# TensorFlow alone, in a process of its own: what kills a server ends this one.
SERVE = """
import json, sys
blocked = ["zoo"] if sys.argv[2] else ["keras", "tf_keras", "zoo"]  # tensorflow_text imports Keras
sys.modules.update(dict.fromkeys(blocked))
import tensorflow as tf
if sys.argv[2]:
    __import__(sys.argv[2])
served = tf.saved_model.load(sys.argv[1]).signatures
for line in sys.stdin:
    name, rows = json.loads(line)
    answer = served[name](texts=tf.constant([bytes.fromhex(row) for row in rows], tf.string))
    texts = [text.hex() for text in answer["text"].numpy()]
    print(json.dumps([texts, answer["score"].numpy().tolist()]), flush=True)
"""


def export_with(name, folder, max_source_length=512):
    """A folder with a SavedModel whose tokenizer has this name, and what it needs imported."""
    tokenizer = zoo.text.get(name).train(TEXTS, vocabulary_size=300 if name == "byte" else 60)
    size = tokenizer.vocabulary_size
    keras.utils.set_random_seed(0)
    model = build_seq2seq(
        "lstm_attention" if name in ("word", "byte") else "transformer",
        source_vocabulary_size=size,
        target_vocabulary_size=size,
        d_model=8,
        num_layers=1,
        num_heads=2,
        d_ff=8,
    )
    model.build()
    predictor = Predictor(
        model,
        tokenizer,
        tokenizer,
        width=2,
        max_length=6,
        max_source_length=max_source_length,
    )
    return export_saved_model(predictor, folder, card=""), tokenizer.needed_import


def serve(export, requests):
    """Each (signature, rows) request's list of (text, score), by one new process."""
    lines = [json.dumps([name, [row.hex() for row in rows]]) for name, rows in requests]
    done = subprocess.run(
        [sys.executable, "-I", "-c", SERVE, *map(str, export)],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(requests), done.stderr[-3000:]
    return [list(zip(map(bytes.fromhex, texts), scores, strict=True)) for texts, scores in answers]


def is_blank(row):
    text = row.decode("utf-8", errors="replace")
    return all(unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Zs") for letter in text)


def check(rows, answers):
    assert len(answers) == len(rows)
    for row, (text, score) in zip(rows, answers, strict=True):
        text.decode()  # raises where it is no UTF-8
        if is_blank(row):
            assert (text, score) == (b"", 0.0), row
        else:
            assert -1e4 < score < 0, row


def check_requests(export, rows, *, names, size):
    """Ask for `rows` in requests of `size`, a known text at the end of each."""
    parts = [rows[i : i + size] + [KNOWN] for i in range(0, len(rows), size)]
    requests = [(name, part) for name in names for part in [*parts, [KNOWN]]]
    for (_, part), found in zip(requests, answers := serve(export, requests), strict=True):
        check(part, found)
        # Bad neighbours change nothing.
        assert found[-1][0] == answers[-1][-1][0]
        assert found[-1][1] == pytest.approx(answers[-1][-1][1], rel=1e-4)


def random_text(generator):
    """Bytes of any kind: characters from all of Unicode, words, white space, broken UTF-8."""
    kinds = [
        lambda: bytes(generator.choices(range(256), k=generator.randint(1, 12))),
        lambda: chr(generator.randrange(0x110000)).encode("utf-8", errors="surrogatepass"),
        lambda: chr(
            generator.choice([0x1100, 0x1161, 0x11A7, 0xAC00]) + generator.randrange(30)
        ).encode(),
        lambda: chr(generator.randrange(0x3000)).encode(),
        lambda: generator.choice(BAD[:15]),
        lambda: generator.choice([*b" \n\0#[]", *KNOWN]).to_bytes(),
        lambda: generator.choice(TEXTS).encode()[: generator.randint(1, 20)],
    ]
    text = b"".join(generator.choice(kinds)() for _ in range(generator.choice([1, 2, 5, 30])))
    return text * generator.choice([1, 1, 1, 1, 1, 1, 1, 50])


@pytest.mark.parametrize(
    "names",
    [["serving_default"], pytest.param(["compiled", "detailed"], marks=pytest.mark.slow)],
    ids="-".join,
)
def test_bad_texts_have_answers(names, tmp_path):
    generator = random.Random(0)
    rows = [*BAD, *(random_text(generator) for _ in range(300))]
    export = export_with("subword", tmp_path, max_source_length=60)
    check_requests(export, rows, names=names, size=len(rows))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(zoo.text.TOKENIZERS))
def test_10_000_random_texts(name, tmp_path):
    generator = random.Random(name)
    rows = BAD + [random_text(generator) for _ in range(10_000)]
    export = export_with(name, tmp_path)
    check_requests(export, rows, names=["serving_default"], size=200)
    check_requests(export, BAD, names=["detailed"], size=1)  # each alone


@pytest.mark.slow
@pytest.mark.parametrize("name", ["character", "word"])
def test_a_long_text_is_cut(name, tmp_path):
    """After as many tokens as the predictor and the card say."""
    export = export_with(name, tmp_path, max_source_length=60)
    unit = b"read " if name == "word" else b"a"
    rows = [unit * count for count in (10_000, 60, 59)]
    [[whole, cut, shorter]] = serve(export, [("serving_default", rows)])
    assert whole == cut
    assert shorter[1] != cut[1]

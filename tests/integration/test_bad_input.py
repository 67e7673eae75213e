"""Whatever bytes a client sends, an exported model gives a defined answer and lives on."""

import json
import random
import subprocess
import sys
import unicodedata

import keras
import numpy as np
import pytest
import tensorflow as tf

import zoo.text
from zoo.export import export_saved_model
from zoo.models import build_captioner, build_classifier, build_language_model, build_seq2seq
from zoo.predictor import CaptionPredictor, ClassifierPredictor, Predictor, TextGenerator

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
    rows = [bytes.fromhex(row) for row in rows]
    specs = served[name].structured_input_signature[1]
    inputs = {key: tf.constant(rows if spec.shape.rank else 1, spec.dtype)
              for key, spec in specs.items()}
    answer = {key: x.numpy() for key, x in served[name](**inputs).items()}
    as_hex = lambda x: [as_hex(y) for y in x] if isinstance(x, list) else x.hex()
    print(json.dumps({key: as_hex(x.tolist()) if x.dtype == object else x.tolist()
                      for key, x in answer.items()}), flush=True)
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


def ask(export, requests):
    """Each (signature, rows) request's outputs by name, strings in hex, by one new process."""
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
    return answers


def serve(export, requests):
    """Each (signature, rows) request's list of (text, score), the best of each row."""
    found = []
    for answer in ask(export, requests):
        best = [
            [row[0] if isinstance(row, list) else row for row in answer[name]]
            for name in ("text", "score")
        ]
        found.append([(bytes.fromhex(text), score) for text, score in zip(*best, strict=True)])
    return found


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


def bad_rows(seed, count):
    generator = random.Random(seed)
    return [*BAD, *(random_text(generator) for _ in range(count))]


@pytest.mark.parametrize(
    "names",
    [
        ["serving_default"],
        pytest.param(["compiled", "detailed"], marks=pytest.mark.slow),
        pytest.param(["n_best", "sampled"], marks=pytest.mark.slow),
    ],
    ids="-".join,
)
def test_bad_texts_have_answers(names, tmp_path):
    rows = bad_rows(0, 300)
    export = export_with("subword", tmp_path, max_source_length=60)
    check_requests(export, rows, names=names, size=len(rows))


few_or_many = pytest.mark.parametrize("count", [100, pytest.param(10_000, marks=pytest.mark.slow)])


def untrained(build, *args, **sizes):
    keras.utils.set_random_seed(0)
    model = build(*args, d_model=8, num_heads=2, d_ff=8, num_layers=1, **sizes)
    model.build()
    return model


def answers_in_parts(predictor, folder, rows, size=200):
    """Of each signature of an export, all outputs by name: lists of a value for each row."""
    export = export_saved_model(predictor, folder, card=""), ""
    parts = [rows[i : i + size] for i in range(0, len(rows), size)]
    names = list(predictor.signatures)
    found = ask(export, [(name, part) for name in names for part in parts])
    for i, name in enumerate(names):
        of_name = found[i * len(parts) : (i + 1) * len(parts)]
        answer = {key: [row for part in of_name for row in part[key]] for key in of_name[0]}
        assert {len(values) for values in answer.values()} == {len(rows)}
        yield name, answer


@few_or_many
def test_any_prompt_is_written_on_and_scored(count, tmp_path):
    rows = bad_rows(1, count)
    tokenizer = zoo.text.get("character").train(TEXTS, vocabulary_size=60)
    model = untrained(
        build_language_model, "transformer", vocabulary_size=tokenizer.vocabulary_size
    )
    predictor = TextGenerator(model, tokenizer, max_length=3, most=100, max_prompt=50)
    for name, answer in answers_in_parts(predictor, tmp_path, rows):
        assert np.all(np.isfinite(answer["log_probability"]))
        if name == "scored":
            assert np.all(np.isfinite(answer["bits_per_character"]))
            assert max(answer["tokens"]) == 100
            continue
        for row, text in zip(rows, answer["text"], strict=True):
            text = bytes.fromhex(text).decode()
            try:
                assert text.startswith(row.decode())
            except UnicodeDecodeError:  # how many U+FFFD a wrong byte becomes is TensorFlow's
                assert "\ufffd" in text


@few_or_many
def test_any_text_has_a_class_or_is_blank(count, tmp_path):
    rows = bad_rows(2, count)
    tokenizer = zoo.text.get("subword").train(TEXTS, vocabulary_size=60)
    model = untrained(
        build_classifier,
        "lstm_attention",
        vocabulary_size=tokenizer.vocabulary_size,
        classes=("no", "yes"),
    )
    predictor = ClassifierPredictor(model, tokenizer, max_length=30)
    for _, answer in answers_in_parts(predictor, tmp_path, rows):
        for row, label, p in zip(rows, answer["label"], answer["probabilities"], strict=True):
            assert bytes.fromhex(label).decode() in ([""] if is_blank(row) else ["no", "yes"])
            assert sum(p) == pytest.approx(0.0 if is_blank(row) else 1.0, abs=1e-4)


@few_or_many
def test_any_bytes_have_a_caption_or_are_no_image(count, tmp_path):
    generator = random.Random(3)
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype("uint8")
    images = [f(pixels).numpy() for f in (tf.io.encode_png, tf.io.encode_jpeg)]

    def damaged():
        image = bytearray(generator.choice(images))
        for _ in range(generator.choice([0, 1, 3, 30])):
            image[generator.randrange(len(image))] = generator.randrange(256)
        return bytes(image[: generator.choice([len(image), generator.randrange(len(image))])])

    rows = [*images, *BAD, *(damaged() for _ in range(count)), images[0]]
    tokenizer = zoo.text.get("word").train(["a red circle"], vocabulary_size=20)
    model = untrained(
        build_captioner,
        "lstm_attention",
        encoder="cnn",
        vocabulary_size=tokenizer.vocabulary_size,
        image_size=16,
        width=4,
    )
    predictor = CaptionPredictor(model, tokenizer, width=2, max_length=4)
    for name, answer in answers_in_parts(predictor, tmp_path, rows):
        scores = np.array(answer["score"]).reshape(len(rows), -1)
        assert np.all(np.isfinite(scores))
        # Bad neighbours change nothing.
        np.testing.assert_allclose(scores[-1], scores[0], rtol=1e-4)
        if name == "detailed":
            assert answer["is_image"][0]
            assert not any(answer["is_image"][2 : 2 + len(BAD)])
            for is_image, text in zip(answer["is_image"], answer["text"], strict=True):
                assert is_image or text == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(zoo.text.TOKENIZERS))
def test_10_000_random_texts(name, tmp_path):
    rows = bad_rows(name, 10_000)
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

"""Trains and exports the reference models, and writes the catalogue from their cards.

python -m saved_models.make NAME   # trains, exports, records what it says; then the catalogue
python -m saved_models.make        # the catalogue alone
"""

import argparse
import json
import re
from pathlib import Path

import tensorflow as tf

from recipes import translation
from zoo.data.korean_english import EXAMPLES

HERE = Path(__file__).parent
# What each is trained by, and how it is stored.
MODELS = {
    "korean_english_transformer": (
        translation.Config(
            dropout_rate=0.1, epochs=35, validation_texts=500, patience=6, strategy="none"
        ),
        "int8",
    ),
    "korean_english_lstm_attention": (
        translation.Config(
            arch="lstm_attention",
            d_model=160,
            num_layers=1,
            dropout_rate=0.1,
            epochs=18,
            validation_texts=500,
            strategy="none",
        ),
        "int8",
    ),
}
RECORD = "recorded.json"
TEXTS = [*(pair.korean for pair in EXAMPLES), "", "모르는 글자 😀", "I am no Korean.\n" * 10]
SAMPLING = {"temperature": 0.8, "top_k": 5, "top_p": 0.95, "seed": 1}
_HEAD = """# Exported models

`run.export("saved_models/<name>")` and `make quickstart` write here. Each folder is a TensorFlow
SavedModel, strings in and strings out, with its own card in its `README.md`:

```python
import tensorflow as tf

served = tf.saved_model.load("saved_models/korean_english_transformer")
served.signatures["serving_default"](texts=tf.constant(["저는 강사입니다"]))  # {"text", "score"}
```

Only small reference models are kept in the repository, with what they said when they were made in
`recorded.json`: a test holds later versions of TensorFlow to it. All other exports stay where they
were made. This page is written from the cards by `python -m saved_models.make`.

"""


def make(name: str, run_dir: str = "") -> None:
    """Train a reference model, or go on with the run of a `run_dir`, and export it."""
    config, storage = MODELS[name]
    run = translation.train(config, run_dir=run_dir)
    run.evaluate()
    path = run.export(HERE / name, storage=storage)
    record = {"texts": TEXTS, "answers": said(tf.saved_model.load(str(path)))}
    text = json.dumps(record, indent=1, ensure_ascii=False)
    (path / RECORD).write_text(text + "\n", encoding="utf-8")


def said(served) -> dict[str, dict[str, list]]:
    """What each signature says to `TEXTS`."""
    answers = {}
    for name, function in sorted(served.signatures.items()):
        more = SAMPLING if name == "sampled" else {}
        answer = function(texts=tf.constant(TEXTS), **{k: tf.constant(x) for k, x in more.items()})
        answers[name] = {
            "text": _decoded(answer["text"].numpy().tolist()),
            "score": answer["score"].numpy().round(4).tolist(),
        }
    return answers


def _decoded(texts):
    return [_decoded(text) if isinstance(text, list) else text.decode() for text in texts]


def catalogue() -> str:
    """A line for each export that has a card here."""
    rows = [
        [f"[{path.parent.name}]({path.parent.name}/README.md)", *_figures(path)]
        for path in sorted(HERE.glob("*/README.md"))
        if path.parent.name in MODELS
    ]
    head = ["model", "architecture", "parameters", "weights", "size", "exact match", "BLEU"]
    lines = [head, ["---"] * len(head), *rows]
    return _HEAD + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _figures(card: Path) -> list[str]:
    text = card.read_text(encoding="utf-8")
    size = sum(file.stat().st_size for file in card.parent.rglob("*") if file.is_file())
    return [
        _cell(text, "arch"),
        re.search(r"Parameters: ([\d,]+)", text)[1],
        _cell(text, "storage"),
        f"{size / 1e6:.1f} MB",
        # Of what is stored: the last column but one.
        *(f"{float(_cell(text, name, column=2)):.1f}" for name in ("exact_match", "bleu")),
    ]


def _cell(card: str, name: str, *, column: int = 1) -> str:
    row = re.search(rf"^\| {name} \|(.*)\|$", card, flags=re.M)[1]
    return row.split("|")[column - 1].strip()


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", choices=tuple(MODELS))
    parser.add_argument("--run-dir", default="", help="of a run to go on with, or to read back")
    arguments = parser.parse_args()
    if arguments.name:
        make(arguments.name, arguments.run_dir)
    (HERE / "README.md").write_text(catalogue(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Korean to English in five minutes, from nothing to a served model. Run: make quickstart."""

import subprocess
import sys

from recipes import translation
from zoo.data.korean_english import EXAMPLES
from zoo.export import check_export_path
from zoo.predictor.attention_picture import draw_attention

CONFIG = translation.Config(arch="transformer", data="korean_english", epochs=4)
EXPORT = "saved_models/korean_english"
# TensorFlow imports Keras where it is installed. Here the import fails: it is not needed.
SERVE = """
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import tensorflow as tf
served = tf.saved_model.load(sys.argv[1]).signatures["serving_default"]
answers = served(texts=tf.constant(sys.argv[2:]))
for korean, english in zip(sys.argv[2:], answers["text"].numpy()):
    print(f"  {korean}  ->  {english.decode()}")
"""


def main() -> None:
    """Train, score, translate, draw, export, and translate again without this project."""
    check_export_path(EXPORT)
    korean = [pair.korean for pair in EXAMPLES]
    print(f"Training {CONFIG.arch} on {CONFIG.size:,} generated pairs, {CONFIG.epochs} epochs.")
    run = translation.train(CONFIG)
    scores = run.evaluate()
    print(f"\nOn {len(run.data.text.test):,} held-out sentences with unseen combinations:")
    print(f"  exact match {scores['exact_match']:.1f} %, BLEU {scores['bleu']:.1f}, ", end="")
    print(f"chrF {scores['chrf']:.1f}")
    print("\nTranslations:")
    for pair, english in zip(EXAMPLES, run(korean), strict=True):
        print(f"  {pair.korean}  ->  {english}")
    picture = draw_attention(run.predictor, korean[1], "attention_korean_english.png")
    print(f"\nWhere the model looks while it translates the second one: {picture}")
    path = run.export(EXPORT)
    print(f"\nExported to {path}/. A new process with nothing but TensorFlow answers:", flush=True)
    subprocess.run([sys.executable, "-I", "-c", SERVE, str(path), *korean], check=True)


if __name__ == "__main__":
    main()

"""SavedModels that take strings and return strings."""

from collections.abc import Sequence
from pathlib import Path

import tensorflow as tf

from zoo.export.storage import StoredWeights
from zoo.export.warmup import check_warmup, write_warmup
from zoo.export.whole_folder import PREFIX, whole_folder
from zoo.export.without_cudnn import without_cudnn
from zoo.predictor.caption_predictor import CaptionPredictor
from zoo.predictor.classifier_predictor import ClassifierPredictor
from zoo.predictor.predictor import Predictor
from zoo.predictor.text_generator import TextGenerator
from zoo.predictor.video_predictor import VideoPredictor


def check_export_path(path: str | Path, *, name: str = "path") -> None:
    """Refuse a path where an export would write over what is not one.

    Args:
        path: Where a SavedModel is to be written.
        name: The argument that the message names.

    Raises:
        ValueError: `path` is a file, or a folder with other things in it.
    """
    path = Path(path)
    if path.is_file():
        raise ValueError(f"`{name}` must be a folder to write to, got the file {str(path)!r}.")
    names = sorted(entry.name for entry in path.iterdir()) if path.is_dir() else []
    others = [entry for entry in names if not entry.startswith(PREFIX)]
    if others and "saved_model.pb" not in others:
        raise ValueError(
            f"`{name}` must be a new or empty folder, or one with a SavedModel to replace, got "
            f"{str(path)!r} with {others[:5]}."
        )


def export_saved_model(
    predictor: Predictor | ClassifierPredictor | TextGenerator | CaptionPredictor | VideoPredictor,
    path: str | Path,
    *,
    card: str,
    storage: str = "float32",
    warmup_rows: Sequence[int] = (),
) -> Path:
    """Write a SavedModel with tokenizer, model and decoding inside, and its card.

    It serves on CPUs and GPUs, wherever it was written. Where a tokenizer has a `needed_import`,
    that is imported before it is loaded.

    A `ClassifierPredictor` has the signatures `serving_default`, `detailed` and `attributed`, see
    its `predict`, `predict_detailed` and `predict_attributed`; a `TextGenerator` has
    `serving_default`, `sampled`, `compiled` and `scored`, see its `predict`, `predict_sampled` and
    so on; a `CaptionPredictor` has `serving_default`, `n_best` and `detailed`, from the bytes of
    `images` (B,); a `VideoPredictor` has `serving_default` and `padded`, from `clips`. Those of a
    `Predictor`, each from `texts` (B,), B = 0 included:

    - `serving_default`: `text` (B,) and `score` (B,), the length-normalised log-probability.
    - `compiled`: the same by a loop that XLA compiles: several times faster, but the first call of
      each size (rows and tokens, in powers of two) takes seconds. TensorFlow Serving answers it on
      a CPU only with `--xla_cpu_compilation_enabled=true`.
    - `n_best`: `text` (B, K) and `score` (B, K), best first.
    - `detailed`: what `Predictor.predict_detailed` says of the best one: ids, log-probabilities of
      the tokens, attention.
    - `sampled`: `text` (B,) and `score` (B,), drawn at random; it also takes the scalars
      `temperature`, `top_k`, `top_p` and `seed`. No coverage penalty.

    Any bytes are a text: what is no UTF-8 reads as U+FFFD, blank texts have a blank answer with
    score 0, and a source is cut after the predictor's `max_source_length` tokens.

    ```python
    served = tf.saved_model.load(path)  # nothing but TensorFlow is needed
    served.signatures["serving_default"](texts=tf.constant(["저는 강사입니다"]))["text"]
    ```

    Args:
        predictor: What is exported.
        path: A new or empty folder, or one that holds a SavedModel, which is replaced.
        card: Markdown written to `README.md` in it.
        storage: "float32", or "float16" or "int8" for half or a quarter of the size; what that
            costs in quality is to be measured on what is exported. It computes in float32.
        warmup_rows: Where given, requests are written that TF Serving answers before it takes
            others: one of each signature, and of `compiled` one of each length for so many rows
            each; every one of those takes seconds at the server's start, and without
            `--xla_cpu_compilation_enabled=true` a server on a CPU refuses the model for them.

    Returns:
        The path.

    Raises:
        ImportError: tensorflow-serving-api is missing, which `warmup_rows` needs.
        ValueError: `path` is a file, or a folder with other things in it; `storage` is unknown; or
            `warmup_rows` holds a number below 1.
    """
    path = Path(path)
    check_export_path(path)
    check_warmup(warmup_rows)
    weights = StoredWeights(predictor.model.variables, storage)
    lent = predictor.computing_with(weights.lend)
    # What the functions use, which a SavedModel has to hold. The Keras model itself stays outside:
    # plain TensorFlow loads what is here.
    used = tf.Module()
    used.weights = weights.stored
    used.tables = predictor.tables
    with whole_folder(path, owned=("assets.extra",)) as new:
        with without_cudnn(predictor.model):
            tf.saved_model.save(used, str(new), signatures=lent.signatures)
        if warmup_rows:
            write_warmup(predictor, new, rows=warmup_rows)
        (new / "README.md").write_text(card, encoding="utf-8")
    return path

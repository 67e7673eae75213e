"""Running text of TensorFlow Datasets, by name."""

import atexit
import shutil
import tempfile
from pathlib import Path

import tensorflow_datasets as tfds

from zoo.data.named_text import ROWS_AT_ONCE, open_builder
from zoo.data.prepare import prepare
from zoo.data.splits import SPLIT_NAMES


def write_named_text(data: str, *, data_dir: str | None = None) -> dict[str, Path]:
    """Write the text of a data set to files; it is downloaded and prepared where that was not done.

    However large it is, memory holds a thousand documents of it. The files are as large as the
    text, and lie in the temporary folder (the environment variable `TMPDIR` names another) until
    the process ends.

    Args:
        data: `tiny_shakespeare`, `lm1b`, `wiki40b/en`, ...
        data_dir: TFDS's folder; what the environment variable `TFDS_DATA_DIR` says, or
            `~/tensorflow_datasets`, where not given.

    Returns:
        A file of each of the splits train, validation and test that there are: the documents, one
        after the other, a line break between them.

    Raises:
        ValueError: There is no such configuration, no text in it, or no split train.
    """
    builder = open_builder(data, data_dir)
    feature = _text_feature(builder, data)
    prepare(builder)
    names = {
        split: name
        for split, known in SPLIT_NAMES.items()
        for name in known
        if name in builder.info.splits
    }
    if "train" not in names:
        raise ValueError(f"`data` must have a split train, got {list(builder.info.splits)}.")
    folder = Path(tempfile.mkdtemp(prefix="zoo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return {
        split: _write(builder, name, feature, folder / f"{split}.txt")
        for split, name in names.items()
    }


def _text_feature(builder, data: str) -> str:
    features = builder.info.features
    features = features if isinstance(features, tfds.features.FeaturesDict) else {}
    texts = [name for name, kind in features.items() if isinstance(kind, tfds.features.Text)]
    if not texts:
        raise ValueError(f"`data` must have a text, got {data!r} with {list(features)}.")
    return "text" if "text" in texts else min(texts)


def _write(builder, split: str, feature: str, path: Path) -> Path:
    # Batches are much faster to read than rows. A cache would hold the data set in memory.
    rows = builder.as_dataset(
        split=split, batch_size=ROWS_AT_ONCE, read_config=tfds.ReadConfig(try_autocache=False)
    )
    with path.open("wb") as file:
        for number, batch in enumerate(tfds.as_numpy(rows)):
            file.write((b"\n" if number else b"") + b"\n".join(batch[feature]))
    return path

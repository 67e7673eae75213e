"""Labelled text by name: our own TFDS builders, and any set of TFDS with texts and classes."""

from collections.abc import Iterator
from functools import partial

import tensorflow_datasets as tfds

from zoo.data.named_text import ROWS_AT_ONCE, open_builder
from zoo.data.pair_stream import PairStream
from zoo.data.prepare import prepare
from zoo.data.splits import SPLIT_NAMES

Labelled = tuple[str, str]


def load_named_labels(
    data: str, *, text: str = "", label: str = "", data_dir: str | None = None
) -> tuple[dict[str, PairStream], tuple[str, ...]]:
    """Read a data set by its name; it is downloaded and prepared where that was not done.

    It lies in TFDS's folder, and is read from there whenever it is iterated over. Where there is no
    network, `downloads/manual` in it may hold the files of `nsmc`. A test split without labels
    (GLUE) is left away, and the validation split is tested on.

    Args:
        data: `nsmc`, `imdb_reviews`, `glue/sst2`, `ag_news_subset`, ...
        text: The feature with the text, where there are several.
        label: The feature with the class, where there are several.
        data_dir: TFDS's folder; what the environment variable `TFDS_DATA_DIR` says, or
            `~/tensorflow_datasets`, where not given.

    Returns:
        Texts and their classes of those of the splits train, validation and test that there are,
        and the names of the classes.

    Raises:
        FileNotFoundError: The files are not there and cannot be downloaded.
        ValueError: There is no such configuration, no such feature, or no training split; or,
            when read, a training text has no class.
    """
    builder = open_builder(data, data_dir)
    text = _feature(builder, data, "text", text, tfds.features.Text)
    label = _feature(builder, data, "label", label, tfds.features.ClassLabel)
    names = tuple(builder.info.features[label].names)
    prepare(builder)
    found = {
        split: name
        for split, known in SPLIT_NAMES.items()
        for name in known
        if name in builder.info.splits
    }
    splits = {
        split: PairStream(partial(_rows, builder, name, text, label))
        for split, name in found.items()
        if split == "train" or _has_classes(builder, name, label)
    }
    if "train" not in splits:
        raise ValueError(f"`data` must have a train split, got {data!r} with {sorted(splits)}.")
    if "test" in found and "test" not in splits and "validation" in splits:
        splits["test"] = splits.pop("validation")
    return splits, names


def _feature(builder, data: str, argument: str, name: str, kind: type) -> str:
    """The name of the feature that is of this kind."""
    features = builder.info.features
    names = [key for key in features if isinstance(features[key], kind)]
    main = [key for key in builder.info.supervised_keys or () if key in names]
    chosen = [name] if name else (main or names)
    if len(chosen) != 1 or chosen[0] not in names:
        raise ValueError(
            f"`{argument}` must be one of {names}, the {kind.__name__} features of {data!r}, got "
            f"{name!r}."
        )
    return chosen[0]


def _has_classes(builder, split: str, label: str) -> bool:
    """Whether each text of a split has one."""
    return all((batch[label] >= 0).all() for batch in _batches(builder, split))


def _rows(builder, split: str, text: str, label: str) -> Iterator[Labelled]:
    """All texts with the names of their classes."""
    names = builder.info.features[label].names
    for batch in _batches(builder, split):
        if (batch[label] < 0).any():
            raise ValueError(
                f"`data` must have a class for each text of its {split} split, got a text without "
                f"in {builder.name!r}."
            )
        for each, number in zip(batch[text], batch[label], strict=True):
            yield each.decode(), names[number]


def _batches(builder, split: str) -> Iterator[dict]:
    # Batches are much faster to read than rows. A cache would hold the data set in memory.
    rows = builder.as_dataset(
        split=split, batch_size=ROWS_AT_ONCE, read_config=tfds.ReadConfig(try_autocache=False)
    )
    return iter(tfds.as_numpy(rows))

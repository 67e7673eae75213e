"""Labelled text by name: our own TFDS builders, and any set of TFDS with texts and classes."""

import tensorflow_datasets as tfds

from zoo.data.named_text import ROWS_AT_ONCE, open_builder
from zoo.data.splits import SPLIT_NAMES

Labelled = tuple[str, str]


def load_named_labels(
    data: str, *, text: str = "", label: str = "", data_dir: str | None = None
) -> tuple[dict[str, list[Labelled]], tuple[str, ...]]:
    """Read a data set by its name; it is downloaded and prepared where that was not done.

    It lies in TFDS's folder. Where there is no network, `downloads/manual` in it may hold the
    files of `nsmc`. A test split without labels (GLUE) is left away, and the validation split is
    tested on.

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
        ValueError: There is no such configuration, or no such feature.
    """
    builder = open_builder(data, data_dir)
    text = _feature(builder, data, "text", text, tfds.features.Text)
    label = _feature(builder, data, "label", label, tfds.features.ClassLabel)
    names = tuple(builder.info.features[label].names)
    builder.download_and_prepare()
    splits = {
        split: _rows(builder, name, text, label, names)
        for split, known in SPLIT_NAMES.items()
        for name in known
        if name in builder.info.splits
    }
    if None in splits.values():  # a class is unknown
        splits = {name: rows for name, rows in splits.items() if rows is not None}
        if "validation" in splits and "test" not in splits:
            splits["test"] = splits.pop("validation")
    if "train" not in splits:
        raise ValueError(
            f"`data` must have a train split with classes, got {data!r} with classes in "
            f"{sorted(splits)}."
        )
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


def _rows(builder, split, text, label, names) -> list[Labelled] | None:
    """All texts with the names of their classes; None where a class is unknown."""
    rows = builder.as_dataset(
        split=split, batch_size=ROWS_AT_ONCE, read_config=tfds.ReadConfig(try_autocache=False)
    )
    found = []
    for batch in tfds.as_numpy(rows):
        if (batch[label] < 0).any():
            return None
        labels = (names[number] for number in batch[label])
        found += zip((each.decode() for each in batch[text]), labels, strict=True)
    return found

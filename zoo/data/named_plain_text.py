"""Running text of TensorFlow Datasets, by name."""

import tensorflow_datasets as tfds

_SPLITS = {"train": ("train",), "validation": ("validation", "dev"), "test": ("test",)}


def is_named(data: str) -> bool:
    """Whether `data` is `name` or `name/config` of a data set of TFDS."""
    return data.split("/")[0] in tfds.list_builders(with_community_datasets=False)


def load(data: str, *, data_dir: str | None = None) -> dict[str, str]:
    """Read a data set; it is downloaded and prepared where that was not done.

    Args:
        data: `tiny_shakespeare`, `lm1b`, `wiki40b/en`, ...
        data_dir: TFDS's folder; what the environment variable `TFDS_DATA_DIR` says, or
            `~/tensorflow_datasets`, where not given.

    Returns:
        Those of the splits train, validation and test that there are: the documents, one after the
        other, a line break between them.

    Raises:
        ValueError: There is no such configuration, or no text in it.
    """
    try:
        builder = tfds.builder(data, data_dir=data_dir)
    except ValueError as error:
        raise ValueError(f"`data` must be a data set that can be built: {error}") from error
    texts = {name for name, kind in _features(builder) if isinstance(kind, tfds.features.Text)}
    if not texts:
        features = list(builder.info.features or ())
        raise ValueError(f"`data` must have a text, got {data!r} with {features}.")
    name = "text" if "text" in texts else min(texts)
    builder.download_and_prepare()
    found = {}
    for split, names in _SPLITS.items():
        for known in names:
            if known in builder.info.splits:
                rows = tfds.as_numpy(builder.as_dataset(split=known))
                found[split] = "\n".join(row[name].decode() for row in rows)
    if "train" not in found:
        raise ValueError(f"`data` must have a split train, got {list(builder.info.splits)}.")
    return found


def _features(builder):
    features = builder.info.features
    return features.items() if isinstance(features, tfds.features.FeaturesDict) else ()

"""Labelled images by name: any set of TFDS with images and classes."""

from collections.abc import Iterator

import tensorflow_datasets as tfds

from zoo.data.labelled_images import RawImage
from zoo.data.named_text import open_builder
from zoo.data.prepare import prepare
from zoo.data.splits import SPLIT_NAMES


def load_named_images(
    data: str, *, data_dir: str | None = None, labelled: bool = True
) -> tuple[dict[str, tuple[int, Iterator[RawImage]]], tuple[str, ...]]:
    """Open a data set by its name; it is downloaded and prepared where that was not done.

    Args:
        data: `mnist`, `cifar10`, `tf_flowers`, ...
        data_dir: TFDS's folder; what the environment variable `TFDS_DATA_DIR` says, or
            `~/tensorflow_datasets`, where not given.
        labelled: Whether there must be classes; if not, all images are of one without a name.

    Returns:
        Of those of the splits train, validation and test that there are, the number of images and
        they (`RawImage`), and the names of the classes.

    Raises:
        ValueError: There is no such configuration, not one image and one class in a row, or no
            training split.
    """
    builder = open_builder(data, data_dir)
    features = builder.info.features
    kinds = {"image": tfds.features.Image}
    if labelled:
        kinds["label"] = tfds.features.ClassLabel
    chosen = {}
    for role, kind in kinds.items():
        names = [key for key in features if isinstance(features[key], kind)]
        if len(names) != 1:
            raise ValueError(
                f"`data` must be a set with one {kind.__name__}, got {data!r} with {names}."
            )
        [chosen[role]] = names
    prepare(builder)
    if "train" not in builder.info.splits:
        raise ValueError(
            f"`data` must have a train split, got {data!r} with {sorted(builder.info.splits)}."
        )
    classes = tuple(features[chosen["label"]].names) if labelled else ()
    splits = {
        split: (
            builder.info.splits[name].num_examples,
            _images(builder, name, chosen["image"], chosen.get("label"), classes),
        )
        for split, known in SPLIT_NAMES.items()
        for name in known
        if name in builder.info.splits
    }
    return splits, classes


def _images(builder, split: str, image: str, label: str | None, classes) -> Iterator[RawImage]:
    rows = builder.as_dataset(
        split=split,
        decoders={image: tfds.decode.SkipDecoding()},
        read_config=tfds.ReadConfig(try_autocache=False),
    )
    for number, row in enumerate(tfds.as_numpy(rows)):
        yield RawImage(f"{split}[{number}]", row[image], classes[row[label]] if label else "")

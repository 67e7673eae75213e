"""Captioned images by name: our own TFDS builder, and any set of TFDS with images and captions."""

from collections.abc import Iterator

import tensorflow_datasets as tfds

from zoo.data.captioned_images import RawImage, SplitCaptions, split_captions
from zoo.data.named_text import open_builder
from zoo.data.prepare import prepare

_SPLITS = {"train": ("train",), "validation": ("validation", "val", "dev"), "test": ("test",)}


def load_named_captions(
    data: str, *, seed: int = 0, data_dir: str | None = None
) -> dict[str, tuple[SplitCaptions, Iterator[RawImage]]]:
    """Read a data set by its name; it is downloaded and prepared where that was not done.

    It lies in TFDS's folder. Where there is no network, `downloads/manual` in it may hold the
    files. Splits of other names (`restval` of COCO) are left away.

    Args:
        data: `flickr8k`, `coco_captions`, ...
        seed: Of the splits that are taken out of the training images where there are none.
        data_dir: TFDS's folder; what the environment variable `TFDS_DATA_DIR` says, or
            `~/tensorflow_datasets`, where not given.

    Returns:
        The captions, and the images with them, of train, validation and test.

    Raises:
        FileNotFoundError: The files are not there and cannot be downloaded.
        ValueError: There is no such configuration, or it has no images with captions.
    """
    builder = open_builder(data, data_dir)
    features = builder.info.features
    images = [name for name, kind in features.items() if isinstance(kind, tfds.features.Image)]
    said = [name for name, kind in features.items() if _is_texts(kind)]
    if len(images) != 1 or len(said) != 1:
        raise ValueError(
            "`data` must be a set with one image and its captions in a row, got the features "
            f"{list(features)} of {data!r}."
        )
    prepare(builder)
    names = {
        split: name
        for split, known in _SPLITS.items()
        for name in known
        if name in builder.info.splits
    }

    def rows(name):
        dataset = builder.as_dataset(
            split=name,
            decoders={images[0]: tfds.decode.SkipDecoding()},
            read_config=tfds.ReadConfig(try_autocache=False),
        )
        for number, row in enumerate(tfds.as_numpy(dataset)):
            texts = row[said[0]]
            texts = texts["text"] if isinstance(texts, dict) else texts
            yield f"{name}/{number}", row[images[0]], [text.decode().strip() for text in texts]

    # The captions first: they are little, and say which images there are in each split.
    captions = {split: {name: texts for name, _, texts in rows(of)} for split, of in names.items()}
    return {
        split: (said, _chosen(rows, names.get(split, "train"), said.captions))
        for split, said in split_captions(captions, data, seed).items()
    }


def _chosen(rows, split, wanted) -> Iterator[RawImage]:
    for name, content, _ in rows(split):
        if name in wanted:
            yield RawImage(name, content, wanted[name])


def _is_texts(kind) -> bool:
    """Whether a feature is a sequence of texts, or of rows that have a `text`."""
    inner = getattr(kind, "feature", None)
    if isinstance(inner, tfds.features.FeaturesDict):
        inner = inner["text"] if "text" in inner else None  # noqa: SIM401 - it has no `get`
    return isinstance(inner, tfds.features.Text)

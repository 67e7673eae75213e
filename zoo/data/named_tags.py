"""Tagged words by name: any set of TFDS that has words and a class for each."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import tensorflow as tf
import tensorflow_datasets as tfds

from zoo.data.conll import TaggedSentence
from zoo.data.named_text import ROWS_AT_ONCE, open_builder
from zoo.data.pair_stream import PairStream
from zoo.data.prepare import prepare
from zoo.data.splits import SPLIT_NAMES


def load_named_tags(
    data: str, *, words: str = "", tags: str = "", data_dir: str | None = None
) -> dict[str, PairStream]:
    """Read a data set by its name; it is downloaded and prepared where that was not done.

    Args:
        data: `conll2003`, ...
        words: The feature with the words, where there are several.
        tags: The feature with their tags, where there are several (`pos`, `chunks`, `ner`).
        data_dir: TFDS's folder; what the environment variable `TFDS_DATA_DIR` says, or
            `~/tensorflow_datasets`, where not given.

    Returns:
        Sentences of those of the splits train, validation and test that there are, to be iterated
        over any number of times; those without a word, which stand for the beginning of a document,
        are left out.

    Raises:
        ValueError: There is no such configuration, no such feature, or no training split.
    """
    builder = open_builder(data, data_dir)
    words = _feature(builder, data, "words", words, tfds.features.Text)
    tags = _feature(builder, data, "tags", tags, tfds.features.ClassLabel)
    names = builder.info.features[tags].feature.names
    prepare(builder)
    if "train" not in builder.info.splits:
        raise ValueError(
            f"`data` must have a train split, got {data!r} with {sorted(builder.info.splits)}."
        )
    return {
        split: PairStream(partial(_sentences, builder, name, words, tags, names))
        for split, known in SPLIT_NAMES.items()
        for name in known
        if name in builder.info.splits
    }


def _feature(builder, data: str, argument: str, name: str, kind: type) -> str:
    """The name of the feature that is a sequence of this kind."""
    features = builder.info.features
    names = [
        key
        for key in features
        if isinstance(features[key], tfds.features.Sequence)
        and isinstance(features[key].feature, kind)
    ]
    chosen = [name] if name else names
    if len(chosen) != 1 or chosen[0] not in names:
        raise ValueError(
            f"`{argument}` must be one of {names}, the sequences of {kind.__name__} of {data!r}, "
            f"got {name!r}."
        )
    return chosen[0]


def _sentences(builder, split, words, tags, names) -> Iterator[TaggedSentence]:
    rows = builder.as_dataset(split=split, read_config=tfds.ReadConfig(try_autocache=False))
    rows = rows.map(lambda row: (row[words], row[tags]))
    for written, numbers in rows.ragged_batch(ROWS_AT_ONCE):  # faster than one row at a time
        for row, found in zip(_rows(written), _rows(numbers), strict=True):
            if row and row != [b"-DOCSTART-"]:
                decoded = tuple(word.decode() for word in row)
                yield TaggedSentence(decoded, tuple(names[number] for number in found))


def _rows(batch: tf.RaggedTensor) -> Iterator[list]:
    values = batch.flat_values.numpy().tolist()
    for begin, end in pairwise(batch.row_splits.numpy()):
        yield values[begin:end]

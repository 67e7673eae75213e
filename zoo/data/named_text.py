"""Data sets by name: our own TFDS builders and all of TFDS; the translation sets among them."""

import importlib
from collections.abc import Iterator
from functools import partial

import tensorflow_datasets as tfds

from zoo.data.pair_stream import Pair, PairStream
from zoo.data.prepare import prepare
from zoo.data.splits import SPLIT_NAMES

BUILDERS = {
    name: f"zoo.data.{name}.{name}_dataset_builder"
    for name in ("flickr8k", "multi30k", "nsmc", "tatoeba")
}
ROWS_AT_ONCE = 1_000


def is_named(data: str) -> bool:
    """Whether `data` is `name` or `name/config` of a builder of ours or of TFDS."""
    name = data.split("/")[0]
    return name in BUILDERS or name in tfds.list_builders(with_community_datasets=False)


def load_named_text(
    data: str, *, source: str = "", target: str = "", data_dir: str | None = None
) -> dict[str, PairStream]:
    """Read a data set by its name; it is downloaded and prepared where that was not done.

    It lies in TFDS's folder. Where there is no network, `downloads/manual` in it may hold the
    files.

    Args:
        data: `multi30k`, `tatoeba/kor`, `ted_hrlr_translate/pt_to_en`, `wmt14_translate/de-en`, ...
        source: Language of the source, as the data set names it; its own direction where neither
            is given.
        target: Language of the target.
        data_dir: TFDS's folder; what the environment variable `TFDS_DATA_DIR` says, or
            `~/tensorflow_datasets`, where not given.

    Returns:
        Pairs of those of the splits train, validation and test that there are.

    Raises:
        FileNotFoundError: The files are not there and cannot be downloaded.
        ValueError: There is no such configuration, no translation in it, or no such language.
    """
    builder = open_builder(data, data_dir)
    languages = getattr(builder.info.features, "languages", None)
    if not languages:
        raise ValueError(
            f"`data` must be a translation set, got {data!r} with {list(builder.info.features)}."
        )
    if not source and not target:
        source, target = builder.info.supervised_keys
    if source == target or not {source, target} <= set(languages):
        raise ValueError(
            f"`source` and `target` must be two of {sorted(languages)} for {data!r}, "
            f"got {source!r} and {target!r}."
        )
    prepare(builder)
    return {
        split: PairStream(partial(_pairs, builder, name, source, target))
        for split, names in SPLIT_NAMES.items()
        for name in names
        if name in builder.info.splits
    }


def open_builder(data: str, data_dir: str | None = None) -> tfds.core.DatasetBuilder:
    """The builder of a data set by its name; see `load_named_text`.

    Raises:
        ValueError: There is no such configuration.
    """
    name, _, config = data.partition("/")
    if name not in BUILDERS:
        try:
            return tfds.builder(data, data_dir=data_dir)
        except ValueError as error:
            raise ValueError(f"`data` must be a data set that can be built: {error}") from error
    builder_class = importlib.import_module(BUILDERS[name]).Builder
    names = [f"{name}/{known.name}" for known in builder_class.BUILDER_CONFIGS] or [name]
    if data not in names:
        raise ValueError(f"`data` must be one of {names}, got {data!r}.")
    return builder_class(config=config or None, data_dir=data_dir)


def _pairs(builder, split: str, source: str, target: str) -> Iterator[Pair]:
    # Batches are much faster to read than rows. A cache would hold the data set in memory.
    rows = builder.as_dataset(
        split=split, batch_size=ROWS_AT_ONCE, read_config=tfds.ReadConfig(try_autocache=False)
    )
    for batch in tfds.as_numpy(rows):
        for left, right in zip(batch[source], batch[target], strict=True):
            yield left.decode(), right.decode()

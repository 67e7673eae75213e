"""The card beside an exported model: what it is, how it was made, how to use it."""

import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from zoo import __version__


def write_card(
    kind: str,
    *,
    takes: str,
    holds: str,
    usage: Sequence[str],
    facts: Sequence[str],
    settings: dict[str, Any],
    scores: dict[str, dict[str, float]],
    needed: Iterable[str] = (),
    digits: int = 2,
) -> str:
    """Markdown for an exported model.

    Args:
        kind: What it does, for the title; `arch` and `data` of the settings follow.
        takes: What goes in and what comes out.
        holds: What is inside.
        usage: Lines of Python that call `served`, the loaded model.
        facts: Items of a list.
        settings: What it was trained with. Folders of the machine are left out: a card travels.
        scores: Figures on its test split by the weights' storage, the exported one last; empty
            where they were not measured.
        needed: Packages that must be imported before it loads.
        digits: Of the figures, after the point.

    Returns:
        Markdown.
    """
    settings = {name: value for name, value in settings.items() if name != "run_dir"}
    settings["data"] = Path(settings["data"]).name
    needed = sorted(set(needed) - {""})
    alone = "" if needed else ", and needs nothing but TensorFlow"
    about = f"A TensorFlow SavedModel: {takes}. It holds {holds}{alone}."
    versions = f"seqzoo {__version__}, Keras {keras.__version__}, TensorFlow {tf.__version__}"
    lines = [
        f"# {kind}, {settings['arch']}, {settings['data']}",
        "",
        textwrap.fill(about, 90),
        *(f"It loads only after `import {name}`, or in TF Serving." for name in needed),
        "",
        "```python",
        "import tensorflow as tf",
        *(f"import {name}" for name in needed),
        'served = tf.saved_model.load("path/to/this/folder")',
        *usage,
        "```",
        "",
        *(f"- {fact}" for fact in [*facts, f"Made with {versions}"]),
        "",
    ]
    if scores:
        lines += ["## Test split", "", *_table(scores, digits), ""]
    lines += ["## Settings", "", "| setting | value |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in settings.items()]
    return "\n".join(lines) + "\n"


def _table(scores, digits):
    """A column for each storage, and how far the last one is from the first."""
    head = ["figure", *(scores if len(scores) > 1 else ["value"])]
    first, last = (list(scores.values())[i] for i in (0, -1))
    rows = [[name, *(f"{of[name]:.{digits}f}" for of in scores.values())] for name in first]
    if len(scores) > 1:
        head.append("change")
        rows = [[*row, f"{last[row[0]] - first[row[0]]:+.{digits}f}"] for row in rows]
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]

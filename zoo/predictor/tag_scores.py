"""Scores of predicted tags against the true ones: of words, and of what several words name."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from zoo.predictor.label_scores import macro_f1

Rows = Sequence[Sequence[str]]


def tag_scores(
    predicted: Rows, true: Rows, *, spans: bool = False, kinds: Rows = ()
) -> dict[str, float]:
    """Accuracy and F1, all 0 to 100.

    Args:
        predicted: Of each sentence the tags of its words.
        true: The same.
        spans: Tags say where names of several words begin and go on, see `are_spans`: then whole
            names are compared too.
        kinds: Of each sentence a name for each word: of each name, the accuracy is given too.

    Returns:
        `accuracy` of words, and `macro_f1`, the mean of the tags' F1. With `spans` in place of the
        latter `span_f1`, `span_precision` and `span_recall` over all names of whatever type, and
        `macro_span_f1`, the mean of the types' F1. Then `<kind>_accuracy`.

    Raises:
        ValueError: The two differ in length, or there is no word.

    Reference:
        Tjong Kim Sang and De Meulder 2003, "Introduction to the CoNLL-2003 Shared Task", section
        2.3: a name is right if it is exactly that of the data.

    Example:
        >>> true = [["B-PER", "I-PER", "O", "B-LOC"]]
        >>> scores = tag_scores([["B-PER", "O", "O", "B-LOC"]], true, spans=True)
        >>> scores["accuracy"], scores["span_f1"]
        (75.0, 50.0)
    """
    found, wanted = (list(chain.from_iterable(rows)) for rows in (predicted, true))
    if list(map(len, predicted)) != list(map(len, true)) or not wanted:
        raise ValueError(
            f"`predicted` and `true` must have as many tags in each sentence and at least one, got "
            f"{len(found)} and {len(wanted)} tags of {len(predicted)} and {len(true)} sentences."
        )
    is_right = np.array([a == b for a, b in zip(found, wanted, strict=True)])
    scores = {"accuracy": 100.0 * float(is_right.mean())}
    if spans:
        scores |= _span_scores(predicted, true)
    else:
        numbers = {tag: number for number, tag in enumerate(sorted({*found, *wanted}))}
        tags = (np.array([numbers[tag] for tag in tags]) for tags in (found, wanted))
        scores["macro_f1"] = macro_f1(*tags)
    of_words = np.array(list(chain.from_iterable(kinds)))
    for kind in sorted(set(of_words.tolist())):
        scores[f"{kind}_accuracy"] = 100.0 * float(is_right[of_words == kind].mean())
    return scores


def are_spans(tags: Iterable[str]) -> bool:
    """Whether tags are `B-type`, `I-type` and `O`, perhaps with `E-type` and `S-type`.

    Example:
        >>> are_spans(["O", "B-PER", "E-PER", "S-LOC"]), are_spans(["NOUN", "VERB"])
        (True, False)
    """
    tags = set(tags)
    prefixes = ("B-", "I-", "E-", "S-")
    return bool(tags - {"O"}) and all(tag == "O" or tag[:2] in prefixes for tag in tags)


def spans_of(tags: Sequence[str], *, closed: bool = False) -> list[tuple[str, int, int]]:
    """Names in one sentence: type, and where they begin and end.

    By default as CoNLL's own script finds them: a name begins at `B-`, and at an `I-` that goes on
    with nothing: after `O`, after another type, at the beginning. So IOB1 is read as well as IOB2.

    Args:
        tags: Of each word.
        closed: Tags say where names end, too (IOBES, also called BIOES): a name is an `S-`, or a
            `B-`, any number of `I-` and an `E-` of one type, and nothing else is.

    Example:
        >>> spans_of(["B-PER", "I-PER", "B-PER", "O", "I-LOC", "I-ORG"])
        [('PER', 0, 2), ('PER', 2, 3), ('LOC', 4, 5), ('ORG', 5, 6)]
        >>> spans_of(["B-PER", "E-PER", "S-PER", "B-LOC", "O"], closed=True)
        [('PER', 0, 2), ('PER', 2, 3)]
    """
    return _closed_spans(tags) if closed else _open_spans(tags)


def _open_spans(tags):
    found, begin, kind = [], 0, ""
    for place, tag in enumerate([*tags, "O"]):
        prefix, _, now = tag.partition("-")
        if kind and (prefix != "I" or now != kind):
            found.append((kind, begin, place))
            kind = ""
        if now and not kind:
            begin, kind = place, now
    return found


def _closed_spans(tags):
    found, begin, kind = [], 0, ""
    for place, tag in enumerate(tags):
        prefix, _, now = tag.partition("-")
        if prefix in ("B", "S"):
            begin, kind = place, now
        elif now != kind:
            kind = ""
        if kind and prefix in ("S", "E"):
            found.append((kind, begin, place + 1))
            kind = ""
    return found


def _span_scores(predicted: Rows, true: Rows) -> dict[str, float]:
    closed = any(tag.startswith(("E-", "S-")) for tags in chain(predicted, true) for tag in tags)
    found, wanted = (
        {(i, *span) for i, tags in enumerate(rows) for span in spans_of(tags, closed=closed)}
        for rows in (predicted, true)
    )
    of_types = [
        _f1(*({span for span in spans if span[1] == kind} for spans in (found, wanted)))[0]
        for kind in sorted({span[1] for span in found | wanted})
    ]
    names = ("span_f1", "span_precision", "span_recall")
    scores = dict(zip(names, _f1(found, wanted), strict=True))
    return {**scores, "macro_span_f1": float(np.mean(of_types)) if of_types else 0.0}


def _f1(found: set, wanted: set) -> tuple[float, float, float]:
    """F1, precision and recall."""
    right = len(found & wanted)
    return (
        100.0 * 2 * right / max(len(found) + len(wanted), 1),
        100.0 * right / max(len(found), 1),
        100.0 * right / max(len(wanted), 1),
    )

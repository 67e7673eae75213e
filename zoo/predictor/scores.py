"""Scores of generated text against references."""

from collections.abc import Sequence


def text_scores(outputs: Sequence[str], references: Sequence[str]) -> dict[str, float]:
    """BLEU, chrF and exact match, each 0 to 100, by sacreBLEU.

    Args:
        outputs: What the model wrote.
        references: One reference for each output.

    Returns:
        `bleu` (cased, 13a), `bleu_lowercase`, `chrf`, `exact_match` (share of equal strings).

    Raises:
        ValueError: The two differ in length or are empty.

    Reference:
        Post 2018, "A Call for Clarity in Reporting BLEU Scores"; Popović 2015, "chrF: character
        n-gram F-score for automatic MT evaluation".

    Example:
        >>> text_scores(["I am an instructor"], ["I am an instructor"])["exact_match"]
        100.0
    """
    import sacrebleu

    if len(outputs) != len(references) or not outputs:
        raise ValueError(
            f"`outputs` and `references` must be as many and at least one, got {len(outputs)} and "
            f"{len(references)}."
        )
    same = sum(o == r for o, r in zip(outputs, references, strict=True))
    return {
        "bleu": _bleu(outputs, references, lowercase=False),
        "bleu_lowercase": _bleu(outputs, references, lowercase=True),
        "chrf": sacrebleu.corpus_chrf(outputs, [references]).score,
        "exact_match": 100.0 * same / len(outputs),
    }


def _bleu(outputs: Sequence[str], references: Sequence[str], *, lowercase: bool) -> float:
    import sacrebleu

    # Where no output has four words there is no 4-gram to be right or wrong, and plain BLEU is 0
    # however good they are. In all other cases this is plain BLEU.
    return sacrebleu.corpus_bleu(
        outputs, [references], lowercase=lowercase, use_effective_order=True
    ).score

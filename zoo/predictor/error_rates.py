"""How much of what was said is heard wrongly: word and character error rates."""

from collections.abc import Sequence

import tensorflow as tf


def error_rates(outputs: Sequence[str], references: Sequence[str]) -> dict[str, float]:
    """Word and character error rate of the whole, and exact match, in percent.

    ```python
    rate = sum_i (substitutions_i + deletions_i + insertions_i) / sum_i length(reference_i)
    ```

    The fewest changes of words (what stands between spaces) or characters that make a reference
    of an output, by TensorFlow's edit distance. Texts are compared as they are, but runs of spaces
    are one, and those at the ends none. A rate is above 100 where too much is written.

    Args:
        outputs: What the model wrote.
        references: What was said, one for each output.

    Returns:
        `word_error_rate`, `character_error_rate`, lower is better, and `exact_match`.

    Raises:
        ValueError: The two differ in length or are empty, or no reference has a word.

    Reference:
        Levenshtein 1966, "Binary Codes Capable of Correcting Deletions, Insertions, and
        Reversals"; NIST's sclite counts words so.

    Example:
        >>> scores = error_rates(["the cat sat", "a"], ["the cat sat down", "a"])
        >>> scores["word_error_rate"], scores["exact_match"]
        (20.0, 50.0)
    """
    outputs, references = ([" ".join(t.split()) for t in texts] for texts in (outputs, references))
    if len(outputs) != len(references) or not outputs:
        raise ValueError(
            f"`outputs` and `references` must be as many and at least one, got {len(outputs)} and "
            f"{len(references)}."
        )
    if not any(references):
        raise ValueError("`references` must hold a word, got blank texts alone.")
    same = sum(o == r for o, r in zip(outputs, references, strict=True))
    return {
        "word_error_rate": _rate(outputs, references, str.split),
        "character_error_rate": _rate(outputs, references, list),
        "exact_match": 100.0 * same / len(outputs),
    }


def central_text(texts: Sequence[str], *, most: int = 300) -> str:
    """The text from which the fewest changes of words lead to all others.

    What a recognizer would best say that hears nothing: the baseline of all others.

    Args:
        texts: Of training; evenly spread ones of them, where there are many.
        most: Most texts that are compared.

    Raises:
        ValueError: There is no text.

    Example:
        >>> central_text(["1 2 3 4", "1 2 3", "2 3"])
        '1 2 3'
    """
    if not texts:
        raise ValueError("`texts` must hold at least one text, got none.")
    chosen = list(texts[:: -(-len(texts) // most)])
    words = [text.split() for text in chosen]
    changes = [sum(_changes([row] * len(words), words)) for row in words]
    return chosen[changes.index(min(changes))]


def _rate(outputs, references, cut):
    pieces = [cut(text) for text in references]
    changes = _changes([cut(text) for text in outputs], pieces)
    return 100.0 * sum(changes) / sum(map(len, pieces))


def _changes(outputs: list[list[str]], references: list[list[str]]) -> list[int]:
    """The fewest changes of each, by numbers for the pieces: the operation takes no strings."""
    numbers: dict[str, int] = {}
    found, truth = (_sparse(rows, numbers) for rows in (outputs, references))
    return tf.edit_distance(found, truth, normalize=False).numpy().astype(int).tolist()


def _sparse(rows, numbers):
    values = [numbers.setdefault(piece, len(numbers)) for row in rows for piece in row]
    places = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
    longest = max(map(len, rows), default=0)
    return tf.SparseTensor(
        tf.reshape(tf.constant(places, tf.int64), [-1, 2]),
        tf.constant(values, tf.int64),
        [len(rows), max(longest, 1)],
    )

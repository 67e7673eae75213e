"""The two tokenizers of text that is turned into other text."""

from collections.abc import Sequence

from zoo.text.tokenizer import Tokenizer


def train_pair(
    tokenizer: type[Tokenizer],
    pairs: Sequence[tuple[str, str]],
    *,
    joint: bool = False,
    vocabulary_size: int,
    lowercase: bool = False,
) -> tuple[Tokenizer, Tokenizer]:
    """Learn the vocabularies of sources and targets.

    Args:
        tokenizer: The class, as `zoo.text.get` gives it.
        pairs: The training pairs.
        joint: Learn one vocabulary from both sides.
        vocabulary_size: Most tokens of a vocabulary.
        lowercase: Whether both sides are lower-cased first.

    Returns:
        The source's and the target's tokenizer; one object twice where they are joint.

    Raises:
        ValueError: There is no pair, or `vocabulary_size` has no room for a token.
    """
    options = {"vocabulary_size": vocabulary_size, "lowercase": lowercase}
    sources, targets = [source for source, _ in pairs], [target for _, target in pairs]
    if joint:
        both = tokenizer.train(sources + targets, **options)
        return both, both
    return tokenizer.train(sources, **options), tokenizer.train(targets, **options)

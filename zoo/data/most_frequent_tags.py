"""The baseline of all taggers: what a word is most often."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from zoo.data.conll import TaggedSentence


class MostFrequentTags:
    """Gives each word its most frequent tag in training, whatever stands around it.

    A word that training has not gets the most frequent tag of all. What a model knows beyond this
    is what it reads in the context, and in how unknown words are written.

    Args:
        sentences: Of the training split.

    Reference:
        Jurafsky and Martin 2025, "Speech and Language Processing", section 17.2 (the
        most-frequent-tag baseline).

    Example:
        >>> rows = [TaggedSentence(("the", "watch"), ("DET", "NOUN"))] * 2
        >>> rows += [TaggedSentence(("I", "watch"), ("PRON", "VERB"))]
        >>> tags = MostFrequentTags(rows)
        >>> tags(["I", "watch", "birds"]), tags.kind_of("watch"), tags.kind_of("birds")
        (['PRON', 'NOUN', 'DET'], 'ambiguous', 'unknown')
    """

    def __init__(self, sentences: Iterable[TaggedSentence]):
        of_word, of_all = defaultdict(Counter), Counter()
        for words, tags in sentences:
            of_all.update(tags)
            for word, tag in zip(words, tags, strict=True):
                of_word[word][tag] += 1
        self._most = {word: _first(counts) for word, counts in of_word.items()}
        self._ambiguous = {word for word, counts in of_word.items() if len(counts) > 1}
        self._other = _first(of_all)

    def __call__(self, words: Sequence[str]) -> list[str]:
        """The tag of each word."""
        return [self._most.get(word, self._other) for word in words]

    def kind_of(self, word: str) -> str:
        """`unknown`, `ambiguous` (several tags in training) or `plain` (one)."""
        if word not in self._most:
            return "unknown"
        return "ambiguous" if word in self._ambiguous else "plain"


def _first(counts: Counter) -> str:
    """The most frequent one; of several, the first by its letters."""
    return min(counts, key=lambda tag: (-counts[tag], tag))

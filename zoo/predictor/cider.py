"""CIDEr-D: how far a caption has the n-grams that people agree on."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

_ORDERS = 4
_SIGMA = 6.0  # words that a caption may differ in length


def cider(outputs: Sequence[Sequence[str]], references: Sequence[Sequence[Sequence[str]]]) -> float:
    """The mean CIDEr-D of some captions, 100 times that of COCO's tool.

    ```python
    g[n, w] = count of n-gram w * log(N / images with w in a reference)
    d = (words of the output) - (words of the reference)
    score[n] = min(g_output, g_reference) . g_reference / (|g_output| |g_reference|)
    score = 10 * mean over references and n of exp(-d ** 2 / (2 * 6 ** 2)) * score[n]
    ```

    What is rare among the images' references counts more, what all have nothing; so the score of
    one image hangs on the others that are scored.

    Args:
        outputs: Words of each caption.
        references: Words of each reference of each image, one at least.

    Returns:
        0 to 1,000.

    Raises:
        ValueError: The two differ in length, are empty, or an image has no reference.

    Reference:
        Vedantam et al. 2015, "CIDEr: Consensus-based Image Description Evaluation", eq. 1-3 and
        section 6 (CIDEr-D); https://github.com/tylin/coco-caption, whose numbers these are: there
        the length is counted in 2-grams, as here.

    Example:
        >>> images = [["a dog runs fast".split()], ["two cats sleep here".split()]]
        >>> round(cider([image[0] for image in images], images))
        1000
    """
    if len(outputs) != len(references) or not outputs or not all(references):
        raise ValueError(
            "`outputs` and `references` must be as many and at least one, and every image must "
            f"have a reference, got {len(outputs)} and {[len(r) for r in references][:5]}."
        )
    documents = Counter()
    counted = [[_ngrams(words) for words in image] for image in references]
    for image in counted:
        documents.update(set().union(*image))
    log_count = math.log(len(outputs))

    def vector(counts):
        """tf-idf of each order, its norms, and the length in 2-grams."""
        weights = [{} for _ in range(_ORDERS)]
        for ngram, count in counts.items():
            idf = log_count - math.log(max(1.0, documents[ngram]))
            weights[len(ngram) - 1][ngram] = count * idf
        norms = [math.sqrt(sum(w * w for w in of.values())) for of in weights]
        return weights, norms, sum(count for ngram, count in counts.items() if len(ngram) == 2)

    scores = []
    for words, image in zip(outputs, counted, strict=True):
        output = vector(_ngrams(words))
        scores.append(np.mean([_likeness(output, vector(counts)) for counts in image]))
    return 1000 * float(np.mean(scores))


def _ngrams(words: Sequence[str]) -> Counter:
    return Counter(
        tuple(words[i : i + order])
        for order in range(1, _ORDERS + 1)
        for i in range(len(words) - order + 1)
    )


def _likeness(output, reference) -> float:
    """The mean over orders, 0 to 1."""
    total = 0.0
    for of_output, of_reference, norm, reference_norm in zip(
        output[0], reference[0], output[1], reference[1], strict=True
    ):
        product = sum(
            min(weight, of_reference[ngram]) * of_reference[ngram]
            for ngram, weight in of_output.items()
            if ngram in of_reference
        )
        if norm and reference_norm:
            total += product / (norm * reference_norm)
    distance = output[2] - reference[2]
    return total / _ORDERS * math.exp(-(distance**2) / (2 * _SIGMA**2))

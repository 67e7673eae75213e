"""Korean and English reviews, written by a grammar: no download is needed.

What is judged hangs on order: a negation turns a word around ("was anything but dull"), of two
opinions the one that the sentence leans on counts ("the acting was fine, but ..."), and words that
say nothing stand between what decides and the end. A bag of words sees little of it.
"""

from zoo.data.reviews.corpus import (
    KINDS,
    LABELS,
    Review,
    Splits,
    generate,
    generate_by_distance,
)

__all__ = ["KINDS", "LABELS", "Review", "Splits", "generate", "generate_by_distance"]

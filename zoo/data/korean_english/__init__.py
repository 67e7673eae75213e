"""A parallel corpus, Korean to English, written by a grammar: no download is needed.

Both languages are built together from one meaning, so the translation is known to be right.
Much hangs on a word far away: 쓰다 is to spend, to wear, to write, to use or to be bitter.
"""

from zoo.data.korean_english.corpus import (
    EXAMPLES,
    Pair,
    Splits,
    generate,
    generate_by_length,
)

__all__ = ["EXAMPLES", "Pair", "Splits", "generate", "generate_by_length"]

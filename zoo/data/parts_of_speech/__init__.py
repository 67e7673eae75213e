"""Tagged Korean or English sentences, written by the grammar of `korean_english`: no download.

The grammar knows what each word is: "drinks" is a verb, "light" a noun or an adjective, "that" a
determiner or a pronoun, "to" begins a place or a purpose.
"""

from zoo.data.parts_of_speech.corpus import LANGUAGES, Splits, generate

__all__ = ["LANGUAGES", "Splits", "generate"]

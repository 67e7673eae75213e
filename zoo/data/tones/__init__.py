"""Spoken digits of a made-up voice, and their transcripts: no download is needed."""

from zoo.data.tones.corpus import NUMERALS, Splits, generate
from zoo.data.tones.voice import SAMPLING_RATE, speak

__all__ = ["NUMERALS", "SAMPLING_RATE", "Splits", "generate", "speak"]

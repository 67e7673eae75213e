"""Strings in, strings out."""

from zoo.predictor.predictor import Predictor
from zoo.predictor.scores import text_scores
from zoo.predictor.streamer import Streamer
from zoo.predictor.text_generator import TextGenerator

__all__ = ["Predictor", "Streamer", "TextGenerator", "text_scores"]

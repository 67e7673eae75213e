"""Strings in, strings out."""

from zoo.predictor.predictor import Predictor
from zoo.predictor.scores import text_scores
from zoo.predictor.streamer import Streamer

__all__ = ["Predictor", "Streamer", "text_scores"]

"""Strings in, strings out."""

from zoo.predictor.predictor import Predictor
from zoo.predictor.scores import text_scores

__all__ = ["Predictor", "text_scores"]

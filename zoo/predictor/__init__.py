"""Strings in, strings or classes out."""

from zoo.predictor.classifier_predictor import Answer, ClassifierPredictor
from zoo.predictor.explanation import Explanation, draw_explanation, explain
from zoo.predictor.label_scores import calibration_error, label_scores, majority_accuracy
from zoo.predictor.predictor import Predictor
from zoo.predictor.scores import text_scores
from zoo.predictor.streamer import Streamer
from zoo.predictor.text_generator import TextGenerator
from zoo.predictor.text_streamer import TextStreamer

__all__ = [
    "Answer",
    "ClassifierPredictor",
    "Explanation",
    "Predictor",
    "Streamer",
    "TextGenerator",
    "TextStreamer",
    "calibration_error",
    "draw_explanation",
    "explain",
    "label_scores",
    "majority_accuracy",
    "text_scores",
]

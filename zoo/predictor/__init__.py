"""Strings in, strings or classes out."""

from zoo.predictor.classifier_predictor import Answer, ClassifierPredictor
from zoo.predictor.error_rates import central_text, error_rates
from zoo.predictor.explanation import Explanation, draw_explanation, explain
from zoo.predictor.label_scores import calibration_error, label_scores
from zoo.predictor.predictor import Predictor
from zoo.predictor.scores import text_scores
from zoo.predictor.speech_picture import draw_speech
from zoo.predictor.speech_predictor import SpeechPredictor
from zoo.predictor.streamer import Streamer
from zoo.predictor.text_generator import TextGenerator
from zoo.predictor.text_streamer import TextStreamer

__all__ = [
    "Answer",
    "ClassifierPredictor",
    "Explanation",
    "Predictor",
    "SpeechPredictor",
    "Streamer",
    "TextGenerator",
    "TextStreamer",
    "calibration_error",
    "central_text",
    "draw_explanation",
    "draw_speech",
    "error_rates",
    "explain",
    "label_scores",
    "text_scores",
]

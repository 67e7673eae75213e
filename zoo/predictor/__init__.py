"""Strings in, strings or classes out."""

from zoo.predictor.caption_picture import draw_caption
from zoo.predictor.caption_predictor import CaptionPredictor
from zoo.predictor.caption_scores import caption_scores
from zoo.predictor.classifier_predictor import Answer, ClassifierPredictor
from zoo.predictor.explanation import Explanation, draw_explanation, explain
from zoo.predictor.label_scores import calibration_error, label_scores
from zoo.predictor.number_scores import number_scores
from zoo.predictor.predictor import Predictor
from zoo.predictor.scores import text_scores
from zoo.predictor.streamer import Streamer
from zoo.predictor.text_generator import TextGenerator
from zoo.predictor.text_streamer import TextStreamer
from zoo.predictor.video_predictor import VideoPredictor

__all__ = [
    "Answer",
    "CaptionPredictor",
    "ClassifierPredictor",
    "Explanation",
    "Predictor",
    "Streamer",
    "TextGenerator",
    "TextStreamer",
    "VideoPredictor",
    "calibration_error",
    "caption_scores",
    "draw_caption",
    "draw_explanation",
    "explain",
    "label_scores",
    "number_scores",
    "text_scores",
]

"""Strings in, strings or classes out."""

from zoo.predictor.caption_picture import draw_caption
from zoo.predictor.caption_predictor import CaptionPredictor
from zoo.predictor.caption_scores import caption_scores
from zoo.predictor.classifier_predictor import Answer, ClassifierPredictor
from zoo.predictor.explanation import Explanation, draw_explanation, explain
from zoo.predictor.image_classifier_predictor import ImageClassifierPredictor
from zoo.predictor.label_scores import calibration_error, label_scores
from zoo.predictor.predictor import Predictor
from zoo.predictor.scores import text_scores
from zoo.predictor.streamer import Streamer
from zoo.predictor.tag_scores import are_spans, tag_scores
from zoo.predictor.tagger_predictor import TaggedWord, TaggerPredictor
from zoo.predictor.text_generator import TextGenerator
from zoo.predictor.text_streamer import TextStreamer

__all__ = [
    "Answer",
    "CaptionPredictor",
    "ClassifierPredictor",
    "Explanation",
    "ImageClassifierPredictor",
    "Predictor",
    "Streamer",
    "TaggedWord",
    "TaggerPredictor",
    "TextGenerator",
    "TextStreamer",
    "are_spans",
    "calibration_error",
    "caption_scores",
    "draw_caption",
    "draw_explanation",
    "explain",
    "label_scores",
    "tag_scores",
    "text_scores",
]

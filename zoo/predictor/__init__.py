"""Strings in, strings or classes out; numbers in, numbers out."""

from zoo.predictor.backtest import backtest
from zoo.predictor.caption_picture import draw_caption
from zoo.predictor.caption_predictor import CaptionPredictor
from zoo.predictor.caption_scores import caption_scores
from zoo.predictor.classifier_predictor import Answer, ClassifierPredictor
from zoo.predictor.error_rates import central_text, error_rates
from zoo.predictor.explanation import Explanation, draw_explanation, explain
from zoo.predictor.forecast_picture import draw_forecast
from zoo.predictor.forecast_predictor import ForecastPredictor
from zoo.predictor.image_classifier_predictor import ImageClassifierPredictor
from zoo.predictor.image_generator import ImageGenerator
from zoo.predictor.image_grid import draw_completions, draw_images
from zoo.predictor.label_scores import calibration_error, label_scores, majority_accuracy
from zoo.predictor.number_scores import number_scores
from zoo.predictor.predictor import Predictor
from zoo.predictor.score_forecaster import score_baselines, score_forecaster
from zoo.predictor.scores import text_scores
from zoo.predictor.speech_picture import draw_speech
from zoo.predictor.speech_predictor import SpeechPredictor
from zoo.predictor.streamer import Streamer
from zoo.predictor.tag_scores import are_spans, tag_scores
from zoo.predictor.tagger_predictor import TaggedWord, TaggerPredictor
from zoo.predictor.text_generator import TextGenerator
from zoo.predictor.text_streamer import TextStreamer
from zoo.predictor.video_predictor import VideoPredictor

__all__ = [
    "Answer",
    "CaptionPredictor",
    "ClassifierPredictor",
    "Explanation",
    "ForecastPredictor",
    "ImageClassifierPredictor",
    "ImageGenerator",
    "Predictor",
    "SpeechPredictor",
    "Streamer",
    "TaggedWord",
    "TaggerPredictor",
    "TextGenerator",
    "TextStreamer",
    "VideoPredictor",
    "are_spans",
    "backtest",
    "calibration_error",
    "caption_scores",
    "central_text",
    "draw_caption",
    "draw_completions",
    "draw_explanation",
    "draw_forecast",
    "draw_images",
    "draw_speech",
    "error_rates",
    "explain",
    "label_scores",
    "majority_accuracy",
    "number_scores",
    "score_baselines",
    "score_forecaster",
    "tag_scores",
    "text_scores",
]

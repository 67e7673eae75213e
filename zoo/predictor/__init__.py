"""Strings in, strings or classes out; numbers in, numbers out."""

from zoo.predictor.backtest import backtest
from zoo.predictor.classifier_predictor import Answer, ClassifierPredictor
from zoo.predictor.explanation import Explanation, draw_explanation, explain
from zoo.predictor.forecast_picture import draw_forecast
from zoo.predictor.forecast_predictor import ForecastPredictor
from zoo.predictor.label_scores import calibration_error, label_scores
from zoo.predictor.predictor import Predictor
from zoo.predictor.score_forecaster import score_baselines, score_forecaster
from zoo.predictor.scores import text_scores
from zoo.predictor.streamer import Streamer
from zoo.predictor.text_generator import TextGenerator
from zoo.predictor.text_streamer import TextStreamer

__all__ = [
    "Answer",
    "ClassifierPredictor",
    "Explanation",
    "ForecastPredictor",
    "Predictor",
    "Streamer",
    "TextGenerator",
    "TextStreamer",
    "backtest",
    "calibration_error",
    "draw_explanation",
    "draw_forecast",
    "explain",
    "label_scores",
    "score_baselines",
    "score_forecaster",
    "text_scores",
]

"""What training needs beside the model: losses, metrics, schedules, optimizer and callbacks.

`distribution` needs TensorFlow; it and `fit` are imported by their own names.
"""

from zoo.training.average_checkpoints import AverageCheckpoints
from zoo.training.bits_per_character import LogBitsPerCharacter, bits_per_character
from zoo.training.callbacks import (
    HaltOnNonFiniteLoss,
    KeepBestWeights,
    ScoreDecodedText,
    SwapAverages,
    SwapBack,
    TrainingClock,
)
from zoo.training.checkpoints import Checkpoints, Resume
from zoo.training.exact_fit import ExactFit
from zoo.training.forecast_loss import ForecastLoss
from zoo.training.log_validation import LogValidation
from zoo.training.losses import LabelSmoothedCrossEntropy
from zoo.training.metrics import Perplexity, TokenAccuracy
from zoo.training.optimizers import AveragingAdam
from zoo.training.schedules import InverseSquareRoot

__all__ = [
    "AverageCheckpoints",
    "AveragingAdam",
    "Checkpoints",
    "ExactFit",
    "ForecastLoss",
    "HaltOnNonFiniteLoss",
    "InverseSquareRoot",
    "KeepBestWeights",
    "LabelSmoothedCrossEntropy",
    "LogBitsPerCharacter",
    "LogValidation",
    "Perplexity",
    "Resume",
    "ScoreDecodedText",
    "SwapAverages",
    "SwapBack",
    "TokenAccuracy",
    "TrainingClock",
    "bits_per_character",
]

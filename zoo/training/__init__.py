"""What training needs beside the model: losses, metrics, schedules, optimizer and callbacks.

`distribution` needs TensorFlow; it and `fit` are imported by their own names.
"""

from zoo.training.average_checkpoints import AverageCheckpoints
from zoo.training.callbacks import (
    BackupEpochs,
    HaltOnNonFiniteLoss,
    KeepBestWeights,
    ScoreDecodedText,
    SwapAverages,
    TrainingClock,
)
from zoo.training.exact_fit import ExactFit
from zoo.training.losses import LabelSmoothedCrossEntropy
from zoo.training.metrics import Perplexity, TokenAccuracy
from zoo.training.optimizers import AveragingAdam
from zoo.training.schedules import InverseSquareRoot

__all__ = [
    "AverageCheckpoints",
    "AveragingAdam",
    "BackupEpochs",
    "ExactFit",
    "HaltOnNonFiniteLoss",
    "InverseSquareRoot",
    "KeepBestWeights",
    "LabelSmoothedCrossEntropy",
    "Perplexity",
    "ScoreDecodedText",
    "SwapAverages",
    "TokenAccuracy",
    "TrainingClock",
]

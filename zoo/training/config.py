"""What all recipes' configs have in common: how a model is fitted, where a run is kept."""

import importlib.util
from dataclasses import dataclass, fields
from types import NoneType
from typing import get_args

from zoo.layers.number_checks import check_integers, check_numbers
from zoo.training.distribution import STRATEGIES

_SEEDS = 2**31
_PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16")
_LEAST = {
    **dict.fromkeys("epochs gradient_accumulation_steps checkpoints_kept".split(), 1),
    **dict.fromkeys("ema_momentum weight_decay clip_norm average_epochs patience".split(), 0),
    **dict.fromkeys("checkpoint_steps checkpoint_minutes".split(), 0),
}


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """The base of a recipe's `Config`."""

    epochs: int = 5
    peak_learning_rate: float = 3e-3
    """As it is, whatever the batch and the number of replicas."""
    warmup_steps: int = 300
    gradient_accumulation_steps: int = 1
    """Batches to an update; several are one batch of their union."""
    clip_norm: float = 1.0
    """Largest global norm of the gradients; 0 for any."""
    ema_momentum: float = 0.999
    """Average the weights with this momentum; 0 for none."""
    average_epochs: int = 0
    """In the end, try the mean of the weights of so many last epochs, at least 2; 0 for not."""
    weight_decay: float = 0.0
    """Kernels and embeddings shrink by this share times the learning rate at every step."""
    patience: int = 0
    """Epochs without a better score before training stops; 0 for never."""
    strategy: str = "auto"
    """auto, none, mirrored or multi_worker."""
    precision: str = "float32"
    """float32; on a GPU mixed_bfloat16, or mixed_float16 where it is older (T4)."""
    jit_compile: bool = False
    """Compile the training step by XLA; a new batch shape then costs seconds, once."""
    deterministic: bool = False
    """The same run gives the same weights, bit for bit, also when it was killed and resumed."""
    run_dir: str = ""
    """Folder for checkpoints and logs; a killed run resumes from it."""
    checkpoint_minutes: float = 10.0
    """Minutes between checkpoints within an epoch, in `run_dir`; 0 for none."""
    checkpoint_steps: int = 0
    """Batches between checkpoints within an epoch; 0 for none."""
    checkpoints_kept: int = 2
    """The last so many; a damaged one is passed over at the next start."""
    tensorboard: bool = False
    seed: int = 0
    """From 0 to 2**31 - 1."""

    def __post_init__(self):
        """Refuse what the command line cannot give: a number that is none.

        Raises:
            TypeError: A field has another type than it says.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            kinds = get_args(field.type) or (field.type,)  # of `int | None`, both
            if value is None and NoneType in kinds:
                continue
            if int in kinds:
                check_integers(**{field.name: value})
            elif float in kinds:
                check_numbers(**{field.name: value})

    def check(self) -> None:
        """Refuse before anything is read what would fail after minutes.

        Raises:
            ValueError: A field has a value that it cannot have.
        """
        if self.strategy not in STRATEGIES:
            raise ValueError(
                f"`strategy` must be one of {list(STRATEGIES)}, got {self.strategy!r}."
            )
        if self.precision not in _PRECISIONS:
            raise ValueError(
                f"`precision` must be one of {list(_PRECISIONS)}, got {self.precision!r}."
            )
        self.check_least(_LEAST)
        if self.average_epochs == 1:
            raise ValueError("`average_epochs` must be 0 or at least 2, got 1.")
        if not 0 <= self.seed < _SEEDS:
            raise ValueError(f"`seed` must be between 0 and {_SEEDS - 1}, got {self.seed}.")
        if self.tensorboard and not self.run_dir:
            raise ValueError("`run_dir` must be given with `tensorboard`, got ''.")
        if self.tensorboard and importlib.util.find_spec("tensorboard") is None:
            raise ValueError("`tensorboard` needs the package: pip install seqzoo[tensorboard].")

    def check_least(self, least: dict[str, float]) -> None:
        """Raise a `ValueError` for a field that is below its least value."""
        for name, value in least.items():
            if getattr(self, name) < value:
                raise ValueError(f"`{name}` must be at least {value}, got {getattr(self, name)}.")


# What a resumed run may change: how it is fitted and where it is kept, not what is learnt.
MAY_CHANGE = (
    "epochs peak_learning_rate warmup_steps gradient_accumulation_steps clip_norm patience "
    "strategy jit_compile deterministic run_dir checkpoint_minutes checkpoint_steps "
    "checkpoints_kept tensorboard"
).split()

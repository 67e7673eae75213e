"""What the trained models of all recipes can do: be scored, kept and exported."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import keras

from zoo.export import check_export_path, export_saved_model, save_folder
from zoo.export.storage import as_stored
from zoo.export.warmup import check_warmup
from zoo.predictor.graph_predictor import GraphPredictor
from zoo.text import Tokenizer

Examples = TypeVar("Examples")


class BaseRun:
    """A trained model: evaluate it, save it, export it.

    A recipe's `Run` has `_score` and `_card`, and may have `tokenizers` and `_score_baselines`.

    Args:
        config: What it was trained by.
        data: Its data.
        model: The trained model.
        predictor: What is called and exported.
    """

    def __init__(self, config: Any, data: Any, model: keras.Model, predictor: GraphPredictor):
        self.config = config
        self.data = data
        self.model = model
        self.predictor = predictor
        self.scores: dict[str, float] | None = None  # of the last `evaluate`
        self._of_baselines: dict[str, float] | None = None

    @property
    def tokenizers(self) -> dict[str, Tokenizer]:
        """By the names that `load` knows them by; none for numbers and pictures."""
        return {}

    @property
    def data_checksum(self) -> int | None:
        """Of the examples that it was trained on; None where a saved run has none."""
        return self.data.checksum

    def evaluate(self) -> dict[str, float]:
        """Figures on the test split, beside those of the baselines that the recipe has."""
        if self._of_baselines is None:  # they hang on the data alone
            self._of_baselines = self._score_baselines()
        self.scores = {**self._score(), **self._of_baselines}
        return self.scores

    def save(self, directory: str | Path) -> Path:
        """Write `model.keras`, the tokenizers and the config, for `load`."""
        return save_folder(
            directory,
            config=self.config,
            model=self.model,
            tokenizers=self.tokenizers,
            data_checksum=self.data_checksum,
        )

    def export(
        self, path: str | Path, *, storage: str = "float32", warmup_rows: Sequence[int] = ()
    ) -> Path:
        """Write a SavedModel and its card.

        The card shows the scores of the last `evaluate`: after more training, evaluate again.

        Args:
            path: A new or empty folder, or one that holds a SavedModel, which is replaced.
            storage: "float32", or "float16" or "int8" for half or a quarter of the size: then the
                test split is scored with it, and the card shows what that changed.
            warmup_rows: See `zoo.export.export_saved_model`.
        """
        check_export_path(path)
        check_warmup(warmup_rows)
        scores = {"float32": self.scores} if self.scores else {}
        if storage != "float32":
            with as_stored(self.model.variables, storage):
                reduced = self._score()
            full = self.scores or self.evaluate()
            scores = {"float32": full, storage: {**full, **reduced}}
        card = self._card({**asdict(self.config), "storage": storage}, scores)
        return export_saved_model(
            self.predictor, path, card=card, storage=storage, warmup_rows=warmup_rows
        )

    def _reread(self, read: Callable[[Any], Examples], checksum: Callable[[Examples], int]):
        """The examples of a run that was loaded, by its config.

        Raises:
            ValueError: They are not those that it was trained on.
        """
        examples = read(self.config)
        if self.data_checksum not in (None, checksum(examples)):
            raise ValueError(
                "`data` must hold the examples that the run was trained on, got others in "
                f"{self.config.data!r}: its test split may hold examples of training."
            )
        return examples

    def _score(self) -> dict[str, float]:
        """Figures of the model on the test split."""
        raise NotImplementedError

    def _score_baselines(self) -> dict[str, float]:
        """Figures that the model's are to be seen beside."""
        return {}

    def _card(self, settings: dict[str, Any], scores: dict[str, dict[str, float]]) -> str:
        raise NotImplementedError

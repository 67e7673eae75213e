"""Tables of models of series, images, clips and sounds: scores, sizes, minutes."""

from benchmarks.tables.table import NOT_YET, read, table

# ETTh1, MSE and MAE: Zeng et al. 2023, "Are Transformers Effective for Time Series Forecasting?",
# table 2, which has no horizon of 24.
_DLINEAR = {96: ("0.375", "0.399")}


def forecasting() -> str:
    """Each horizon: what was trained, what learns nothing, and what was published."""
    results = read("forecasting").get("results", {})
    by_horizon = {}
    for name, found in results.items():
        arch, horizon = name.split()
        by_horizon.setdefault(int(horizon), {})[arch] = found
    names = {
        "last_value": "last value",
        "seasonal_naive": "the day before",
        "ridge": "ridge regression",
    }
    rows = []
    for horizon, by_arch in sorted(by_horizon.items()):
        for arch, found in by_arch.items():
            row = [f"{horizon}", f"`{arch}`", f"{found['parameters']:,}"]
            row.append(f"{found['cpu_minutes'] / 2:.1f}")
            rows.append([*row, *(f"{found['test'][of]:.3f}" for of in ("mse", "mae"))])
        test = next(iter(by_arch.values()))["test"]
        for key, name in names.items():
            figures = [f"{test[f'{key}_{of}']:.3f}" for of in ("mse", "mae")]
            rows.append([f"{horizon}", name, "", "", *figures])
        if horizon in _DLINEAR:
            rows.append([f"{horizon}", "DLinear, published", "", "", *_DLINEAR[horizon]])
    head = ["hours ahead", "model", "parameters", "minutes", "MSE", "MAE"]
    return table(head, rows) if rows else NOT_YET


def generated_captioning() -> str:
    """Captions that are true, beside those of a model that does not see."""
    figures = {"true": "true %", "blind_true": "blind, true %", "bleu_4": "BLEU-4"}
    return _generated("captioning", figures, digits=1)


def generated_image_classification() -> str:
    """Accuracies, beside the most frequent class's."""
    figures = {"accuracy": "accuracy %", "macro_f1": "macro F1", "majority": "majority %"}
    return _generated("image_classification", figures, digits=1)


def generated_image_generation() -> str:
    """Bits of a pixel, beside the Markov model's."""
    figures = {
        "bits_per_dimension": "bits per pixel",
        "neighbour_bits": "two neighbours",
        "uniform_bits": "uniform",
    }
    return _generated("image_generation", figures, digits=3)


def _generated(recipe: str, figures: dict[str, str], *, digits: int) -> str:
    """Each architecture of a recipe on data that it draws."""
    rows = [
        [
            f"`{arch}`",
            f"{found['parameters'] / 1e6:.2f} M",
            f"{found['epochs_trained']}",
            f"{found['cpu_minutes'] / 2:.1f}",
            *(f"{found['test'][name]:.{digits}f}" for name in figures),
        ]
        for arch, found in read(f"generated_{recipe}").items()
    ]
    head = ["model", "parameters", "epochs", "minutes", *figures.values()]
    return table(head, rows) if rows else NOT_YET

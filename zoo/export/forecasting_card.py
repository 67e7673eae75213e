"""The card beside an exported forecaster."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.forecast_predictor import ForecastPredictor


def forecasting_card(
    predictor: ForecastPredictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a forecaster; arguments as in `zoo.export.card.write_card`."""
    model = predictor.model
    context, horizon = model.context, model.horizon
    width, count = len(model.columns), len(model.targets)
    usage = [
        f"values = tf.zeros([1, {context}, {width}])  # the last rows, in their own units",
        'served.signatures["serving_default"](values=values)',
        f"# forecast (B, {horizon}, {count})",
    ]
    facts = [
        f"Columns that it reads, in this order: {', '.join(model.columns)}",
        f"Columns that it forecasts, in this order: {', '.join(model.targets)}",
        f"Reads {context} rows and forecasts the next {horizon}; rows are evenly spaced as in "
        "training",
        f"Parameters: {model.count_params():,}",
        "A row with a value that is no finite number has NaN for an answer",
        "`mse`, `mae`: of values standardised by the training rows, over all steps and columns; "
        "`mae_in_units`: of values as they are",
        "`last_value`, `seasonal_naive` and `ridge`: the same of what learns nothing, and of a "
        "ridge regression on the same rows; `oracle`: of who knows the rule of a generated series",
    ]
    if model.quantiles is not None:
        levels = ", ".join(f"{quantile:g}" for quantile in model.quantiles)
        usage[-1] += f", the median; quantiles (B, {horizon}, {count}, {len(model.quantiles)})"
        facts.append(
            f"Quantiles: {levels}; they do not cross. `coverage`: the percentage of true values "
            "between the outermost, which should be `coverage_claimed`"
        )
    return write_card(
        "Forecasts of numbers",
        takes="past values in, future values out",
        holds="standardisation and model",
        usage=usage,
        facts=facts,
        settings=settings,
        scores=scores,
        digits=3,
    )

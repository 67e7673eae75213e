"""The private names of Keras that training relies on: looked for before they are missed."""

import keras

MODEL = (
    "_compute_loss",
    "_distribute_strategy",
    "_initial_epoch",
    "_loss_tracker",
    "_maybe_symbolic_build",
    "_symbolic_build",
)
OPTIMIZER = (
    "_all_reduce_sum_gradients",
    "_clip_gradients",
    "_update_model_variables_moving_average",
    "_use_weight_decay",
)
LOSSES = ("scale_loss_for_distribution", "unscale_loss_for_distribution")


def check_keras(model: keras.Model) -> None:
    """Raise a `RuntimeError` that says which of the names this version of Keras lacks.

    Args:
        model: A compiled one.
    """
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    for owner, kind, names in (
        (model, "Model", MODEL),
        (optimizer, "Optimizer", OPTIMIZER),
        (losses(), "losses.loss", LOSSES),
    ):
        for name in names:
            if owner is not None and not hasattr(owner, name):
                raise RuntimeError(
                    f"Keras {keras.__version__} has no `{kind}.{name}`, which `ExactFit` relies "
                    "on; versions 3.12 to 3.15 have it."
                )


def losses():
    """The module of Keras's losses that knows of replicas."""
    return keras.src.losses.loss

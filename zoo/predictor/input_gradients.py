"""How far back a language model learns from: the gradient of its last loss to each input."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from zoo.text.lines import encode_lines
from zoo.text.tokenizer import Tokenizer


def input_gradients(
    model: keras.Model, tokenizer: Tokenizer, text: str
) -> tuple[list[str], np.ndarray]:
    """The norms of the gradients that reach each input from the loss of the last token.

    ```python
    loss = -log p(x_T | x_1 ... x_{T-1})
    norm_t = || d loss / d embedding(x_t) ||            # t = 1 .. T - 1
    ```

    In a recurrent network the gradient to an input passes all the steps after it, and each shrinks
    or stretches it: where it vanishes, what is far back cannot be learnt.

    Args:
        model: A `LanguageModel`.
        tokenizer: Its tokenizer.
        text: At least two tokens; the last one is what is predicted.

    Returns:
        The input tokens (T - 1) and the norms (T - 1,).

    Raises:
        ValueError: `text` has fewer than two tokens.

    Reference:
        Bengio et al. 1994, "Learning Long-Term Dependencies with Gradient Descent is Difficult",
        section IV; Pascanu et al. 2013, "On the difficulty of training Recurrent Neural Networks",
        equation 5.
    """
    ids = encode_lines(tokenizer, [text]).to_tensor()
    if ids.shape[1] < 2:
        raise ValueError(f"`text` must have at least 2 tokens, got {ids.shape[1]} in {text!r}.")
    with tf.GradientTape() as tape, _watched(model.decoder.embedding, tape) as embedded:
        logits = model({"target_in_ids": ids[:, :-1]}, training=False)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
            ids[:, -1], tf.cast(logits[:, -1], "float32")
        )
    gradients = tf.cast(tape.gradient(loss, embedded[0]), "float32")
    tokens = [tokenizer.vocabulary[i] for i in ids[0, :-1].numpy()]
    return tokens, tf.norm(gradients[0], axis=-1).numpy()


def gradient_table(tokens: list[str], norms: np.ndarray) -> str:
    """The same as lines of text: token, steps before the last input, norm, share of the last's."""
    steps = range(len(tokens) - 1, -1, -1)
    rows = zip(tokens, steps, norms, norms / norms[-1], strict=True)
    lines = [
        f"{token!r:>6} {step:5} {norm:10.2e} {share:9.2e}" for token, step, norm, share in rows
    ]
    return "\n".join([f"{'input':>6} {'steps':>5} {'norm':>10} {'of last':>9}", *lines])


def draw_input_gradients(
    found: Mapping[str, tuple[list[str], np.ndarray]], path: str | Path
) -> Path:
    """Write the gradients as a picture (PNG), each as a share of that to the last input.

    Args:
        found: What `input_gradients` gave, by the name of the model.
        path: The file to write; its folder is made where missing.

    Returns:
        The path.
    """
    from matplotlib.figure import Figure

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    longest = max((tokens for tokens, _ in found.values()), key=len)
    figure = Figure(figsize=(2.5 + 0.3 * len(longest), 3.5), layout="constrained")
    axes = figure.subplots()
    for name, (tokens, norms) in found.items():
        shares = np.maximum(norms / norms[-1], 1e-12)
        places = np.arange(len(longest) - len(tokens), len(longest))
        axes.semilogy(places, shares, marker="o", label=name)
    labels = [token.replace("[END]", "\\n").replace(" ", "␣") for token in longest]
    axes.set_xticks(range(len(longest)), labels)
    axes.set_xlabel("input")
    axes.set_ylabel("gradient of the last loss,\nshare of that to the last input")
    axes.legend()
    figure.savefig(path, dpi=120)
    return path


@contextmanager
def _watched(embedding: keras.layers.Layer, tape: tf.GradientTape) -> Iterator[list[tf.Tensor]]:
    """The token vectors that `embedding` gives meanwhile, watched by the tape."""
    call, own, embedded = embedding.call, vars(embedding).get("call"), []

    def watched(inputs, reverse=False):
        outputs = call(inputs, reverse=reverse)
        if not reverse:
            tape.watch(outputs)
            embedded.append(outputs)
        return outputs

    embedding.call = watched
    try:
        yield embedded
    finally:
        if own is None:
            del embedding.call  # the class's shows again
        else:
            embedding.call = own

"""The coverage penalty: hypotheses that leave out a part of the source come later."""

from typing import Any

from keras import ops

from zoo.decoding.result import Decoded, ended_first
from zoo.layers.number_checks import check_not_negative

__all__ = ["rerank_by_coverage"]

Tensor = Any
_LEAST = 1e-9  # attention that was never paid has a logarithm, too


def rerank_by_coverage(
    decoded: Decoded,
    attention: Tensor,
    source_keep: Tensor,
    *,
    end_id: int,
    pad_id: int,
    penalty: float,
) -> Decoded:
    """Sort the hypotheses anew, by score and coverage together.

    ```python
    score += penalty * sum(log(min(sum(attention[t, s] for t in tokens), 1)) for s in source)
    ```

    It acts on the hypotheses that a search has found, as it ranks them; a wide beam gives it more
    to choose from.

    Args:
        decoded: What a search found, K hypotheses of B sources.
        attention: (B, K, T, S), where each token looked.
        source_keep: (B, S) booleans, True at the source's tokens.
        end_id: The token that ends a hypothesis.
        pad_id: What fills a hypothesis after its end.
        penalty: Weight of the coverage; the paper's beta, 0.2 in its table 3.

    Returns:
        `Decoded`, best first by the new scores; those without an end after all others.

    Raises:
        ValueError: `penalty` is negative.
        TypeError: An argument is no number.

    Reference:
        Wu et al. 2016, "Google's Neural Machine Translation System", equation 14.

    Example:
        >>> found = Decoded(
        ...     ids=np.array([[[3, 2], [4, 2]]]),
        ...     scores=np.array([[-1.0, -1.1]], "float32"),
        ...     log_probabilities=np.array([[-1.0, -1.1]], "float32"),
        ...     token_log_probabilities=np.zeros((1, 2, 2), "float32"),
        ... )
        >>> attention = np.array([[[[1.0, 0.0], [0.9, 0.1]], [[1.0, 0.0], [0.0, 1.0]]]], "float32")
        >>> keep = np.ones((1, 2), bool)
        >>> best = rerank_by_coverage(found, attention, keep, end_id=2, pad_id=0, penalty=0.2)
        >>> best.ids[0, 0].numpy()
        array([4, 2])
    """
    check_not_negative(penalty=penalty)
    is_token = ops.cast(decoded.ids != pad_id, attention.dtype)[..., None]
    covered = ops.sum(ops.cast(attention, "float32") * ops.cast(is_token, "float32"), axis=2)
    logarithm = ops.log(ops.clip(covered, _LEAST, 1.0))
    coverage = ops.sum(ops.where(source_keep[:, None], logarithm, 0.0), axis=-1)
    return ended_first(decoded._replace(scores=decoded.scores + penalty * coverage), end_id)

"""The Markov model of images: a pixel's colour by those at its left and above it."""

import numpy as np

_AT_ONCE = 256  # images


class NeighbourPixels:
    """How often each colour stood beside and below which, smoothed.

    ```python
    p(x)                = (count(x) + 1) / (all + K)
    p(x | left)         = (count(left, x) + a p(x)) / (count(left) + a)
    p(x | left, above)  = (count(left, above, x) + a p(x | left)) / (count(left, above) + a)
    ```

    Beyond the edge stands a colour of its own.

    Args:
        pixels: (N, H, W) integers below `colours`, to count.
        colours: K.
        strength: a, the counts that what is said with fewer neighbours is worth.

    Reference:
        MacKay and Peto 1995, "A hierarchical Dirichlet language model" (the smoothing).

    Example:
        >>> pixels = np.tile([[0, 1], [1, 0]], (50, 1, 1))
        >>> bool(NeighbourPixels(pixels, 2).bits_per_pixel(pixels) < 0.1)
        True
    """

    def __init__(self, pixels: np.ndarray, colours: int, *, strength: float = 1.0):
        shape = (colours + 1, colours + 1, colours)
        counts = np.zeros(shape)
        for block in _blocks(pixels):
            np.add.at(counts, _neighbours(block, colours), 1.0)
        of_left = counts.sum(axis=1)
        of_all = of_left.sum(axis=0)
        p = (of_all + 1.0) / (of_all.sum() + colours)
        p = _smoothed(of_left, p, strength)
        self.colours = colours
        self.probabilities = _smoothed(counts, p[:, None], strength)  # (left, above, x)

    def bits_per_pixel(self, pixels: np.ndarray) -> float:
        """Mean of -log2 p of the pixels (N, H, W)."""
        bits = -np.log2(self.probabilities)
        sums = [bits[_neighbours(block, self.colours)].sum() for block in _blocks(pixels)]
        return float(sum(sums) / pixels.size)


def _blocks(pixels):
    """Some images at a time, as there may be more than memory holds."""
    return (pixels[begin : begin + _AT_ONCE] for begin in range(0, len(pixels), _AT_ONCE))


def _neighbours(pixels, beyond):
    """The colours at the left, above and at every pixel, each (N, H, W)."""
    pixels = pixels.astype("int64")  # `beyond` may be more than its type holds
    framed = np.pad(pixels, ((0, 0), (1, 0), (1, 0)), constant_values=beyond)
    return framed[:, 1:, :-1], framed[:, :-1, 1:], pixels


def _smoothed(counts, fallback, strength):
    return (counts + strength * fallback) / (counts.sum(axis=-1, keepdims=True) + strength)

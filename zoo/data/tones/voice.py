"""How a made-up voice says digits: each is a vowel, a glide from one to another, or a hiss.

```python
formant_k(t) = pitch * (begin_k + (end_k - begin_k) t / duration)          # hertz
sound(t) = buzz(t) sum_k loudness_k sin(2 pi integral formant_k(t) dt)
```
"""

from collections.abc import Sequence

import numpy as np

SAMPLING_RATE = 8_000
# The first two formants of the vowels that lie farthest apart: Peterson and Barney 1952, "Control
# Methods Used in a Study of the Vowels", table II (men).
_FORMANTS = {"i": (270.0, 2290.0), "a": (730.0, 1090.0), "u": (300.0, 870.0)}
_SOUNDS = ("ii", "aa", "uu", "ia", "iu", "ai", "au", "ui", "ua", "hiss")  # of 0 to 9
_LOUDNESS = (1.0, 0.7)  # of the formants
_EDGE = 0.012  # seconds in which a sound swells and fades


def speak(digits: Sequence[int], seed: int) -> np.ndarray:
    """Say digits, each time a little otherwise: pitch, tempo, pauses, loudness and noise.

    Args:
        digits: Numbers from 0 to 9.
        seed: The same seed gives the same sound.

    Returns:
        int16 samples (N,), `SAMPLING_RATE` a second.

    Example:
        >>> sound = speak([3, 1, 4], 0)
        >>> sound.dtype, 0.5 < len(sound) / SAMPLING_RATE < 2.0
        (dtype('int16'), True)
    """
    chance = np.random.default_rng(seed)
    pitch, tempo = chance.uniform(0.87, 1.15), chance.uniform(0.85, 1.2)
    buzz = chance.uniform(90.0, 220.0)
    parts = [_silence(chance, tempo)]
    for digit in digits:
        duration = tempo * chance.uniform(0.13, 0.22)
        loudness = chance.uniform(0.6, 1.0)
        parts.append(loudness * _say(_SOUNDS[digit], duration, pitch, buzz, chance))
        parts.append(_silence(chance, tempo))
    sound = chance.uniform(0.1, 0.5) * np.concatenate(parts)
    noise = chance.uniform(0.001, 0.01) * chance.standard_normal(len(sound))
    return np.clip(np.rint(32_767 * (sound + noise)), -32_768, 32_767).astype(np.int16)


def _silence(chance, tempo):
    return np.zeros(int(SAMPLING_RATE * tempo * chance.uniform(0.05, 0.15)))


def _say(kind, duration, pitch, buzz, chance):
    t = np.arange(int(SAMPLING_RATE * duration)) / SAMPLING_RATE
    edges = np.clip(np.minimum(t, t[-1] - t) / _EDGE, 0.0, 1.0)
    if kind == "hiss":
        noise = chance.standard_normal(len(t) + 1)
        return 0.3 * edges * np.diff(noise)  # the higher, the louder
    sound = np.zeros(len(t))
    begins, ends = (_FORMANTS[vowel] for vowel in kind)
    for begin, end, loudness in zip(begins, ends, _LOUDNESS, strict=True):
        hertz = pitch * (begin + (end - begin) * t / duration)
        phase = 2 * np.pi * (np.cumsum(hertz) / SAMPLING_RATE + chance.uniform())
        sound += loudness * np.sin(phase)
    return edges * (0.6 + 0.4 * np.sin(2 * np.pi * buzz * t)) * sound

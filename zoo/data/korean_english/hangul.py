"""Hangul arithmetic: a syllable is (initial * 21 + vowel) * 28 + final, counted from U+AC00."""

import functools

_FIRST = 0xAC00
_COUNT = 19 * 21 * 28
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

# After a consonant, after a vowel.
_PARTICLES = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "와": ("과", "와"),
    "이랑": ("이랑", "랑"),
    "으로": ("으로", "로"),
}
_FUSED = {("저", "이"): "제가", ("나", "이"): "내가", ("너", "이"): "네가", ("누구", "이"): "누가"}


@functools.cache
def split(syllable: str) -> tuple[int, str, str]:
    """Takes a syllable apart: the number of its initial, its vowel, its final (" " if it has none).

    Raises:
        ValueError: if `syllable` is not one Hangul syllable.
    """
    offset = ord(syllable) - _FIRST if len(syllable) == 1 else -1
    if not 0 <= offset < _COUNT:
        raise ValueError(f"`syllable` must be one Hangul syllable, got {syllable!r}.")
    return offset // 588, VOWELS[offset // 28 % 21], FINALS[offset % 28]


def join(initial: int, vowel: str, final: str = " ") -> str:
    """Puts a syllable together; the inverse of `split`."""
    return chr(_FIRST + (initial * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final))


def final(text: str) -> str:
    """The final consonant of the last syllable, " " if it has none."""
    return split(text[-1])[2]


def with_final(text: str, consonant: str) -> str:
    """`text` with another final consonant; " " takes the final away."""
    initial, vowel, _ = split(text[-1])
    return text[:-1] + join(initial, vowel, consonant)


def with_particle(noun: str, particle: str) -> str:
    """A noun with a particle in the shape that fits its last sound.

    Args:
        noun: ends in a Hangul syllable.
        particle: 은, 이, 을, 와, 이랑 or 으로 stand for the alternating pairs; any other particle
            (에, 에서, 께서, 도 ...) has one shape and is added as it is.

    Example:

    >>> with_particle("연필", "으로"), with_particle("친구", "와"), with_particle("저", "이")
    ('연필로', '친구와', '제가')
    """
    if (noun, particle) in _FUSED:
        return _FUSED[noun, particle]
    closed, open_ = _PARTICLES.get(particle, (particle, particle))
    sound = final(noun)
    # 으 is not needed after ㄹ: 연필로, 지하철로.
    return noun + (open_ if sound == " " or (particle == "으로" and sound == "ㄹ") else closed)

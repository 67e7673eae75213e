"""Hangul in Latin letters, for where no font shows it."""

_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_INITIALS = "g kk n d tt r m b pp s ss . j jj ch k t p h".split()
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = ". k k k n n n t l k m p l l p l m p p t t ng t t k t p t".split()


def romanise(text: str) -> str:
    """Syllable by syllable in Revised Romanisation, without the sound changes between syllables.

    Args:
        text: Any text; what is no Hangul syllable stays as it is.

    Returns:
        The text in Latin letters.

    Reference:
        Ministry of Culture and Tourism of Korea, "Romanization of Korean" (2000), section 2.

    Example:
        >>> romanise("한글 123")
        'hangeul 123'
    """
    return "".join(
        _syllable(ord(letter) - _FIRST_SYLLABLE)
        if _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE
        else letter
        for letter in text
    )


def _syllable(index: int) -> str:
    initial, rest = divmod(index, 21 * 28)
    vowel, final = divmod(rest, 28)
    letters = (_INITIALS[initial], _VOWELS[vowel], _FINALS[final])
    return "".join(letter for letter in letters if letter != ".")

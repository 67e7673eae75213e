"""Hangul between syllables that are one character (Unicode NFC) and separate letters (NFD)."""

import tensorflow as tf

# Leading consonants, vowels and trailing consonants of modern Hangul; TAIL is one below the first
# trailing consonant, since a tail of 0 means "none".
LEAD, VOWEL, TAIL, SYLLABLE = 0x1100, 0x1161, 0x11A7, 0xAC00
LEADS, VOWELS, TAILS = 19, 21, 28

# Not characters: one keeps the letters of neighbouring texts apart, one fills a missing letter.
_BOUNDARY = _NOTHING = -1


def compose(texts: tf.Tensor) -> tf.Tensor:
    """Joins decomposed Hangul letters into syllables; all other characters stay as they are.

    Files made on macOS often hold Korean in decomposed form, which looks the same and would get
    other ids. Only Hangul is composed; other scripts keep their combining marks.

    Args:
        texts: UTF-8 strings, shape `(B,)`.

    Returns:
        Strings of shape `(B,)`.

    Reference:
        The Unicode Standard, section 3.12, "Conjoining Jamo Behavior".

    Example:

    >>> compose(tf.constant(["\\u1112\\u1161\\u11ab"])).numpy()[0].decode()
    '한'
    """
    has_letters = tf.strings.regex_full_match(
        texts, r"(?s).*[\x{1161}-\x{1175}\x{11A8}-\x{11C2}].*"
    )
    return tf.cond(tf.reduce_any(has_letters), lambda: _compose(texts), lambda: texts)


def decompose(texts: tf.Tensor) -> tf.Tensor:
    """Writes Hangul syllables as separate letters: the inverse of `compose`.

    Args:
        texts: UTF-8 strings, shape `(B,)`.

    Returns:
        Strings of shape `(B,)`.

    Reference:
        The Unicode Standard, section 3.12, "Conjoining Jamo Behavior".

    Example:

    >>> decompose(tf.constant(["한"])).numpy()[0].decode() == "\\u1112\\u1161\\u11ab"
    True
    """
    codes = tf.strings.unicode_decode(texts, "UTF-8")
    here = codes.flat_values
    index = here - SYLLABLE
    is_syllable = (index >= 0) & (index < LEADS * VOWELS * TAILS)
    lead = LEAD + index // (VOWELS * TAILS)
    vowel = VOWEL + index // TAILS % VOWELS
    has_tail = is_syllable & (index % TAILS > 0)
    letters = tf.stack(
        [
            tf.where(is_syllable, lead, here),
            tf.where(is_syllable, vowel, _NOTHING),
            tf.where(has_tail, TAIL + index % TAILS, _NOTHING),
        ],
        axis=1,
    )
    letters = codes.with_flat_values(letters).merge_dims(1, 2)
    letters = tf.ragged.boolean_mask(letters, letters != _NOTHING)
    return tf.strings.unicode_encode(letters, "UTF-8")


def _compose(texts: tf.Tensor) -> tf.Tensor:
    codes = tf.strings.unicode_decode(texts, "UTF-8")
    boundary = tf.fill([codes.nrows(), 1], _BOUNDARY)
    codes = tf.concat([codes, boundary], axis=1)

    here = codes.flat_values
    lead, vowel, tail = here - LEAD, here - VOWEL, here - TAIL
    is_lead = (lead >= 0) & (lead < LEADS)
    is_vowel = (vowel >= 0) & (vowel < VOWELS)
    is_tail = (tail > 0) & (tail < TAILS)

    joins_vowel = is_lead & _next(is_vowel)
    joined = SYLLABLE + (lead * VOWELS + _next(vowel)) * TAILS
    syllable = tf.where(joins_vowel, joined, here)
    # The vowel's slot takes the syllable, so that a tail finds it right before itself, as it
    # does after a syllable that came composed.
    syllable = tf.where(_previous(joins_vowel), _previous(syllable), syllable)
    index = syllable - SYLLABLE
    is_open = (index >= 0) & (index < LEADS * VOWELS * TAILS) & (index % TAILS == 0)
    joins_tail = is_open & _next(is_tail)
    syllable = tf.where(joins_tail, syllable + _next(tail), syllable)

    keep = ~joins_vowel & ~_previous(joins_tail) & (here != _BOUNDARY)
    codes = tf.ragged.boolean_mask(codes.with_flat_values(syllable), codes.with_flat_values(keep))
    return tf.strings.unicode_encode(codes, "UTF-8")


def _next(values: tf.Tensor) -> tf.Tensor:
    return tf.roll(values, -1, axis=0)


def _previous(values: tf.Tensor) -> tf.Tensor:
    return tf.roll(values, 1, axis=0)

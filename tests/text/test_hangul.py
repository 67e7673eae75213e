import random
import unicodedata

import tensorflow as tf

from zoo.text import hangul


def composed(texts):
    return [text.decode() for text in hangul.compose(tf.constant(texts)).numpy()]


def test_every_syllable_from_its_letters():
    syllables = "".join(map(chr, range(0xAC00, 0xD7A4)))
    assert composed([unicodedata.normalize("NFD", syllables)]) == [syllables]


def test_random_letters_equal_unicode_composition():
    generator = random.Random(0)
    # Leads, vowels, tails, their neighbours just outside the ranges, open and closed syllables.
    alphabet = "ᄀᄒᄓᅠ" + "ᅡᅵᅶ" + "ᆧᆨᇂᇃ" + "가각힣" + "a 😀"
    texts = ["".join(generator.choices(alphabet, k=12)) for _ in range(3000)]
    assert composed(texts) == [unicodedata.normalize("NFC", text) for text in texts]


def test_decomposed_as_unicode_has_it():
    syllables = "".join(map(chr, range(0xAC00, 0xD7A4)))
    texts = [syllables, "가힣 각a😀", "", "\u1100\u1161 e\u0301"]
    found = [text.decode() for text in hangul.decompose(tf.constant(texts)).numpy()]
    assert found == [unicodedata.normalize("NFD", text) for text in texts]
    assert composed(found)[:3] == texts[:3]
    assert hangul.decompose(tf.constant([], tf.string)).shape == (0,)


def test_letters_of_neighbouring_texts_stay_apart():
    texts = ["가", "ᆨ", "ᄀ", "ᅡ"]
    assert composed(texts) == texts


def test_other_scripts_are_left_alone():
    texts = ["e\u0301", "한글 NFC", "", "漢字 😀"]
    assert composed(texts) == texts
    with_letters = [*texts, "\u1112\u1161\u11ab"]
    assert composed(with_letters) == [*texts, "한"]


def test_empty_batch():
    assert hangul.compose(tf.constant([], tf.string)).shape == (0,)

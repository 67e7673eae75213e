import unicodedata

import pytest

from zoo.text.romanise import romanise


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        # Names from the examples of the Revised Romanisation that no sound change touches.
        ("부산", "busan"),
        ("옥천", "okcheon"),
        ("구미", "gumi"),
        ("영동", "yeongdong"),
        ("한밭", "hanbat"),
        ("강원", "gangwon"),
        ("의정부", "uijeongbu"),
        ("화성", "hwaseong"),
        ("대구", "daegu"),
        ("빵", "ppang"),
        ("김치", "gimchi"),
        ("닭", "dak"),
        ("꽃집", "kkotjip"),
        ("값", "gap"),
        ("왜", "wae"),
        ("회의", "hoeui"),
    ],
)
def test_known_names(hangul, latin):
    assert romanise(hangul) == latin


def test_everything_else_stays():
    assert romanise("") == ""
    assert romanise("##는 A-1 日本 😀 ㅋ") == "##neun A-1 日本 😀 ㅋ"


def test_every_syllable_becomes_latin_letters():
    syllables = "".join(map(chr, range(ord("가"), ord("힣") + 1)))
    latin = romanise(syllables)
    assert latin.isascii()
    assert latin.isalpha()
    assert unicodedata.normalize("NFC", syllables) == syllables

import itertools
import re

import pytest

from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.clauses import (
    Clause,
    english_statement,
    korean_words,
    tensed,
)
from zoo.data.korean_english.conjugation import LEVELS, finish
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import NounPhrases, person_of
from zoo.data.korean_english.nouns import NOUNS
from zoo.data.korean_english.predicates import VERBS
from zoo.data.korean_english.sentences import chain, sentence

HANGUL = re.compile(r"[가-힣]+( [가-힣]+)*\??")
LATIN = re.compile(r"[A-Za-z',]+( [A-Za-z',]+)*\??")


SHAPES = [
    {"tense": tense, "aspect": aspect, "modality": modality, "negation": negation}
    for tense in ("present", "past")
    for aspect, modality in (
        ("simple", ""),
        ("progressive", ""),
        ("simple", "can"),
        ("simple", "want"),
    )
    for negation in ("", "short", "long")
    if negation != "short" or (aspect == "simple" and modality != "want")
]


@pytest.mark.parametrize("num_segments", [1, 2, 5])
def test_sentences_are_clean(num_segments):
    dice = Dice(3)
    for _ in range(1500 // num_segments):
        korean, english, _ = sentence(dice, num_segments)
        assert HANGUL.fullmatch(korean), korean
        assert LATIN.fullmatch(english), english
        assert korean.endswith("?") == english.endswith("?")
        assert english[0].isupper()
        assert not re.search(r"\ba [aeiou](?!ni|se)|\ban [^aeiouh]", english), english
        assert not re.search(r"\b(\w+) \1\b", english.replace("that that", "")), english


def test_every_verb_and_level_comes_up():
    dice = Dice(4)
    drawn = [sentence(dice, 1) for _ in range(6000)]
    senses = {pair[1] for one in drawn for pair in one.pairs}
    assert {verb.key for verb in VERBS if len(verb.objects) > 8} <= senses
    endings = (
        "습니다",
        "니다",
        "요",
        "다",
        "까?",
        "요?",
        "니?",
        "십시오",
        "주세요",
        "시다",
        "자",
        "라",
    )
    for ending in endings:
        assert any(one.korean.endswith(ending) for one in drawn), ending


def test_one_korean_sentence_has_one_translation():
    dice, english = Dice(5), {}
    for number in range(10_000):
        one = sentence(dice, 1 + (number % 8 == 0))
        assert english.setdefault(one.korean, one.english) == one.english


@pytest.mark.slow
def test_one_korean_sentence_has_one_translation_in_a_large_sample():
    dice, english = Dice(6), {}
    for number in range(320_000):
        one = sentence(dice, 1 + (number % 4 == 0))
        assert english.setdefault(one.korean, one.english) == one.english
    assert len(english) > 250_000


def test_chains_fit():
    dice = Dice(7)
    for level in LEVELS:
        drawer = ClauseDrawer(dice, level)

        def fits(pairs):
            return all(pair[0] != "민수" for pair in pairs)

        for _ in range(60):
            drawn = chain(dice, drawer, 3, fits=fits)
            assert all(pair[0] != "민수" for pair in drawn.pairs)


def test_chains_join_as_many_segments_as_asked():
    dice = Dice(8)
    drawer = ClauseDrawer(dice, "formal")
    for count in (1, 2, 4):
        drawn = [chain(dice, drawer, count).english for _ in range(40)]
        # "a ring and ..." does not occur: and, but join segments only (a few sentences begin so).
        joints = [len(re.findall(r"(?<!^)\b(and|but)\b", text)) for text in drawn]
        assert min(joints) == count - 1
        assert max(joints) == count - 1


def test_skeletons_of_all_senses_differ():
    """Every sense with every object, tense and negation, as bare as it gets."""
    phrases, english = NounPhrases(Dice(0)), {}
    subjects = [person_of(NOUNS[key]) for key in ("민수", "할머니")]
    things = [
        (verb, person_of(NOUNS["지수"]) if noun is None else phrases.thing(noun, mode, plain=True))
        for verb in VERBS
        for noun, mode in verb.objects
    ] + [(verb, None) for verb in VERBS if not verb.objects]
    for (verb, thing), subject, shape in itertools.product(things, subjects, SHAPES):
        clause = Clause(subject, verb, thing, **shape)
        written = english_statement(clause)
        for level in LEVELS:
            korean = " ".join([*korean_words(clause), finish(tensed(clause), level)])
            assert english.setdefault(korean, written) == written, korean
    assert len(english) > 50_000

from collections import Counter

import pytest

from zoo.data.korean_english.clauses import NounPhrase
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import NounPhrases, person_of, pronoun, with_article
from zoo.data.korean_english.nouns import NOUNS, PLACES
from zoo.data.korean_english.predicates import BY_KEY


def drawn(key, mode="a", count=600, **options):
    phrases = NounPhrases(Dice(0))
    found = [phrases.thing(NOUNS[key], mode, **options) for _ in range(count)]
    return {phrase.korean: phrase.english for phrase in found}


def test_things_in_every_dress():
    found = drawn("책", subject=pronoun("I"))
    assert found["책"] == "a book"
    assert found["책 세 권"] == "three books"
    assert found["재미있는 책"] == "an interesting book"
    assert found["제 책"] == "my book"
    assert found["이 책"] == "this book"
    assert found["두꺼운 책"] == "a thick book"
    assert any("that" in english and "bought" in english for english in found.values())


def test_plural_and_mass_nouns():
    shoes = drawn("신발")
    assert shoes["신발"] == "shoes"
    assert shoes["이 신발"] == "these shoes"
    assert shoes["제 신발"] == "my shoes"
    assert drawn("빵", plain=True) == {"빵": "bread"}
    assert drawn("딸기", plain=True) == {"딸기": "strawberries"}
    assert drawn("딸기", "the", plain=True) == {"딸기": "the strawberries"}
    assert drawn("딸기")["딸기 한 개"] == "one strawberry"
    assert drawn("수학", "the", plain=True) == {"수학": "math"}


def test_a_clause_inside_has_someone_else_as_its_subject():
    found = drawn("책", count=4000, subject=person_of(NOUNS["민수"]))
    inner = [korean for korean, english in found.items() if " that " in english]
    assert len(inner) > 30
    assert not any("민수" in korean for korean in inner)


def test_speech_level_decides_the_humble_pronoun():
    assert "내 책" in drawn("책", level="plain")
    assert "제 책" not in drawn("책", level="plain")
    assert pronoun("I", "plain").korean == "나"
    assert pronoun("you").korean == ""
    assert pronoun("you", "plain").korean == "너"


def test_people():
    assert person_of(NOUNS["어머니"]).english == "my mother"
    assert person_of(NOUNS["어머니"]).honored
    assert person_of(NOUNS["학생"]).english == "the student"
    assert person_of(NOUNS["민수"]).english == "Minsu"
    assert person_of(NOUNS["민수"]).person.pronoun == "he"


def test_subjects_come_in_kinds():
    phrases = NounPhrases(Dice(0))
    found = {phrase.korean: phrase for phrase in (phrases.subject("formal") for _ in range(12000))}
    assert found["학생들"].english == "the students"
    assert found["학생들"].person.plural
    assert found["학생 두 명"].english == "two students"
    assert found["이 의사"].english == "this doctor"
    doers = [phrase for phrase in found.values() if " who " in phrase.english]
    assert doers
    assert all(phrase.nested for phrase in doers)


@pytest.mark.parametrize(("subject", "never"), [("I", {"me", "us"}), ("we", {"me", "us"})])
def test_no_one_meets_themselves(subject, never):
    phrases, who = NounPhrases(Dice(0)), pronoun(subject)
    met = {phrases.person(avoid=who).oblique for _ in range(500)}
    assert not met & never


def test_he_does_not_meet_him():
    phrases = NounPhrases(Dice(0))
    met = Counter(phrases.person(avoid=person_of(NOUNS["민수"])).english for _ in range(800))
    assert "he" not in met
    assert "Minsu" not in met
    assert "she" in met


def test_places():
    phrases = NounPhrases(Dice(0))
    assert phrases.thing(PLACES["집"], "to") == NounPhrase("집", "home")
    assert phrases.thing(PLACES["학교"], "at").english == "at school"


def test_with_article():
    assert with_article(NOUNS["사과"], "apple", "a") == "an apple"
    assert with_article(NOUNS["빵"], "bread", "a") == "bread"
    assert with_article(NOUNS["빵"], "bread", "the") == "the bread"


def test_one_wears_ones_own_things():
    phrases = NounPhrases(Dice(0))
    worn = [phrases.object(BY_KEY["입다:wear"], pronoun("I"), "formal") for _ in range(500)]
    assert not any(phrase.english.startswith(("my", "our", "his", "her")) for phrase in worn)


@pytest.mark.parametrize(
    ("noun", "fit", "unfit"),
    [
        ("상자", "무거운", "편한"),
        ("책상", "낡은", "편한"),
        ("의자", "편한", "어려운"),
        ("편지", "긴", "어려운"),
        ("신문", "", "긴"),
        ("표", "", "큰"),
        ("그림", "아름다운", "낡은"),
        ("접시", "새", "더러운"),
    ],
)
def test_adjectives_fit_their_nouns(noun, fit, unfit):
    first = {korean.split()[0] for korean in drawn(noun, count=1500)}
    assert fit in first or not fit
    assert unfit not in first


def test_worn_things_are_not_counted():
    phrases = NounPhrases(Dice(0))
    worn = [phrases.object(BY_KEY["쓰다:wear"], pronoun("I"), "formal") for _ in range(400)]
    assert all(phrase.topical for phrase in worn)

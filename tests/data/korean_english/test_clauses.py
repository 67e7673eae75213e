import pytest

from zoo.data.korean_english.clauses import (
    Clause,
    english_gerund,
    english_question,
    english_statement,
    korean_words,
    tensed,
)
from zoo.data.korean_english.conjugation import finish
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import NounPhrases, person_of, pronoun
from zoo.data.korean_english.nouns import NOUNS
from zoo.data.korean_english.phrases import DEGREES, FREQUENCIES, MANNERS, Phrase
from zoo.data.korean_english.predicates import BY_KEY, of_copula

YESTERDAY, LIBRARY = Phrase("어제", "yesterday"), Phrase("도서관에서", "at the library")
ME, GRANDMOTHER, MINSU = pronoun("I"), person_of(NOUNS["할머니"]), person_of(NOUNS["민수"])


def thing(key, mode="a"):
    return NounPhrases(Dice(0)).thing(NOUNS[key], mode, plain=True)


def written(clause, level="formal"):
    return " ".join([*korean_words(clause), finish(tensed(clause), level)])


def read(subject=ME, **fields):
    return Clause(subject, BY_KEY["읽다:read"], thing("책"), **fields)


@pytest.mark.parametrize(
    ("clause", "korean", "english"),
    [
        (read(), "저는 책을 읽습니다", "I read a book"),
        (read(MINSU), "민수는 책을 읽습니다", "Minsu reads a book"),
        (read(tense="past"), "저는 책을 읽었습니다", "I read a book"),
        (read(negation="short"), "저는 책을 안 읽습니다", "I do not read a book"),
        (read(negation="long"), "저는 책을 읽지 않습니다", "I do not read a book"),
        (read(aspect="progressive"), "저는 책을 읽고 있습니다", "I am reading a book"),
        (read(modality="want"), "저는 책을 읽고 싶습니다", "I want to read a book"),
        (
            read(MINSU, modality="want"),
            "민수는 책을 읽고 싶어 합니다",
            "Minsu wants to read a book",
        ),
        (read(modality="can"), "저는 책을 읽을 수 있습니다", "I can read a book"),
        (
            read(modality="can", negation="long"),
            "저는 책을 읽을 수 없습니다",
            "I cannot read a book",
        ),
        (
            read(modality="can", negation="short", tense="past"),
            "저는 책을 못 읽었습니다",
            "I could not read a book",
        ),
        (read(MINSU, modality="must"), "민수는 책을 읽어야 합니다", "Minsu has to read a book"),
        (
            read(adverb=FREQUENCIES[0], place=LIBRARY),
            "저는 자주 도서관에서 책을 읽습니다",
            "I often read a book at the library",
        ),
        (
            read(companion=MINSU, time=YESTERDAY, place=LIBRARY, tense="past"),
            "저는 어제 도서관에서 민수와 책을 읽었습니다",
            "I read a book with Minsu at the library yesterday",
        ),
        (
            read(time=YESTERDAY, place=LIBRARY, tense="past", early=True),
            "저는 책을 어제 도서관에서 읽었습니다",
            "I read a book at the library yesterday",
        ),
        (
            read(time=YESTERDAY, tense="past", front=True),
            "어제 저는 책을 읽었습니다",
            "I read a book yesterday",
        ),
    ],
)
def test_both_languages(clause, korean, english):
    assert written(clause) == korean
    assert english_statement(clause) == english


@pytest.mark.parametrize(
    ("fields", "korean"),
    [
        ({}, "할머니께서는 책을 읽으십니다"),
        ({"tense": "past"}, "할머니께서는 책을 읽으셨습니다"),
        ({"negation": "long"}, "할머니께서는 책을 읽지 않으십니다"),
        ({"aspect": "progressive"}, "할머니께서는 책을 읽고 계십니다"),
        ({"modality": "want"}, "할머니께서는 책을 읽고 싶어 하십니다"),
        ({"modality": "can"}, "할머니께서는 책을 읽으실 수 있습니다"),
        ({"modality": "must"}, "할머니께서는 책을 읽으셔야 합니다"),
    ],
)
def test_honour(fields, korean):
    assert written(read(GRANDMOTHER, **fields)) == korean


def test_words_of_honour():
    eat = Clause(GRANDMOTHER, BY_KEY["먹다:eat"], thing("빵"))
    assert written(eat, "polite") == "할머니께서는 빵을 드세요"
    give = Clause(ME, BY_KEY["주다:give"], thing("꽃"), recipient=GRANDMOTHER, tense="past")
    assert written(give) == "저는 할머니께 꽃을 드렸습니다"
    assert english_statement(give) == "I gave a flower to my grandmother"
    give = give._replace(recipient=MINSU)
    assert written(give) == "저는 민수에게 꽃을 줬습니다"


def test_negative_words():
    know = Clause(MINSU, BY_KEY["알다:know"], thing("노래", "the"), negation="long")
    assert written(know) == "민수는 노래를 모릅니다"
    assert english_statement(know) == "Minsu does not know the song"
    have = Clause(ME, BY_KEY["있다:have"], thing("돈"), negation="long")
    assert written(have, "plain") == "저는 돈이 없다"
    assert english_statement(have) == "I do not have money"


def test_words_go_between_a_fixed_noun_and_its_verb():
    dance = Clause(MINSU, BY_KEY["춤을 추다:dance"], manner=MANNERS["잘"])
    assert written(dance) == "민수는 춤을 잘 춥니다"
    hungry = Clause(MINSU, BY_KEY["배가 고프다:be hungry"], adverb=DEGREES[0])
    assert written(hungry) == "민수는 배가 아주 고픕니다"
    assert english_statement(hungry) == "Minsu is very hungry"
    hungry = hungry._replace(adverb=None, negation="short")
    assert written(hungry, "polite") == "민수는 배가 안 고파요"


def test_copula():
    clause = Clause(ME, of_copula(NOUNS["강사"], "be an instructor"))
    assert written(clause) == "저는 강사입니다"
    assert english_statement(clause) == "I am an instructor"
    clause = clause._replace(negation="long")
    assert written(clause) == "저는 강사가 아닙니다"
    assert english_statement(clause) == "I am not an instructor"


def test_english_questions_and_gerunds():
    assert english_question(read(MINSU)) == "does Minsu read a book"
    assert english_question(read(MINSU, tense="future"), "when") == "when will Minsu read a book"
    assert english_question(Clause(MINSU, BY_KEY["바쁘다:be busy"])) == "is Minsu busy"
    assert english_gerund(read(place=LIBRARY)) == "reading a book at the library"


def test_pairs_leave_out_what_an_object_alone_tells():
    assert read(MINSU).pairs == (("민수", "읽다:read"), ("책", "읽다:read"))
    assert read().pairs == (("책", "읽다:read"),)
    spend = Clause(MINSU, BY_KEY["쓰다:spend"], thing("돈"))
    assert spend.pairs == (("민수", "쓰다:spend"),)

import pytest

from zoo.data.korean_english import questions, sentences
from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.clauses import Clause, NounPhrase, english_base, english_question
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import pronoun
from zoo.data.korean_english.nouns import NOUNS, THINGS
from zoo.data.korean_english.phrases import NEAR_PAST
from zoo.data.korean_english.predicates import BY_KEY
from zoo.data.korean_english.segments import new_segment
from zoo.data.parts_of_speech import english


def drawers(count):
    for number in range(count):
        dice = Dice(f"tags/{number}")
        yield dice, ClauseDrawer(dice, "polite"), ("present", "past", "future")[number % 3]


def text_of(tagged):
    return " ".join(word for word, _ in tagged).replace(" ,", ",")


def test_the_words_are_the_grammars_own():
    for dice, drawer, tense in drawers(1_500):
        segment = new_segment(dice, drawer, tense)
        assert text_of(english.segment(segment, dice, "polite")) == sentences._english(segment)
        asked = drawer.act(questions.asked_subject(dice, drawer), tense)
        assert text_of(english.question(asked, "polite")) == english_question(asked)
        clause = sentences.request_clause(drawer)
        assert text_of(english.request(clause, "plain")) == english_base(clause)


def test_no_noun_is_taken_for_another_part():
    """What the tables of the grammar say, word by word; those of several kinds are left out."""
    nouns = {noun.english for group in THINGS.values() for noun in group} - {
        *"watch ring light work fish game swimming plant Korean English promise".split(),
        *"water class present meeting".split(),
    }
    found = set()
    for dice, drawer, tense in drawers(1_500):
        for word, tag in english.segment(new_segment(dice, drawer, tense), dice, "polite"):
            if word in nouns:
                assert tag == "NOUN", word
                found.add(word)
    assert len(found) > 80


STUDENT = NounPhrase("", "the student", noun=NOUNS["학생"])
SHE = pronoun("she")


def of(key, what="", subject=STUDENT, **options):
    thing = NounPhrase("", what, noun=NOUNS["책"]) if what else None
    return Clause(subject, BY_KEY[key], thing, **options)


@pytest.mark.parametrize(
    ("clause", "tags"),
    [
        (of("읽다:read", "a book", tense="past"), "DET NOUN VERB DET NOUN"),
        (of("읽다:read", "that book", SHE, modality="want"), "PRON VERB PART VERB DET NOUN"),
        (of("자다:sleep", modality="must", negation="long"), "DET NOUN AUX PART VERB PART VERB"),
        (of("자다:sleep", modality="can", tense="future"), "DET NOUN AUX AUX ADJ PART VERB"),
        (of("자다:sleep", modality="can", negation="long"), "DET NOUN AUX VERB"),
        (of("켜다:turn on", "the book", SHE, aspect="progressive"), "PRON AUX VERB ADP DET NOUN"),
        (of("기분이 좋다:be in a good mood"), "DET NOUN AUX ADP DET ADJ NOUN"),
        (of("바쁘다:be busy", tense="future", negation="long"), "DET NOUN AUX PART AUX ADJ"),
        (of("꽃에 물을 주다:water the flowers"), "DET NOUN VERB DET NOUN"),
        (
            of("자다:sleep", tense="past", time=NEAR_PAST[1]),
            "DET NOUN VERB DET NOUN ADP NOUN",  # the day before yesterday
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_tags(clause, tags):
    assert " ".join(tag for _, tag in english.statement(clause)) == tags


def test_a_clause_inside():
    written = "the book that my older brother borrowed last week"
    book = NounPhrase("", written, noun=NOUNS["책"], nested=True)
    officer = NounPhrase(
        "", "the police officer who fixed trucks", noun=NOUNS["경찰관"], nested=True
    )
    found = english.statement(Clause(officer, BY_KEY["읽다:read"], book))
    assert text_of(found) == f"the police officer who fixed trucks reads {written}"
    assert " ".join(tag for _, tag in found[:7]) == "DET NOUN NOUN PRON VERB NOUN VERB"
    assert " ".join(tag for _, tag in found[7:]) == "DET NOUN PRON PRON ADJ NOUN VERB ADJ NOUN"


def test_a_beginning_and_an_end():
    assert english.finished([("it", "PRON"), ("rains", "VERB")], ".") == [
        ("It", "PRON"),
        ("rains", "VERB"),
        (".", "PUNCT"),
    ]

import pytest

from zoo.data.korean_english import questions, sentences
from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.clauses import Clause, NounPhrase, korean_words
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import pronoun
from zoo.data.korean_english.nouns import NOUNS
from zoo.data.korean_english.phrases import DEGREES, MANNERS, NEAR_PAST
from zoo.data.korean_english.predicates import BY_KEY, of_copula
from zoo.data.korean_english.segments import new_segment
from zoo.data.parts_of_speech import korean

LEVELS = ("formal", "polite", "plain")


def text_of(tagged):
    return " ".join(word for word, _ in tagged)


def test_the_words_are_the_grammars_own():
    for number in range(1_500):
        level, tense = LEVELS[number % 3], ("present", "past", "future")[number // 3 % 3]
        dice = Dice(f"tags/{number}")
        drawer = ClauseDrawer(dice, level)
        segment = new_segment(dice, drawer, tense)
        own = sentences._korean(Dice(number), level, segment, "", None)
        assert text_of(korean.segment(segment, Dice(number), level)) == " ".join(own)
        asked = drawer.act(questions.asked_subject(dice, drawer), tense)
        own, _, _ = questions._written(drawer, asked)
        assert text_of(korean.question(asked, level)) == own
        clause = sentences.request_clause(drawer)
        own = [*korean_words(clause), sentences.requesting_verb(clause, level)]
        assert text_of(korean.request(clause, level)) == " ".join(own)


ME, HE = pronoun("I"), pronoun("he")
STUDENT = NounPhrase("학생", "the student", noun=NOUNS["학생"])
COFFEE = NounPhrase("커피", "the coffee", noun=NOUNS["커피"])
LETTERS = NounPhrase("작은 편지 세 통", "three small letters", noun=NOUNS["편지"])
MINE = NounPhrase("제 편지", "my letter", noun=NOUNS["편지"])
THIS = NounPhrase("이 편지", "this letter", noun=NOUNS["편지"])
NEW = NounPhrase("새 편지", "a new letter", noun=NOUNS["편지"])
BOUGHT = NounPhrase("민수가 어제 산 편지", "", noun=NOUNS["편지"], nested=True)
WRITE = BY_KEY["쓰다:write"]
THERE = NounPhrase("방에 작은 책상 두 개", "there", noun=NOUNS["책상"], topical=False)


@pytest.mark.parametrize(
    ("clause", "tagged"),
    [
        (Clause(ME, WRITE, LETTERS), "저는/PRON 작은/ADJ 편지/NOUN 세/NUM 통을/NOUN 씁니다/VERB"),
        (
            Clause(COFFEE, BY_KEY["쓰다:be bitter"], adverb=DEGREES[0]),
            "커피는/NOUN 아주/ADV 씁니다/ADJ",
        ),
        (
            Clause(HE, WRITE, MINE, aspect="progressive"),
            "그는/PRON 제/PRON 편지를/NOUN 쓰고/VERB 있습니다/AUX",
        ),
        (
            Clause(HE, WRITE, THIS, modality="can", negation="long"),
            "그는/PRON 이/DET 편지를/NOUN 쓸/VERB 수/NOUN 없습니다/AUX",
        ),
        (
            Clause(HE, WRITE, NEW, modality="must"),
            "그는/PRON 새/DET 편지를/NOUN 써야/VERB 합니다/AUX",
        ),
        (
            Clause(HE, WRITE, BOUGHT, tense="future"),
            "그는/PRON 민수가/PROPN 어제/NOUN 산/VERB 편지를/NOUN 쓸/VERB 것입니다/NOUN",
        ),
        (
            Clause(ME, BY_KEY["춤을 추다:dance"], manner=MANNERS["두 시간 동안"]),
            "저는/PRON 춤을/NOUN 두/NUM 시간/NOUN 동안/NOUN 춥니다/VERB",
        ),
        (
            Clause(STUDENT, BY_KEY["자다:sleep"], negation="short", time=NEAR_PAST[0]),
            "학생은/NOUN 어제/NOUN 안/ADV 잡니다/VERB",
        ),
        (Clause(HE, of_copula(NOUNS["학생"], "be a student")), "그는/PRON 학생입니다/NOUN"),
        (
            Clause(HE, of_copula(NOUNS["학생"], "be a student"), negation="long"),
            "그는/PRON 학생이/NOUN 아닙니다/ADJ",
        ),
        (
            Clause(THERE, BY_KEY["있다:be"]),
            "방에/NOUN 작은/ADJ 책상/NOUN 두/NUM 개가/NOUN 있습니다/ADJ",
        ),
        (
            Clause(HE, BY_KEY["보여 주다:show"], MINE),
            "그는/PRON 제/PRON 편지를/NOUN 보여/VERB 줍니다/AUX",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_tags(clause, tagged):
    found = korean.question(clause, "formal")  # its words are a statement's but for the last sound
    found = [(word.removesuffix("까") + "다" * word.endswith("까"), tag) for word, tag in found]
    assert " ".join("/".join(pair) for pair in found) == tagged

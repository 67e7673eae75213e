"""Draws questions: yes or no, and who, what, where, when, why, how many."""

from zoo.data.korean_english.clause_drawing import ClauseDrawer, simplified
from zoo.data.korean_english.clauses import (
    Clause,
    NounPhrase,
    english_question,
    english_statement,
    korean_stem,
    korean_words,
    tensed,
)
from zoo.data.korean_english.conjugation import finish, finish_future
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.english import Person
from zoo.data.korean_english.noun_phrases import pronoun
from zoo.data.korean_english.phrases import Phrase
from zoo.data.korean_english.predicates import BY_KEY, PERSON, VERBS, listed
from zoo.data.korean_english.settings import place_phrase

# Korean, English, and the word combinations inside.
Question = tuple[str, str, tuple[tuple[str, str], ...]]

_WITH_WHAT = tuple(predicate for predicate in VERBS if "wh" in predicate.flags)
_WITH_WHOM = tuple(
    predicate for predicate in VERBS if any(mode == PERSON for _, mode in predicate.objects)
)
_SOMEWHERE = tuple(
    predicate for predicate in VERBS if predicate.places and "to" not in predicate.flags
)
_COUNTED = listed(
    "먹다:eat; 읽다:read; 사다:buy; 팔다:sell; 빌리다:borrow; 만들다:make;"
    "쓰다:write; 찾다:look for; 고르다:choose"
)
_QUALITIES = tuple(predicate for predicate in BY_KEY.values() if predicate.flags == {"people"})


def question(dice: Dice, drawer: ClauseDrawer) -> Question:
    """A question without its question mark: Korean, English, the word combinations in it."""
    asked = dice.weigh(
        ("yes", "quality", "what", "who", "whom", "where", "going", "when", "why", "many"),
        (30, 6, 9, 9, 4, 8, 4, 8, 8, 6),
    )
    tense = dice.weigh(("present", "past", "future"), (4, 4, 1.5))
    subject = asked_subject(dice, drawer)
    if tense == "future" and asked in ("quality", "whom"):
        tense = "present"
    if asked == "yes":
        return _written(drawer, drawer.act(subject, tense))
    if asked == "quality":
        return _written(
            drawer, drawer.quality(subject, dice.pick(_QUALITIES), tense)._replace(adverb=None)
        )
    draw = {
        "what": _what,
        "who": _who,
        "whom": _whom,
        "where": _where,
        "going": _going,
        "when": _when,
        "why": _why,
        "many": _many,
    }[asked]
    return draw(dice, drawer, subject, tense)


def asked_subject(dice: Dice, drawer: ClauseDrawer) -> NounPhrase:
    """Whom a question is about."""
    if dice.chance(0.5):
        you = pronoun("you", drawer.level)
        return you._replace(honored=drawer.level != "plain" and dice.chance(0.5))
    while True:
        found = drawer.phrases.person(level=drawer.level, pronouns=0.25)
        # "Does my mother ...?" is asked of no one; I and we do not ask about themselves.
        if found.english not in ("I", "we") and not (found.noun and found.noun.group == "family"):
            return found


def _written(
    drawer: ClauseDrawer, clause: Clause, asked: str = "", *, who: bool = False
) -> Question:
    words = korean_words(clause, "이" if who else "은")
    bare = clause._replace(
        object=None if clause.object and clause.object.english == "" else clause.object,
        place=None if clause.place and clause.place.english == "" else clause.place,
        time=None if clause.time and clause.time.english == "" else clause.time,
    )
    english = english_statement(bare) if who else english_question(bare, asked)
    return " ".join([*words, asking_verb(clause, drawer.level)]), english, clause.pairs


def asking_verb(clause: Clause, level: str) -> str:
    """The verb that ends a question."""
    if clause.tense == "future":
        return finish_future(korean_stem(clause), level, question=True)
    return finish(tensed(clause), level, question=True)


def _simple(drawer: ClauseDrawer, clause: Clause) -> Clause:
    # A time beside the question word, none in the present.
    if clause.tense == "present" or "notime" in clause.predicate.flags:
        return clause
    return clause._replace(time=drawer.setting.time(clause)) if drawer.dice.chance(0.5) else clause


def _what(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Question:
    predicate = dice.pick(_WITH_WHAT)
    if predicate.honorific:  # 드시다: eat or drink?
        subject = subject._replace(honored=False) if not subject.korean else pronoun("he")
    clause = _simple(drawer, Clause(subject, predicate, NounPhrase("무엇", ""), tense=tense))
    return _written(drawer, clause, "what")


def _who(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Question:
    clause = drawer.act(NounPhrase("누구", "who", Person("is"), topical=False), tense, modal=False)
    return _written(drawer, clause, who=True)


def _whom(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Question:
    predicate = dice.pick(_WITH_WHOM)
    clause = Clause(subject, predicate, NounPhrase("누구", ""), tense=tense)
    if predicate.kind != "state":
        clause = _simple(drawer, clause)
    return _written(drawer, clause, "who")


def _where(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Question:
    clause = drawer.act(subject, tense, among=_SOMEWHERE, modal=False, bare=True)
    clause = _simple(drawer, clause)._replace(place=Phrase("어디에서", ""))
    return _written(drawer, simplified(clause, drawer), "where")


def _going(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Question:
    clause = Clause(subject, BY_KEY["가다:go"], NounPhrase("어디", ""), tense=tense)
    return _written(drawer, _simple(drawer, clause), "where")


def _when(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Question:
    clause = drawer.act(subject, tense, among=_SOMEWHERE, modal=False, bare=True)
    clause = clause._replace(time=Phrase("언제", ""))
    if dice.chance(0.4):
        clause = clause._replace(place=place_phrase(dice.pick(clause.predicate.places)))
    return _written(drawer, simplified(clause, drawer), "when")


def _why(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Question:
    clause = simplified(drawer.act(subject, tense, bare=True, modal=tense != "future"), drawer)
    if clause.modality == "can":
        clause = clause._replace(modality="")
    if clause.time is None:
        clause = clause._replace(time=Phrase("왜", ""))
    return _written(drawer, clause, "why")


def _many(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Question:
    predicate = dice.pick(_COUNTED)
    noun = dice.pick(
        [noun for noun, mode in predicate.objects if noun and noun.counter and mode == "a"]
    )
    what = NounPhrase(f"{noun.korean} 몇 {noun.counter}", "", noun=noun)
    clause = _simple(drawer, Clause(subject, predicate, what, tense=tense))
    return _written(drawer, clause, f"how many {noun.plural}")

"""Draws segments: a main clause, alone or with a reason, a purpose, a before or an after."""

from typing import NamedTuple

from zoo.data.korean_english.clause_drawing import ClauseDrawer, simplified
from zoo.data.korean_english.clauses import Clause, NounPhrase
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.predicates import BY_KEY, WEATHER, listed, rows_of
from zoo.data.korean_english.settings import place_phrase
from zoo.data.korean_english.usage import BACKGROUNDS, ERRANDS, EVERYDAY, FOREGROUNDS, REASONS

Pairs = tuple[tuple[str, str], ...]

_ERRANDS, _EVERYDAY = listed(ERRANDS), listed(EVERYDAY)
_BACKGROUNDS, _FOREGROUNDS = listed(BACKGROUNDS), listed(FOREGROUNDS)
_REASONS = tuple((key, listed(do), listed(cannot)) for key, do, cannot in rows_of(REASONS))
# Where one is anyway, and no one goes to in order to do something.
_NEAR = frozenset(("집", "방", "부엌", "회사"))
_NEAR_FOOD = _NEAR | {"학교", "공원"}
_GO = (BY_KEY["가다:go"], BY_KEY["오다:come"])


class Segment(NamedTuple):
    """A main clause with at most one clause that leans on it.

    Attributes:
        main: the clause.
        side: the other clause; for the links after, before, while and to it shares the subject.
        link: "", "after", "before", "while", "to", "if", "when" or "because".
        elided: the subject is the one of the segment before, and is not said again.
    """

    main: Clause
    side: Clause | None = None
    link: str = ""
    elided: bool = False

    @property
    def pairs(self) -> Pairs:
        """The word combinations of both clauses."""
        return (*self.main.pairs, *(self.side.pairs if self.side else ()))

    @property
    def is_condition(self) -> bool:
        """The side clause comes first in English as well, as a clause of its own."""
        return self.link in ("if", "when", "because")


def next_segment(dice: Dice, drawer: ClauseDrawer, before: Segment, tense: str) -> Segment:
    """What follows a segment: someone else does something, or the same one something more."""
    subject = before.main.subject
    acts = before.main.predicate.kind in ("action", "state") and not before.is_condition
    if acts and subject.topical and dice.chance(0.4):
        # 상자가 있다 without a subject would read as "there is a box".
        clause = drawer.act(subject, tense)._replace(front=False)
        while "possess" in clause.predicate.flags:
            clause = drawer.act(subject, tense)._replace(front=False)
        if dice.chance(0.6):
            clause = clause._replace(time=None)
        clause = simplified(clause, drawer)
        return Segment(clause._replace(early=False), elided=True)
    while True:
        segment = new_segment(dice, drawer, tense)
        if segment.main.subject.english != subject.english:
            return segment


def new_segment(dice: Dice, drawer: ClauseDrawer, tense: str) -> Segment:
    """A clause, one time in four with another that leans on it."""
    if dice.chance(0.76):
        return Segment(drawer.statement(tense))
    kind = dice.weigh(("condition", "order", "while", "to"), (5, 3, 2, 2))
    if kind == "condition":
        return _condition(dice, drawer, tense)
    subject = drawer.phrases.person(level=drawer.level, pronouns=0.4)
    if kind == "while":
        side = drawer.act(subject, tense, among=_BACKGROUNDS, modal=False, bare=True)
        main = drawer.act(subject, tense, among=_FOREGROUNDS, modal=False, bare=True)
        return _apart(Segment(main, side, "while"), dice, drawer)
    if kind == "to":
        return _errand(dice, drawer, subject, tense)
    side = drawer.act(subject, tense, among=_EVERYDAY, modal=False, bare=True)
    main = drawer.act(subject, tense, among=_EVERYDAY, modal=False, bare=True)
    return _apart(Segment(main, side, dice.pick(("after", "before"))), dice, drawer)


def _apart(segment: Segment, dice: Dice, drawer: ClauseDrawer) -> Segment:
    # One phrase with a clause of its own is enough, and nothing happens before itself.
    while segment.main.predicate.english.split()[0] == segment.side.predicate.english.split()[0]:
        among = _FOREGROUNDS if segment.link == "while" else _EVERYDAY
        main = drawer.act(
            segment.main.subject, segment.main.tense, among=among, modal=False, bare=True
        )
        segment = segment._replace(main=main)
    main, side = (simplified(clause, drawer) for clause in (segment.main, segment.side))
    if dice.chance(0.5):
        main = main._replace(time=drawer.setting.time(main), front=dice.chance(0.4))
    return segment._replace(main=main, side=side)


def _errand(dice: Dice, drawer: ClauseDrawer, subject: NounPhrase, tense: str) -> Segment:
    side = drawer.act(subject, tense, among=_ERRANDS, modal=False, bare=True)
    side = simplified(side, drawer)
    near = _NEAR_FOOD if side.predicate.honorific else _NEAR
    away = [place for place in side.predicate.places if place.key not in near]
    place = dice.pick(away or side.predicate.places)
    goal = drawer.phrases.thing(place, "to")
    main = Clause(subject, dice.pick(_GO), goal, tense=tense)
    if dice.chance(0.5):
        main = main._replace(time=drawer.setting.time(main), front=dice.chance(0.4))
    return Segment(main, side, "to")


def _condition(dice: Dice, drawer: ClauseDrawer, tense: str) -> Segment:
    key, effects, hindered = dice.pick(_REASONS)
    link = dice.pick(("if", "because", "when") if tense != "future" else ("if", "because"))
    if tense == "past" and link == "if":
        link = "because"
    side_tense = "past" if tense == "past" else "present"
    while True:
        subject = drawer.phrases.person(level=drawer.level, pronouns=0.45)
        if subject.person.pronoun:
            break
    if key in BY_KEY:
        side = Clause(subject, BY_KEY[key], tense=side_tense)
    else:
        noun, _, english = key.partition(":")
        english = english.removeprefix("it ")
        row = dice.pick([row for row in WEATHER if row[0] == noun and row[3] == english])
        side = drawer.weather(side_tense, row)
    cannot = bool(hindered) and tense != "future" and dice.chance(0.35)
    main = drawer.act(subject, tense, among=hindered if cannot else effects, modal=False, bare=True)
    main = simplified(main, drawer)
    if cannot:
        main = main._replace(modality="can", negation="long")
    elif main.predicate.places and dice.chance(0.4):
        main = main._replace(place=place_phrase(dice.pick(main.predicate.places)))
    return Segment(main, side, link)

"""Joins clauses to sentences and writes them in both languages."""

from collections.abc import Callable
from typing import NamedTuple

from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.clauses import (
    Clause,
    NounPhrase,
    english_base,
    english_gerund,
    english_statement,
    korean_stem,
    korean_words,
    subject_words,
    tensed,
)
from zoo.data.korean_english.conjugation import (
    LEVELS,
    Stem,
    finish,
    finish_future,
    infinitive,
    linked,
    modifier,
    plain,
    presumptive,
)
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.phrases import OPENERS
from zoo.data.korean_english.predicates import listed
from zoo.data.korean_english.questions import question
from zoo.data.korean_english.segments import Pairs, Segment, new_segment, next_segment
from zoo.data.korean_english.usage import PROPOSALS, REQUESTS

_REQUESTS, _PROPOSALS = listed(REQUESTS), listed(PROPOSALS)


class Sentence(NamedTuple):
    """A sentence in both languages, with the word combinations inside it."""

    korean: str
    english: str
    pairs: Pairs


def sentence(
    dice: Dice, num_segments: int, *, fits: Callable[[Pairs], bool] | None = None
) -> Sentence:
    """Draws a sentence; with more than one segment it is a chain of statements.

    Args:
        dice: the source of chance.
        num_segments: main clauses.
        fits: says whether the word combinations of one segment may be in a chain.
    """
    level = dice.weigh(LEVELS, (5, 4, 3))
    drawer = ClauseDrawer(dice, level)
    if num_segments > 1:
        return chain(dice, drawer, num_segments, fits=fits)
    kind = dice.weigh(("statement", "question", "request", "proposal"), (70, 20, 6, 4))
    if kind == "question":
        korean, english, pairs = question(dice, drawer)
        return Sentence(korean + "?", _capital(english) + "?", pairs)
    if kind == "request":
        return _request(drawer)
    if kind == "proposal" and level != "polite":
        return _proposal(drawer)
    return chain(dice, drawer, 1, fits=fits)


def chain(
    dice: Dice,
    drawer: ClauseDrawer,
    num_segments: int,
    *,
    fits: Callable[[Pairs], bool] | None = None,
) -> Sentence:
    """Statements in a row, joined by -고 (and) and -지만 (but)."""

    def draw() -> Segment:
        while True:
            found = (
                next_segment(dice, drawer, segments[-1], tense)
                if segments
                else new_segment(dice, drawer, tense)
            )
            if fits is None or fits(found.pairs):
                return found

    tense = dice.weigh(("present", "past", "future"), (4, 4, 2))
    segments, joints = [], []
    segments.append(draw())
    while len(segments) < num_segments:
        # -지만 has a tense of its own (no future here); -고 shares that of the next verb.
        is_but = tense != "future" and joints[-1:] != ["but"] and dice.chance(0.3)
        joints.append("but" if is_but else "and")
        if is_but:
            tense = dice.weigh(("present", "past", "future"), (4, 4, 2))
        segments.append(draw())
    return _written(dice, drawer.level, segments, joints)


def _written(dice: Dice, level: str, segments: list[Segment], joints: list[str]) -> Sentence:
    korean, english = [], []
    if dice.chance(0.06) and not segments[0].link:
        opener = dice.pick(OPENERS)
        korean.append(opener.korean)
        english.append(opener.english + ("," if " " in opener.english else ""))
    for number, segment in enumerate(segments):
        joint = joints[number] if number < len(joints) else ""
        following = segments[number + 1] if joint else None
        korean += _korean(dice, level, segment, joint, following)
        written = _english(segment)
        if number:
            english[-1] += "" if segment.elided else ","
            written = f"{joints[number - 1]} {written}"
        english.append(written)
    pairs = tuple(pair for segment in segments for pair in segment.pairs)
    return Sentence(" ".join(korean), _capital(" ".join(english)), pairs)


def _korean(
    dice: Dice, level: str, segment: Segment, joint: str, following: Segment | None
) -> list[str]:
    main = segment.main
    verb = _joined(dice, segment, joint, following) if joint else main_verb(dice, level, main)
    particle = subject_particle(dice, main)
    if segment.elided:
        return [*korean_words(main, with_subject=False), verb]
    if not segment.side:
        inner = bool(main.object and main.object.nested)
        return [*korean_words(main, "은" if inner else particle), verb]
    rest = korean_words(main._replace(time=None), with_subject=False)
    if segment.is_condition and segment.side.subject != main.subject:
        side = [*korean_words(segment.side, "이"), leaning_verb(segment)]
        return [*side, *subject_words(main, "은"), *rest, verb]
    side = [*korean_words(segment.side, with_subject=False), leaning_verb(segment)]
    time = [main.time.korean] if main.time else []
    subject = subject_words(main, "은")
    start = [*time, *subject] if main.front else [*subject, *time]
    return [*start, *side, *rest, verb]


def subject_particle(dice: Dice, clause: Clause) -> str:
    """Whether the subject of a statement is its topic ("은") or in the nominative ("이")."""
    # 이 twice in a row (아내가 과학자가 아닙니다) is clumsy.
    doubled = any(sound in clause.predicate.stem.text for sound in ("이 ", "가 "))
    doubled = doubled or clause.negation or clause.predicate.particle == "이"
    return "은" if doubled or dice.chance(0.6) else "이"


def leaning_verb(segment: Segment) -> str:
    """The verb of the clause that leans on another, and what links them."""
    side, link = segment.side, segment.link
    stem = korean_stem(side)
    if link == "after":
        return modifier(stem, is_past=True) + " 후에"
    if link == "because":
        return infinitive(stem) + "서"
    if link == "when":
        return linked(tensed(side), "ㄹ 때")
    if link == "before":
        return plain(stem, "기 전에")
    if link == "to":
        return linked(side.predicate.stem, "러")
    return linked(stem, {"while": "면서", "if": "면"}[link])


def _joined(dice: Dice, segment: Segment, joint: str, following: Segment) -> str:
    if joint == "but":
        return plain(tensed(segment.main), "지만")
    simple = segment.main.predicate.kind == "action" and not segment.main.modality
    unmarked = following.elided and simple and segment.main.aspect == "simple" and dice.chance(0.7)
    return plain(korean_stem(segment.main) if unmarked else tensed(segment.main), "고")


def main_verb(dice: Dice, level: str, clause: Clause) -> str:
    """The verb that ends a statement."""
    stem = korean_stem(clause)
    if clause.tense != "future":
        return finish(tensed(clause), level)
    promises = clause.subject.english in ("I", "we") and clause.predicate.kind == "action"
    if promises and "done" not in clause.predicate.flags and dice.chance(0.4):
        return finish(presumptive(stem), level)
    return finish_future(stem, level)


def _english(segment: Segment) -> str:
    main = segment.main
    subject = "" if segment.elided else None
    if segment.is_condition:
        side = f"{segment.link} {english_statement(segment.side)}"
        same = segment.side.subject == main.subject
        return (
            f"{side}, {english_statement(main, main.subject.person.pronoun if same else subject)}"
        )
    if not segment.side:
        return english_statement(main, subject)
    side = english_base(segment.side) if segment.link == "to" else english_gerund(segment.side)
    words = [english_statement(main, subject, with_time=False), segment.link, side]
    return " ".join([*words, main.time.english] if main.time else words)


def request_clause(drawer: ClauseDrawer) -> Clause:
    """What one asks others to do."""
    return drawer.act(NounPhrase("", ""), "future", among=_REQUESTS, modal=False)


def _request(drawer: ClauseDrawer) -> Sentence:
    clause = request_clause(drawer)
    verb = requesting_verb(clause, drawer.level)
    english = english_base(clause)
    english = english if drawer.level == "plain" else f"please {english}"
    return Sentence(" ".join([*korean_words(clause), verb]), _capital(english), clause.pairs)


def requesting_verb(clause: Clause, level: str) -> str:
    """-(으)십시오, -아/어 주세요, -아/어라."""
    stem = korean_stem(clause)
    return {
        "formal": linked(stem, "십시오"),
        "polite": infinitive(stem) + " 주세요",
        "plain": infinitive(stem) + "라",
    }[level]


def _proposal(drawer: ClauseDrawer) -> Sentence:
    """-(으)ㅂ시다 and -자."""
    clause = drawer.act(NounPhrase("", ""), "future", among=_PROPOSALS, modal=False)
    stem: Stem = korean_stem(clause)
    verb = linked(stem, "ㅂ시다") if drawer.level == "formal" else plain(stem, "자")
    english = f"let's {english_base(clause)}"
    return Sentence(" ".join([*korean_words(clause), verb]), _capital(english), clause.pairs)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]

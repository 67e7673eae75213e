"""Draws what a clause may leave out: when, where, with whom, how, whether, and in which order."""

from zoo.data.korean_english.clauses import Clause
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import NounPhrases
from zoo.data.korean_english.nouns import Place
from zoo.data.korean_english.phrases import (
    CLASHES,
    COMMON_TIMES,
    FAR_FUTURE,
    FAR_PAST,
    FREQUENCIES,
    HABITUAL_TIMES,
    LASTING,
    NEAR_FUTURE,
    NEAR_PAST,
    NOW,
    PAST_DAYS,
    THESE_DAYS,
    TODAY,
    Phrase,
)


def place_phrase(place: Place) -> Phrase:
    """Where something is done."""
    return Phrase(place.key + "에서", place.at)


def fits(manner: Phrase, clause: Clause) -> bool:
    """Whether an adverb goes with the subject, aspect, time and frequency of a clause."""
    if manner.korean in ("혼자", "함께"):
        return (manner.korean == "함께") == clause.subject.person.plural
    if manner in LASTING and clause.aspect == "progressive":
        return False
    return not {clause.time, clause.adverb} & CLASHES.get(manner, frozenset())


class Setting:
    """Completes clauses at one speech level.

    Args:
        dice: the source of chance.
        phrases: draws companions.
        level: one of `conjugation.LEVELS`.
    """

    def __init__(self, dice: Dice, phrases: NounPhrases, level: str):
        self.dice = dice
        self.phrases = phrases
        self.level = level

    def shaped(self, clause: Clause) -> Clause:
        """Draws aspect, modality and negation, as far as the sense allows them."""
        flags, tense = clause.predicate.flags, clause.tense
        options = {("simple", ""): 16.0}
        if not flags & {"state", "done", "stay"}:
            if tense != "future" and not flags & {"point", "brief"}:
                options[("progressive", "")] = 2.0
            if tense != "future" and "brief" not in flags:
                options |= {
                    ("simple", "want"): 2.0,
                    ("simple", "must"): 1.5,
                    ("simple", "can"): 2.0,
                }
        aspect, modality = self.dice.weigh(tuple(options), tuple(options.values()))
        clause = clause._replace(aspect=aspect, modality=modality)
        if modality == "must" or (tense == "future" and clause.predicate.negative):
            return clause
        return clause._replace(negation=self.negation(clause, 0.16 if modality != "can" else 0.35))

    def negation(self, clause: Clause, probability: float) -> str:
        """A kind of negation with that probability, else none; five books are not "not read"."""
        counted = clause.object and not clause.object.topical
        if counted or not self.dice.chance(probability):
            return ""
        last = clause.predicate.stem.text.rpartition(" ")[2]
        # 안 is for short verbs; 공부하다 and its like would part (공부를 안 하다).
        is_short = last == "하" or (len(last) <= 2 and last[-1] not in "하있없")
        fits = is_short and clause.aspect == "simple" and clause.modality != "want"
        if (clause.predicate.honorific and clause.subject.honored) or clause.predicate.negative:
            fits = False
        return "short" if fits and self.dice.chance(0.5) else "long"

    def added(self, clause: Clause) -> Clause:
        """Adds time, place, company and manner here and there."""
        dice, predicate = self.dice, clause.predicate
        inner = bool(clause.object and clause.object.nested)
        habit = clause.tense == "present" and clause.modality in ("", "can")
        untimed = "notime" in predicate.flags or (habit and predicate.flags & {"brief", "once"})
        if not untimed and dice.chance(0.5):
            clause = clause._replace(time=self.time(clause))
        if predicate.places and not inner and dice.chance(0.45):
            place = dice.pick(predicate.places)
            clause = clause._replace(place=place_phrase(place))
        if self._repeats(clause) and dice.chance(0.1):
            clause = clause._replace(adverb=dice.pick(FREQUENCIES))
        manners = tuple(manner for manner in predicate.manners if fits(manner, clause))
        if manners and clause.negation != "short" and dice.chance(0.25):
            clause = clause._replace(manner=dice.pick(manners))
        elif self._sociable(clause) and dice.chance(0.15):
            companion = self.phrases.person(avoid=clause.subject, level=self.level, pronouns=0.15)
            if companion.english not in ("we", "they"):
                clause = clause._replace(companion=companion)
        return self.ordered(clause)

    def _repeats(self, clause: Clause) -> bool:
        if clause.tense == "future" or clause.aspect != "simple":
            return False
        if clause.modality or clause.negation or clause.predicate.flags & {"done", "state", "once"}:
            return False
        return clause.time is None or (clause.tense == "present" and clause.time in COMMON_TIMES)

    def _sociable(self, clause: Clause) -> bool:
        predicate, thing = clause.predicate, clause.object
        if "with" not in predicate.flags:
            return False
        if thing is None or predicate.particle == "에":
            return True
        # 민수와 그녀의 가방 would read as one phrase, and so would 민수와 지수를.
        is_person = thing.noun is None or thing.noun.is_person
        return not (is_person or thing.nested or "의 " in thing.korean)

    def ordered(self, clause: Clause) -> Clause:
        """Moves time and object in Korean; a clause inside a phrase leaves less room."""
        thing, dice, spoken = clause.object, self.dice, bool(clause.subject.korean)
        inner = bool(thing and thing.nested)
        if inner and clause.subject.nested:
            return clause._replace(time=None)
        # The outer time goes to the front, away from the inner clause (민수가 어제 산 책을).
        front = inner or (dice.chance(0.35) and not clause.subject.nested)
        between = clause.time or clause.place or clause.companion
        movable = thing and not inner and clause.predicate.particle != "에" and not clause.recipient
        early = bool(spoken and between and movable) and dice.chance(0.3)
        return clause._replace(front=bool(clause.time and spoken and front), early=early)

    def time(self, clause: Clause) -> Phrase:
        """A time that goes with the tense."""
        dice, flags, tense = self.dice, clause.predicate.flags, clause.tense
        wish = clause.modality in ("want", "must") and tense == "present"
        if clause.aspect == "progressive":
            return NOW if tense == "present" else dice.pick(PAST_DAYS)
        if clause.predicate.kind == "state" or "once" in flags:
            # One lives somewhere for months, not for a morning.
            coming = FAR_FUTURE[:2] if wish or tense == "future" else (THESE_DAYS,)
            return dice.pick(FAR_PAST[:2] if tense == "past" else coming)
        past, future = NEAR_PAST, NEAR_FUTURE
        if "far" in flags:
            past, future = past + FAR_PAST, future + FAR_FUTURE
        if wish:
            return dice.pick((*future, TODAY))
        if tense != "present" and dice.chance(0.05):
            return TODAY
        # "Not every day" would not be "on no day".
        present = COMMON_TIMES if clause.negation or "stay" in flags else HABITUAL_TIMES
        times = {"past": past, "future": future, "present": present}[tense]
        return dice.pick(times if dice.chance(0.6) else COMMON_TIMES)

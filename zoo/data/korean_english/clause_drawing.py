"""Draws clauses that make sense: who may do what, to what, where, when and how."""

from collections.abc import Sequence

from zoo.data.korean_english.clauses import Clause, NounPhrase
from zoo.data.korean_english.conjugation import stem_of
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.english import Person, indefinite
from zoo.data.korean_english.noun_phrases import NounPhrases, with_article
from zoo.data.korean_english.nouns import HOMONYMS, JOBS, PLACES, THINGS
from zoo.data.korean_english.phrases import (
    COMMON_TIMES,
    DEGREES,
    HABITUAL_TIMES,
    NEAR_FUTURE,
    NOW,
    PAST_DAYS,
    THESE_DAYS,
    TODAY,
)
from zoo.data.korean_english.predicates import (
    ADJECTIVES,
    EVENTS,
    VERBS,
    WEATHER,
    Predicate,
    nouns_of,
    of_copula,
    of_existence,
    rows_of,
)
from zoo.data.korean_english.settings import Setting
from zoo.data.korean_english.usage import INVENTORY, MOODS, SLOW

# Senses with many objects come more often, so that all objects are met about equally often.
_WEIGHED = tuple(verb for verb in VERBS for _ in range(8 + min(len(verb.objects), 40)))
_OF_PEOPLE = tuple(predicate for predicate in ADJECTIVES if predicate.flags)
_OF_THINGS = tuple(predicate for predicate in ADJECTIVES if predicate.subjects)
_PROFESSIONS = tuple(noun for noun in JOBS if noun.english not in ("child", "man", "woman"))
_POINTERS = (("이것", "this"), ("그것", "that"), ("저것", "that"))
_NAMEABLE = tuple(
    noun
    for group in THINGS
    if group not in ("subject", "racket", "ballgame", "board", "other", "work", "course")
    for noun in THINGS[group]
    if noun.key not in HOMONYMS and not noun.tantum
)
_ONLY_YOUNG = frozenset(("학생", "대학생", "군인", "가수", "소방관"))
_POINTING = ("my ", "our ", "his ", "her ", "this ", "that ", "these ", "those ")
_SPOTS = tuple((places.split(), things.split()) for places, things in rows_of(INVENTORY))


class ClauseDrawer:
    """Draws clauses at one speech level.

    Args:
        dice: the source of chance.
        level: one of `conjugation.LEVELS`.
    """

    def __init__(self, dice: Dice, level: str):
        self.dice = dice
        self.level = level
        self.phrases = NounPhrases(dice)
        self.setting = Setting(dice, self.phrases, level)

    def statement(self, tense: str) -> Clause:
        """Any clause that can be stated in that tense."""
        kinds = {
            "act": 64.0,
            "be": 8.0,
            "thing": 11.0,
            "copula": 7.0,
            "there": 5.0,
            "event": 4.0,
            "weather": 2.0,
        }
        if tense == "future":
            kinds = {"act": 90.0, "event": 6.0, "weather": 4.0}
        kind = self.dice.weigh(tuple(kinds), tuple(kinds.values()))
        if kind == "act":
            return self.act(self.phrases.subject(self.level), tense)
        if kind == "be":
            return self.quality(self.phrases.subject(self.level), self.dice.pick(_OF_PEOPLE), tense)
        draw = {
            "thing": self._thing,
            "copula": self._copula,
            "there": self._there,
            "event": self._event,
            "weather": self.weather,
        }[kind]
        return draw(tense)

    def act(
        self,
        subject: NounPhrase,
        tense: str,
        *,
        among: Sequence[Predicate] = VERBS,
        modal: bool = True,
        bare: bool = False,
    ) -> Clause:
        """Someone does something.

        Args:
            subject: who.
            tense: when.
            among: the senses to choose from.
            modal: wishes, abilities, duties, negations and the progressive may come in.
            bare: nothing but subject, object and verb.
        """
        predicate = self.predicate(among, subject, tense)
        clause = Clause(
            subject, predicate, self.phrases.object(predicate, subject, self.level), tense=tense
        )
        if "to" in predicate.flags:
            clause = clause._replace(recipient=self.phrases.person(avoid=subject, level=self.level))
        if modal:
            clause = self.setting.shaped(clause)
        return clause if bare else self.setting.added(clause)

    def predicate(self, among: Sequence[Predicate], subject: NounPhrase, tense: str) -> Predicate:
        """A sense that fits the subject and the tense; those with many objects come more often."""
        while True:
            found = self.dice.pick(_WEIGHED if among is VERBS else among)
            child = subject.noun is not None and subject.noun.key == "아이"
            lasts = found.kind == "state" and "future" not in found.flags
            fits = tense == "past" or "done" not in found.flags
            fits = fits and not (tense == "future" and lasts)
            if fits and not (child and found.key == "운전하다:drive"):
                return found

    def quality(self, subject: NounPhrase, predicate: Predicate, tense: str) -> Clause:
        """Someone or something is so."""
        clause = Clause(subject, predicate, tense=tense)
        clause = clause._replace(negation=self.setting.negation(clause, 0.15))
        graded = predicate.english.startswith("be ") and "mood" not in predicate.english
        if graded and not clause.negation and self.dice.chance(0.3):
            clause = clause._replace(adverb=self.dice.pick(DEGREES))
        elif "people" in predicate.flags and predicate.key in MOODS and self.dice.chance(0.4):
            times = PAST_DAYS if tense == "past" else (TODAY, THESE_DAYS, NOW)
            clause = clause._replace(time=self.dice.pick(times))
        return self.setting.ordered(clause)

    def _thing(self, tense: str) -> Clause:
        predicate = self.dice.pick(_OF_THINGS)
        noun = self.dice.pick(predicate.subjects)
        subject = self.phrases.thing(noun, "the", subject=NounPhrase("", ""), level=self.level)
        if (
            " " in subject.korean
            and not subject.nested
            and not subject.english.startswith(_POINTING)
        ):
            # "The big bag is small" helps no one: one adjective is enough.
            subject = self.phrases.thing(noun, "the", plain=True)
        return self.quality(subject, predicate._replace(flags=frozenset()), tense)

    def _copula(self, tense: str) -> Clause:
        if self.dice.chance(0.25):
            korean, english = self.dice.pick(_POINTERS)
            noun = self.dice.pick(_NAMEABLE)
            complement = with_article(noun, noun.english, "a")
            clause = Clause(NounPhrase(korean, english), of_copula(noun, f"be {complement}"))
            return clause._replace(negation="long" if self.dice.chance(0.25) else "")
        while True:
            subject = self.phrases.person(level=self.level, pronouns=0.5)
            noun = self.dice.pick(_PROFESSIONS)
            is_known = subject.noun and subject.noun.group in ("job", "honored")
            if not is_known and not (subject.honored and noun.key in _ONLY_YOUNG):
                break
        complement = noun.plural if subject.person.plural else indefinite(noun.english)
        clause = Clause(subject, of_copula(noun, f"be {complement}"), tense=tense)
        return clause._replace(negation="long" if self.dice.chance(0.2) else "")

    def _there(self, tense: str) -> Clause:
        dice, (places, things) = self.dice, self.dice.pick(_SPOTS)
        place, absent = PLACES[dice.pick(places)], dice.chance(0.15)
        people = things == ["people"]
        noun = dice.pick(
            JOBS if people else [noun for noun in nouns_of(things) if noun.key not in HOMONYMS]
        )
        what = self.phrases.thing(noun, "s" if people else "a", plain=True)
        if absent:
            what = self.phrases.thing(noun, "s", plain=True)
        elif noun.counter and dice.chance(0.5):
            what = self.phrases.counted(noun)
        elif people:
            what = what._replace(korean=noun.korean + "들")
        be = what.person.be if not noun.mass else "is"
        subject = NounPhrase(
            f"{place.key}에 {what.korean}", "there", Person(be), noun, topical=False
        )
        english = f"be {'no ' * absent}{what.english} {place.at}"
        return Clause(subject, of_existence(english, absent=absent), tense=tense)

    def _event(self, tense: str) -> Clause:
        predicate = self.dice.pick(EVENTS)
        subject = self.phrases.thing(self.dice.pick(predicate.subjects), "the", plain=True)
        clause = Clause(subject, predicate, tense=tense)
        clause = clause._replace(negation=self.setting.negation(clause, 0.15))
        if predicate.key not in SLOW and self.dice.chance(0.6):
            clause = clause._replace(time=self.setting.time(clause))
        return self.setting.ordered(clause)

    def weather(self, tense: str, row: tuple[str, str, str, str] | None = None) -> Clause:
        """It rains, the wind blows, the weather is good."""
        noun, verb, who, english = row or self.dice.pick(WEATHER)
        adjective = english.startswith("be ")
        predicate = Predicate(
            f"{noun} {verb.split('/')[0]}:{english}",
            stem_of(verb, adjective=adjective),
            english,
            "adjective" if adjective else "event",
        )
        clause = Clause(NounPhrase(noun, who, topical=False), predicate, tense=tense)
        if row is None and self.dice.chance(0.5):
            present = (TODAY, THESE_DAYS) if adjective else (HABITUAL_TIMES[0], *COMMON_TIMES[:5])
            times = {"past": PAST_DAYS, "future": NEAR_FUTURE, "present": present}[tense]
            clause = clause._replace(time=self.dice.pick(times), front=self.dice.chance(0.9))
        return clause


def simplified(clause: Clause, drawer: ClauseDrawer) -> Clause:
    """The clause with a plain object in place of one that has a clause inside."""
    if not (clause.object and clause.object.nested):
        return clause
    option = next(option for option in clause.predicate.objects if option[0] == clause.object.noun)
    return clause._replace(object=drawer.phrases.thing(*option, plain=True))

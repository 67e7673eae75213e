"""Draws noun phrases: who and what, with all that may stand before the noun."""

import functools

from zoo.data.korean_english.clauses import (
    Clause,
    NounPhrase,
    english_tail,
    korean_words,
    subject_words,
)
from zoo.data.korean_english.conjugation import honorific, modifier, stem_of
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.english import Person, indefinite, past_form
from zoo.data.korean_english.nouns import FAMILY, HOMONYMS, HONORED, JOBS, NAMES, Noun, Place
from zoo.data.korean_english.phrases import FAR_PAST, NEAR_PAST, NUMBERS, Phrase
from zoo.data.korean_english.predicates import PERSON, Predicate, listed, nouns_of, rows_of
from zoo.data.korean_english.states import BEFORE_NOUNS
from zoo.data.korean_english.usage import ATTRIBUTES, RELATIVE_HOSTS, RELATIVES, TRAITS

_CLOTHING = {"clothes", "shoes", "headwear", "jewelry"}
_HOUSEHOLD = {"furniture", "appliance", "dish", "picture", "text", "paper"}
_OWNED = _CLOTHING | _HOUSEHOLD | {"belonging", "vehicle", "cycle"}
_POINTED = _OWNED | {"fruit", "animal", "plant", "show", "course", "tool"}
_MANY_OF = {"this": "these", "that": "those"}
_MANY = {"fruit", "food", "plant", "dish", "money", "work", "picture"}
_POSSESSORS = (Phrase("우리", "our"), Phrase("그의", "his"), Phrase("그녀의", "her"))
_POSSESSIVE = ("my ", "our ", "his ", "her ")
_RELATIVES = listed(RELATIVES)


def _before(predicate: Predicate) -> Phrase:
    return Phrase(modifier(predicate.stem), predicate.english.removeprefix("be "))


def _attributes() -> dict[Noun, list[Phrase]]:
    found = {}
    for predicate in listed(ATTRIBUTES):
        for noun in predicate.subjects:
            found.setdefault(noun, []).append(_before(predicate))
    for korean, english, nouns in rows_of(BEFORE_NOUNS):
        word = korean if korean == "새" else modifier(stem_of(korean, adjective=True))
        for noun in nouns_of(nouns.split()):
            found.setdefault(noun, []).append(Phrase(word, english))
    return found


_ATTRIBUTES = _attributes()
_TRAITS = [_before(predicate) for predicate in listed(TRAITS)]


def pronoun(which: str, level: str = "formal") -> NounPhrase:
    """I, we, he, she, they or you (which Korean leaves out where it is polite)."""
    plain = level == "plain"
    if which == "I":
        first = "나" if plain else "저"
        return NounPhrase(first, "I", Person("am", "I"), oblique="me", speaker=True)
    if which == "you":
        return NounPhrase("너" if plain else "", "you", Person("are", "you"), speaker=True)
    korean, oblique, be = {
        "we": ("우리", "us", "are"),
        "he": ("그", "him", "is"),
        "she": ("그녀", "her", "is"),
        "they": ("그들", "them", "are"),
    }[which]
    return NounPhrase(korean, which, Person(be, which), oblique=oblique, speaker=which == "we")


def person_of(noun: Noun) -> NounPhrase:
    """A person by name, as one's own relative, or as the one with that job."""
    article = {"name": "", "family": "my "}.get(noun.group, "the ")
    gender = "she" if "f" in noun.traits else "he" if "m" in noun.traits else ""
    return NounPhrase(
        noun.korean, article + noun.english, Person("is", gender), noun, honored="h" in noun.traits
    )


def with_article(noun: Noun, phrase: str, article: str) -> str:
    """An English noun (and its adjectives) with a, the or nothing, as the noun allows."""
    if article == "a":
        return phrase if noun.mass or noun.tantum else indefinite(phrase)
    return f"the {phrase}" if article == "the" else phrase


def _one_place(place: Place, mode: str) -> NounPhrase:
    return NounPhrase(place.key, {"to": place.to, "reach": place.reached}.get(mode, place.at))


def _confusable(one: NounPhrase, other: NounPhrase) -> bool:
    # The same one twice, I and we, and "Minsu meets him", where one would ask whom.
    if one.english == other.english or {one.english, other.english} == {"I", "we"}:
        return True
    has_pronoun = one.noun is None or other.noun is None
    return has_pronoun and one.person.pronoun == other.person.pronoun != ""


class NounPhrases:
    """Draws noun phrases for one sentence after another.

    Args:
        dice: the source of chance.
    """

    def __init__(self, dice: Dice):
        self.dice = dice

    def person(
        self, *, avoid: NounPhrase | None = None, level: str = "formal", pronouns: float = 0.3
    ) -> NounPhrase:
        """Someone, other than `avoid`, in few words."""
        while True:
            if self.dice.chance(pronouns):
                found = pronoun(
                    self.dice.weigh(("I", "we", "he", "she", "they"), (6, 2, 2, 2, 1)), level
                )
            else:
                group = self.dice.weigh((NAMES, FAMILY, HONORED, JOBS), (4, 5, 1.5, 8))
                found = person_of(self.dice.pick(group))
            if avoid is None or not _confusable(found, avoid):
                return found

    def subject(self, level: str) -> NounPhrase:
        """Someone; those with a job may be many, this one, a kind one, one who did something."""
        found = self.person(level=level, pronouns=0.36)
        if found.noun and found.noun.group == "job" and self.dice.chance(0.5):
            return self._varied_job(found.noun)
        return found

    def _varied_job(self, noun: Noun) -> NounPhrase:
        kind = self.dice.weigh(("many", "counted", "this", "such", "doing"), (3, 2, 2, 2, 2))
        many = Person("are", "they")
        if kind == "many":
            return NounPhrase(noun.korean + "들", f"the {noun.plural}", many, noun)
        if kind == "counted":
            number = self.dice.pick(NUMBERS[1:6])
            korean = f"{noun.korean} {number.korean} {noun.counter}"
            return NounPhrase(korean, f"{number.english} {noun.plural}", many, noun, topical=False)
        if kind == "this":
            korean, english = self.dice.pick((("이", "this"), ("그", "that")))
            return NounPhrase(f"{korean} {noun.korean}", f"{english} {noun.english}", noun=noun)
        if kind == "such":
            adjective = self.dice.pick(_TRAITS)
            korean = f"{adjective.korean} {noun.korean}"
            return NounPhrase(korean, f"the {adjective.english} {noun.english}", noun=noun)
        return self._doer(noun)

    def _doer(self, noun: Noun) -> NounPhrase:
        # 책을 읽은 학생: the student who read a book.
        predicate = self.dice.pick(_RELATIVES)
        what = self.thing(*self.dice.pick(predicate.objects), plain=True)
        clause = Clause(NounPhrase("", ""), predicate, what)
        korean = [*korean_words(clause), modifier(predicate.stem, is_past=True), noun.korean]
        english = ["the", noun.english, "who", past_form(predicate.english), *english_tail(clause)]
        return NounPhrase(
            " ".join(korean), " ".join(english), noun=noun, nested=True, pairs=clause.pairs
        )

    def object(self, predicate: Predicate, subject: NounPhrase, level: str) -> NounPhrase | None:
        """What the predicate is done to, None if it takes nothing."""
        if not predicate.objects:
            return None
        people = [option for option in predicate.objects if option[1] == PERSON]
        noun, mode = self.dice.pick(predicate.objects)
        if people and (mode == PERSON or self.dice.chance(0.3)):
            return self.person(avoid=subject, level=level)
        if "possess" in predicate.flags:
            counted = noun.counter and self.dice.chance(0.4)
            return self.counted(noun) if counted else self.thing(noun, mode, plain=True)
        host = subject if predicate.key in RELATIVE_HOSTS else None
        while True:
            found = self.thing(noun, mode, subject=host, level=level)
            worn = found.topical and not found.english.startswith(_POSSESSIVE)
            if worn or "own" not in predicate.flags:
                return found

    def thing(
        self,
        noun: Noun | Place,
        mode: str,
        *,
        subject: NounPhrase | None = None,
        level: str = "formal",
        plain: bool = False,
    ) -> NounPhrase:
        """A thing or a place.

        Args:
            noun: what it is.
            mode: its English article as a bare noun (a, the, s), or at, to for places.
            subject: someone else than the one in a relative clause; without it there is none.
            level: of speech; it decides between 제 and 내.
            plain: nothing but the noun.
        """
        if isinstance(noun, Place):
            return _one_place(noun, mode)
        kinds = {"bare": 11.0}
        if not plain:
            kinds |= self._variants(noun, mode, with_clause=subject is not None)
        kind = self.dice.weigh(tuple(kinds), tuple(kinds.values()))
        if kind == "counted":
            return self.counted(noun)
        many = mode == "s" or noun.plenty
        word = noun.plural if many else noun.english
        article = "" if noun.group == "subject" or (many and mode != "the") else mode
        person = Person("are", "they") if many or noun.tantum else Person("is")
        if kind == "done":
            return self._done_to(noun, word, subject, level)._replace(person=person)
        before = self._before(kind, noun, level)
        if kind == "this":
            # The demonstrative agrees: these shoes.
            english = f"{_MANY_OF.get(before.english) if person.plural else before.english} {word}"
        elif kind == "owned":
            english = f"{before.english} {word}"
        else:
            english = with_article(noun, f"{before.english} {word}".strip(), article)
        return NounPhrase(f"{before.korean} {noun.korean}".strip(), english, person, noun)

    def _before(self, kind: str, noun: Noun, level: str) -> Phrase:
        if kind == "such":
            return self.dice.pick(_ATTRIBUTES[noun])
        if kind == "owned":
            return self.dice.pick((Phrase("내" if level == "plain" else "제", "my"), *_POSSESSORS))
        if kind == "this":
            return self.dice.pick((Phrase("이", "this"), Phrase("그", "that")))
        return Phrase("", "")

    def _variants(self, noun: Noun, mode: str, *, with_clause: bool) -> dict[str, float]:
        kinds = {}
        if noun in _ATTRIBUTES and noun.group != "subject":
            kinds["such"] = 3.0
        if mode == "a" and noun.counter:
            kinds["counted"] = 3.0
        if mode != "s" and noun.group in _OWNED:
            kinds["owned"] = 2.0
        if mode != "s" and noun.group in _POINTED:
            kinds["this"] = 1.5
        if with_clause and mode != "s" and noun.key not in HOMONYMS and _done_to(noun):
            kinds["done"] = 1.0
        return kinds

    def counted(self, noun: Noun) -> NounPhrase:
        """A number of them: 책 세 권, three books."""
        number = self.dice.pick(NUMBERS if noun.group in _MANY else NUMBERS[:5])
        english = noun.english if number.english == "one" else noun.plural
        korean = f"{noun.korean} {number.korean} {noun.counter}"
        if noun in _ATTRIBUTES and self.dice.chance(0.2):
            adjective = self.dice.pick(_ATTRIBUTES[noun])
            korean = f"{adjective.korean} {korean}"
            english = f"{adjective.english} {english}"
        be = "is" if number.english == "one" else "are"
        return NounPhrase(korean, f"{number.english} {english}", Person(be), noun, topical=False)

    def _done_to(self, noun: Noun, word: str, subject: NounPhrase | None, level: str) -> NounPhrase:
        # 민수가 어제 산 책: the book that Minsu bought yesterday.
        predicate = self.dice.pick(_done_to(noun))
        who = self.person(avoid=subject, level=level)
        times = NEAR_PAST + FAR_PAST if "far" in predicate.flags else NEAR_PAST
        time = self.dice.pick(times) if self.dice.chance(0.4) else None
        clause = Clause(who, predicate, time=time)
        stem = honorific(predicate.stem) if who.honored else predicate.stem
        korean = [*subject_words(clause, "이"), *korean_words(clause, with_subject=False)]
        korean += [modifier(stem, is_past=True), noun.korean]
        english = ["the", word, "that", who.english, past_form(predicate.english)]
        english += english_tail(clause)
        pairs = clause._replace(object=NounPhrase("", "", noun=noun)).pairs
        return NounPhrase(" ".join(korean), " ".join(english), noun=noun, nested=True, pairs=pairs)


@functools.cache
def _done_to(noun: Noun) -> list[Predicate]:
    return [predicate for predicate in _RELATIVES if (noun, "a") in predicate.objects]

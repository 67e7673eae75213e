"""The lexicon's verbs and adjectives as objects: the tables of `verbs` and `states`, read once."""

from typing import NamedTuple

from zoo.data.korean_english import nouns, states, verbs
from zoo.data.korean_english.conjugation import Stem, copula, negative_copula, stem_of
from zoo.data.korean_english.nouns import NOUNS, THINGS, Noun, Place
from zoo.data.korean_english.phrases import MANNERS, Phrase

PERSON = "person"


class Predicate(NamedTuple):
    """One sense of a verb or an adjective.

    Attributes:
        key: dictionary form and English, unique.
        stem: the Korean stem, fixed words before it included.
        english: the English base form.
        kind: "action", "state", "adjective" or "event".
        objects: what it takes, as `(noun or place, article)`; the article is a, the, s (a bare
            plural), `PERSON`, or at, to, reach for places.
        subjects: the things that it can be said of; empty for people.
        particle: of the object.
        places, manners: where and how it is done.
        flags: see `verbs`.
        honorific, negative, humble: stems that replace `stem`.
        ambiguous: another sense has the same Korean verb, so the object decides.
    """

    key: str
    stem: Stem
    english: str
    kind: str = "action"
    objects: tuple[tuple[Noun | Place | None, str], ...] = ()
    subjects: tuple[Noun, ...] = ()
    particle: str = "을"
    places: tuple[Place, ...] = ()
    manners: tuple[Phrase, ...] = ()
    flags: frozenset[str] = frozenset()
    honorific: Stem | None = None
    negative: Stem | None = None
    humble: Stem | None = None
    ambiguous: bool = False

    @property
    def word(self) -> str:
        """The Korean dictionary form."""
        return self.key.split(":")[0]


def rows_of(table: str) -> list[list[str]]:
    """The cells of a table, stripped."""
    return [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]


def nouns_of(tokens: list[str]) -> list[Noun]:
    """Nouns and groups of nouns, in order and once each; `-noun` leaves one out again."""
    found = [
        noun
        for token in tokens
        if not token.startswith("-")
        for noun in THINGS.get(token) or (NOUNS[token],)
    ]
    left_out = {token[1:] for token in tokens if token.startswith("-")}
    return [noun for noun in dict.fromkeys(found) if noun.key not in left_out]


def _objects(spec: str) -> tuple[tuple[Noun | Place | None, str], ...]:
    if spec.startswith("@"):
        mode, _, groups = spec[1:].partition(" ")
        return tuple((place, mode) for place in nouns.places_of(groups))
    article, found, tokens = "a", [], spec.split()
    left_out = [token for token in tokens if token.startswith("-")]
    for token in tokens:
        if token in ("a", "the", "s"):
            article = token
        elif token == PERSON:
            found.append((None, PERSON))
        elif token not in left_out:
            found += [(noun, article) for noun in nouns_of([token, *left_out])]
    return tuple(found)


def _verb(row: list[str], is_second: bool) -> Predicate:
    korean, english, objects, places, manners, flags = row
    options = dict(flag.split("=") for flag in flags.split() if "=" in flag)
    honorific = Stem(options["hon"][:-1], "시") if "hon" in options else None
    humble = stem_of(options["humble"].replace("_", " ")) if "humble" in options else None
    names = frozenset(flag for flag in flags.split() if "=" not in flag)
    return Predicate(
        key=f"{korean.split('/')[0]}:{english}" + "+" * is_second,
        stem=stem_of(korean),
        english=english,
        kind="state" if "state" in names else "action",
        objects=_objects(objects),
        particle=options.get("p", "을"),
        places=nouns.places_of(places),
        manners=tuple(MANNERS[word.replace("_", " ")] for word in manners.split()),
        flags=names,
        honorific=honorific,
        negative=stem_of(options["not"]) if "not" in options else None,
        humble=humble,
        # 드시다 is eat, take and drink.
        ambiguous=korean.split("/")[0] in _AMBIGUOUS or honorific is not None,
    )


def _adjective(row: list[str]) -> Predicate:
    korean, english, subjects = row
    tokens, word = subjects.split(), korean.split("/")[0]
    english = english[1:] if english.startswith("=") else f"be {english}"
    return Predicate(
        key=f"{word}:{english}",
        stem=stem_of(korean, adjective=True),
        english=english,
        kind="adjective",
        subjects=tuple(nouns_of([token for token in tokens if token != "people"])),
        flags=frozenset({"people"} & set(tokens)),
        ambiguous=word in _AMBIGUOUS,
    )


def _event(row: list[str]) -> Predicate:
    korean, english, subjects = row
    subjects = tuple(nouns_of(subjects.split()))
    return Predicate(f"{korean}:{english}", stem_of(korean), english, "event", subjects=subjects)


def of_copula(noun: Noun, english: str) -> Predicate:
    """N이다, `english` being "be a teacher" or "be teachers"."""
    stem, negative = copula(noun.korean), negative_copula(noun.korean)
    return Predicate(f"이다:{noun.key}", stem, english, "adjective", negative=negative)


def of_existence(english: str, *, absent: bool) -> Predicate:
    """N이 있다 or 없다 of a place, `english` being "be a desk in the room"."""
    return Predicate("있다:there", stem_of("없다" if absent else "있다"), english, "adjective")


_WORDS = [row[0].split("/")[0] for row in rows_of(verbs.VERBS) + rows_of(states.ADJECTIVES)]
_AMBIGUOUS = {word for word in _WORDS if _WORDS.count(word) > 1}

_VERB_ROWS = rows_of(verbs.VERBS)
# A sense whose objects differ in their places has two rows: one plays tennis at the gym.
VERBS = tuple(
    _verb(row, is_second=row[:2] in [other[:2] for other in _VERB_ROWS[:number]])
    for number, row in enumerate(_VERB_ROWS)
)
ADJECTIVES = tuple(_adjective(row) for row in rows_of(states.ADJECTIVES))
EVENTS = tuple(_event(row) for row in rows_of(states.EVENTS))
WEATHER = tuple((*row[0].split(maxsplit=1), row[1], row[2]) for row in rows_of(states.WEATHER))
BY_KEY = {predicate.key: predicate for predicate in (*VERBS, *ADJECTIVES)}


def listed(keys: str) -> tuple[Predicate, ...]:
    """The senses of a list `korean:english; ...`, each with all its objects or those after `=`."""
    found = []
    for entry in filter(None, (" ".join(entry.split()) for entry in keys.split(";"))):
        key, _, chosen = entry.partition(" = ")
        predicate, chosen = BY_KEY[key], chosen.split()
        objects = tuple(
            (noun, mode)
            for noun, mode in predicate.objects
            if not chosen or (noun.key if noun else PERSON) in chosen
        )
        found.append(predicate._replace(objects=objects))
    return tuple(found)

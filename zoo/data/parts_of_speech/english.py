"""A drawn meaning as English words, each with its part of speech.

The words are those of the grammar's own sentences; the tag of each comes from the slot that it
stands in, so that none is guessed: the grammar knows that "to" begins a purpose or a place.
"""

from zoo.data.korean_english.clauses import Clause, NounPhrase
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.english import gerund, past_form, verb_group
from zoo.data.korean_english.predicates import listed
from zoo.data.korean_english.segments import Segment
from zoo.data.korean_english.usage import RELATIVES

Tagged = list[tuple[str, str]]

_PRONOUNS = frozenset(
    "I we he she they you me us him them it who there my our his her this that".split()
)
_RELATIVE_VERBS = frozenset(past_form(p.english).split()[0] for p in listed(RELATIVES))
# What a word is before a noun, and in phrases of time, place and manner, which have no verb.
_CLOSED = {
    **dict.fromkeys("a an the this that these those no every".split(), "DET"),
    **dict.fromkeys("my our his her".split(), "PRON"),
    **dict.fromkeys("one two three four five six seven eight nine ten thirty".split(), "NUM"),
    **dict.fromkeys("at in on to with for from up off down past before around".split(), "ADP"),
}
_ADJECTIVES = dict.fromkeys("last next little long good bad angry wet bitter able".split(), "ADJ")
_ADVERBS = dict.fromkeys(
    "ago just now later soon o'clock often sometimes usually always very really extremely quite "
    "slowly quickly quietly hard well early late alone loudly easily again together carefully "
    "home".split(),
    "ADV",
)
_NAMES = dict.fromkeys(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Seoul Busan Korea Japan United "
    "States Korean English".split(),
    "PROPN",
)
_AT_HOME = {"at": "ADP", "home": "NOUN"}
_OF_WORD = {**_CLOSED, **_ADJECTIVES, **_ADVERBS, **_NAMES, "shopping": "VERB"}


def segment(drawn: Segment, dice: Dice, level: str) -> Tagged:
    """A statement, with the clause that leans on it; English has one way to say it."""
    main, side, link = drawn.main, drawn.side, drawn.link
    if not side:
        return statement(main)
    if drawn.is_condition:
        same = side.subject == main.subject
        said = [(main.subject.person.pronoun, "PRON")] if same else None
        return [(link, "SCONJ"), *statement(side), (",", "PUNCT"), *statement(main, said)]
    if link == "to":
        leaning = [("to", "PART"), *base(side)]
    else:
        leaning = [(link, "SCONJ"), *_verb(gerund(side.predicate.english)), *_tail(side)]
    time = _phrase(main.time.english) if main.time else []
    return [*statement(main._replace(time=None)), *leaning, *time]


def statement(clause: Clause, subject: Tagged | None = None) -> Tagged:
    """Subject, verb, and what follows it."""
    subject = _noun_phrase(clause.subject) if subject is None else subject
    auxiliary, rest = _verb_group(clause, support=bool(clause.negation))
    negation = [("not", "PART")] if clause.negation else []
    if auxiliary == [("can", "AUX")] and negation:
        auxiliary, negation = [("cannot", "AUX")], []
    return [*subject, *auxiliary, *negation, *_frequency(clause), *rest, *_tail(clause)]


def question(clause: Clause, level: str) -> Tagged:
    """Asks for yes or no; all levels alike."""
    auxiliary, rest = _verb_group(clause, support=True)
    negation = [("not", "PART")] if clause.negation else []
    middle = [*_noun_phrase(clause.subject), *negation, *_frequency(clause)]
    return [*auxiliary, *middle, *rest, *_tail(clause)]


def request(clause: Clause, level: str) -> Tagged:
    """Asks for something to be done."""
    return [*([] if level == "plain" else [("please", "INTJ")]), *base(clause)]


def base(clause: Clause) -> Tagged:
    """The bare form, for requests and purposes."""
    return [*_verb(clause.predicate.english), *_tail(clause)]


def finished(words: Tagged, mark: str) -> Tagged:
    """With a capital and an end."""
    (first, tag), *others = words
    return [(first[0].upper() + first[1:], tag), *others, (mark, "PUNCT")]


def _frequency(clause: Clause) -> Tagged:
    is_often = clause.adverb and clause.predicate.kind != "adjective"
    return [(clause.adverb.english, "ADV")] if is_often else []


def _verb_group(clause: Clause, *, support: bool) -> tuple[Tagged, Tagged]:
    """The auxiliary, and the rest of the finite verb with what belongs to it."""
    english, is_graded = clause.predicate.english, clause.predicate.kind == "adjective"
    if clause.adverb and is_graded:
        english = english.replace("be ", f"be {clause.adverb.english} ", 1)
    auxiliary, rest = verb_group(
        english,
        clause.subject.person,
        tense=clause.tense,
        aspect=clause.aspect,
        modality=clause.modality,
        support=support,
    )
    before = [(auxiliary, "AUX")] if auxiliary else []
    words = rest.split()
    if clause.modality in ("want", "must"):  # wants to, have to
        start = [(words[0], "VERB"), ("to", "PART")]
        return before, [*start, *_after_to(words[2:])]
    if words[:3] == ["be", "able", "to"]:
        return before, [("be", "AUX"), ("able", "ADJ"), ("to", "PART"), *_after_to(words[3:])]
    if english.split()[0] != "be":
        return before, _verb(rest)
    if words[:1] == ["be"]:  # will be
        return before, [("be", "AUX"), *_complement(clause, words[1:])]
    return before, _complement(clause, words)


def _after_to(words: list[str]) -> Tagged:
    return [("be", "AUX")] if words == ["be"] else _verb(" ".join(words))


def _complement(clause: Clause, words: list[str]) -> Tagged:
    """What follows be: kind, very kind, in a good mood, a teacher, a desk in the room."""
    if clause.subject.english == "there":
        place = next(i for i, word in enumerate(words) if word in ("at", "in", "on"))
        return [*_nouns(words[:place], clause.subject.noun), *_phrase(" ".join(words[place:]))]
    if clause.predicate.key.startswith("이다:") or "mood" in words:
        return [(word, _tag(word)) for word in words]
    return [(word, _ADVERBS.get(word, "ADJ")) for word in words]


def _verb(phrase: str) -> Tagged:
    """A verb and its fixed words: turn on, take a walk, water the flowers."""
    first, *others = phrase.split()
    return [(first, "VERB"), *((word, _tag(word)) for word in others)]


def _tail(clause: Clause) -> Tagged:
    words = _noun_phrase(clause.object, oblique=True) if clause.object else []
    if clause.recipient:
        words += [("to", "ADP"), *_noun_phrase(clause.recipient, oblique=True)]
    if clause.manner:
        words += _phrase(clause.manner.english)
    if clause.companion:
        words += [("with", "ADP"), *_noun_phrase(clause.companion, oblique=True)]
    for phrase in (clause.place, clause.time):
        if phrase:
            words += _phrase(phrase.english)
    return words


def _phrase(text: str) -> Tagged:
    """A phrase of time, place or manner."""
    words = text.split()
    return [(word, _tag(word) if text != "at home" else _AT_HOME[word]) for word in words]


def _tag(word: str) -> str:
    return _OF_WORD.get(word, "NOUN")


def _noun_phrase(phrase: NounPhrase, *, oblique: bool = False) -> Tagged:
    words = ((phrase.oblique if oblique else "") or phrase.english).split()
    if phrase.nested:
        return _with_clause(words)
    if len(words) == 1 and words[0] in _PRONOUNS:
        return [(words[0], "PRON")]
    if phrase.noun is None:  # the weather, or a place: to the library
        return [(word, _tag(word)) for word in words]
    return _nouns(words, phrase.noun)


def _nouns(words: list[str], noun) -> Tagged:
    if noun.group == "name":
        return [(word, "PROPN") for word in words]
    own = len(noun.english.split())
    before = [(word, _CLOSED.get(word, "ADJ")) for word in words[:-own]]
    return [*before, *_own_words(words[-own:])]


def _own_words(words: list[str]) -> Tagged:
    """police officer, older brother, Korean, book."""
    *first, last = words
    kinds = ["ADJ" if word in ("older", "younger") else "NOUN" for word in first]
    return [*zip(first, kinds, strict=True), (last, _NAMES.get(last, "NOUN"))]


def _with_clause(words: list[str]) -> Tagged:
    """The student who read a book; the book that my mother bought yesterday."""
    place = next(i for i, word in enumerate(words) if i > 1 and word in ("who", "that"))
    head = [(words[0], "DET"), *_own_words(words[1:place]), (words[place], "PRON")]
    rest = words[place + 1 :]
    verb = next(i for i, word in enumerate(rest) if word in _RELATIVE_VERBS)
    who = rest[:verb]
    if len(who) == 1:
        said = [(who[0], "PRON" if who[0] in _PRONOUNS else "PROPN")]
    else:
        said = [(who[0], _CLOSED[who[0]]), *_own_words(who[1:])] if who else []
    return [*head, *said, *_verb(" ".join(rest[verb:]))]

"""A drawn meaning as Korean words, each with its part of speech.

A word is what stands between spaces: a noun with its particle is a NOUN, a noun with the copula
too. As in `english`, the tag comes from the slot: 씁니다 is a verb (to write) or an adjective (to
be bitter), and 있습니다 an adjective (there is) or an auxiliary (읽고 있습니다).
"""

from zoo.data.korean_english.clauses import Clause, NounPhrase, subject_words
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.hangul import with_particle
from zoo.data.korean_english.nouns import NAMES
from zoo.data.korean_english.phrases import DEGREES, FREQUENCIES, MANNERS, NUMBERS
from zoo.data.korean_english.questions import asking_verb
from zoo.data.korean_english.segments import Segment
from zoo.data.korean_english.sentences import (
    leaning_verb,
    main_verb,
    requesting_verb,
    subject_particle,
)

Tagged = list[tuple[str, str]]

_NUMBERS = frozenset(("삼십", *(number.korean for number in NUMBERS)))
_ADVERBS = frozenset(
    "아까 방금 이따가 곧 안 못".split()
    + [phrase.korean for phrase in (*DEGREES, *FREQUENCIES)]
    + [phrase for phrase in MANNERS if " " not in phrase]
)
# Before a noun.
_BEFORE_NOUNS = {
    **dict.fromkeys("이 그 새".split(), "DET"),
    **dict.fromkeys("제 내 우리 그의 그녀의".split(), "PRON"),
}
_PRONOUNS = frozenset("저 나 너 우리 그 그녀 그들 이것 그것 저것".split())
_INNER_PRONOUNS = frozenset("제가 내가 우리가 그가 그녀가 그들이".split())
_NAMES = tuple(name.korean for name in NAMES)
_BOUND_NOUNS = frozenset("수 후에 때 전에".split())


def segment(drawn: Segment, dice: Dice, level: str) -> Tagged:
    """A statement, with the clause that leans on it."""
    main, side = drawn.main, drawn.side
    verb = _verb(main, main_verb(dice, level, main))
    particle = subject_particle(dice, main)
    if not side:
        inner = bool(main.object and main.object.nested)
        return [*_words(main, "은" if inner else particle), *verb]
    rest = [*_words(main._replace(time=None), with_subject=False), *verb]
    if drawn.is_condition and side.subject != main.subject:
        leaning = [*_words(side, "이"), *_verb(side, leaning_verb(drawn))]
        return [*leaning, *_subject(main, "은"), *rest]
    leaning = [*_words(side, with_subject=False), *_verb(side, leaning_verb(drawn))]
    time, subject = _time(main), _subject(main, "은")
    start = [*time, *subject] if main.front else [*subject, *time]
    return [*start, *leaning, *rest]


def question(clause: Clause, level: str) -> Tagged:
    """Asks for yes or no."""
    return [*_words(clause), *_verb(clause, asking_verb(clause, level))]


def request(clause: Clause, level: str) -> Tagged:
    """Asks for something to be done."""
    return [*_words(clause), *_verb(clause, requesting_verb(clause, level))]


def finished(words: Tagged, mark: str) -> Tagged:
    """With an end."""
    return [*words, (mark, "PUNCT")]


def _words(clause: Clause, particle: str = "은", *, with_subject: bool = True) -> Tagged:
    """The words before the verb, in order."""
    time = _time(clause)
    subject = _subject(clause, particle) if with_subject else []
    what = []
    if clause.object:
        what = _noun_phrase(
            clause.object, with_particle(clause.object.korean, clause.predicate.particle)
        )
    words = [*time, *subject] if clause.front else [*subject]
    if clause.early:
        words += what
    if not clause.front:
        words += time
    if clause.adverb and clause.predicate.kind != "adjective":
        words.append((clause.adverb.korean, "ADV"))
    if clause.place:
        words.append((clause.place.korean, "NOUN"))
    if clause.companion:
        words += _noun_phrase(clause.companion, with_particle(clause.companion.korean, "와"))
    if clause.recipient:
        to = "께" if clause.recipient.honored else "에게"
        words += _noun_phrase(clause.recipient, clause.recipient.korean + to)
    return words if clause.early else words + what


def _subject(clause: Clause, particle: str) -> Tagged:
    return [
        tagged
        for text in subject_words(clause, particle)
        for tagged in _noun_phrase(clause.subject, text)
    ]


def _time(clause: Clause) -> Tagged:
    return [(word, _small(word)) for word in clause.time.korean.split()] if clause.time else []


def _small(word: str) -> str:
    if word == "지난":
        return "ADJ"
    return "NUM" if word in _NUMBERS else "ADV" if word in _ADVERBS else "NOUN"


def _noun_phrase(phrase: NounPhrase, text: str) -> Tagged:
    """`text` is the phrase with its particle."""
    *before, last = text.split()
    if phrase.nested:  # 책을 읽은 학생, 민수가 어제 산 책
        *inner, verb = before
        return [*map(_inner, inner), (verb, "VERB"), (last, "NOUN")]
    name = phrase.noun and phrase.noun.group == "name"
    if name or (phrase.noun is None and phrase.korean in _PRONOUNS):
        return [(last, "PROPN" if name else "PRON")]
    counted = before and before[-1] in _NUMBERS
    own = phrase.noun.korean if phrase.noun else ""
    found = []
    for i, word in enumerate(before):
        if counted and i == len(before) - 1:
            found.append((word, "NUM"))
        elif word == own or (phrase.english == "there" and i == 0):  # 방에 책상이
            found.append((word, "NOUN"))
        else:
            found.append((word, _BEFORE_NOUNS.get(word, "ADJ")))
    return [*found, (last, "NOUN")]


def _inner(word: str) -> tuple[str, str]:
    """A word of the clause inside a phrase: who or what, and when."""
    if word.startswith(_NAMES):
        return word, "PROPN"
    return word, "PRON" if word in _INNER_PRONOUNS else _small(word)


def _verb(clause: Clause, text: str) -> Tagged:
    """The verb with its fixed words, adverbs and auxiliaries."""
    predicate, found, is_found = clause.predicate, [], False
    stems = (predicate.stem, predicate.negative, predicate.humble)
    fixed = {word for stem in stems if stem for word in stem.text.split()[:-1]}
    adverbs = (clause.adverb, clause.manner)
    adverbs = {word for phrase in adverbs if phrase for word in phrase.korean.split()}
    for word in text.split():
        if is_found:
            is_noun = word in _BOUND_NOUNS or word.startswith(("것", "거"))
            found.append((word, "NOUN" if is_noun else "AUX"))
        elif word in fixed and word != "보여":  # 춤을 추다; but 보여 주다, to show
            found.append((word, "NOUN"))
        elif word in adverbs or word in ("안", "못"):
            found.append((word, _small(word)))
        else:
            found.append((word, _of_predicate(clause)))
            is_found = True
    return found


def _of_predicate(clause: Clause) -> str:
    predicate = clause.predicate
    if predicate.key.startswith("이다:") and not clause.negation:
        return "NOUN"  # 강사입니다
    is_adjective = predicate.kind == "adjective" or predicate.stem.text[-1] in "있없"
    return "ADJ" if is_adjective else "VERB"

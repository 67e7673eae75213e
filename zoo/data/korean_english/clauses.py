"""A clause: one meaning, written in Korean and in English from the same fields."""

from typing import NamedTuple

from zoo.data.korean_english.conjugation import (
    Stem,
    honorific,
    infinitive,
    linked,
    past,
    plain,
)
from zoo.data.korean_english.english import Person, gerund, verb_group
from zoo.data.korean_english.hangul import with_particle
from zoo.data.korean_english.nouns import Noun
from zoo.data.korean_english.phrases import Phrase
from zoo.data.korean_english.predicates import Predicate


class NounPhrase(NamedTuple):
    """A noun with what belongs to it, in both languages.

    Attributes:
        korean: without a particle; "" where Korean leaves it out.
        english: as a subject.
        person: agreement.
        noun: its noun, None for pronouns.
        oblique: English in other places, "" if it is the same.
        honored: takes 께서 and -시-.
        speaker: first or second person, whose wishes are known (-고 싶다, not -고 싶어 하다).
        topical: may be the topic (은/는).
        nested: has a clause inside (민수가 산 책).
        pairs: the combinations of words in that clause.
    """

    korean: str
    english: str
    person: Person = Person("is")
    noun: Noun | None = None
    oblique: str = ""
    honored: bool = False
    speaker: bool = False
    topical: bool = True
    nested: bool = False
    pairs: tuple[tuple[str, str], ...] = ()


class Clause(NamedTuple):
    """A predicate, who, what, where, when and how.

    Attributes:
        tense: "present", "past" or "future".
        aspect: "simple" or "progressive".
        modality: "", "want", "can" or "must".
        negation: "", "short" (안, 못) or "long" (-지 않다, -(으)ㄹ 수 없다); the same in English.
        adverb: how often, or to what degree.
        front: the time comes before the subject.
        early: the object comes right after the subject, far from its verb.
    """

    subject: NounPhrase
    predicate: Predicate
    object: NounPhrase | None = None
    recipient: NounPhrase | None = None
    companion: NounPhrase | None = None
    place: Phrase | None = None
    time: Phrase | None = None
    manner: Phrase | None = None
    adverb: Phrase | None = None
    tense: str = "present"
    aspect: str = "simple"
    modality: str = ""
    negation: str = ""
    front: bool = False
    early: bool = False

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The combinations of words that a split may hold out.

        A verb with several senses is not paired with its object: the object alone tells the sense,
        and no one could guess the sense of a pair never seen.
        """
        subject, predicate, found = self.subject, self.predicate, []
        said_of_things = bool(predicate.subjects) and subject.noun in predicate.subjects
        if subject.noun and not (said_of_things and predicate.ambiguous):
            found.append((subject.noun, predicate))
        if (
            self.object
            and self.object.noun
            and not predicate.ambiguous
            and len(predicate.objects) > 3
        ):
            found.append((self.object.noun, predicate))
        pairs = [(noun.key, owner.key) for noun, owner in found if not noun.key[-1].isdigit()]
        inner = [phrase.pairs for phrase in (subject, self.object) if phrase]
        return (*pairs, *(pair for group in inner for pair in group))


def subject_words(clause: Clause, particle: str) -> list[str]:
    """The Korean subject as topic ("은") or as nominative ("이")."""
    subject = clause.subject
    if not subject.korean:
        return []
    particle = particle if subject.topical else "이"
    if subject.honored:
        return [subject.korean + ("께서는" if particle == "은" else "께서")]
    return [with_particle(subject.korean, particle)]


def korean_words(clause: Clause, particle: str = "은", *, with_subject: bool = True) -> list[str]:
    """The Korean words before the verb, in order."""
    time = [clause.time.korean] if clause.time else []
    subject = subject_words(clause, particle) if with_subject else []
    what = [with_particle(clause.object.korean, clause.predicate.particle)] if clause.object else []
    words = [*time, *subject] if clause.front else [*subject]
    if clause.early:
        words += what
    if not clause.front:
        words += time
    if clause.adverb and clause.predicate.kind != "adjective":
        words.append(clause.adverb.korean)
    if clause.place:
        words.append(clause.place.korean)
    if clause.companion:
        words.append(with_particle(clause.companion.korean, "와"))
    if clause.recipient:
        words.append(clause.recipient.korean + ("께" if clause.recipient.honored else "에게"))
    return words if clause.early else words + what


def korean_stem(clause: Clause) -> Stem:
    """The verb with its adverb, negation, modality and honour, before tense and ending."""
    predicate, honored = clause.predicate, clause.subject.honored
    negated, short = bool(clause.negation), clause.negation == "short"
    stem = predicate.stem
    if clause.recipient and clause.recipient.honored and predicate.humble:
        stem = predicate.humble
    own_honour = honored and predicate.honorific
    if negated and predicate.negative and not clause.modality and not own_honour:
        stem, negated = predicate.negative, False
    elif own_honour:
        stem = predicate.honorific
    adverb = clause.adverb if predicate.kind == "adjective" else clause.manner
    if adverb:
        stem = _insert(stem, adverb.korean)
    if short and negated:
        stem = _insert(stem, "못" if clause.modality == "can" else "안")
        return _honored(stem) if honored else stem
    stem = _with_modality(clause, stem)
    if negated and clause.modality != "can":
        stem = Stem(plain(stem, "지 않"), "", stem.adjective)
    done = honored and clause.modality in ("can", "must")
    return _honored(stem) if honored and not done else stem


def _with_modality(clause: Clause, stem: Stem) -> Stem:
    honored = clause.subject.honored
    if clause.modality == "can":
        whether = "없" if clause.negation else "있"
        return Stem(linked(_honored(stem) if honored else stem, "ㄹ 수 ") + whether, "", True)
    if clause.modality == "must":
        return Stem(infinitive(_honored(stem) if honored else stem) + "야 하")
    if clause.modality == "want":
        wish = plain(stem, "고 싶")
        return Stem(wish, "", True) if clause.subject.speaker else Stem(wish + "어 하")
    if clause.aspect == "progressive":
        stay = "고 계시" if honored else "고 있"
        return Stem(plain(stem, stay), "시" if honored else "", not honored)
    return stem


def _insert(stem: Stem, word: str) -> Stem:
    # After a fixed noun (춤을 잘 추다, 배가 안 고프다), else in front.
    head, _, last = stem.text.rpartition(" ")
    text = f"{head} {word} {last}" if head[-1:] in list("을를이가에") else f"{word} {stem.text}"
    return Stem(text, stem.kind, stem.adjective)


def _honored(stem: Stem) -> Stem:
    return stem if stem.kind == "시" else honorific(stem)


def tensed(clause: Clause) -> Stem:
    """`korean_stem`, made past if the clause is."""
    stem = korean_stem(clause)
    return past(stem) if clause.tense == "past" else stem


def english_verb(clause: Clause) -> str:
    """The English base form with its degree: be very kind."""
    verb = clause.predicate.english
    if clause.adverb and clause.predicate.kind == "adjective":
        return verb.replace("be ", f"be {clause.adverb.english} ", 1)
    return verb


def english_tail(clause: Clause, *, with_time: bool = True) -> list[str]:
    """What follows the English verb: object, recipient, manner, companion, place, time."""
    tail = [clause.object.oblique or clause.object.english] if clause.object else []
    if clause.recipient:
        tail.append("to " + (clause.recipient.oblique or clause.recipient.english))
    if clause.manner:
        tail.append(clause.manner.english)
    if clause.companion:
        tail.append("with " + (clause.companion.oblique or clause.companion.english))
    if clause.place:
        tail.append(clause.place.english)
    if clause.time and with_time:
        tail.append(clause.time.english)
    return tail


def _group(clause: Clause, support: bool) -> tuple[str, str]:
    return verb_group(
        english_verb(clause),
        clause.subject.person,
        tense=clause.tense,
        aspect=clause.aspect,
        modality=clause.modality,
        support=support,
    )


def _spaced(words: list[str]) -> str:
    return " ".join(word for word in words if word)


def english_statement(clause: Clause, subject: str | None = None, *, with_time: bool = True) -> str:
    """The clause as a statement.

    Args:
        clause: the meaning.
        subject: a pronoun in the subject's place, "" to leave it out.
        with_time: whether the time phrase is written.
    """
    auxiliary, rest = _group(clause, support=bool(clause.negation))
    negation = "not" if clause.negation else ""
    if auxiliary == "can" and negation:
        auxiliary, negation = "cannot", ""
    often = clause.adverb.english if clause.adverb and clause.predicate.kind != "adjective" else ""
    subject = clause.subject.english if subject is None else subject
    tail = english_tail(clause, with_time=with_time)
    return _spaced([subject, auxiliary, negation, often, rest, *tail])


def english_question(clause: Clause, asked: str = "") -> str:
    """The clause as a question; `asked` is the question word and what it takes along."""
    auxiliary, rest = _group(clause, support=True)
    negation = "not" if clause.negation else ""
    often = clause.adverb.english if clause.adverb and clause.predicate.kind != "adjective" else ""
    subject = clause.subject.english
    return _spaced([asked, auxiliary, subject, negation, often, rest, *english_tail(clause)])


def english_base(clause: Clause) -> str:
    """The bare form, for requests and purposes: read a book."""
    return _spaced([clause.predicate.english, *english_tail(clause)])


def english_gerund(clause: Clause) -> str:
    """The -ing form, after "after" and its like: reading a book."""
    return _spaced([gerund(clause.predicate.english), *english_tail(clause)])

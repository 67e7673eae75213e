"""English inflection: articles, plurals, verb forms, and the verb group of a clause."""

from typing import NamedTuple

_PAST = dict(
    pair.split(":")
    for pair in [
        "be:was",
        "become:became",
        "begin:began",
        "blow:blew",
        "break:broke",
        "build:built",
        "buy:bought",
        "catch:caught",
        "choose:chose",
        "come:came",
        "cut:cut",
        "do:did",
        "draw:drew",
        "drink:drank",
        "drive:drove",
        "eat:ate",
        "fall:fell",
        "feel:felt",
        "fight:fought",
        "find:found",
        "fly:flew",
        "forget:forgot",
        "get:got",
        "give:gave",
        "go:went",
        "grow:grew",
        "hang:hung",
        "have:had",
        "hear:heard",
        "hide:hid",
        "hit:hit",
        "hold:held",
        "keep:kept",
        "know:knew",
        "learn:learned",
        "leave:left",
        "lend:lent",
        "lie:lay",
        "lose:lost",
        "make:made",
        "meet:met",
        "mow:mowed",
        "pay:paid",
        "put:put",
        "read:read",
        "ride:rode",
        "ring:rang",
        "rise:rose",
        "run:ran",
        "sell:sold",
        "send:sent",
        "set:set",
        "shoot:shot",
        "show:showed",
        "sing:sang",
        "sit:sat",
        "sleep:slept",
        "speak:spoke",
        "spend:spent",
        "swim:swam",
        "take:took",
        "teach:taught",
        "tell:told",
        "think:thought",
        "throw:threw",
        "wake:woke",
        "wear:wore",
        "win:won",
        "write:wrote",
    ]
)
_DOUBLED = {
    "clap",
    "cut",
    "get",
    "hit",
    "jog",
    "plan",
    "run",
    "set",
    "shop",
    "sit",
    "stop",
    "swim",
    "win",
    "forget",
    "put",
}
_VOWELS = "aeiou"


class Person(NamedTuple):
    """What agrees with a subject, and the pronoun that stands for it later ("" if none is sure)."""

    be: str  # am, is, are
    pronoun: str = ""

    @property
    def plural(self) -> bool:
        """Whether the subject takes `are`."""
        return self.be == "are"


def indefinite(phrase: str) -> str:
    """`phrase` after a or an, by sound.

    Example:

    >>> indefinite("old hat"), indefinite("university"), indefinite("hour")
    ('an old hat', 'a university', 'an hour')
    """
    sounds_open = phrase[0] in _VOWELS and not phrase.startswith(("uni", "use", "eu", "one"))
    return ("an " if sounds_open or phrase.startswith(("hour", "honest")) else "a ") + phrase


def pluralize(noun: str) -> str:
    """The regular plural; irregular ones stand in the lexicon."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def _on_head(phrase: str, inflect) -> str:
    # Only the first word of "turn on" or "be hungry" is inflected.
    head, space, rest = phrase.partition(" ")
    return inflect(head) + space + rest


def third_person(phrase: str) -> str:
    """goes, has, watches, studies."""

    def inflect(verb):
        irregular = {"be": "is", "have": "has", "do": "does", "go": "goes"}
        return irregular.get(verb) or pluralize(verb)

    return _on_head(phrase, inflect)


def past_form(phrase: str) -> str:
    """went, watched, studied, stopped; `be` gives was."""

    def inflect(verb):
        if verb in _PAST:
            return _PAST[verb]
        if verb.endswith("y") and verb[-2] not in _VOWELS:
            return verb[:-1] + "ied"
        if verb in _DOUBLED:
            return verb + verb[-1] + "ed"
        return verb + ("d" if verb.endswith("e") else "ed")

    return _on_head(phrase, inflect)


def gerund(phrase: str) -> str:
    """going, making, swimming, lying."""

    def inflect(verb):
        if verb == "lie":
            return "lying"
        if verb in _DOUBLED:
            return verb + verb[-1] + "ing"
        return (verb[:-1] if verb.endswith("e") and verb not in ("be", "see") else verb) + "ing"

    return _on_head(phrase, inflect)


def verb_group(
    verb: str,
    person: Person,
    *,
    tense: str = "present",
    aspect: str = "simple",
    modality: str = "",
    support: bool = False,
) -> tuple[str, str]:
    """The auxiliary and the rest of a finite verb.

    Args:
        verb: the base form with what belongs to it ("turn on", "be hungry").
        person: the subject's.
        tense: "present", "past" or "future".
        aspect: "simple" or "progressive".
        modality: "", "want", "can" or "must".
        support: a negation or an inversion needs an auxiliary (do-support).

    Returns:
        `(auxiliary, rest)`, the auxiliary "" where there is none.
    """
    if modality == "can" and tense != "future":
        return ("could" if tense == "past" else "can"), verb
    if modality:
        verb = {"want": "want to ", "must": "have to ", "can": "be able to "}[modality] + verb
    if aspect == "progressive":
        verb = "be " + gerund(verb)
    if tense == "future":
        return "will", verb
    head, _, rest = verb.partition(" ")
    if head == "be":
        past_be = "were" if person.plural else "was"
        return (past_be if tense == "past" else person.be), rest
    singular = person.be == "is"
    if support:
        return ("did" if tense == "past" else "does" if singular else "do"), verb
    if tense == "past":
        return "", past_form(verb)
    return "", third_person(verb) if singular else verb

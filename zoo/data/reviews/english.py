"""Opinions and asides in English."""

from zoo.data.korean_english.dice import Dice

_ASPECTS = (
    *((name, "was") for name in "acting plot music ending script story editing pacing".split()),
    *((name, "was") for name in "dialogue humour villain soundtrack directing".split()),
    *((name, "was") for name in ("first half", "second half", "lead actor", "camera work")),
    *((name, "were") for name in "costumes songs jokes effects".split()),
)
_WORDS = {
    True: (
        "wonderful brilliant moving clever funny beautiful gripping charming fresh convincing "
        "superb touching delightful sharp"
    ).split(),
    False: (
        "boring dull awful predictable clumsy weak silly confusing flat tiresome terrible hollow "
        "noisy lifeless"
    ).split(),
}
_PLAIN = (
    "the {aspect} {was} {word}",
    "the {aspect} {was} really {word}",
    "the {aspect} {was} truly {word}",
    "I found the {aspect} {word}",
)
_NEGATED = (
    "the {aspect} {was} not {word}",
    "the {aspect} {was} never {word}",
    "the {aspect} {was} anything but {word}",
    "I did not find the {aspect} {word}",
    "I would not call the {aspect} {word}",
    "nobody could say that the {aspect} {was} {word}",
)
_AGREEING = ("{main}, and {other}", "{other}, and {main}")
_CONTRASTING = (
    "{other}, but {main}",
    "although {other}, {main}",
    "{main}, even though {other}",
    "while {other}, {main} in the end",
)
_WHO = ("I", "we", "my brother and I", "my sister and I", "my parents", "two of my colleagues")
_WHEN = (
    *(f"on {day}" for day in "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
    *("last week", "yesterday evening", "this morning", "during the holidays"),
)
_WHERE = (
    *("at home", "in the old cinema", "near the station", "in the city centre", "at the festival"),
    *("in a crowded hall", "at a friend's house", "on the train to Busan"),
)
_ASIDES = (
    "{who} saw it {when}",
    "{who} watched it {where} {when}",
    "{when} {who} bought tickets for it {where}",
    "before that {who} had noodles {where}",
    "afterwards {who} took the bus home and talked about other things",
    "{who} sat in the third row {where} {when}",
)


def opinion(aspect: tuple[str, str], dice: Dice, is_positive: bool, *, is_negated: bool) -> str:
    """A clause that judges one thing; negated, by a word of the other side."""
    name, was = aspect
    word = dice.pick(_WORDS[is_positive != is_negated])
    return dice.pick(_NEGATED if is_negated else _PLAIN).format(aspect=name, was=was, word=word)


def one(dice: Dice, is_positive: bool, *, is_negated: bool) -> str:
    """A sentence with one opinion."""
    return _sentence(opinion(dice.pick(_ASPECTS), dice, is_positive, is_negated=is_negated))


def two(dice: Dice, is_positive: bool, *, agree: bool, negated: tuple[bool, bool]) -> str:
    """A sentence with two opinions, the main one and another, of which these are negated."""
    first = dice.pick(_ASPECTS)
    second = dice.pick([aspect for aspect in _ASPECTS if aspect != first])
    main = opinion(first, dice, is_positive, is_negated=negated[0])
    other = opinion(second, dice, is_positive == agree, is_negated=negated[1])
    form = dice.pick(_AGREEING if agree else _CONTRASTING)
    return _sentence(form.format(main=main, other=other))


def aside(dice: Dice) -> str:
    """A sentence that judges nothing."""
    form = dice.pick(_ASIDES)
    return _sentence(
        form.format(who=dice.pick(_WHO), when=dice.pick(_WHEN), where=dice.pick(_WHERE))
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."

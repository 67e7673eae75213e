"""Korean conjugation: stems, their irregular classes, and the endings that the corpus uses."""

from typing import NamedTuple

from zoo.data.korean_english.hangul import final, join, split, with_final, with_particle

LEVELS = ("formal", "polite", "plain")  # 합니다체, 해요체, 해라체

# What a vowel and a following 어 or 아 melt into.
_CONTRACTED = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ"}
_SWALLOWING = "ㅏㅓㅐㅔㅕ"


class Stem(NamedTuple):
    """A stem that endings are added to; the last word of `text` conjugates.

    Attributes:
        text: e.g. 먹, 듣, 배가 고프.
        kind: "" where the spelling decides (regular, ㄹ, 으, 르, 하다), else the irregular class:
            ㅂ, ㄷ, ㅅ, ㅎ, 러, or 으 for 따르다 and its like; "시" honorific, "었" already past or
            -겠-, "이" the copula, "아니" its negative.
        adjective: takes -다 and -(으)ㄴ where an action verb takes -는다 and -는.
    """

    text: str
    kind: str = ""
    adjective: bool = False


def stem_of(entry: str, *, adjective: bool = False) -> Stem:
    """The stem of a dictionary entry such as 먹다 or 듣다/ㄷ."""
    word, _, kind = entry.partition("/")
    # 있다 and 없다 end as adjectives do (있다, not 있는다) and modify as verbs do (있는).
    return Stem(word[:-1], kind, adjective or word[-2] in "있없")


def infinitive(stem: Stem) -> str:
    """The -아/어 form: 먹어, 써, 몰라, 도와, 지어, 들어, 해, 빨개."""
    text, kind, _ = stem
    head, last = text[:-1], text[-1]
    initial, vowel, end = split(last)
    if kind == "었":
        return text + "어"
    if kind in ("이", "아니"):
        return text[:-1] + "여" if kind == "이" and final(text[:-1]) == " " else text + "어"
    if last == "하":
        return head + "해"
    if kind == "ㅂ":
        return with_final(text, " ") + ("와" if last in "돕곱" else "워")
    if kind == "ㅎ":
        return head + join(initial, {"ㅏ": "ㅐ", "ㅓ": "ㅐ", "ㅑ": "ㅒ"}[vowel])
    if kind == "ㄷ":
        text = with_final(text, "ㄹ")
    if kind == "ㅅ":
        text = with_final(text, " ")
    if end != " ":
        return text + ("아" if vowel in "ㅏㅑㅗ" else "어")
    if kind == "러":
        return text + "러"
    if vowel == "ㅡ":
        return _without_eu(text, doubled=last == "르" and kind != "으")
    if vowel in _SWALLOWING:
        return text
    if last == "피":
        return text + "어"  # 피어: 펴 would read as 펴다, to spread
    if vowel in _CONTRACTED:
        return head + join(initial, _CONTRACTED[vowel])
    return text + "어"


def _without_eu(text: str, *, doubled: bool) -> str:
    # 으 falls before a vowel (아파, 써); 르 also doubles its ㄹ (몰라, 불러).
    head = text[:-1]
    bright = head and not head.endswith(" ") and split(head[-1])[1] in "ㅏㅑㅗ"
    if doubled:
        head = with_final(head, "ㄹ")
    return head + join(split(text[-1])[0], "ㅏ" if bright else "ㅓ")


def linked(stem: Stem, ending: str) -> str:
    """The stem with an ending that takes a linking 으: -(으)면, -(으)시, -(으)ㄴ, -(으)ㄹ, ...

    Args:
        stem: the stem.
        ending: without 으; may begin with a bare ㄴ, ㄹ or ㅂ.
    """
    text, kind, _ = stem
    if kind == "ㅂ":
        text = with_final(text, " ") + "우"
    elif kind == "ㅎ":
        text = with_final(text, " ")
    elif kind == "ㄷ":
        text = with_final(text, "ㄹ") + "으"
    elif kind == "ㅅ":
        text = with_final(text, " ") + "으"
    elif final(text) == "ㄹ":
        text = _before(text, ending)
    elif final(text) != " ":
        text += "으"
    return with_final(text, ending[0]) + ending[1:] if ending[0] in "ㄴㄹㅂ" else text + ending


def plain(stem: Stem, ending: str) -> str:
    """The stem with an ending that begins with a consonant: -고, -지, -기, -는, -니."""
    return _before(stem.text, ending) + ending


def _before(text: str, ending: str) -> str:
    # ㄹ falls before ㄴ, ㅂ, ㅅ and a bare ㄹ: 엽니다, 여는, 여시고, 열 (but 열면, 열고).
    falls = final(text) == "ㄹ" and (ending[0] in "ㄴㄹㅂ" or split(ending[0])[0] in (2, 9))
    return with_final(text, " ") if falls else text


def honorific(stem: Stem) -> Stem:
    """The stem with -(으)시-."""
    return Stem(linked(stem, "시"), "시", stem.adjective)


def past(stem: Stem) -> Stem:
    """The stem with -았/었-."""
    form = infinitive(stem)
    return Stem(with_final(form, "ㅆ"), "었", True)


def presumptive(stem: Stem) -> Stem:
    """The stem with -겠-, a speaker's intention."""
    return Stem(stem.text + "겠", "었", True)


def copula(noun: str) -> Stem:
    """The stem of 이다 on a noun."""
    return Stem(noun + "이", "이", True)


def negative_copula(noun: str) -> Stem:
    """The stem of N이/가 아니다."""
    return Stem(with_particle(noun, "이") + " 아니", "아니", True)


def finish(stem: Stem, level: str, *, question: bool = False) -> str:
    """The sentence ending of a speech level, question mark not included.

    Args:
        stem: present, or made past or -겠-.
        level: one of `LEVELS`.
        question: asks instead of stating.
    """
    text, kind, adjective = stem
    if level == "formal":
        ending = "까" if question else "다"
        return linked(stem, "ㅂ니" + ending) if final(text) in " ㄹ" else text + "습니" + ending
    if level == "polite":
        return _polite(stem)
    if kind == "이" and final(text[:-1]) == " ":
        text = text[:-1]
    if question:
        return _before(text, "니") + "니"
    if adjective:
        return text + "다"
    return linked(stem, "ㄴ다") if final(text) in " ㄹ" else text + "는다"


def _polite(stem: Stem) -> str:
    text, kind, _ = stem
    if kind == "시":
        return text[:-1] + "세요"
    if kind == "이":
        return text[:-1] + ("예요" if final(text[:-1]) == " " else "이에요")
    if kind == "아니":
        return text + "에요"
    return infinitive(stem) + "요"


def finish_future(stem: Stem, level: str, *, question: bool = False) -> str:
    """-(으)ㄹ 것이다 in a speech level."""
    endings = {"formal": "것입니까" if question else "것입니다", "polite": "거예요"}
    return linked(stem, "ㄹ ") + endings.get(level, "거니" if question else "것이다")


def modifier(stem: Stem, *, is_past: bool = False) -> str:
    """The form before a noun: 읽는, 읽은, 큰, 맛있는, 매운."""
    if not is_past and (not stem.adjective or stem.text[-1] in "있없"):
        return plain(stem, "는")
    return linked(stem, "ㄴ")

"""Opinions and asides in Korean."""

from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.hangul import with_particle

_ASPECTS = (
    "연기 줄거리 음악 결말 대사 영상 이야기 전반부 후반부 각본 전개 유머 연출 악역 편집 의상 노래"
).split() + ["주연 배우", "배경 음악"]
# Stem and past stem.
_WORDS = {
    True: (
        ("좋", "좋았"),
        ("재미있", "재미있었"),
        ("뛰어나", "뛰어났"),
        ("아름답", "아름다웠"),
        ("흥미롭", "흥미로웠"),
        *((f"{name}하", f"{name}했") for name in "훌륭 신선 유쾌 완벽 탄탄 섬세 깔끔".split()),
        *((f"{name}적이", f"{name}적이었") for name in "감동 인상 매력".split()),
    ),
    False: (
        ("나쁘", "나빴"),
        ("형편없", "형편없었"),
        ("어설프", "어설펐"),
        ("실망스럽", "실망스러웠"),
        *((f"{name}하", f"{name}했") for name in "지루 어색 산만 밋밋 엉성 따분 답답".split()),
        *((f"{name}하", f"{name}했") for name in "유치 허술 뻔 지저분".split()),
    ),
}
# All end in a past stem, so that any ending fits.
_PLAIN = ("{past}", "정말 {past}", "꽤 {past}", "아주 {past}")
_NEGATED = (
    "{stem}지 않았",
    "결코 {stem}지 않았",
    "전혀 {stem}지 않았",
    "{past}다고 할 수 없었",
    "{past}다고 말하기 어려웠",
)
_ENDINGS = ("다", "습니다", "어요")
_AGREEING = ("{main}고 {other}{end}", "{other}고 {main}{end}")
_CONTRASTING = (
    "{other}지만 {main}{end}",
    "비록 {other}지만 {main}{end}",
    "{other}으나 {main}{end}",
    "{main}{end}, 비록 {other}지만",
)
_WHO = ("저는", "우리는", "동생과 저는", "누나와 저는", "부모님은", "회사 동료 두 명은")
_WHEN = (
    *(f"{day}요일에" for day in "월 화 수 목 금 토 일".split()),
    *("지난주에", "어제저녁에", "오늘 아침에", "방학 때"),
)
_WHERE = (
    *("집에서", "오래된 극장에서", "역 근처에서", "시내에서", "영화제에서", "붐비는 상영관에서"),
    *("친구 집에서", "부산 가는 기차에서"),
)
_ASIDES = (
    "{who} {when} 이 영화를 보았",
    "{who} {when} {where} 영화를 보았",
    "{when} {who} {where} 표를 샀",
    "그 전에 {who} {where} 국수를 먹었",
    "그 뒤에 {who} 버스를 타고 돌아오면서 다른 이야기를 했",
    "{who} {when} {where} 셋째 줄에 앉았",
)


def opinion(aspect: str, dice: Dice, is_positive: bool, *, is_negated: bool) -> str:
    """A clause that judges one thing, without its ending; negated, by a word of the other side."""
    stem, past = dice.pick(_WORDS[is_positive != is_negated])
    form = dice.pick(_NEGATED if is_negated else _PLAIN)
    return f"{with_particle(aspect, '은')} {form.format(stem=stem, past=past)}"


def one(dice: Dice, is_positive: bool, *, is_negated: bool) -> str:
    """A sentence with one opinion."""
    clause = opinion(dice.pick(_ASPECTS), dice, is_positive, is_negated=is_negated)
    return f"{clause}{dice.pick(_ENDINGS)}."


def two(dice: Dice, is_positive: bool, *, agree: bool, negated: tuple[bool, bool]) -> str:
    """A sentence with two opinions, the main one and another, of which these are negated."""
    first = dice.pick(_ASPECTS)
    second = dice.pick([aspect for aspect in _ASPECTS if aspect != first])
    main = opinion(first, dice, is_positive, is_negated=negated[0])
    other = opinion(second, dice, is_positive == agree, is_negated=negated[1])
    form = dice.pick(_AGREEING if agree else _CONTRASTING)
    return f"{form.format(main=main, other=other, end=dice.pick(_ENDINGS))}."


def aside(dice: Dice) -> str:
    """A sentence that judges nothing."""
    form = dice.pick(_ASIDES)
    text = form.format(who=dice.pick(_WHO), when=dice.pick(_WHEN), where=dice.pick(_WHERE))
    return f"{text}{dice.pick(_ENDINGS)}."

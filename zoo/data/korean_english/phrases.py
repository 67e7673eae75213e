"""Adverbs, times, numbers and adjectives before nouns: the small words that both languages pair off."""

# ruff: noqa: E501 - a table reads best with one entry a line

from typing import NamedTuple


class Phrase(NamedTuple):
    """Words that mean the same."""

    korean: str
    english: str


def _phrases(text: str) -> tuple[Phrase, ...]:
    return tuple(Phrase(*" ".join(row.split()).split("|")) for row in text.split(";"))


_DAYS = "월요일 Monday; 화요일 Tuesday; 수요일 Wednesday; 목요일 Thursday; 금요일 Friday; 토요일 Saturday; 일요일 Sunday"
_HOURS = "한 one; 두 two; 세 three; 네 four; 다섯 five; 여섯 six; 일곱 seven; 여덟 eight; 아홉 nine; 열 ten"


def _pairs(text: str) -> list[list[str]]:
    return [row.split() for row in text.split(";")]


NUMBERS = tuple(Phrase(*pair) for pair in _pairs(_HOURS))

PAST_TIMES = _phrases("""어제|yesterday; 그저께|the day before yesterday; 지난주에|last week; 지난달에|last month; 작년에|last year;
    어제 아침에|yesterday morning; 어제 저녁에|yesterday evening; 어젯밤에|last night; 지난 주말에|last weekend; 오늘 아침에|this morning;
    아까|a little while ago; 방금|just now""") + tuple(
    Phrase(f"{number} {korean} 전에", f"{english} {unit} ago")
    for number, english in _pairs("두 two; 세 three; 네 four; 다섯 five")
    for korean, unit in (("시간", "hours"), ("달", "months"))
)
RECENT_TIMES = PAST_TIMES[:2] + PAST_TIMES[5:10]
FUTURE_TIMES = _phrases("""내일|tomorrow; 모레|the day after tomorrow; 다음 주에|next week; 다음 달에|next month; 내년에|next year;
    내일 아침에|tomorrow morning; 내일 저녁에|tomorrow evening; 내일 밤에|tomorrow night; 다음 주말에|next weekend;
    오늘 밤에|tonight; 오늘 저녁에|this evening; 이따가|later; 곧|soon""")
HABITUAL_TIMES = _phrases("""매일|every day; 매주|every week; 매일 아침에|every morning; 매일 저녁에|every evening;
    주말마다|every weekend; 밤마다|every night""") + tuple(
    Phrase(f"{korean}마다", f"every {english}") for korean, english in _pairs(_DAYS)
)
COMMON_TIMES = (
    _phrases(
        """아침에|in the morning; 저녁에|in the evening; 밤에|at night; 오후에|in the afternoon; 주말에|on the weekend"""
    )
    + tuple(Phrase(f"{korean}에", f"on {english}") for korean, english in _pairs(_DAYS))
    + tuple(Phrase(f"{hour.korean} 시에", f"at {hour.english} o'clock") for hour in NUMBERS)
    + tuple(
        Phrase(f"{hour.korean} 시 반에", f"at half past {hour.english}") for hour in NUMBERS[:6]
    )
)
NOW = Phrase("지금", "now")
THESE_DAYS = Phrase("요즘", "these days")
TODAY = Phrase("오늘", "today")

FREQUENCIES = _phrases("자주|often; 가끔|sometimes; 보통|usually; 항상|always")
DEGREES = _phrases("아주|very; 정말|really; 너무|too; 꽤|quite")
MANNERS = {
    phrase.korean: phrase
    for phrase in _phrases("""천천히|slowly; 빨리|quickly; 조용히|quietly; 열심히|hard; 잘|well; 일찍|early; 늦게|late;
        혼자|alone; 크게|loudly; 쉽게|easily; 다시|again; 많이|a lot; 오래|for a long time; 함께|together; 조심스럽게|carefully;
        두 시간 동안|for two hours; 세 시간 동안|for three hours; 삼십 분 동안|for thirty minutes""")
}
OPENERS = _phrases("그리고|and; 하지만|but; 그래서|so; 그런데|by the way")

# Adjectives before a noun, by the semantic class of the noun; korean is the dictionary form, 새 aside.
_ANY = "비싸다|expensive"
_SIZE = "크다|big; 작다|small"
_COLOR = "빨갛다/ㅎ|red; 파랗다/ㅎ|blue; 하얗다/ㅎ|white; 까맣다/ㅎ|black; 노랗다/ㅎ|yellow"
_ATTRIBUTES = {
    "food": "맛있다|delicious; 비싸다|expensive; 싸다|cheap",
    "fruit": "크다|big; 작다|small; 달다|sweet; 신선하다|fresh; 맛있다|delicious",
    "drink": "차갑다/ㅂ|cold; 비싸다|expensive",
    "text": "재미있다|interesting; 길다|long; 짧다|short; 어렵다/ㅂ|difficult; 쉽다/ㅂ|easy",
    "clothes": f"{_COLOR}; 예쁘다|pretty; 두껍다/ㅂ|thick; {_ANY}; 새|new",
    "shoes": f"{_COLOR}; {_SIZE}; {_ANY}; 새|new; 편하다|comfortable",
    "headwear": f"{_COLOR}; 예쁘다|pretty; {_ANY}; 새|new",
    "jewelry": f"예쁘다|pretty; {_ANY}; 새|new",
    "belonging": f"{_SIZE}; {_ANY}; 새|new; 예쁘다|pretty",
    "furniture": f"{_SIZE}; 무겁다/ㅂ|heavy; 가볍다/ㅂ|light; 새|new; 낡다|old; 편하다|comfortable",
    "appliance": f"{_SIZE}; {_ANY}; 새|new; 낡다|old",
    "dish": f"{_SIZE}; 깨끗하다|clean; 더럽다/ㅂ|dirty",
    "picture": "아름답다/ㅂ|beautiful; 오래되다|old",
    "animal": f"{_SIZE}; 하얗다/ㅎ|white; 까맣다/ㅎ|black; 귀엽다/ㅂ|cute; 예쁘다|pretty",
    "plant": f"{_SIZE}; 아름답다/ㅂ|beautiful",
    "vehicle": f"{_SIZE}; {_COLOR}; {_ANY}; 새|new; 빠르다|fast",
    "cycle": f"{_ANY}; {_COLOR}; 새|new; 빠르다|fast",
    "show": "재미있다|interesting; 길다|long; 짧다|short; 슬프다|sad; 무섭다/ㅂ|scary",
    "course": "어렵다/ㅂ|difficult; 쉽다/ㅂ|easy; 재미있다|interesting",
    "job": "친절하다|kind; 유명하다|famous; 젊다|young; 부지런하다|diligent; 게으르다|lazy; 똑똑하다|smart; 바쁘다|busy",
}
ATTRIBUTES = {group: _phrases(text) for group, text in _ATTRIBUTES.items()}

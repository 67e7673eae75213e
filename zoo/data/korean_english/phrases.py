"""Adverbs, times and numbers: the small words that both languages pair off."""

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

PAST_DAYS = _phrases("""어제|yesterday; 그저께|the day before yesterday; 어제 아침에|yesterday morning; 어제 저녁에|yesterday evening;
    어젯밤에|last night; 오늘 아침에|this morning; 지난 주말에|last weekend""")
_JUST_PAST = _phrases("아까|a little while ago; 방금|just now")
_SOON = _phrases("이따가|later; 곧|soon")
_HOURS_AGO, _MONTHS_AGO = (
    tuple(
        Phrase(f"{number} {korean} 전에", f"{english} {unit} ago")
        for number, english in _pairs("두 two; 세 three; 네 four; 다섯 five")
    )
    for korean, unit in (("시간", "hours"), ("달", "months"))
)
# Near times go with all that is done, far ones with what is remembered, or planned, for so long.
NEAR_PAST = PAST_DAYS + _JUST_PAST + _HOURS_AGO
FAR_PAST = _phrases("작년에|last year; 지난달에|last month; 지난주에|last week") + _MONTHS_AGO
NEAR_FUTURE = (
    _SOON
    + _phrases("""내일|tomorrow; 모레|the day after tomorrow; 내일 아침에|tomorrow morning; 내일 저녁에|tomorrow evening;
    내일 밤에|tomorrow night; 다음 주말에|next weekend; 오늘 밤에|tonight; 오늘 저녁에|this evening""")
)
FAR_FUTURE = _phrases("내년에|next year; 다음 달에|next month; 다음 주에|next week")
HABITUAL_TIMES = _phrases("""매일|every day; 매주|every week; 매일 아침에|every morning; 매일 저녁에|every evening;
    주말마다|every weekend; 밤마다|every night""") + tuple(
    Phrase(f"{korean}마다", f"every {english}") for korean, english in _pairs(_DAYS)
)
_CLOCK_TIMES = tuple(
    Phrase(f"{hour.korean} 시에", f"at {hour.english} o'clock") for hour in NUMBERS
) + tuple(Phrase(f"{hour.korean} 시 반에", f"at half past {hour.english}") for hour in NUMBERS[:6])
COMMON_TIMES = (
    _phrases(
        """아침에|in the morning; 저녁에|in the evening; 밤에|at night; 오후에|in the afternoon; 주말에|on the weekend"""
    )
    + tuple(Phrase(f"{korean}에", f"on {english}") for korean, english in _pairs(_DAYS))
    + _CLOCK_TIMES
)
NOW = Phrase("지금", "now")
THESE_DAYS = Phrase("요즘", "these days")
TODAY = Phrase("오늘", "today")

FREQUENCIES = _phrases("자주|often; 가끔|sometimes; 보통|usually; 항상|always")
DEGREES = _phrases("아주|very; 정말|really; 매우|extremely; 꽤|quite")
MANNERS = {
    phrase.korean: phrase
    for phrase in _phrases("""천천히|slowly; 빨리|quickly; 조용히|quietly; 열심히|hard; 잘|well; 일찍|early; 늦게|late;
        혼자|alone; 크게|loudly; 쉽게|easily; 다시|again; 많이|a lot; 오래|for a long time; 함께|together; 조심스럽게|carefully;
        두 시간 동안|for two hours; 세 시간 동안|for three hours; 삼십 분 동안|for thirty minutes""")
}
# What lasts, and what is early or late, is told of a day: not of a moment, a month or a year. What is done again
# is not a habit.
LASTING = tuple(MANNERS[word] for word in ("오래", "두 시간 동안", "세 시간 동안", "삼십 분 동안"))
_NO_DAY = frozenset((*_CLOCK_TIMES, *_JUST_PAST, *_HOURS_AGO, *_SOON, *FAR_PAST, *FAR_FUTURE))
CLASHES = dict.fromkeys((*LASTING, MANNERS["일찍"], MANNERS["늦게"]), _NO_DAY)
CLASHES[MANNERS["다시"]] = frozenset((*HABITUAL_TIMES, *FREQUENCIES))
OPENERS = _phrases("그리고|and; 하지만|but; 그래서|so; 그런데|by the way")

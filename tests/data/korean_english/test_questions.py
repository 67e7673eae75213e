import re

from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.questions import question


def drawn(level, count=2500):
    dice = Dice(0)
    return [question(dice, ClauseDrawer(dice, level)) for _ in range(count)]


def test_all_question_words_come_with_their_korean():
    words = {
        "what": "무엇을",
        "where": "어디에",
        "when": "언제",
        "why": "왜",
        "how many": "몇",
    }
    for korean, english, _ in drawn("formal"):
        for word, asked in words.items():
            assert english.startswith(f"{word} ") == (asked in korean), (korean, english)
        assert english.startswith("who ") == ("누구" in korean or "누가" in korean)


def test_endings():
    assert all(korean.endswith("까") for korean, _, _ in drawn("formal", 300))
    assert all(korean.endswith("요") for korean, _, _ in drawn("polite", 300))
    assert all(korean.endswith("니") for korean, _, _ in drawn("plain", 300))


def test_you_is_left_out_where_it_is_polite():
    for level, spoken in (("formal", False), ("plain", True)):
        asked = [korean for korean, english, _ in drawn(level) if re.search(r"\byou\b", english)]
        assert asked
        assert all(("너는" in korean) == spoken for korean in asked)


def test_auxiliaries():
    english = [english for _, english, _ in drawn("formal")]
    first = {text.split()[0] for text in english}
    assert {"do", "does", "did", "is", "are", "will", "can"} <= first
    assert not any(re.search(r"\b(does|did) not?\b.*\b(reads|went)\b", text) for text in english)

import pytest

WORDS = {
    "나는": "I",
    "개를": "dogs",
    "물을": "water",
    "매일": "daily",
    "봐": "see",
    "좋아해": "like",
}


@pytest.fixture(scope="session")
def pairs_file(tmp_path_factory):
    """A small table of Korean and English, translated word by word."""
    words = list(WORDS)
    rows = [[a, b, c] for a in words for b in words for c in words if len({a, b, c}) == 3]
    lines = (f"{' '.join(row)}\t{' '.join(WORDS[w] for w in row)}\n" for row in rows)
    path = tmp_path_factory.mktemp("data") / "pairs.tsv"
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


JUDGED = {"좋다": "good", "great": "good", "나쁘다": "bad", "dull": "bad"}


@pytest.fixture(scope="session")
def labels_file(tmp_path_factory):
    """A small table of texts and their classes, which a word decides."""
    words = "영화 film music 이야기 plot 오늘".split()
    rows = [f"{a} {word} {b}\t{JUDGED[word]}" for word in JUDGED for a in words for b in words]
    path = tmp_path_factory.mktemp("data") / "labels.tsv"
    path.write_text("text\tlabel\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return str(path)

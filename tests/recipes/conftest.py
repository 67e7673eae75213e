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

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


SHADES = {"red": (220, 30, 30), "green": (30, 180, 40), "blue": (30, 40, 220)}


@pytest.fixture(scope="session")
def images_folder(tmp_path_factory):
    """Small images of one colour each, which their captions name."""
    import numpy as np
    import tensorflow as tf

    folder, random = tmp_path_factory.mktemp("images"), np.random.default_rng(0)
    for split, count in (("train", 16), ("val", 3), ("test", 4)):
        lines = []
        for colour, shade in SHADES.items():
            for number in range(count):
                name = f"{split}_{colour}_{number}.png"
                pixels = np.clip(shade + random.integers(-25, 26, (8, 8, 3)), 0, 255)
                (folder / name).write_bytes(tf.io.encode_png(pixels.astype("uint8")).numpy())
                said = (f"a {colour} wall", f"This wall is all {colour} .")
                lines += [f"{name}#{i}\t{caption}\n" for i, caption in enumerate(said)]
        (folder / f"captions_{split}.tsv").write_text("".join(lines))
    return str(folder)

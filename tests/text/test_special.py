from zoo.text.special import SPECIAL_IDS, SPECIAL_TOKENS


def test_ids_are_the_places_of_the_tokens():
    names = [token.strip("[]").lower() for token in SPECIAL_TOKENS]
    assert SPECIAL_IDS._asdict() == {"pad": 0, "start": 1, "end": 2, "unknown": 3}
    assert names == ["pad", "start", "end", "unk"]

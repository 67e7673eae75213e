from zoo.data.korean_english.nouns import HOMONYMS, NOUNS, PLACES, places_of


def test_homonyms_are_written_alike():
    assert sorted(HOMONYMS) == ["배1", "배2", "차1", "차2"]
    assert {NOUNS[key].korean for key in HOMONYMS} == {"배", "차"}
    assert (NOUNS["배1"].english, NOUNS["배2"].english) == ("pear", "boat")


def test_no_other_word_has_two_meanings():
    written = [noun.korean for noun in NOUNS.values() if noun.key not in HOMONYMS]
    assert len(set(written)) == len(written)


def test_plurals_and_counters():
    assert (NOUNS["아이"].plural, NOUNS["칼"].plural, NOUNS["감자"].plural) == (
        "children",
        "knives",
        "potatoes",
    )
    counters = {key: NOUNS[key].counter for key in ("책", "학생", "할머니", "개", "차2", "돈")}
    assert counters == {
        "책": "권",
        "학생": "명",
        "할머니": "분",
        "개": "마리",
        "차2": "대",
        "돈": "",
    }
    assert NOUNS["돈"].mass
    assert NOUNS["안경"].tantum
    assert NOUNS["딸기"].plenty
    assert not NOUNS["수박"].plenty


def test_people():
    assert NOUNS["선생님"].is_person
    assert "h" in NOUNS["선생님"].traits
    assert not NOUNS["책"].is_person


def test_places():
    assert PLACES["집"].to == "home"
    assert (PLACES["집"].reached, PLACES["공원"].reached) == ("home", "at the park")
    assert PLACES["서울"].reached == "in Seoul"
    assert [place.key for place in places_of("home 식당 방")] == ["집", "방", "식당"]

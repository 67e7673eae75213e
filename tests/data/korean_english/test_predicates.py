from collections import defaultdict

import pytest

from zoo.data.korean_english import usage
from zoo.data.korean_english.nouns import NOUNS, Noun
from zoo.data.korean_english.predicates import ADJECTIVES, BY_KEY, PERSON, VERBS, listed


def senses_of(word):
    """The English of a verb, by its object."""
    return {
        noun.key if noun else PERSON: verb.english
        for verb in VERBS
        if verb.word == word
        for noun, _ in verb.objects
    }


@pytest.mark.parametrize(
    ("word", "senses"),
    [
        ("쓰다", {"돈": "spend", "모자": "wear", "안경": "wear", "편지": "write", "컴퓨터": "use"}),
        ("타다", {"버스": "take", "자전거": "ride", "커피": "make", "배2": "take", "상": "win"}),
        ("켜다", {"컴퓨터": "turn on", "바이올린": "play"}),
        ("치다", {"피아노": "play", "테니스": "play", "종": "ring"}),
        ("보다", {"영화": "watch", "시험": "take", "신문": "read", "별": "look at"}),
        ("듣다", {"음악": "listen to", "수업": "take", "소식": "hear"}),
        ("부르다", {"노래": "sing", "택시": "call", PERSON: "call"}),
        ("깎다", {"사과": "peel", "연필": "sharpen", "잔디": "mow"}),
        ("차다", {"공": "kick", "시계": "wear"}),
    ],
)
def test_the_object_decides(word, senses):
    found = senses_of(word)
    assert {key: found[key] for key in senses} == senses


def test_keys_are_unique():
    assert len(BY_KEY) == len(VERBS) + len(ADJECTIVES)


def test_no_verb_and_object_as_written_have_two_senses():
    english = defaultdict(set)
    for verb in VERBS:
        stems = {verb.stem.text, (verb.honorific or verb.stem).text}
        for noun, mode in verb.objects or ((None, ""),):
            written = noun.key.rstrip("12") if noun else mode
            for stem in stems:
                meaning = (verb.english, mode, getattr(noun, "english", ""))
                english[stem, verb.particle, written].add(meaning)
    assert {key: found for key, found in english.items() if len(found) > 1} == {}


def test_no_adjective_is_said_of_two_nouns_written_alike():
    for adjective in ADJECTIVES:
        written = [noun.korean for noun in adjective.subjects]
        assert len(set(written)) == len(written), adjective.key


def test_what_cannot_be_guessed_is_marked_ambiguous():
    assert BY_KEY["쓰다:spend"].ambiguous
    assert BY_KEY["쓰다:be bitter"].ambiguous
    assert BY_KEY["마시다:drink"].ambiguous  # 드시다 is to eat as well
    assert not BY_KEY["읽다:read"].ambiguous


def test_what_asks_for_one_sense_only():
    asked = [verb.stem.text for verb in VERBS if "wh" in verb.flags]
    assert len(set(asked)) == len(asked)


def test_listed_keeps_the_chosen_objects():
    [taxi] = listed("타다:take = 택시")
    assert taxi.objects == ((NOUNS["택시"], "a"),)
    [meet] = listed("만나다:meet = person")
    assert meet.objects == ((None, PERSON),)


@pytest.mark.parametrize(
    "name",
    ["REQUESTS", "PROPOSALS", "RELATIVES", "BACKGROUNDS", "FOREGROUNDS", "EVERYDAY", "ERRANDS"],
)
def test_lists_name_known_senses_that_keep_an_object(name):
    for predicate in listed(getattr(usage, name)):
        assert bool(predicate.objects) == bool(BY_KEY[predicate.key].objects)


def test_the_lexicon_is_large():
    words = {noun.korean for noun in NOUNS.values() if isinstance(noun, Noun)}
    words |= {predicate.word for predicate in (*VERBS, *ADJECTIVES)}
    assert len(words) >= 400

import pytest

from zoo.data.korean_english.english import (
    Person,
    gerund,
    indefinite,
    past_form,
    pluralize,
    third_person,
    verb_group,
)

ME, HE, THEY = Person("am", "I"), Person("is", "he"), Person("are", "they")


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("book", "a book"),
        ("apple", "an apple"),
        ("old hat", "an old hat"),
        ("umbrella", "an umbrella"),
        ("university", "a university"),
        ("hour", "an hour"),
        ("hat", "a hat"),
    ],
)
def test_indefinite(phrase, expected):
    assert indefinite(phrase) == expected


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("book", "books"),
        ("watch", "watches"),
        ("box", "boxes"),
        ("city", "cities"),
        ("key", "keys"),
    ],
)
def test_pluralize(noun, expected):
    assert pluralize(noun) == expected


@pytest.mark.parametrize(
    ("verb", "third", "past", "ing"),
    [
        ("be kind", "is kind", "was kind", "being kind"),
        ("have", "has", "had", "having"),
        ("do", "does", "did", "doing"),
        ("go", "goes", "went", "going"),
        ("write", "writes", "wrote", "writing"),
        ("study", "studies", "studied", "studying"),
        ("play", "plays", "played", "playing"),
        ("watch", "watches", "watched", "watching"),
        ("turn on", "turns on", "turned on", "turning on"),
        ("swim", "swims", "swam", "swimming"),
        ("clap", "claps", "clapped", "clapping"),
        ("lie down", "lies down", "lay down", "lying down"),
        ("practice", "practices", "practiced", "practicing"),
    ],
)
def test_verb_forms(verb, third, past, ing):
    assert (third_person(verb), past_form(verb), gerund(verb)) == (third, past, ing)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ("", "reads")),
        ({"support": True}, ("does", "read")),
        ({"tense": "past"}, ("", "read")),
        ({"tense": "past", "support": True}, ("did", "read")),
        ({"tense": "future"}, ("will", "read")),
        ({"aspect": "progressive"}, ("is", "reading")),
        ({"aspect": "progressive", "tense": "past"}, ("was", "reading")),
        ({"modality": "can"}, ("can", "read")),
        ({"modality": "can", "tense": "past"}, ("could", "read")),
        ({"modality": "can", "tense": "future"}, ("will", "be able to read")),
        ({"modality": "want"}, ("", "wants to read")),
        ({"modality": "want", "support": True}, ("does", "want to read")),
        ({"modality": "must", "tense": "past"}, ("", "had to read")),
    ],
)
def test_verb_group(options, expected):
    assert verb_group("read", HE, **options) == expected


def test_be_agrees():
    assert verb_group("be busy", ME) == ("am", "busy")
    assert verb_group("be busy", THEY, tense="past") == ("were", "busy")
    assert verb_group("read", THEY) == ("", "read")

import re
from collections import Counter

import pytest

from zoo.data.korean_english import EXAMPLES, Pair, corpus, generate, generate_by_length
from zoo.data.korean_english.clauses import Clause, english_statement, korean_words, tensed
from zoo.data.korean_english.conjugation import finish
from zoo.data.korean_english.corpus import is_held_out, is_seen
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import NounPhrases, person_of, pronoun
from zoo.data.korean_english.nouns import NOUNS, PLACES
from zoo.data.korean_english.phrases import DEGREES, MANNERS, Phrase
from zoo.data.korean_english.predicates import BY_KEY, of_copula
from zoo.data.korean_english.sentences import sentence
from zoo.data.korean_english.settings import place_phrase


@pytest.fixture(scope="module")
def splits():
    return generate(12_000, validation_size=200, test_size=400)


def words(pairs):
    """The English words, nouns in the singular."""
    singular = {noun.plural: noun.english for noun in NOUNS.values()}
    found = (word for pair in pairs for word in re.findall(r"[a-z']+", pair.english.lower()))
    return {singular.get(word, word) for word in found}


def test_sizes_and_the_known_pair(splits):
    assert [len(split) for split in splits] == [12_000, 200, 400]
    assert splits.train.count(Pair("저는 강사입니다", "I am an instructor")) == 1


def test_splits_are_disjoint_and_have_no_repeats(splits):
    korean = [pair.korean for split in splits for pair in split]
    assert len(set(korean)) == len(korean)
    assert not {example.korean for example in EXAMPLES[1:]} & set(korean)


def test_the_test_split_is_of_known_words(splits):
    assert words(splits.test) <= words(splits.train)


def test_lengths_are_alike_and_spread(splits):
    lengths = [[len(pair.korean.split()) for pair in split] for split in splits]
    means = [sum(split) / len(split) for split in lengths]
    assert means[0] == pytest.approx(means[2], abs=1.5)
    assert means[0] == pytest.approx(means[1], abs=1.5)
    assert min(lengths[0]) <= 3
    assert sum(length > 20 for length in lengths[0]) > 60


def test_the_same_seed_is_the_same_corpus_and_others_differ():
    small = generate(50, seed=3, validation_size=5, test_size=5)
    assert small == generate(50, seed=3, validation_size=5, test_size=5)
    other = generate(50, seed=4, validation_size=5, test_size=5)
    assert small.train[1:] != other.train[1:]
    larger = generate(80, seed=3, validation_size=5, test_size=5)
    assert (larger.validation, larger.test) == (small.validation, small.test)
    assert larger.train[:50] == small.train


def test_this_very_corpus():
    """Guards the promise that a seed means the same on every machine and version."""
    train = generate(4, validation_size=1, test_size=1).train
    assert [pair.english for pair in train] == [
        "I am an instructor",
        "They give a doll to the scientist every Sunday",
        "There is a rabbit in the garden",
        "Please play the piano tonight",
    ]


def test_test_sentences_have_combinations_that_training_sentences_have_not(monkeypatch):
    combinations = {}

    def spy(*arguments, **options):
        drawn = sentence(*arguments, **options)
        combinations[drawn.korean] = set(drawn.pairs)
        return drawn

    monkeypatch.setattr(corpus, "sentence", spy)
    train, validation, test = generate(3_000, validation_size=100, test_size=200)
    known = set().union(*(combinations[pair.korean] for pair in (*train[1:], *validation)))
    assert len(known) > 2_000
    assert not any(map(is_held_out, known))
    assert all(combinations[pair.korean] - known for pair in test)
    assert all(not is_seen(tuple(combinations[pair.korean])) for pair in test)


def test_every_noun_keeps_most_of_its_verbs():
    """No word loses its training sentences: each noun still meets verbs as an object."""
    verbs = [verb for verb in BY_KEY.values() if verb.objects and not verb.ambiguous]
    kept = Counter()
    for verb in verbs:
        for noun, _ in verb.objects:
            if isinstance(noun, type(NOUNS["책"])):
                kept[verb.key] += not is_held_out((noun.key, verb.key))
    assert min(kept[verb.key] for verb in verbs if len(verb.objects) > 3 and kept[verb.key]) >= 2


@pytest.mark.slow
def test_every_noun_is_met_often_enough_to_be_learned():
    train = generate().train
    text = " | ".join(re.sub(r"[,?]", "", pair.english.lower()) for pair in train)
    for noun in NOUNS.values():
        forms = {noun.english.lower(), noun.plural.lower()}
        count = sum(len(re.findall(rf"\b{re.escape(form)}\b", text)) for form in forms)
        assert count >= 20, (noun.key, count)


@pytest.mark.parametrize("num_words", [3, 8, 25, 60])
def test_by_length(num_words):
    pairs = generate_by_length(num_words, 12)
    assert len({pair.korean for pair in pairs}) == 12
    slack = max(1, num_words // 10)
    assert all(abs(len(pair.english.split()) - num_words) <= slack for pair in pairs)
    assert pairs == generate_by_length(num_words, 12)
    assert pairs != generate_by_length(num_words, 12, seed=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 0}, "`size` must be an integer, positive and at most 500000, got 0."),
        ({"size": 2.5}, "`size` must be an integer, positive and at most 500000, got 2.5."),
        ({"validation_size": -1}, "`validation_size` must be an integer, at least 0"),
        ({"test_size": 10**9}, "`test_size` must be an integer, at least 0 and at most 500000"),
    ],
)
def test_generate_names_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        generate(**arguments)


@pytest.mark.parametrize(
    ("num_words", "count", "message"),
    [
        (2, 1, "`num_words` must be an integer, at least 3 and at most 60, got 2."),
        (61, 1, "`num_words` must be an integer, at least 3 and at most 60, got 61."),
        (10, 0, "`count` must be an integer, positive and at most 10000, got 0."),
    ],
)
def test_by_length_names_what_is_wrong(num_words, count, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        generate_by_length(num_words, count)


def test_the_grammar_writes_the_examples():
    thing = NounPhrases(Dice(0)).thing
    yesterday, morning = Phrase("어제", "yesterday"), Phrase("오늘 아침에", "this morning")
    at = {key: place_phrase(PLACES[key]) for key in ("백화점", "공원", "도서관", "회사")}

    def act(who, sense, noun, **fields):
        who = pronoun("I") if who == "저" else person_of(NOUNS[who])
        what = thing(NOUNS[noun], "a", plain=True)
        return Clause(who, BY_KEY[f"쓰다:{sense}"], what, tense="past", early=True, **fields)

    friend = person_of(NOUNS["친구"])
    clauses = [
        Clause(pronoun("I"), of_copula(NOUNS["강사"], "be an instructor")),
        act("저", "spend", "돈", time=yesterday, place=at["백화점"], companion=friend),
        act("할머니", "wear", "모자", time=morning, place=at["공원"]),
        act("민수", "write", "편지", place=at["도서관"], manner=MANNERS["천천히"]),
        act("지수", "use", "컴퓨터", time=yesterday, place=at["회사"]),
        Clause(
            thing(NOUNS["커피"], "the", plain=True), BY_KEY["쓰다:be bitter"], adverb=DEGREES[0]
        ),
    ]
    for clause, example in zip(clauses, EXAMPLES, strict=True):
        korean = " ".join([*korean_words(clause), finish(tensed(clause), "formal")])
        english = english_statement(clause)
        assert Pair(korean, english[0].upper() + english[1:]) == example
        assert is_seen(clause.pairs), korean

"""Known forms of every irregular class."""

import pytest

from zoo.data.korean_english.conjugation import (
    copula,
    finish,
    finish_future,
    honorific,
    infinitive,
    linked,
    modifier,
    negative_copula,
    past,
    plain,
    presumptive,
    stem_of,
)

# entry, 합니다체, 해요체, 해라체, past, -(으)면, -(으)ㄹ, -는
ACTIONS = """
먹다 먹습니다 먹어요 먹는다 먹었습니다 먹으면 먹을 먹는
가다 갑니다 가요 간다 갔습니다 가면 갈 가는
오다 옵니다 와요 온다 왔습니다 오면 올 오는
마시다 마십니다 마셔요 마신다 마셨습니다 마시면 마실 마시는
배우다 배웁니다 배워요 배운다 배웠습니다 배우면 배울 배우는
보내다 보냅니다 보내요 보낸다 보냈습니다 보내면 보낼 보내는
켜다 켭니다 켜요 켠다 켰습니다 켜면 켤 켜는
쉬다 쉽니다 쉬어요 쉰다 쉬었습니다 쉬면 쉴 쉬는
시작되다 시작됩니다 시작돼요 시작된다 시작됐습니다 시작되면 시작될 시작되는
닫다 닫습니다 닫아요 닫는다 닫았습니다 닫으면 닫을 닫는
입다 입습니다 입어요 입는다 입었습니다 입으면 입을 입는
씻다 씻습니다 씻어요 씻는다 씻었습니다 씻으면 씻을 씻는
앉다 앉습니다 앉아요 앉는다 앉았습니다 앉으면 앉을 앉는
읽다 읽습니다 읽어요 읽는다 읽었습니다 읽으면 읽을 읽는
공부하다 공부합니다 공부해요 공부한다 공부했습니다 공부하면 공부할 공부하는
듣다/ㄷ 듣습니다 들어요 듣는다 들었습니다 들으면 들을 듣는
걷다/ㄷ 걷습니다 걸어요 걷는다 걸었습니다 걸으면 걸을 걷는
굽다/ㅂ 굽습니다 구워요 굽는다 구웠습니다 구우면 구울 굽는
돕다/ㅂ 돕습니다 도와요 돕는다 도왔습니다 도우면 도울 돕는
짓다/ㅅ 짓습니다 지어요 짓는다 지었습니다 지으면 지을 짓는
붓다/ㅅ 붓습니다 부어요 붓는다 부었습니다 부으면 부을 붓는
낫다/ㅅ 낫습니다 나아요 낫는다 나았습니다 나으면 나을 낫는
부르다 부릅니다 불러요 부른다 불렀습니다 부르면 부를 부르는
고르다 고릅니다 골라요 고른다 골랐습니다 고르면 고를 고르는
모르다 모릅니다 몰라요 모른다 몰랐습니다 모르면 모를 모르는
따르다/으 따릅니다 따라요 따른다 따랐습니다 따르면 따를 따르는
쓰다 씁니다 써요 쓴다 썼습니다 쓰면 쓸 쓰는
모으다 모읍니다 모아요 모은다 모았습니다 모으면 모을 모으는
끄다 끕니다 꺼요 끈다 껐습니다 끄면 끌 끄는
열다 엽니다 열어요 연다 열었습니다 열면 열 여는
살다 삽니다 살아요 산다 살았습니다 살면 살 사는
놀다 놉니다 놀아요 논다 놀았습니다 놀면 놀 노는
"""
# entry, 합니다체, 해요체, 해라체, past, -(으)면, -(으)ㄴ
QUALITIES = """
작다 작습니다 작아요 작다 작았습니다 작으면 작은
크다 큽니다 커요 크다 컸습니다 크면 큰
예쁘다 예쁩니다 예뻐요 예쁘다 예뻤습니다 예쁘면 예쁜
바쁘다 바쁩니다 바빠요 바쁘다 바빴습니다 바쁘면 바쁜
춥다/ㅂ 춥습니다 추워요 춥다 추웠습니다 추우면 추운
아름답다/ㅂ 아름답습니다 아름다워요 아름답다 아름다웠습니다 아름다우면 아름다운
빨갛다/ㅎ 빨갛습니다 빨개요 빨갛다 빨갰습니다 빨가면 빨간
하얗다/ㅎ 하얗습니다 하얘요 하얗다 하얬습니다 하야면 하얀
푸르다/러 푸릅니다 푸르러요 푸르다 푸르렀습니다 푸르면 푸른
빠르다 빠릅니다 빨라요 빠르다 빨랐습니다 빠르면 빠른
길다 깁니다 길어요 길다 길었습니다 길면 긴
맛있다 맛있습니다 맛있어요 맛있다 맛있었습니다 맛있으면 맛있는
조용하다 조용합니다 조용해요 조용하다 조용했습니다 조용하면 조용한
"""


def table(text):
    return [row.split() for row in text.strip().splitlines()]


@pytest.mark.parametrize("row", table(ACTIONS), ids=lambda row: row[0])
def test_actions(row):
    stem = stem_of(row[0])
    forms = [finish(stem, level) for level in ("formal", "polite", "plain")]
    forms += [finish(past(stem), "formal"), linked(stem, "면"), linked(stem, "ㄹ"), modifier(stem)]
    assert forms == row[1:]


@pytest.mark.parametrize("row", table(QUALITIES), ids=lambda row: row[0])
def test_qualities(row):
    stem = stem_of(row[0], adjective=True)
    forms = [finish(stem, level) for level in ("formal", "polite", "plain")]
    forms += [finish(past(stem), "formal"), linked(stem, "면"), modifier(stem)]
    assert forms == row[1:]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("읽다", "읽으십니다 읽으세요 읽으신다 읽으셨습니다"),
        ("듣다/ㄷ", "들으십니다 들으세요 들으신다 들으셨습니다"),
        ("굽다/ㅂ", "구우십니다 구우세요 구우신다 구우셨습니다"),
        ("만들다", "만드십니다 만드세요 만드신다 만드셨습니다"),
        ("쓰다", "쓰십니다 쓰세요 쓰신다 쓰셨습니다"),
        ("하다", "하십니다 하세요 하신다 하셨습니다"),
    ],
)
def test_honorific(entry, expected):
    stem = honorific(stem_of(entry))
    forms = [finish(stem, level) for level in ("formal", "polite", "plain")]
    assert " ".join([*forms, finish(past(stem), "formal")]) == expected


def test_past_takes_eo_whatever_its_vowel():
    assert finish(past(stem_of("가다")), "polite") == "갔어요"
    assert finish(past(honorific(stem_of("가다"))), "polite") == "가셨어요"
    assert finish(past(stem_of("가다")), "plain") == "갔다"


@pytest.mark.parametrize(
    ("noun", "level", "expected"),
    [
        ("강사", "formal", "강사입니다"),
        ("강사", "polite", "강사예요"),
        ("강사", "plain", "강사다"),
        ("학생", "polite", "학생이에요"),
        ("학생", "plain", "학생이다"),
    ],
)
def test_copula(noun, level, expected):
    assert finish(copula(noun), level) == expected


def test_copula_in_the_past_and_denied():
    assert finish(past(copula("강사")), "formal") == "강사였습니다"
    assert finish(past(copula("학생")), "polite") == "학생이었어요"
    assert finish(negative_copula("학생"), "formal") == "학생이 아닙니다"
    assert finish(negative_copula("강사"), "polite") == "강사가 아니에요"
    assert finish(past(negative_copula("강사")), "formal") == "강사가 아니었습니다"


@pytest.mark.parametrize(
    ("entry", "adjective", "expected"),
    [
        ("먹다", False, "먹습니까 먹어요 먹니"),
        ("열다", False, "엽니까 열어요 여니"),
        ("멀다", True, "멉니까 멀어요 머니"),
    ],
)
def test_questions(entry, adjective, expected):
    stem = stem_of(entry, adjective=adjective)
    forms = [finish(stem, level, question=True) for level in ("formal", "polite", "plain")]
    assert " ".join(forms) == expected


def test_future_and_intention():
    stem = stem_of("만들다")
    assert finish_future(stem, "formal") == "만들 것입니다"
    assert finish_future(stem, "polite") == "만들 거예요"
    assert finish_future(stem, "plain") == "만들 것이다"
    assert finish_future(stem_of("듣다/ㄷ"), "formal", question=True) == "들을 것입니까"
    assert finish_future(stem, "plain", question=True) == "만들 거니"
    assert finish(presumptive(stem), "polite") == "만들겠어요"


@pytest.mark.parametrize(
    ("entry", "purpose", "proposal", "after", "because"),
    [
        ("만들다", "만들러", "만듭시다", "만든", "만들어서"),
        ("걷다/ㄷ", "걸으러", "걸읍시다", "걸은", "걸어서"),
        ("짓다/ㅅ", "지으러", "지읍시다", "지은", "지어서"),
        ("눕다/ㅂ", "누우러", "누웁시다", "누운", "누워서"),
        ("부르다", "부르러", "부릅시다", "부른", "불러서"),
    ],
)
def test_other_endings(entry, purpose, proposal, after, because):
    stem = stem_of(entry)
    assert linked(stem, "러") == purpose
    assert linked(stem, "ㅂ시다") == proposal
    assert modifier(stem, is_past=True) == after
    assert infinitive(stem) + "서" == because


def test_only_the_last_word_conjugates():
    assert finish(stem_of("배가 고프다", adjective=True), "polite") == "배가 고파요"
    assert plain(stem_of("춤을 추다"), "고") == "춤을 추고"

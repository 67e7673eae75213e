import pytest

from zoo.data.korean_english.hangul import final, join, split, with_final, with_particle


@pytest.mark.parametrize("syllable", ["가", "힣", "쓰", "값", "의"])
def test_join_is_the_inverse_of_split(syllable):
    assert join(*split(syllable)) == syllable


def test_final():
    assert (final("책"), final("사과"), final("연필")) == ("ㄱ", " ", "ㄹ")
    assert with_final("가", "ㅆ") == "갔"
    assert with_final("돕", " ") == "도"


@pytest.mark.parametrize("wrong", ["a", "가나", "ㄱ", ""])
def test_split_wants_one_hangul_syllable(wrong):
    with pytest.raises(ValueError, match="`syllable` must be one Hangul syllable, got"):
        split(wrong)


@pytest.mark.parametrize(
    ("noun", "particle", "expected"),
    [
        ("책", "은", "책은"),
        ("저", "은", "저는"),
        ("학생", "이", "학생이"),
        ("친구", "이", "친구가"),
        ("빵", "을", "빵을"),
        ("사과", "을", "사과를"),
        ("형", "와", "형과"),
        ("누나", "와", "누나와"),
        ("부산", "으로", "부산으로"),
        ("학교", "으로", "학교로"),
        ("서울", "으로", "서울로"),
        ("책 세 권", "을", "책 세 권을"),
        ("도서관", "에서", "도서관에서"),
        ("저", "이", "제가"),
        ("나", "이", "내가"),
        ("너", "이", "네가"),
        ("누구", "이", "누가"),
    ],
)
def test_particles(noun, particle, expected):
    assert with_particle(noun, particle) == expected

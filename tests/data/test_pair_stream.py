import pytest

from zoo.data.pair_stream import PairStream, spread_sample


def test_it_is_read_anew_each_time():
    reads = []

    def read():
        reads.append(1)
        yield from [("a", "1"), ("b", "2"), ("a", "3")]

    pairs = PairStream(read, without=["b"])
    assert not reads
    assert list(pairs) == list(pairs) == [("a", "1"), ("a", "3")]
    assert len(reads) == 2


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100, 1000])
def test_a_sample_is_spread_evenly(count):
    texts = [str(i) for i in range(count)]
    sample = spread_sample(iter(texts), most=8)
    step = next(2**k for k in range(20) if -(-count // 2**k) <= 8)
    assert sample == texts[::step]
    assert len(sample) <= 8
    assert len(sample) >= min(count, 4)


def test_a_sample_of_long_texts_is_smaller(monkeypatch):
    monkeypatch.setattr("zoo.data.pair_stream._CHARACTERS", 20)
    pairs = [(f"{i:03}", "12") for i in range(100)]
    sample = spread_sample(pairs, most=8, length=lambda pair: sum(map(len, pair)))
    assert sample == pairs[::32]
    assert spread_sample(["a" * 50] * 3, most=8) == ["a" * 50]

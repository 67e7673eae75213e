import json

import pytest

pytest.importorskip("sacrebleu")

from benchmarks import stock_keras


def test_the_page_is_that_of_the_results():
    result = json.loads(stock_keras.RESULT.read_text(encoding="utf-8"))
    assert stock_keras.PAGE.read_text(encoding="utf-8") == stock_keras.page(result)


def test_ours_is_exact_where_it_was_run():
    situations = json.loads(stock_keras.RESULT.read_text(encoding="utf-8"))["situations"]
    for name, found in situations.items():
        ours = found.get("ExactFit")
        if ours is None:
            continue
        if name == stock_keras.DROPOUT:
            assert not ours["same"]
            continue
        assert ours["weights"] <= (2e-3 if "float16" in name else 1e-5), name
        assert len(set(ours["updates"])) == 1, name

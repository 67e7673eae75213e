import json

import pytest

pytest.importorskip("sacrebleu")

from benchmarks import stock_keras


def test_the_page_is_that_of_the_results():
    result = json.loads(stock_keras.RESULT.read_text(encoding="utf-8"))
    assert stock_keras.PAGE.read_text(encoding="utf-8") == stock_keras.page(result)


def test_ours_is_exact_in_every_situation():
    situations = json.loads(stock_keras.RESULT.read_text(encoding="utf-8"))["situations"]
    named = {situation.name for situation in stock_keras.SITUATIONS}
    assert set(situations) == {*named, stock_keras.DROPOUT}
    for name in named:
        ours = situations[name]["ExactFit"]
        bound = 2e-3 if "float16" in name else 1e-5
        assert ours["weights"] <= bound, name
        assert len(set(ours["updates"])) == 1, name
    assert not situations[stock_keras.DROPOUT]["ExactFit"]["same"]

import pytest

pytest.importorskip("tensorflow")

from docs import make_layers


def test_the_page_is_that_of_the_docstrings():
    page = make_layers.page()
    assert make_layers.PAGE.read_text(encoding="utf-8") == page
    for entry in page.split("\n### ")[1:]:
        assert "```python" in entry, entry  # each layer shows an equation


def test_every_layer_is_there(monkeypatch):
    monkeypatch.setattr(make_layers.layers, "__all__", [*make_layers.layers.__all__, "NewLayer"])
    with pytest.raises(ValueError, match=r"each public layer once, got .*\['NewLayer'\]"):
        make_layers.page()

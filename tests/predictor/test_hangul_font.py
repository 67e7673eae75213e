from types import SimpleNamespace

from zoo.predictor.hangul_font import hangul_font


def test_fonts_are_searched_for_hangul(monkeypatch):
    from matplotlib import font_manager

    fonts = {
        "latin": {ord("a")},
        "korean": {ord("a"), ord("한")},
        "boxes for everything": {ord("a"), ord("한"), 0x0378},
    }

    def get_font(name):
        if name == "damaged":
            raise RuntimeError("no font")
        return SimpleNamespace(get_charmap=lambda: fonts[name])

    monkeypatch.setattr(font_manager, "get_font", get_font)

    def installed(*names):
        entries = [SimpleNamespace(name=name, fname=name) for name in names]
        monkeypatch.setattr(font_manager, "fontManager", SimpleNamespace(ttflist=entries))
        return hangul_font()

    assert installed("damaged", "latin", "korean") == "korean"
    assert installed("latin", "boxes for everything") is None

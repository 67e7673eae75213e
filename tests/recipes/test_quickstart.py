import pytest

from recipes import quickstart, translation


@pytest.mark.slow
def test_from_nothing_to_a_served_model(monkeypatch, capfd, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(quickstart, "CONFIG", translation.Config.tiny(epochs=1, width=1))
    quickstart.main()
    out = capfd.readouterr().out
    assert "exact match" in out
    # Each example is translated twice: here, and by TensorFlow alone.
    answers = [line for line in out.splitlines() if "  ->  " in line]
    assert answers[: len(answers) // 2] == answers[len(answers) // 2 :]
    assert list(tmp_path.glob("*.png"))
    assert (tmp_path / "saved_models" / "korean_english" / "README.md").exists()

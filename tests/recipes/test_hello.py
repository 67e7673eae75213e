import pytest

from recipes import hello


@pytest.mark.slow
def test_it_spells_and_forgets(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    hello.main()
    out = capsys.readouterr().out
    assert "simple_rnn: H -> HELLO" in out
    assert "lstm: H -> HELLO" in out
    assert (tmp_path / hello.PICTURE).exists()
    # Of the long word the first input: the last figure of its line is the share of the last's.
    shares = [float(line.split()[-1]) for line in out.splitlines() if line.split()[1:2] == ["28"]]
    assert shares[0] < 1e-6 < 1e-5 < shares[1]

"""What is measured on images, clips and sounds becomes the tables."""

import json

import pytest

from benchmarks.tables import signals
from benchmarks.tables.table import NOT_YET

TRAINED = {"parameters": 1_500_000, "epochs_trained": 3, "cpu_minutes": 5.0}
CAPTIONS = {**{f"bleu_{n}": 10.0 * n for n in range(1, 5)}, "chrf": 50.0, "cider": 60.0}
SEARCHES = ("greedy", "beam", "blind_greedy", "blind_beam", "frequent")
LABELS = {"accuracy": 81.0, "macro_f1": 80.0}
RATES = {"word_error_rate": 7.0, "character_error_rate": 8.0, "exact_match": 9.0}


@pytest.mark.parametrize(
    ("make", "files", "rows"),
    [
        (
            signals.flickr8k,
            {
                "captioning_lstm_attention": {
                    **TRAINED,
                    "blind": {**TRAINED, "epochs_trained": 2},
                    "test": dict.fromkeys(SEARCHES, CAPTIONS),
                }
            },
            {
                "| `lstm_attention`, beam 5 | 1.50 M | 3 | 2 | 10.0 | 20.0 | 30.0 | 40.0 | 50.0 |",
                "| `lstm_attention`, without the image, greedy | 1.50 M | 2 | 2 | 10.0 |",
                "| the most frequent caption |  |  |  | 10.0 |",
            },
        ),
        (
            signals.cifar10,
            {"image_classification_vit": {**TRAINED, "validation": LABELS, "test": LABELS}},
            {"| `vit` | 1.50 M | 3 | 2 | 81.0 | 81.0 | 80.0 |"},
        ),
        (
            signals.moving_shapes,
            {
                "video_moving_shapes_action": {
                    key: {**TRAINED, "test": LABELS} for key in ("lstm", "gru")
                },
                "video_moving_shapes_speed": {
                    "lstm": {**TRAINED, "test": {"mae": 1.5, "explained": 90.0}}
                },
            },
            {
                "| `lstm` | 1.50 M | 2.5 | 81.0 | 80.0 | 2.5 | 1.50 | 90.0 |",
                "| `gru` | 1.50 M | 2.5 | 81.0 | 80.0 |  |  |  |",
            },
        ),
        (
            signals.speech_tones,
            {
                "speech_tones": {
                    "lstm_attention": {
                        **TRAINED,
                        "test": {**RATES, **{f"unheard_{k}": 2 * v for k, v in RATES.items()}},
                        "by_digits": {"2": RATES},
                    }
                }
            },
            {
                "| `lstm_attention` | 1.50 M | 2.5 | 7.0 | 8.0 | 9.0 | 7.0 |",
                "| without hearing |  |  | 14.0 | 16.0 | 18.0 |  |",
            },
        ),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_what_is_measured_becomes_the_tables(make, files, rows, tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.tables.table._RESULTS", tmp_path)
    assert make() == NOT_YET
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    table = make()
    assert all(row in table for row in rows), table
    assert len({line.count("|") for line in table.splitlines()}) == 1

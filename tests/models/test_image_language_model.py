import keras
import numpy as np
import pytest

from zoo.models import ImageLanguageModel, build_language_model

PALETTE = [[0, 0, 0], [9, 99, 255]]


def model(**changes):
    decoder = build_language_model("gru", vocabulary_size=3, d_model=4, num_layers=1).decoder
    return ImageLanguageModel(decoder, **{"palette": PALETTE, "image_size": 4, **changes})


def test_palette_and_size_are_kept_with_it(tmp_path):
    ours = model()
    ours.build()
    ours.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.palette == ((0, 0, 0), (9, 99, 255))
    assert (loaded.image_size, loaded.start_id) == (4, 2)
    inputs = {"target_in_ids": np.array([[2, 0, 1]])}
    np.testing.assert_array_equal(loaded(inputs), ours(inputs))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"palette": PALETTE[:1]}, "`palette` must hold at least 2 colours"),
        ({"image_size": 0}, "`image_size` must be at least 1, got 0"),
    ],
)
def test_what_will_not_do(changes, message):
    with pytest.raises(ValueError, match=message):
        model(**changes)

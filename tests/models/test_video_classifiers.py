import pytest

from zoo.models import VIDEO_CLASSIFIERS, RNNEncoder, SelfAttentionEncoder, build_video_classifier


def build(arch, **options):
    return build_video_classifier(arch, image_size=16, classes=["a", "b"], **options)


@pytest.mark.parametrize("arch", VIDEO_CLASSIFIERS)
def test_parts_by_name(arch):
    model = build(arch)
    kind = {"transformer": SelfAttentionEncoder, "single_frame": type(None)}.get(arch, RNNEncoder)
    assert type(model.encoder) is kind
    assert (model.motion_encoder is None) == (arch == "single_frame")
    assert build(arch, motion=False).motion_encoder is None
    assert model.pooling == ("mean" if arch == "transformer" else "last")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "cnn"}, r"`arch` must be one of \['single_frame', 'simple_rnn', .*got 'cnn'"),
        ({"d_model": 0}, "`d_model` must be at least 1, got 0"),
        ({"num_stages": 5}, r"`image_size` must be a multiple of 2 \*\* `num_stages`=32, got 16"),
        ({"dropout_rate": 1.0}, r"`dropout_rate` must be in \[0, 1\), got 1.0"),
    ],
)
def test_what_will_not_do(changes, message):
    with pytest.raises(ValueError, match=message):
        build(**{"arch": "gru", **changes})

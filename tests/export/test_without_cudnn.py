import keras

from zoo.export.without_cudnn import without_cudnn


def test_for_a_while_and_no_longer():
    model = keras.Sequential([keras.layers.LSTM(2), keras.layers.Dense(3)])
    model.layers[0].use_cudnn = "auto"
    with without_cudnn(model):
        assert model.layers[0].use_cudnn is False
    assert model.layers[0].use_cudnn == "auto"

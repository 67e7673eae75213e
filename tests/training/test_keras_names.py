import keras
import numpy as np
import pytest

from zoo.training import ExactFit, keras_names


class Model(ExactFit, keras.Sequential):
    pass


def compiled(**options):
    model = Model([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", **options)
    return model


@pytest.mark.parametrize("name", keras_names.OPTIMIZER)
def test_a_keras_whose_optimizer_has_changed_is_named(monkeypatch, name):
    for base in keras.optimizers.SGD.__mro__:
        if name in vars(base):
            monkeypatch.delattr(base, name)
    with pytest.raises(RuntimeError, match=rf"has no `Optimizer\.{name}`"):
        compiled()


@pytest.mark.parametrize("name", keras_names.LOSSES)
def test_a_keras_whose_losses_have_changed_is_named(monkeypatch, name):
    monkeypatch.delattr(keras_names.losses(), name)
    with pytest.raises(RuntimeError, match=rf"has no `losses\.loss\.{name}`"):
        compiled()


@pytest.mark.parametrize("name", keras_names.MODEL)
def test_a_keras_whose_model_has_changed_is_named(monkeypatch, name):
    model = compiled()
    monkeypatch.setattr(keras_names, "MODEL", (f"{name}_of_old",))
    with pytest.raises(RuntimeError, match=rf"has no `Model\.{name}_of_old`"):
        keras_names.check_keras(model)


def test_keras_reads_the_epoch_to_begin_with():
    model = compiled()
    model._initial_epoch = 2
    history = model.fit(np.ones((4, 3)), np.ones((4, 1)), epochs=3, verbose=0)
    assert history.epoch == [2]


def test_keras_keeps_a_mask_with_what_it_is_of():
    embedded = keras.layers.Embedding(5, 2, mask_zero=True)(np.array([[1, 0]]))
    assert embedded._keras_mask.numpy().tolist() == [[True, False]]

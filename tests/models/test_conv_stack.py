"""What the convolutional encoder and decoder have in common."""

import pytest

from zoo.layers import GatedConvolution, MultiStepAttention
from zoo.models import ConvDecoder, ConvEncoder

pytest.importorskip("tensorflow")

both = pytest.mark.parametrize("stack_class", [ConvEncoder, ConvDecoder])


@both
def test_parts(stack_class):
    stack = stack_class(11, num_layers=3, d_model=8, kernel_size=5, dropout_rate=0.2)
    is_decoder = stack_class is ConvDecoder
    assert [type(layer) for layer in stack.layers] == [GatedConvolution] * 3
    assert {layer.causal for layer in stack.layers} == {is_decoder}
    assert {(layer.kernel_size, layer.dropout_rate) for layer in stack.layers} == {(5, 0.2)}
    assert [type(x) for x in stack.attentions] == [MultiStepAttention] * (3 * is_decoder)


@both
def test_bad_arguments(stack_class):
    with pytest.raises(ValueError, match="`num_layers` must be at least 1, got 0"):
        stack_class(11, num_layers=0)
    with pytest.raises(ValueError, match="`kernel_size` must be at least 1, got 0"):
        stack_class(11, kernel_size=0)
    message = r"`positions` must be one of \['none', 'sinusoidal', 'learned'\], got 'rotary'"
    with pytest.raises(ValueError, match=message):
        stack_class(11, positions="rotary")
    with pytest.raises(ValueError, match='`max_length` must be given with `positions="learned"`'):
        stack_class(11, positions="learned")

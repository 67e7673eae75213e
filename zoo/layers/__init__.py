"""The layers: one concept a file. Masks are made in `zoo.layers.masks`."""

from zoo.layers.additive_attention import AdditiveAttention
from zoo.layers.attention_cell import AttentionCell
from zoo.layers.attention_pooling import AttentionPooling
from zoo.layers.dot_product_attention import DotProductAttention
from zoo.layers.feed_forward import FeedForward
from zoo.layers.gated_convolution import GatedConvolution
from zoo.layers.gru import GRUCell
from zoo.layers.layer_norm_gru import LayerNormGRUCell
from zoo.layers.layer_norm_lstm import LayerNormLSTMCell
from zoo.layers.learned_positions import LearnedPositionalEmbedding
from zoo.layers.log_mel_spectrogram import LogMelSpectrogram
from zoo.layers.lstm import LSTMCell
from zoo.layers.mean_pooling import MeanPooling
from zoo.layers.multi_head_attention import MultiHeadAttention
from zoo.layers.multi_step_attention import MultiStepAttention
from zoo.layers.patch_embedding import PatchEmbedding
from zoo.layers.peephole_lstm import PeepholeLSTMCell
from zoo.layers.positional_encoding import SinusoidalPositionalEncoding
from zoo.layers.relative_bias import ALiBiBias, RelativePositionBias
from zoo.layers.residual import Residual
from zoo.layers.rotary import RotaryEmbedding
from zoo.layers.series_patches import SeriesPatches
from zoo.layers.simple_rnn import SimpleRNNCell
from zoo.layers.stacked_rnn import StackedRNN
from zoo.layers.state_bridge import StateBridge
from zoo.layers.token_dropout import TokenDropout
from zoo.layers.transformer_decoder import TransformerDecoderLayer
from zoo.layers.transformer_encoder import TransformerEncoderLayer
from zoo.layers.zoneout_cell import ZoneoutCell

__all__ = [
    "ALiBiBias",
    "AdditiveAttention",
    "AttentionCell",
    "AttentionPooling",
    "DotProductAttention",
    "FeedForward",
    "GRUCell",
    "GatedConvolution",
    "LSTMCell",
    "LayerNormGRUCell",
    "LayerNormLSTMCell",
    "LearnedPositionalEmbedding",
    "LogMelSpectrogram",
    "MeanPooling",
    "MultiHeadAttention",
    "MultiStepAttention",
    "PatchEmbedding",
    "PeepholeLSTMCell",
    "RelativePositionBias",
    "Residual",
    "RotaryEmbedding",
    "SeriesPatches",
    "SimpleRNNCell",
    "SinusoidalPositionalEncoding",
    "StackedRNN",
    "StateBridge",
    "TokenDropout",
    "TransformerDecoderLayer",
    "TransformerEncoderLayer",
    "ZoneoutCell",
]

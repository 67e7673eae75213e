"""Every encoder and decoder of tokens, as the harness checks it."""

from tests.harness.options import (
    CROSS_KEY_BIAS,
    KEY_BIAS,
    LEARNED,
    MODERN,
    PLACES,
    POSITIONS,
    PRE,
    STACK,
    D,
    V,
)
from tests.harness.subjects import Entry
from zoo import models
from zoo.models import Memory, no_memory


def _encoder(encoder_class, outputs, no_gradient=(), **options):
    return Entry(
        encoder_class,
        lambda dtype, rate: encoder_class(V, **options, dropout_rate=rate, dtype=dtype),
        lambda layer, x, **training: layer(x["source_ids"], x["source_keep"], **training),
        inputs={"source_ids": "BS", "source_keep": "BS"},
        outputs=outputs,
        no_gradient=no_gradient,
    )


def _decoder(decoder_class, states=(), no_gradient=(), has_keys=False, **options):
    def memory(x):
        state = (tuple(x[name] for name in states),) if states else ()
        return Memory(x["memory"], x["source_keep"], state, x["keys"] if has_keys else ())

    return Entry(
        decoder_class,
        lambda dtype, rate: decoder_class(V, **options, dropout_rate=rate, dtype=dtype),
        lambda layer, x, **training: layer(x["target_in_ids"], memory(x), **training),
        inputs={
            "target_in_ids": "BT",
            "memory": "BSD",
            "source_keep": "BS",
            **dict.fromkeys(states, "BD"),
            **({"keys": "BSD"} if has_keys else {}),
        },
        outputs=("BTV",),
        is_causal=True,
        no_gradient=no_gradient,
        memory=memory,
    )


def _decoder_alone(decoder_class, no_gradient=(), **options):
    """A decoder that reads no memory: a language model's."""
    return Entry(
        decoder_class,
        lambda dtype, rate: decoder_class(
            V, **options, memory_dim=0, dropout_rate=rate, dtype=dtype
        ),
        lambda layer, x, **training: layer(
            x["target_in_ids"], no_memory(x["target_in_ids"]), **training
        ),
        inputs={"target_in_ids": "BT"},
        outputs=("BTV",),
        is_causal=True,
        no_gradient=no_gradient,
        memory=lambda x: no_memory(x["target_in_ids"]),
    )


CODER_ENTRIES = {
    "RNNEncoder": _encoder(
        models.RNNEncoder,
        ("BSD", "BS", "BD", "BD"),
        cell="lstm",
        d_model=D,
        skips="concatenate",
    ),
    "SelfAttentionEncoder-post": _encoder(
        models.SelfAttentionEncoder, ("BSD", "BS"), KEY_BIAS, **STACK
    ),
    "SelfAttentionEncoder-pre": _encoder(
        models.SelfAttentionEncoder, ("BSD", "BS"), KEY_BIAS, **PRE
    ),
    **{
        f"SelfAttentionEncoder-{kind}": _encoder(
            models.SelfAttentionEncoder, ("BSD", "BS"), KEY_BIAS, **PLACES, positions=kind
        )
        for kind in POSITIONS
    },
    "SelfAttentionEncoder-modern": _encoder(models.SelfAttentionEncoder, ("BSD", "BS"), **MODERN),
    "ConvEncoder": _encoder(
        models.ConvEncoder, ("BSD", "BS", "BSD"), num_layers=2, d_model=D, kernel_size=4
    ),
    "ConvEncoder-learned": _encoder(
        models.ConvEncoder, ("BSD", "BS", "BSD"), num_layers=1, d_model=D, **LEARNED
    ),
    "RNNDecoder": _decoder(
        models.RNNDecoder, ("h", "c"), cell="lstm", d_model=D, depth=2, tie_embeddings=False
    ),
    "AttentionRNNDecoder": _decoder(
        models.AttentionRNNDecoder, ("h",), cell="gru", d_model=D, depth=2
    ),
    "AttentionRNNDecoder-zoneout": _decoder(
        models.AttentionRNNDecoder, ("h",), cell="gru", d_model=D, depth=2, zoneout_rate=0.3
    ),
    "AttentionRNNDecoder-luong": _decoder(
        models.AttentionRNNDecoder,
        ("h", "c"),
        cell="lstm",
        attention="general",
        order="after",
        d_model=D,
        depth=2,
    ),
    "ConvDecoder": _decoder(models.ConvDecoder, has_keys=True, num_layers=2, d_model=D),
    "ConvDecoder-learned": _decoder(
        models.ConvDecoder, num_layers=1, d_model=D, kernel_size=2, **LEARNED
    ),
    "SelfAttentionDecoder-post": _decoder(
        models.SelfAttentionDecoder, no_gradient=KEY_BIAS, **STACK
    ),
    "SelfAttentionDecoder-pre": _decoder(models.SelfAttentionDecoder, no_gradient=KEY_BIAS, **PRE),
    **{
        f"SelfAttentionDecoder-{kind}": _decoder(
            models.SelfAttentionDecoder, no_gradient=KEY_BIAS, **PLACES, positions=kind
        )
        for kind in POSITIONS
    },
    "SelfAttentionDecoder-alone": _decoder_alone(
        models.SelfAttentionDecoder, no_gradient=KEY_BIAS, **PRE
    ),
    "SelfAttentionDecoder-modern": _decoder(
        models.SelfAttentionDecoder, no_gradient=CROSS_KEY_BIAS, **MODERN
    ),
}

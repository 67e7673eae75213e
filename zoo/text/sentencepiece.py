"""SentencePiece's pieces as tokens, by way of keras-nlp and TF Text."""

import base64
import io
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any, Self

import keras
import tensorflow as tf

from zoo.text.special import SPECIAL_IDS, SPECIAL_TOKENS
from zoo.text.split import collapse_spaces, prepare
from zoo.text.tokenizer import Tokenizer
from zoo.text.vocabulary import batches_of

_PACKAGES = ("keras-nlp", "tensorflow-text", "sentencepiece")
_SPACE = "▁"  # U+2581: what SentencePiece writes for a space
_ANY_LENGTH = 2**30  # bytes, the most it allows; longer texts are left out without a word


def check_sentencepiece() -> None:
    """Raise unless the packages that `SentencePieceTokenizer` needs are installed."""
    missing = [name for name in _PACKAGES if find_spec(name.replace("-", "_")) is None]
    if missing:
        raise ImportError(
            f"the tokenizer `sentencepiece` needs {', '.join(missing)}: "
            "pip install seqzoo[sentencepiece]"
        )


@keras.saving.register_keras_serializable("zoo")
class SentencePieceTokenizer(Tokenizer):
    """Cuts texts into the pieces that are likeliest by a unigram language model of pieces.

    What it costs: its graph holds an op of TF Text, so a SavedModel with it loads only after
    `import tensorflow_text` (tensorflow-text of TensorFlow's own version), or in TF Serving, which
    has the op. A model with any other tokenizer here loads with TensorFlow alone.

    Texts are taken as they stand, with no other normal form than composed Hangul: detokenising
    gives back the text up to white space and unknown characters. `▁` (U+2581) reads as a space.

    Args:
        proto: a serialised SentencePiece model that begins with the special tokens, as that of
            `train` does.
        lowercase: whether texts are lower-cased first.

    Raises:
        ImportError: if keras-nlp, tensorflow-text or sentencepiece is missing.
        ValueError: if `proto` is no such model.

    Reference:
        Kudo 2018, https://arxiv.org/abs/1804.10959, section 3.2 (the model); Kudo and Richardson
        2018, https://arxiv.org/abs/1808.06226 (SentencePiece).

    Example:

    >>> tokenizer = SentencePieceTokenizer.train(["low lower", "newer, wider"], vocabulary_size=20)
    >>> ids = tokenizer.tokenize(["lower,  wow"])
    >>> [tokenizer.vocabulary[i] for i in ids.to_list()[0]]
    ['▁low', 'er', ',', '▁', 'w', 'o', 'w']
    >>> tokenizer.detokenize(ids).numpy()[0].decode()
    'lower, wow'
    """

    needed_import = "tensorflow_text"

    def __init__(self, proto: bytes, *, lowercase: bool = False):
        check_sentencepiece()
        try:
            vocabulary = _tokenizer_of(proto).get_vocabulary()
        except (tf.errors.OpError, TypeError, ValueError, OSError) as error:
            raise ValueError(
                f"`proto` must be the bytes of a SentencePiece model, got {proto!r:.40}: {error}"
            ) from error
        if vocabulary[: len(SPECIAL_TOKENS)] != list(SPECIAL_TOKENS):
            raise ValueError(
                f"`proto` must begin with the pieces {list(SPECIAL_TOKENS)}, got "
                f"{vocabulary[: len(SPECIAL_TOKENS)]}."
            )
        super().__init__(vocabulary, lowercase=lowercase)
        self.proto = proto

    @classmethod
    def train(cls, texts: Iterable[str], *, vocabulary_size: int, lowercase: bool = False) -> Self:
        """Learns pieces from the texts, 99.95 % of their characters among them; see `Tokenizer`.

        Raises:
            ImportError: if keras-nlp, tensorflow-text or sentencepiece is missing.
            TypeError: if `texts` is one string.
            ValueError: if `texts` holds no text, or `vocabulary_size` no room for its characters.
        """
        check_sentencepiece()
        import sentencepiece

        lines = [
            line
            for batch in batches_of(texts)
            for line in collapse_spaces(prepare(tf.constant(batch), lowercase)).numpy()
        ]
        if not any(lines):
            raise ValueError("`texts` must hold at least one text that is not blank, got none.")
        proto = io.BytesIO()
        try:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(lines),
                model_writer=proto,
                vocab_size=vocabulary_size,
                hard_vocab_limit=False,  # few texts may hold fewer pieces
                max_sentence_length=_ANY_LENGTH,
                normalization_rule_name="identity",
                minloglevel=2,
                **_special_pieces(),
            )
        except RuntimeError as error:
            raise ValueError(
                "`vocabulary_size` must have room for the special tokens and the characters of "
                f"`texts`, got {vocabulary_size}: {error}"
            ) from error
        return cls(proto.getvalue(), lowercase=lowercase)

    def get_config(self) -> dict[str, Any]:
        return {"proto": base64.b64encode(self.proto).decode(), "lowercase": self.lowercase}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        return cls(**{**config, "proto": base64.b64decode(config["proto"], validate=True)})

    def _encode(self, texts: tf.Tensor) -> tf.RaggedTensor:
        # Made in the graph that uses it. Made outside, the op's resource is gone once TensorFlow
        # clears its caches, as `keras.utils.set_random_seed` has it do.
        return _tokenizer_of(self.proto).tokenize(collapse_spaces(prepare(texts, self.lowercase)))

    def _written(self) -> list[str]:
        return [piece.replace(_SPACE, " ") for piece in self.vocabulary]


def _tokenizer_of(proto: bytes) -> keras.layers.Layer:
    import keras_nlp  # takes seconds

    return keras_nlp.tokenizers.SentencePieceTokenizer(proto)


def _special_pieces() -> dict[str, Any]:
    """The special tokens and their ids, by the names that SentencePiece has for them."""
    ids, tokens = SPECIAL_IDS, SPECIAL_TOKENS
    names = {"pad": ids.pad, "bos": ids.start, "eos": ids.end, "unk": ids.unknown}
    return {f"{name}_id": i for name, i in names.items()} | {
        f"{name}_piece": tokens[i] for name, i in names.items()
    }

"""CTranslate2, with the zoo's own weights.

    python -m benchmarks.decoding.ctranslate2_peer <size> <folder>     # convert, in its own process

Workers that converted in their own process ran many times slower.
"""

import subprocess
import sys
from pathlib import Path

import ctranslate2
import numpy as np
from ctranslate2.converters import utils
from ctranslate2.specs import common_spec, transformer_spec

from benchmarks.decoding.cases import ALONE, SIZES, Case, sources


class CTranslate2:
    """Runs a case in float32 or int8, with the given number of threads."""

    def __init__(self, *, compute_type: str, threads: int, folder: str):
        self.options = {
            "compute_type": compute_type,
            "intra_threads": threads,
            "inter_threads": 1,
            "device": "cpu",
        }
        self.folder = Path(folder)

    def prepare(self, case: Case) -> None:
        """Convert where that was not done, and load."""
        path = self.folder / case.size.replace(" ", "_")
        if not (path / "model.bin").exists():
            command = [sys.executable, "-m", "benchmarks.decoding.ctranslate2_peer"]
            subprocess.run([*command, case.size, str(path)], check=True)
        tokens = [[f"t{i}" for i in row] for row in sources(case)]
        lengths = {"beam_size": case.width}
        if case.size in ALONE:
            generator = ctranslate2.Generator(str(path), **self.options)
            lengths |= {"max_length": case.new, "min_length": case.new}
            self.call = lambda: [
                result.sequences[0]
                for result in generator.generate_batch(
                    tokens, include_prompt_in_result=False, **lengths
                )
            ]
        else:
            translator = ctranslate2.Translator(str(path), **self.options)
            lengths |= {"max_decoding_length": case.new, "min_decoding_length": case.new}
            self.call = lambda: [
                result.hypotheses[0] for result in translator.translate_batch(tokens, **lengths)
            ]
        self.run()

    def run(self) -> np.ndarray:
        """Ids (B, T)."""
        rows = self.call()
        return np.array([[int(token[1:]) for token in row] for row in rows])


def convert(size: str, path: Path) -> None:
    """Write the zoo's model of that size as CTranslate2's."""
    from benchmarks.decoding.ours import make_model

    s, model = SIZES[size], make_model(size)
    tokens = [f"t{i}" for i in range(s.vocabulary)]
    if size in ALONE:
        spec = transformer_spec.TransformerDecoderModelSpec.from_config(
            s.num_layers, s.num_heads, pre_norm=True, activation=common_spec.Activation.GELU
        )
        _stack(spec.decoder, model, is_decoder=False)
        _norm(spec.decoder.layer_norm, model.final_norm)
        spec.decoder.projection.weight = np.asarray(model.embedding.embeddings)
        spec.register_vocabulary(tokens)
    else:
        spec = transformer_spec.TransformerSpec.from_config(
            (s.num_layers, s.num_layers), s.num_heads, pre_norm=False
        )
        _stack(spec.encoder, model.encoder, is_decoder=False)
        _stack(spec.decoder, model.decoder, is_decoder=True)
        spec.decoder.projection.weight = np.asarray(model.decoder.embedding.embeddings)
        spec.register_source_vocabulary(tokens)
        spec.register_target_vocabulary(tokens)
        spec.config.decoder_start_token = "t1"
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "t1", "t2", "t3"
    spec.validate()
    spec.optimize(quantization=None)
    path.mkdir(parents=True, exist_ok=True)
    spec.save(str(path))


def _stack(spec, stack, *, is_decoder):
    embeddings = spec.embeddings[0] if isinstance(spec.embeddings, list) else spec.embeddings
    embeddings.weight = np.asarray(stack.embedding.embeddings)
    spec.scale_embeddings = float(stack.d_model) ** 0.5
    zeros = np.zeros((1, 256, stack.d_model), "float32")
    spec.position_encodings.encodings = np.asarray(stack.positions(zeros))[0]
    for of_spec, layer in zip(spec.layer, stack.layers, strict=True):
        own = of_spec.self_attention
        attention = layer.self_attention
        projections = (attention.query_dense, attention.key_dense, attention.value_dense)
        utils.fuse_linear(own.linear[0], [_linear(dense) for dense in projections])
        _set(own.linear[1], attention.output_dense)
        _norm(own.layer_norm, layer.self_residual.layer_norm)
        if is_decoder:
            cross, other = layer.cross_attention, of_spec.attention
            _set(other.linear[0], cross.query_dense)
            utils.fuse_linear(
                other.linear[1], [_linear(cross.key_dense), _linear(cross.value_dense)]
            )
            _set(other.linear[2], cross.output_dense)
            _norm(other.layer_norm, layer.cross_residual.layer_norm)
        _set(of_spec.ffn.linear_0, layer.feed_forward.inner)
        _set(of_spec.ffn.linear_1, layer.feed_forward.outer)
        _norm(of_spec.ffn.layer_norm, layer.feed_forward_residual.layer_norm)


def _linear(dense):
    spec = common_spec.LinearSpec()
    _set(spec, dense)
    return spec


def _set(spec, dense):
    spec.weight = np.ascontiguousarray(np.asarray(dense.kernel).T)
    spec.bias = np.asarray(dense.bias)


def _norm(spec, norm):
    spec.gamma, spec.beta = np.asarray(norm.gamma), np.asarray(norm.beta)


if __name__ == "__main__":
    convert(sys.argv[1], Path(sys.argv[2]))

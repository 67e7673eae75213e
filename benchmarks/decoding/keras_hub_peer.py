"""KerasHub's BART and GPT-2, of the same sizes."""

import keras_hub
import numpy as np

from benchmarks.decoding.cases import ALONE, SIZES, Case, sources


class KerasHub:
    """Runs a case through `generate`, which compiles by XLA."""

    def prepare(self, case: Case) -> None:
        """Build and compile."""
        s = SIZES[case.size]
        sizes = {
            "vocabulary_size": s.vocabulary,
            "num_layers": s.num_layers,
            "num_heads": s.num_heads,
            "hidden_dim": s.d_model,
            "intermediate_dim": s.d_ff,
            "max_sequence_length": 256,
        }
        ids = sources(case)
        sampler = "greedy" if case.width == 1 else keras_hub.samplers.BeamSampler(case.width)
        if case.size in ALONE:
            backbone = keras_hub.models.GPT2Backbone(**sizes)
            self.model = keras_hub.models.GPT2CausalLM(backbone, preprocessor=None)
            total = np.pad(ids, ((0, 0), (0, case.new)))
            keep = np.arange(total.shape[1])[None] < case.source
            self.inputs = {"token_ids": total, "padding_mask": np.tile(keep, (case.batch, 1))}
            self.part, self.begin = "token_ids", case.source
        else:
            backbone = keras_hub.models.BartBackbone(**sizes)
            self.model = keras_hub.models.BartSeq2SeqLM(backbone, preprocessor=None)
            target = np.zeros((case.batch, case.new + 1), "int32")
            target[:, 0] = 1
            self.inputs = {
                "encoder_token_ids": ids,
                "encoder_padding_mask": np.ones_like(ids, bool),
                "decoder_token_ids": target,
                "decoder_padding_mask": target != 0,
            }
            self.part, self.begin = "decoder_token_ids", 1
        self.model.compile(sampler=sampler)
        self.run()

    def run(self) -> np.ndarray:
        """Ids (B, T)."""
        outputs = self.model.generate(self.inputs, stop_token_ids=None)
        return np.asarray(outputs[self.part])[:, self.begin :]

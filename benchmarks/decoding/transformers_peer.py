"""Transformers' Marian and GPT-2 on PyTorch, of the same sizes."""

import numpy as np
import torch
from transformers import GPT2Config, GPT2LMHeadModel, MarianConfig, MarianMTModel

from benchmarks.decoding.cases import ALONE, SIZES, SPECIAL, Case, sources


class Transformers:
    """Runs a case through `generate`."""

    def prepare(self, case: Case) -> None:
        """Build."""
        torch.manual_seed(0)
        s = SIZES[case.size]
        ends = {"pad_token_id": SPECIAL["pad"], "eos_token_id": SPECIAL["end"]}
        if case.size in ALONE:
            config = GPT2Config(
                vocab_size=s.vocabulary,
                n_embd=s.d_model,
                n_layer=s.num_layers,
                n_head=s.num_heads,
                n_inner=s.d_ff,
                n_positions=256,
                bos_token_id=SPECIAL["start"],
                **ends,
            )
            self.model = GPT2LMHeadModel(config)
        else:
            config = MarianConfig(
                vocab_size=s.vocabulary,
                d_model=s.d_model,
                encoder_layers=s.num_layers,
                decoder_layers=s.num_layers,
                encoder_attention_heads=s.num_heads,
                decoder_attention_heads=s.num_heads,
                encoder_ffn_dim=s.d_ff,
                decoder_ffn_dim=s.d_ff,
                max_position_embeddings=256,
                activation_function="relu",
                decoder_start_token_id=SPECIAL["start"],
                forced_eos_token_id=None,
                **ends,
            )
            self.model = MarianMTModel(config)
        self.model.eval()
        self.ids = torch.tensor(sources(case), dtype=torch.long)
        self.options = {
            "attention_mask": torch.ones_like(self.ids),
            "num_beams": case.width,
            "do_sample": False,
            "max_new_tokens": case.new,
            "min_new_tokens": case.new,
        }
        self.new = case.new
        self.run()

    @torch.inference_mode()
    def run(self) -> np.ndarray:
        """Ids (B, T)."""
        return self.model.generate(self.ids, **self.options).numpy()[:, -self.new :]

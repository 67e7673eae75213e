"""The same models of PyTorch's layers."""

import math
import time

import torch
from torch import nn
from torch.nn import functional

from benchmarks.training.cases import (
    CLASSES,
    DROPOUT_RATE,
    EPSILON,
    LEARNING_RATE,
    NORM_EPSILON,
    VOCABULARY,
    Case,
    batch_of,
)


class TorchTraining:
    """Trains the model of a case in the usual loop."""

    def prepare(self, case: Case) -> int:
        """Build; the number of weights."""
        torch.manual_seed(0)
        model = {"transformer": Transformer, "classifier": Classifier, "seq2seq": AttentionSeq2Seq}
        self.model = model[case.model](case).train()
        # The fused one takes all weights in one call: the fastest of PyTorch's.
        self.optimizer = torch.optim.Adam(
            self.model.parameters(), lr=LEARNING_RATE, eps=EPSILON, fused=True
        )
        inputs, targets, _ = batch_of(case)
        inputs = inputs.values() if isinstance(inputs, dict) else [inputs]
        self.inputs = [torch.from_numpy(x).long() for x in inputs]
        self.targets = torch.from_numpy(targets).long().flatten()
        # Padding counts for nothing; in a classifier, 0 is a class.
        self.ignored = -100 if case.model == "classifier" else 0
        self.run(2)
        return sum(p.numel() for p in self.model.parameters())

    def run(self, steps: int) -> tuple[float, float]:
        """Seconds of so many steps, and the last loss."""
        begin = time.perf_counter()
        for _ in range(steps):
            self.optimizer.zero_grad(set_to_none=True)
            logits = self.model(*self.inputs).flatten(0, -2)
            loss = functional.cross_entropy(logits, self.targets, ignore_index=self.ignored)
            loss.backward()
            self.optimizer.step()
        return time.perf_counter() - begin, loss.item()


class Classifier(nn.Module):
    """Embedding, recurrent layer, its last state, and logits."""

    def __init__(self, case: Case):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, case.d_model)
        self.rnn = nn.LSTM(
            case.d_model, case.d_model, batch_first=True, bidirectional=case.bidirectional
        )
        self.dropout = nn.Dropout(DROPOUT_RATE)
        self.head = nn.Linear(case.d_model * (1 + case.bidirectional), CLASSES)

    def forward(self, ids):
        _, (h, _) = self.rnn(self.embedding(ids))
        return self.head(self.dropout(torch.cat([*h], dim=-1)))


class Transformer(nn.Module):
    """Embeddings with sinusoidal positions, blocks, and logits by the target's embedding."""

    def __init__(self, case: Case):
        super().__init__()
        sizes = (case.d_model, case.num_heads, case.d_ff, DROPOUT_RATE)
        options = {"batch_first": True, "layer_norm_eps": NORM_EPSILON}
        self.d_model = case.d_model
        self.embeddings = nn.ModuleList(_embedding(case) for _ in range(2))
        self.dropout = nn.Dropout(DROPOUT_RATE)
        # Its own encoder and decoder would end with one more norm, as the others here do not.
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(*sizes, **options), case.num_layers
        )
        self.decoder = nn.TransformerDecoder(
            nn.TransformerDecoderLayer(*sizes, **options), case.num_layers
        )

    def forward(self, ids, target_ids):
        padding = ids == 0
        memory = self.encoder(self.embed(0, ids), src_key_padding_mask=padding)
        causal = torch.triu(torch.ones(2 * target_ids.shape[1:], dtype=torch.bool), diagonal=1)
        x = self.decoder(
            self.embed(1, target_ids),
            memory,
            tgt_mask=causal,
            tgt_is_causal=True,
            memory_key_padding_mask=padding,
        )
        return functional.linear(x, self.embeddings[1].weight)

    def embed(self, side, ids):
        x = self.embeddings[side](ids) * self.d_model**0.5
        places = torch.arange(ids.shape[1])[:, None]
        waves = places * 10_000.0 ** (-torch.arange(0, self.d_model, 2) / self.d_model)
        return self.dropout(x + torch.cat([waves.sin(), waves.cos()], dim=-1))


class AttentionSeq2Seq(nn.Module):
    """A bidirectional encoder, and a decoder with Luong's attention ("general", input feeding)."""

    def __init__(self, case: Case):
        super().__init__()
        d_model = self.d_model = case.d_model
        self.embeddings = nn.ModuleList(_embedding(case) for _ in range(2))
        self.dropout = nn.Dropout(DROPOUT_RATE)
        self.encoder = nn.LSTM(d_model, d_model // 2, batch_first=True, bidirectional=True)
        self.bridges = nn.ModuleList(nn.Linear(d_model, d_model) for _ in range(2))
        self.key_dense = nn.Linear(d_model, d_model, bias=False)
        self.cell = nn.LSTMCell(2 * d_model, d_model)
        self.combine = nn.Linear(2 * d_model, d_model, bias=False)

    def forward(self, ids, target_ids):
        keep = ids != 0
        x = nn.utils.rnn.pack_padded_sequence(
            self._drop_features(self.embeddings[0](ids) * self.d_model**0.5),
            keep.sum(dim=1),
            batch_first=True,
            enforce_sorted=False,
        )
        values, states = self.encoder(x)
        values, _ = nn.utils.rnn.pad_packed_sequence(values, batch_first=True)
        values = self.dropout(values)
        h, c = (
            torch.tanh(bridge(torch.cat([*state], dim=-1)))
            for bridge, state in zip(self.bridges, states, strict=True)
        )
        keys, fed, found = self.key_dense(values), torch.zeros_like(h), []
        y = self._drop_features(self.embeddings[1](target_ids) * self.d_model**0.5)
        for step in y.unbind(dim=1):
            h, c = self.cell(torch.cat([step, fed], dim=-1), (h, c))
            energy = torch.bmm(keys, h[..., None]).squeeze(-1).masked_fill(~keep, -math.inf)
            context = torch.bmm(energy.softmax(dim=-1)[:, None], values).squeeze(1)
            fed = torch.tanh(self.combine(torch.cat([h, context], dim=-1)))
            found.append(fed)
        found = self.dropout(torch.stack(found, dim=1))
        return functional.linear(found, self.embeddings[1].weight)

    def _drop_features(self, x):
        """The same features at all steps of a row."""
        return x * self.dropout(torch.ones_like(x[:, :1]))


def _embedding(case: Case) -> nn.Embedding:
    embedding = nn.Embedding(VOCABULARY, case.d_model)
    nn.init.normal_(embedding.weight, std=case.d_model**-0.5)
    return embedding

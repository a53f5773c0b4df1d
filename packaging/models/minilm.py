"""MiniLM with a reading of every piece, in torch: the lower layers as they were published, the upper ones that learn.

Published weights come from safetensors, or from the file that prepare_reader.py writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from callcoach_desktop.analysis.meaning.reader import COLUMNS

WIDTH, HEADS, INNER = 384, 12, 1536
PUBLISHED = 6  # layers
Tensors = Mapping[str, torch.Tensor]


def weights(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of a safetensors file that are 32-bit floats."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    head = json.loads(data[8 : 8 + size])
    found = {}
    for name, about in head.items():
        if name != "__metadata__" and about["dtype"] == "F32":
            a, b = about["data_offsets"]
            values = np.frombuffer(data[8 + size + a : 8 + size + b], np.float32).reshape(about["shape"])
            found[name] = torch.from_numpy(values.copy())
    return found


class Layer(nn.Module):
    """A layer of BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.joined = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_a, self.norm_b = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, hide: torch.Tensor) -> torch.Tensor:
        """`hide` is added to what pieces make of each other: very low where there is none."""
        n, t = x.shape[0], x.shape[1]

        def split(v: torch.Tensor) -> torch.Tensor:
            return v.reshape(n, t, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        seen = functional.scaled_dot_product_attention(q, k, v, hide.expand(n, 1, t, t))
        x = self.norm_a(x + self.drop(self.joined(seen.transpose(1, 2).reshape(n, t, WIDTH))))
        return self.norm_b(x + self.drop(self.down(functional.gelu(self.up(x)))))

    def load(self, w: Tensors, at: str) -> None:
        """Take the published weights of one layer."""
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "joined": "attention.output.dense", "norm_a": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "norm_b": "output.LayerNorm",
        }  # fmt: skip
        self.load_state_dict({f"{n}.{p}": w[f"{at}.{old}.{p}"] for n, old in names.items() for p in ("weight", "bias")})


def layers_of(w: Tensors, first: int, last: int, dropout: float = 0.0) -> nn.ModuleList:
    """Published layers `first` to `last` (exclusive)."""
    found = nn.ModuleList(Layer(dropout) for _ in range(first, last))
    for n, layer in enumerate(found, first):
        layer.load(w, f"encoder.layer.{n}")
    return found


class Lower(nn.Module):
    """The embeddings and layers that stay as they were published."""

    def __init__(self, w: Tensors, frozen: int) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(w["embeddings.word_embeddings.weight"])
        self.places = nn.Embedding.from_pretrained(w["embeddings.position_embeddings.weight"])
        self.sides = nn.Embedding.from_pretrained(w["embeddings.token_type_embeddings.weight"])
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.norm.load_state_dict({p: w[f"embeddings.LayerNorm.{p}"] for p in ("weight", "bias")})
        self.layers = layers_of(w, 0, frozen)
        for p in self.parameters():
            p.requires_grad = False

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`lower` (texts, pieces, WIDTH)."""
        place = torch.arange(ids.shape[1], device=ids.device)[None]
        x: torch.Tensor = self.norm(self.words(ids) + self.places(place) + self.sides.weight[0])
        for layer in self.layers:
            x = layer(x, hide(mask))
        return x


class Upper(nn.Module):
    """The layers that learn, and `logits` (texts, pieces, COLUMNS) on top of them."""

    def __init__(self, w: Tensors, frozen: int, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = layers_of(w, frozen, layers, dropout)
        self.side_late = nn.Embedding(2, WIDTH)  # who speaks
        nn.init.normal_(self.side_late.weight, std=0.02)
        self.head, self.drop = nn.Linear(WIDTH, COLUMNS), nn.Dropout(dropout)

    def forward(self, lower: torch.Tensor, mask: torch.Tensor, rep: torch.Tensor) -> torch.Tensor:
        """Log-odds of every piece, from what `Lower` gives."""
        x = lower + self.side_late(rep)
        for layer in self.layers:
            x = layer(x, hide(mask).to(x.dtype))
        logits: torch.Tensor = self.head(self.drop(x))
        return logits


class Sentence(nn.Module):
    """The published upper layers: the meaning of a text as a whole."""

    def __init__(self, w: Tensors, frozen: int) -> None:
        super().__init__()
        self.layers = layers_of(w, frozen, PUBLISHED)

    def forward(self, lower: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`sentence` (texts, WIDTH), each of length 1."""
        for layer in self.layers:
            lower = layer(lower, hide(mask))
        share = mask[:, :, None].float()
        mean = (lower * share).sum(1) / share.sum(1)
        return mean / mean.norm(dim=1, keepdim=True)


def hide(mask: torch.Tensor) -> torch.Tensor:
    """What is added to what pieces make of each other: very low where there is none."""
    return (1.0 - mask[:, None, None, :].float()) * -10_000.0

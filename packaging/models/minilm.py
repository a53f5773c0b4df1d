"""MiniLM with a reading of every piece, in torch. Weights are read from safetensors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from callcoach_desktop.analysis.meaning.reader import COLUMNS

WIDTH, HEADS, LAYERS, INNER = 384, 12, 5, 1536  # the published model has a sixth layer, made for whole sentences
WORDS, PLACES = 30_522, 512


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
        seen = torch.softmax(q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + hide, -1) @ v
        x = self.norm_a(x + self.drop(self.joined(seen.transpose(1, 2).reshape(n, t, WIDTH))))
        return self.norm_b(x + self.drop(self.down(functional.gelu(self.up(x)))))

    def load(self, w: dict[str, torch.Tensor], at: str) -> None:
        """Take the published weights of one layer."""
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "joined": "attention.output.dense", "norm_a": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "norm_b": "output.LayerNorm",
        }  # fmt: skip
        self.load_state_dict({f"{n}.{p}": w[f"{at}.{old}.{p}"] for n, old in names.items() for p in ("weight", "bias")})


class Reader(nn.Module):
    """`logits` (texts, pieces, COLUMNS) of pieces, sides and the mask of what is there."""

    def __init__(self, path: Path, frozen: int, dropout: float = 0.1) -> None:
        super().__init__()
        w = weights(path)
        self.words, self.places = nn.Embedding(WORDS, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.sides, self.norm = nn.Embedding(2, WIDTH), nn.LayerNorm(WIDTH, 1e-12)
        self.words.weight.data = w["embeddings.word_embeddings.weight"]
        self.places.weight.data = w["embeddings.position_embeddings.weight"]
        self.sides.weight.data = w["embeddings.token_type_embeddings.weight"]
        self.norm.load_state_dict({p: w[f"embeddings.LayerNorm.{p}"] for p in ("weight", "bias")})
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        for n, layer in enumerate(self.layers):
            layer.load(w, f"encoder.layer.{n}")
        self.side_late = nn.Embedding(2, WIDTH)  # who speaks, for the layers that learn
        nn.init.normal_(self.side_late.weight, std=0.02)
        self.head, self.drop = nn.Linear(WIDTH, COLUMNS), nn.Dropout(dropout)
        self.frozen = frozen
        for part in (self.words, self.places, self.sides, self.norm, *self.layers[:frozen]):
            for p in part.parameters():
                p.requires_grad = False

    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What the layers that stay as they were published make of pieces."""
        place = torch.arange(ids.shape[1], device=ids.device)[None]
        x: torch.Tensor = self.norm(self.words(ids) + self.places(place) + self.sides.weight[0])
        for layer in self.layers[: self.frozen]:
            x = layer(x, hide(mask))
        return x

    def upper(self, x: torch.Tensor, mask: torch.Tensor, rep: torch.Tensor) -> torch.Tensor:
        """Log-odds of every piece, from what `lower` gives."""
        x = x + self.side_late(rep)
        for layer in self.layers[self.frozen :]:
            x = layer(x, hide(mask))
        logits: torch.Tensor = self.head(self.drop(x))
        return logits

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, rep: torch.Tensor) -> torch.Tensor:
        """Log-odds of every piece."""
        return self.upper(self.lower(ids, mask), mask, rep)


def hide(mask: torch.Tensor) -> torch.Tensor:
    """What is added to what pieces make of each other: very low where there is none."""
    return (1.0 - mask[:, None, None, :].float()) * -10_000.0

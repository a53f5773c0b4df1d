"""Makes the language model of resources/models of what train_reader.py trained.

    export_reader.py READER.pt MINILM OUT [--frozen 3]

Three files with 8-bit weights: `meaning-lower.onnx`, the published lower layers, `meaning-reader.onnx`, the tuned
layers on top of them with their answer for every piece (see analysis/meaning/reader.py), and `meaning-sentence.onnx`,
the published upper layers with the meaning of a text as a whole. Prints each file's SHA-256, which speech/meaning.py
checks. Needs torch, onnx and onnxruntime.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from pathlib import Path

import torch
from minilm import WIDTH, Layer, Reader, hide, weights
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

PUBLISHED = 6  # layers


class Lower(nn.Module):
    """The layers that both answers stand on."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`lower`."""
        return self.reader.lower(ids, mask)


class Upper(nn.Module):
    """The tuned layers."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, lower: torch.Tensor, mask: torch.Tensor, rep: torch.Tensor) -> torch.Tensor:
        """`logits`."""
        return self.reader.upper(lower, mask, rep)


class Sentence(nn.Module):
    """The published upper layers."""

    def __init__(self, minilm: Path, frozen: int) -> None:
        super().__init__()
        self.rest = nn.ModuleList(Layer(0.0) for _ in range(frozen, PUBLISHED))
        w = weights(minilm / "model.safetensors")
        for n, layer in enumerate(self.rest, start=frozen):
            layer.load(w, f"encoder.layer.{n}")

    def forward(self, lower: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`sentence`, of length 1."""
        for layer in self.rest:
            lower = layer(lower, hide(mask))
        share = mask[:, :, None].float()
        mean = (lower * share).sum(1) / share.sum(1)
        return mean / mean.norm(dim=1, keepdim=True)


def export(part: nn.Module, inputs: dict[str, torch.Tensor], output: str, out: Path) -> None:
    """Write one file and say its SHA-256."""
    moving = {0: "texts", 1: "pieces"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            part.eval(), tuple(inputs.values()), str(whole), input_names=list(inputs), output_names=[output],
            opset_version=17, dynamo=False,
            dynamic_axes={**dict.fromkeys(inputs, moving), output: {0: "texts"} if output == "sentence" else moving},
        )  # fmt: skip
        quantize_dynamic(whole, out, weight_type=QuantType.QInt8, per_channel=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", type=Path)
    parser.add_argument("minilm", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--frozen", type=int, default=3)
    args = parser.parse_args()
    reader = Reader(args.minilm / "model.safetensors", args.frozen)
    reader.load_state_dict(torch.load(args.reader, weights_only=True))
    example = torch.ones((2, 12), dtype=torch.int64)
    below = torch.zeros((2, 12, WIDTH))
    args.out.mkdir(parents=True, exist_ok=True)
    export(Lower(reader), {"ids": example * 2000, "mask": example}, "lower", args.out / "meaning-lower.onnx")
    export(Upper(reader), {"lower": below, "mask": example, "rep": example}, "logits", args.out / "meaning-reader.onnx")
    export(Sentence(args.minilm, args.frozen), {"lower": below, "mask": example}, "sentence",
           args.out / "meaning-sentence.onnx")  # fmt: skip
    shutil.copyfile(args.minilm / "tokenizer.json", args.out / "meaning-tokenizer.json")
    for path in sorted(args.out.glob("meaning-*")):
        data = path.read_bytes()
        print(f"{hashlib.sha256(data).hexdigest()}  {path.name}  {len(data)} bytes")


if __name__ == "__main__":
    main()

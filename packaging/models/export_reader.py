"""Makes the language model of resources/models of what train_reader.py trained.

    export_reader.py READER.pt MINILM OUT [--frozen 2] [--layers 6] [--only reader]

Three files with 8-bit weights: `meaning-lower.onnx`, the published lower layers, `meaning-reader.onnx`, the tuned
layers on top of them with their answer for every piece (see analysis/meaning/reader.py), and `meaning-sentence.onnx`,
the published upper layers with the meaning of a text as a whole. Prints each file's SHA-256, which speech/meaning.py
checks. The app reads one text at a time, so that nothing is hidden in it: attention is written as onnxruntime's own
operator for it, a tenth faster than in pieces. Needs torch, onnx and onnxruntime.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from minilm import HEADS, PUBLISHED, WIDTH, Lower, Sentence, Upper, weights
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from torch.nn import functional


class Attention(torch.autograd.Function):
    """What pieces make of each other, as one operator of the file."""

    @staticmethod
    def forward(ctx: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:  # noqa: ARG004
        """(texts, pieces, WIDTH): only the shape counts, the operator is what is run."""
        return query + key + value

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any) -> Any:
        """As it is written."""
        return g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=HEADS).setType(query.type())


class Fused(nn.Module):
    """A layer with `Attention`."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: torch.Tensor, _hide: torch.Tensor) -> torch.Tensor:
        """As the layer's own, for texts in which nothing is hidden."""
        own: Any = self.layer
        x = own.norm_a(x + own.joined(Attention.apply(own.query(x), own.key(x), own.value(x))))
        return own.norm_b(x + own.down(functional.gelu(own.up(x))))


class Alone(nn.Module):
    """A part that reads one text at a time: its mask hides nothing."""

    def __init__(self, part: nn.Module) -> None:
        super().__init__()
        self.part: Any = part
        part.layers = nn.ModuleList(Fused(layer) for layer in part.layers)

    def forward(self, first: torch.Tensor, *others: torch.Tensor) -> torch.Tensor:
        """`first` is pieces or what the lower layers make of them; `others` who speaks."""
        answer: torch.Tensor = self.part(first, torch.ones(first.shape[:2], dtype=torch.int64), *others)
        return answer


def export(part: nn.Module, inputs: dict[str, torch.Tensor], output: str, out: Path) -> None:
    """Write one file."""
    moving = {0: "texts", 1: "pieces"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            Alone(part).eval(), tuple(inputs.values()), str(whole), input_names=list(inputs), output_names=[output],
            opset_version=17, dynamo=False, custom_opsets={"com.microsoft": 1},
            dynamic_axes={**dict.fromkeys(inputs, moving), output: {0: "texts"} if output == "sentence" else moving},
        )  # fmt: skip
        # The type of what the operator gives is not inferred.
        quantize_dynamic(whole, out, weight_type=QuantType.QInt8, per_channel=True,
                         extra_options={"DefaultTensorType": TensorProto.FLOAT})  # fmt: skip


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", type=Path)
    parser.add_argument("minilm", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--frozen", type=int, default=2)
    parser.add_argument("--layers", type=int, default=PUBLISHED)
    parser.add_argument("--only", nargs="*", default=["lower", "reader", "sentence", "tokenizer"])
    args = parser.parse_args()
    published = weights(args.minilm / "model.safetensors")
    example = torch.ones((2, 12), dtype=torch.int64)
    below = torch.zeros((2, 12, WIDTH))
    args.out.mkdir(parents=True, exist_ok=True)
    if "lower" in args.only:
        export(Lower(published, args.frozen), {"ids": example * 2000}, "lower",
               args.out / "meaning-lower.onnx")  # fmt: skip
    if "reader" in args.only:
        upper = Upper(published, args.frozen, args.layers)
        upper.load_state_dict({n: p.float() for n, p in torch.load(args.reader, weights_only=True).items()})
        export(upper, {"lower": below, "rep": example}, "logits", args.out / "meaning-reader.onnx")
    if "sentence" in args.only:
        export(Sentence(published, args.frozen), {"lower": below}, "sentence",
               args.out / "meaning-sentence.onnx")  # fmt: skip
    if "tokenizer" in args.only:
        shutil.copyfile(args.minilm / "tokenizer.json", args.out / "meaning-tokenizer.json")
    for path in sorted(args.out.glob("meaning-*")):
        data = path.read_bytes()
        print(f"{hashlib.sha256(data).hexdigest()}  {path.name}  {len(data)} bytes")


if __name__ == "__main__":
    main()

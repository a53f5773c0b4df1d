"""The two speaker models, loaded once a process from `resources/models` (licences in its README)."""

from __future__ import annotations

from functools import cache
from typing import Any

from callcoach_desktop.system.paths import resources

SEGMENTATION = "segmentation.onnx"
EMBEDDING = "campplus.onnx"


@cache
def session(name: str) -> Any:
    """The onnxruntime session of a model file of ours, on the CPU, two threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(resources() / "models" / name), options, providers=["CPUExecutionProvider"])

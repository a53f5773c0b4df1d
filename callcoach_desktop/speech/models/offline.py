"""No library under the recogniser may open a connection."""

from __future__ import annotations

import os

OFFLINE = {
    "HF_HUB_OFFLINE": "1",  # huggingface_hub reads it once, when it is imported
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime 1.29 and newer; we lock an older one, which has nothing to send
}


def offline_environment() -> None:
    """Tell the libraries of this process to stay off the network. Call it before faster_whisper is imported."""
    os.environ.update(OFFLINE)

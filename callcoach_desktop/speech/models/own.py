"""A model folder of the user's own (a fine-tuned Whisper, say), which no manifest knows.

There is no checksum to compare with, so its structure is walked instead: a half `model.bin` is refused before
native code sees it, and so is a folder without its tokenizer, for which faster-whisper would call its hub.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import BinaryIO

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.speech.models.manifest import REQUIRED

_MAX_NAME = 1024  # bytes of a variable's name; real ones stay under 100
_MAX_RANK = 8
_MAX_VARIABLES = 100_000
# CTranslate2's binary versions that carry a type and a size in bytes per variable (its model.cc; 4.x writes 6).
_VERSIONS = range(4, 10)


def check_own_folder(folder: Path) -> Path:
    """The folder, when faster-whisper can load it without asking anybody. Raises KnownError (`model_broken`)."""
    faults = [f"{name} is missing" for name in REQUIRED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in ("vocabulary.json", "vocabulary.txt")):
        faults.append("vocabulary.json (or .txt) is missing")
    texts = ("config.json", "tokenizer.json")
    faults += [f"{name} is not whole" for name in texts if (folder / name).is_file() and not _is_json(folder / name)]
    if (folder / "model.bin").is_file():
        fault = _fault_of_weights(folder / "model.bin")
        if fault:
            faults.append(f"model.bin {fault}")
    if faults:
        raise KnownError(
            "model_broken",
            f"The folder {folder} is not a whole faster-whisper model: {'; '.join(faults)}.",
            "Convert or copy the model again, with its tokenizer.json.",
        )
    return folder


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def _fault_of_weights(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return _walk(file, path.stat().st_size)
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    except (struct.error, UnicodeDecodeError):
        return "is cut off or is not a CTranslate2 model"


def _walk(file: BinaryIO, size: int) -> str | None:
    """Walk a CTranslate2 binary: header, variables, aliases. Reads headers only, never the weights."""
    version = _number(file, "<I")
    if version not in _VERSIONS:
        return "is not a CTranslate2 model of a known version"
    kind = _name(file)
    if kind != "WhisperSpec":
        return f"is a CTranslate2 model, but not of Whisper ({kind[:40]!r})"
    _number(file, "<I")  # revision of the specification
    variables = _number(file, "<I")
    if variables > _MAX_VARIABLES:
        return "is not a CTranslate2 model"
    for _ in range(variables):
        _name(file)
        rank = _number(file, "<B")
        if rank > _MAX_RANK:
            return "is damaged"
        file.seek(4 * rank + 1, 1)  # dimensions, type
        length = _number(file, "<I")
        if file.seek(length, 1) > size:
            return "is cut off"
    for _ in range(_number(file, "<I")):
        _name(file)
        _name(file)
    return None if file.tell() == size else "has something behind its end"


def _number(file: BinaryIO, form: str) -> int:
    return int(struct.unpack(form, file.read(struct.calcsize(form)))[0])


def _name(file: BinaryIO) -> str:
    length = _number(file, "<H")
    if length > _MAX_NAME:
        raise struct.error("name too long")
    data = file.read(length)
    if len(data) != length:
        raise struct.error("cut off")
    return data.rstrip(b"\0").decode()

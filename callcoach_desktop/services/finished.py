"""Is a recording whole, or is somebody still writing it? Told by a look at its container, without decoding."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Literal

Verdict = Literal["yes", "unknown", "odd", "no"]
"""`yes`: its container says so. `unknown`: this kind does not tell. `odd`: the header contradicts the size, as with
recorders that never mend it. `no`: what is missing makes it unreadable, or somebody holds it locked."""

TEMPORARY = (
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".tmp",
    ".temp",
    ".filepart",
    ".opdownload",
    ".zoom",
    ".!ut",
)
_BOXES = frozenset({".mp4", ".m4a", ".m4b", ".m4v", ".mov", ".3gp", ".3ga"})
_MOST_BOXES = 100_000  # a fragmented file has two boxes a second


def is_temporary(name: str) -> bool:
    """Whether a file's name says that a download or a recorder is still at it, or that it is not for people."""
    return name.startswith((".", "~")) or name.lower().endswith(TEMPORARY)


def verdict(path: Path, size: int) -> Verdict:
    """Look into a file of `size` bytes. Raises OSError when it cannot be read, but for a lock: that is a `no`."""
    if size == 0:
        return "no"
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as file:
            if suffix in _BOXES:
                return _boxes(file, size)
            if suffix in {".wav", ".wave"}:
                return _riff(file, size)
            if suffix == ".flac":
                return "yes" if file.read(4) == b"fLaC" else "unknown"
            file.read(1)
    except PermissionError:
        return "no"
    return "yes" if suffix in {".vtt", ".srt"} else "unknown"


def _boxes(file: BinaryIO, size: int) -> Verdict:
    """MP4 (ISO 14496-12): the index (`moov`) is written last by most recorders, and no box may leave the file."""
    at, found = 0, False
    for _ in range(_MOST_BOXES):
        if at >= size:
            break
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return "no"
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big") if len(head) == 16 else 0
        elif length == 0:  # to the end of the file
            length = size - at
        if length < 8 or at + length > size:
            return "no"
        found = found or kind == b"moov"
        at += length
    return "yes" if found else "no"


def _riff(file: BinaryIO, size: int) -> Verdict:
    head = file.read(12)
    if len(head) < 12:
        return "no"
    if head[:4] == b"RF64":
        return "unknown"
    if head[:4] != b"RIFF":
        return "odd"
    says = int.from_bytes(head[4:8], "little") + 8
    # Trailing bytes are common; a header of 0 or of more than there is, is one that was not mended at the end.
    return "yes" if 44 <= says <= size and size - says <= 1 << 16 else "odd"

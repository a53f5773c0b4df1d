"""The journal of a recording: what happened when, one JSON object a line, only ever appended to.

Kinds (`k`), times `t` in seconds since the recording began, `n` a frame of the track's own sound:
- `start`: `call`, `title`, `started_at`, `rate`, `monotonic` (the machine's own clock), `tracks` (track -> source)
- `part`: `track`, `file`, `n`: that file begins at frame n
- `clock`: `track`, `n`, `t`: frame n was heard at t
- `gap`: `track`, `n`, `seconds`: before frame n the track was out of step; `edge`: with n begins another source
- `lost` / `back` / `returned`: `track`, `t`, `device` (of the last two: the one that is recorded now; `returned`: the
  chosen one, instead of one in its place); `mark`: `t`, `text`
- `beep`: `t` at which the beep of consent was asked for; it is heard a little later
- `pause` / `resume`: `t`; `stopping`: `t`, what comes after it is not wanted unless `going_on` (`t`) follows
- `slept`: `t`, `seconds` for which the machine was asleep
- `dropped`: `track`, `blocks`; `stop`: `t`, `why`, `figures` (the last live ones)
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from callcoach_desktop.system.files import PRIVATE_FILE

NAME = "journal.jsonl"
Entry = dict[str, Any]


class Journal:
    """Appends to the journal of a folder. `write` survives a killed process, `sync` a power cut."""

    def __init__(self, folder: Path) -> None:
        self._fd = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)

    def write(self, kind: str, **fields: Any) -> None:
        """Append one entry in one call of the system. Raises OSError (a full disk)."""
        line = json.dumps({"k": kind, **fields}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        os.write(self._fd, f"{line}\n".encode())

    def sync(self) -> None:
        """Push what was written to the disk."""
        os.fsync(self._fd)

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)


def read_start(folder: Path) -> Entry:
    """The first entry, which says what is recorded; empty when it is not there (yet)."""
    try:
        with (folder / NAME).open("rb") as file:
            entry = json.loads(file.readline())
    except (OSError, ValueError):
        return {}
    return entry if isinstance(entry, dict) and entry.get("k") == "start" else {}


def read_journal(folder: Path) -> list[Entry]:
    """All whole entries; a line that was torn by a crash or is no entry is left out. Empty without a journal."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return _entries(text)


class JournalTail:
    """A journal that still grows, read from where the last look ended."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._at = 0

    def more(self) -> list[Entry]:
        """The entries that are whole and were not there at the last look; empty while there is no journal."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._at)
                new = file.read()
        except FileNotFoundError:
            return []
        whole = new.rfind(b"\n") + 1  # what comes after it is being written
        self._at += whole
        return _entries(new[:whole].decode("utf-8", "replace"))


def _entries(text: str) -> list[Entry]:
    found = []
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and isinstance(entry.get("k"), str):
            found.append(entry)
    return found

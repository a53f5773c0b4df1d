"""What lies in a watched folder: names of recordings and transcripts, cheap enough to ask every few seconds."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from callcoach_desktop.services.finding import SOUND_SUFFIXES
from callcoach_desktop.services.finished import TEMPORARY, is_temporary

DEPTH = 2  # Zoom makes a folder a meeting; dialers one a day or one a month and day
TRANSCRIPTS = frozenset({".vtt", ".srt"})  # JSON beside recordings is nearly always another program's
_GRAIN_NS = 5 * 10**9
_SINGLE_VOICES = "audio record"  # Zoom's folder with one file a participant of a meeting that is there whole
_KNOWN = SOUND_SUFFIXES | TRANSCRIPTS


class Stillness:
    """Which folders need no listing: neither they nor a folder in them has changed since they were listed last.

    A time stamp that is young is not trusted: within its grain (2 s on FAT) another change leaves no trace in it.
    """

    def __init__(self) -> None:
        self._stamps: dict[str, dict[str, int]] = {}

    def listed(self, folder: str, stamps: dict[str, int]) -> None:
        """Keep the times of a folder and of all folders in it, taken before they were listed (ns since 1970)."""
        self._stamps[folder] = stamps

    def gone(self, folder: str) -> None:
        """A folder went: when it is back it is listed anew."""
        self._stamps.pop(folder, None)

    def holds(self, folder: str) -> bool:
        """Whether nothing has come to a folder or left it."""
        stamps, now = self._stamps.get(folder), time.time_ns()
        try:
            return bool(stamps) and all(
                os.stat(path).st_mtime_ns == stamp and now - stamp > _GRAIN_NS  # noqa: PTH116 - a few hundred
                for path, stamp in (stamps or {}).items()
            )
        except OSError:
            return False


def scan(folder: str, skip: str, stamps: dict[str, int] | None = None) -> dict[str, os.DirEntry[str]]:
    """Path -> entry of all files of `folder` that may be calls. Nothing inside `skip` is looked at.

    Into `stamps` goes the time of each folder that was listed, for `Stillness.listed`.

    Raises OSError when the folder itself cannot be listed; a folder in it that cannot is left out.
    """
    found: dict[str, os.DirEntry[str]] = {}
    for entries in _folders(folder, skip, DEPTH, {} if stamps is None else stamps):
        names = {entry.name for entry in entries}
        partial = {name for name in names if is_temporary(name)}
        whole_sound = any(n.lower().startswith("audio") and n.lower().endswith(".m4a") for n in names)
        for entry in entries:
            name = entry.name.lower()
            if os.path.splitext(name)[1] not in _KNOWN or entry.name in partial:  # noqa: PTH122 - 10,000 names
                continue
            if partial and any(entry.name + suffix in partial for suffix in TEMPORARY):
                continue  # Firefox makes the name at once and writes beside it
            if not _is_text(entry.path):
                continue  # the database could not name it again
            if whole_sound and name.endswith(".mp4") and name.startswith(("video", "zoom_")):
                continue  # the same meeting as Zoom's sound file beside it
            found[entry.path] = entry
    return found


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _folders(folder: str, skip: str, depth: int, stamps: dict[str, int]) -> Iterator[list[os.DirEntry[str]]]:
    stamps[folder] = os.stat(folder).st_mtime_ns  # noqa: PTH116
    with os.scandir(folder) as listing:
        entries = list(listing)
    files = []
    for entry in entries:
        try:
            inside = entry.is_dir(follow_symlinks=False)
        except OSError:
            continue
        if not inside:
            files.append(entry)
        elif depth and not entry.name.startswith(".") and entry.name.lower() != _SINGLE_VOICES and entry.path != skip:
            try:
                yield from _folders(entry.path, skip, depth - 1, stamps)
            except OSError:
                continue
    yield files

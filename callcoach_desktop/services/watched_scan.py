"""What lies in a watched folder: names of recordings and transcripts, cheap enough to ask every few seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator

from callcoach_desktop.services.finding import SOUND_SUFFIXES
from callcoach_desktop.services.finished import TEMPORARY, is_temporary

DEPTH = 2  # Zoom makes a folder a meeting; dialers one a day or one a month and day
TRANSCRIPTS = frozenset({".vtt", ".srt"})  # JSON beside recordings is nearly always another program's
_SINGLE_VOICES = "audio record"  # Zoom's folder with one file a participant of a meeting that is there whole
_KNOWN = SOUND_SUFFIXES | TRANSCRIPTS


def scan(folder: str, skip: str) -> dict[str, os.DirEntry[str]]:
    """Path -> entry of all files of `folder` that may be calls. Nothing inside `skip` is looked at.

    Raises OSError when the folder itself cannot be listed; a folder in it that cannot is left out.
    """
    found: dict[str, os.DirEntry[str]] = {}
    for entries in _folders(folder, skip, DEPTH):
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


def _folders(folder: str, skip: str, depth: int) -> Iterator[list[os.DirEntry[str]]]:
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
                yield from _folders(entry.path, skip, depth - 1)
            except OSError:
                continue
    yield files

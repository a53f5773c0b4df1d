"""Files of others and ours: transcripts in, later also reports and packages."""

from __future__ import annotations

import re
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.exchange.own import parse_own, write_own
from callcoach_desktop.exchange.sides import assign_sides
from callcoach_desktop.exchange.srt import parse_srt
from callcoach_desktop.exchange.vtt import parse_vtt

__all__ = ["TRANSCRIPT_SUFFIXES", "assign_sides", "is_transcript", "read_transcript", "write_own"]

TRANSCRIPT_SUFFIXES = frozenset({".vtt", ".srt", ".json"})
LARGEST_BYTES = 64 << 20  # a 12-hour call with word times is under 20 MB
_ARROW = re.compile(r"\d:\d\d[.,:\d]*\s*--?>\s*\d")


def is_transcript(path: Path) -> bool:
    """Whether a file's name says that it is a transcript (it is not opened)."""
    return path.suffix.lower() in TRANSCRIPT_SUFFIXES


def read_transcript(path: Path) -> Transcript:
    """Read a WebVTT, SRT or own JSON file, told apart by content; what the suffix says counts only in doubt.

    Word times of WebVTT and SRT are estimates in proportion to letters. Speakers keep the names of the file, all with
    side `other` (own JSON keeps its sides). Raises `KnownError` for a file that is missing, empty, too big, or none.
    """
    text = _text(path)
    start = text.lstrip()[:16]
    if start.startswith(("{", "[")) and (path.suffix.lower() == ".json" or not _ARROW.search(text)):
        return _not_empty(parse_own(text, path.name), path)
    if start.upper().startswith("WEBVTT") or path.suffix.lower() == ".vtt":
        return _not_empty(parse_vtt(text), path)
    if path.suffix.lower() == ".srt" or _ARROW.search(text):
        return _not_empty(parse_srt(text), path)
    raise KnownError(
        "not_transcript",
        f"“{path.name}” is not a transcript that can be read here.",
        "Export the transcript as WebVTT (.vtt) or SRT (.srt) and import that.",
    )


def _text(path: Path) -> str:
    """The file as text: UTF-8, UTF-16 or UTF-32 with or without a mark, else Windows' Western European."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise KnownError(
                "too_big", f"“{path.name}” is too big to be a transcript.", "Choose the transcript's file."
            )
        data = path.read_bytes()
    except OSError as error:
        raise KnownError(
            "cannot_read",
            f"“{path.name}” could not be read ({error.strerror or 'input/output error'}).",
            "Check that the file is there and that you may read it, then import it again.",
        ) from error
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    head = data[:200]
    if head.count(0) > len(head) // 4:  # every other byte of Latin text in UTF-16 is zero
        return data.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _not_empty(transcript: Transcript, path: Path) -> Transcript:
    if transcript.utterances:
        return transcript
    raise KnownError(
        "empty_transcript",
        f"There are no words in “{path.name}”.",
        "Check that the meeting was transcribed, and export its transcript again.",
    )

"""Which files an import means: folders are walked, a sound file and its transcript are taken together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError, Problem
from callcoach_desktop.exchange import TRANSCRIPT_SUFFIXES, is_transcript
from callcoach_desktop.exchange.package import is_package

SOUND_SUFFIXES = frozenset(
    {
        ".wav", ".wave", ".flac", ".mp3", ".m4a", ".m4b", ".aac", ".ogg", ".oga", ".opus", ".webm", ".mka", ".mp4",
        ".m4v", ".mov", ".mkv", ".amr", ".awb", ".3gp", ".3ga", ".wma", ".aif", ".aiff", ".au", ".caf", ".w64",
    }
)  # fmt: skip
OURS = b'"utterances"'  # a key of our own JSON
OURS_WITHIN = 65536  # bytes: the head of a JSON file that tells whether it is a transcript of ours

# "call.transcript.vtt" (Zoom), "call.en.vtt" (subtitle tools) and "call.vtt" all belong to "call.m4a".
_EXTRA = re.compile(r"(\.transcript|[._-]transcript|\.[a-z]{2}(-[A-Za-z]{2,4})?)$")


@dataclass(frozen=True, slots=True)
class Found:
    """One call to be: a sound file, a transcript, or both. `path` is what the person named or the walk found."""

    path: Path
    transcript: Path | None = None  # the transcript that goes with the sound of `path`
    joined_to: Path | None = None  # set on that transcript itself: its call is the one of this sound
    problem: Problem | None = None  # why this name cannot be imported at all


@dataclass(slots=True)
class Search:
    """What an import means, in the given order, and the files of folders that were left alone."""

    found: list[Found] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)


def find(paths: Sequence[Path]) -> Search:
    """Walk what was named. A named file is always tried; in a folder only known suffixes are, hidden files never.

    The same file named twice is tried twice (the second time it is a duplicate). Raises nothing: a name that is
    not there becomes a `Found` with its problem.
    """
    search = Search()
    files: list[Path] = []
    problems: dict[Path, Problem] = {}
    for path in (Path(os.path.abspath(p.expanduser())) for p in paths):  # noqa: PTH100 - resolve() would follow links
        try:
            if path.is_dir():
                inside, skipped = _walk(path)
                files += inside
                search.skipped += skipped
                if not inside:
                    problems[path] = _nothing(path)
                    files.append(path)
            else:
                files.append(path)
        except OSError as error:
            problems[path] = KnownError(
                "unreadable_file",
                f"“{path.name}” cannot be opened: {error.strerror}.",
                "Check its disk, then try again.",
            ).problem
            files.append(path)
    pairs = pairs_of(f for f in files if f not in problems)
    partner = {sound: transcript for transcript, sound in pairs.items()}
    for file in files:
        search.found.append(Found(file, partner.get(file), pairs.get(file), problems.get(file)))
    return search


def _walk(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of a folder to try, and those left alone, both sorted by path."""
    inside: list[Path] = []
    skipped: list[Path] = []
    for top, folders, names in os.walk(folder):  # does not follow links, so it ends
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(n for n in names if not n.startswith(".")):
            path = Path(top) / name
            suffix = path.suffix.lower()
            known = suffix in SOUND_SUFFIXES or (suffix in TRANSCRIPT_SUFFIXES and (suffix != ".json" or _ours(path)))
            known = known or is_package(path)
            (inside if known else skipped).append(path)
    return inside, skipped


def _ours(path: Path) -> bool:
    """Whether a JSON file of a folder looks like a transcript of ours: many programs keep JSON beside recordings."""
    try:
        with path.open("rb") as file:
            return OURS in file.read(OURS_WITHIN)
    except OSError:
        return False


def pairs_of(files: Iterable[Path]) -> dict[Path, Path]:
    """Transcript -> the sound file of the same stem in the same folder; only where both are unambiguous."""
    sounds: dict[tuple[Path, str], list[Path]] = {}
    transcripts: list[Path] = []
    for file in dict.fromkeys(files):
        if is_transcript(file):
            transcripts.append(file)
        elif not is_package(file):
            sounds.setdefault((file.parent, file.stem.lower()), []).append(file)
    pairs: dict[Path, Path] = {}
    taken: set[Path] = set()
    for transcript in transcripts:
        stem = transcript.stem.lower()
        for candidate in (stem, _EXTRA.sub("", stem)):
            matching = sounds.get((transcript.parent, candidate), [])
            if len(matching) == 1 and matching[0] not in taken:
                pairs[transcript] = matching[0]
                taken.add(matching[0])
                break
    return pairs


def _nothing(folder: Path) -> Problem:
    return KnownError(
        "nothing_found",
        f"There is no recording and no transcript in the folder “{folder.name}”.",
        "Name a folder with sound files (WAV, FLAC, MP3, M4A, OGG, WEBM, MP4 ...) or transcripts (VTT, SRT).",
    ).problem


def title_of(path: Path) -> str:
    """A title from a file name: separators become spaces, dates and recorder prefixes go, the rest stays as typed."""
    from callcoach_desktop.audio.names import date_from_name, telling_name

    stem = _EXTRA.sub("", telling_name(path))
    text = stem
    if date_from_name(stem) is not None:
        text = re.sub(
            r"(GMT|UTC)?(19|20)\d\d[-._ ]?\d\d[-._ ]?\d\d([ _T-]{1,3}(at )?\d\d[-:._h]?\d\d([-:._]?\d\d)?"
            r"(\s?[AaPp][Mm])?Z?)?|(?<!\d)1\d{9}(\d{3})?(?!\d)",
            " ",
            text,
        )
    text = re.sub(r"[_]+|(?<=\w)-(?=\w)|\.(?=\w)", " ", text)
    text = re.sub(r"(?i)\b(meeting recording|recording|stereo|mono|\d{3,4}x\d{3,4})\b", " ", text)
    text = re.sub(r"\s+", " ", text).strip(" -–—,.()[]")
    if not re.search(r"[^\W\d_]", text):
        return stem.strip() or path.name
    return text[0].upper() + text[1:]

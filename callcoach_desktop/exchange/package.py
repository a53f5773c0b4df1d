"""A call as one file (`.callcoach`) for another library: its words, names, comments and sound, each with its hash.

A zip with a fixed set of members; nothing else is read from it, and no name of it ever becomes a path. The same call
always gives the same bytes, so that importing it twice is noticed.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Self, get_args

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.codec import transcript_to_json
from callcoach_desktop.domain.editing import Comment, Edit, EditKind
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.exchange.own import FORMAT as TRANSCRIPT_FORMAT
from callcoach_desktop.exchange.own import VERSION as TRANSCRIPT_VERSION
from callcoach_desktop.exchange.own import parse_own
from callcoach_desktop.exchange.pretty import pretty
from callcoach_desktop.exchange.redacting import Redactor
from callcoach_desktop.exchange.sealing import is_sealed

SUFFIX = ".callcoach"
FORMAT = "callcoach-package"
VERSION = 1
MANIFEST, CALL, SHOW, TRANSCRIPT, HEARD, EDITS, COMMENTS, SOUND = (
    "manifest.json", "call.json", "show.json", "transcript.json", "heard.json", "edits.json", "comments.json",
    "sound.flac",
)  # fmt: skip
_LARGEST = {
    MANIFEST: 1 << 20, CALL: 1 << 20, SHOW: 256 << 20, TRANSCRIPT: 64 << 20, HEARD: 64 << 20, EDITS: 16 << 20,
    COMMENTS: 16 << 20,
}  # fmt: skip
_LARGEST_SOUND = 8 << 30
_STILL = (2020, 1, 1, 0, 0, 0)
_BLOCK = 1 << 20
_NEEDED = (CALL, TRANSCRIPT)
_FACTS = ("title", "customer", "deal", "call_type", "started_at", "language", "model", "rep_channel")


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says about its call. `sound` tells whether it holds sound; `facts` are texts or None.

    `transcript` is what the machine heard, and `edits` are what a person corrected in it; without edits it is the
    transcript in force.
    """

    facts: dict[str, str | None]
    tags: tuple[str, ...]
    sha256: str | None  # of the original that the call was made from
    transcript: Transcript
    edits: tuple[Edit, ...]
    comments: tuple[Comment, ...]
    sound: bool
    call: str | None = None  # its id where it was recorded


@dataclass(frozen=True, slots=True)
class Packing:
    """What of a call goes into its package. `redacted` takes out the names that the library knows, and the sound.

    Voices name people as surely as words do: there is no package with sound and without names.
    """

    sound: bool = True
    redacted: bool = False


WHOLE = Packing()


def is_package(path: Path) -> bool:
    """Whether a file's name says that it is a package (it is not opened)."""
    return path.suffix.lower() == SUFFIX


def write_package(
    detail: CallDetail,
    shown: dict[str, Any],
    target: IO[bytes],
    cancelled: Callable[[], bool] = lambda: False,
    *,
    heard: Transcript | None = None,
    edits: Sequence[Edit] = (),
    packing: Packing = WHOLE,
    origin: str | None = None,
) -> None:
    """Write the package of a call; `shown` is what `show --json` prints of it, `heard` what the `edits` correct.

    `origin` is the call's id in the library where it was recorded (the call's own when None).

    Raises KnownError `no_words`, `sound_missing`; OSError; Cancelled.
    """
    row = detail.row
    if detail.transcript is None or not detail.transcript.utterances:
        raise KnownError("no_words", f"“{row.title}” has no words yet.", "Wait until it is transcribed.")
    facts = {
        "title": row.title, "customer": row.customer, "deal": row.deal, "call_type": row.call_type,
        "started_at": row.started_at, "language": row.language, "model": row.model,
        "rep_channel": detail.rep_channel, "tags": list(row.tags), "sha256": detail.extra.get("sha256"),
        "call": origin or row.id,
    }  # fmt: skip
    texts: dict[str, Any] = {CALL: facts, SHOW: shown, TRANSCRIPT: _own(detail.transcript)}
    texts[COMMENTS] = [asdict(c) for c in detail.comments]
    if heard is not None and edits:
        texts |= {HEARD: _own(heard), EDITS: [asdict(e) for e in edits]}
    if packing.redacted:
        texts = _redacted(texts, detail)
    files: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(target, "w") as archive:
        for name, value in texts.items():
            data = pretty(value).encode("utf-8", "replace")
            archive.writestr(_part(name), data, zipfile.ZIP_DEFLATED)
            files[name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        if detail.sound is not None and packing.sound and not packing.redacted:
            files[SOUND] = _put_sound(archive, Path(detail.sound), row.title, cancelled)
        manifest = {"format": FORMAT, "version": VERSION, "files": files}
        archive.writestr(_part(MANIFEST), json.dumps(manifest, indent=1).encode(), zipfile.ZIP_DEFLATED)


def read_package(path: Path) -> Package:
    """Read and check everything but the sound. Raises KnownError: a file that is none, is damaged, was changed, is
    too big, or comes from a newer version."""
    with _Reader(path) as reader:
        told = reader.json(CALL)
        facts, tags, sha256 = _facts(told, path)
        call = told.get("call")
        transcript = parse_own(reader.text(TRANSCRIPT), path.name)
        comments = _comments(reader.json(COMMENTS), path) if COMMENTS in reader.files else ()
        edits: tuple[Edit, ...] = ()
        if HEARD in reader.files and EDITS in reader.files:
            transcript = parse_own(reader.text(HEARD), path.name)
            edits = _edits(reader.json(EDITS), path)
        if not transcript.utterances:
            raise broken(path, "it has no words")
        return Package(facts, tags, sha256, transcript, edits, comments, SOUND in reader.files, _id(call))


def unpack_sound(path: Path, target: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write the sound of a package to `target` and prove it. Raises KnownError, OSError, Cancelled."""
    with _Reader(path) as reader, target.open("wb") as out:
        for block in reader.blocks(SOUND):
            out.write(block)
            if cancelled():
                raise Cancelled


class _Reader:
    """An open package whose manifest was checked: every member that is read has its size and hash."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.files: dict[str, tuple[int, str]] = {}
        try:
            if is_sealed(path):
                raise KnownError(
                    "sealed",
                    f"“{path.name}” is sealed with a passphrase.",
                    "Ask its sender for it, then import it with --passphrase-file.",
                )
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise broken(path, "it is cut off or no package at all") from error
        except OSError as error:
            raise KnownError(
                "cannot_read",
                f"“{path.name}” could not be read ({error.strerror or 'input/output error'}).",
                "Check that the file is there and that you may read it, then import it again.",
            ) from error

    def __enter__(self) -> Self:
        try:
            self._check()
        except BaseException:
            self._archive.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def _check(self) -> None:
        members: dict[str, zipfile.ZipInfo] = {}
        for info in self._archive.infolist():
            if info.filename in members:
                raise broken(self._path, "it holds one part twice")
            members[info.filename] = info
        if MANIFEST not in members:
            raise broken(self._path, "it has no manifest")
        foreign = sorted(members.keys() - {*_LARGEST, SOUND})
        if foreign:
            raise broken(self._path, f"it holds a part that does not belong there ({foreign[0][:60]!r})")
        manifest = _loads(b"".join(self._read(MANIFEST, _LARGEST[MANIFEST])), self._path)
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise broken(self._path, "its manifest is not ours")
        version = manifest.get("version")
        if isinstance(version, int) and version > VERSION:
            raise KnownError(
                "newer_package",
                f"“{self._path.name}” was written by a newer version of this program.",
                "Update the program, then import the file again.",
            )
        try:
            self.files = {str(n): (int(f["size"]), str(f["sha256"])) for n, f in manifest["files"].items()}
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise broken(self._path, "its manifest is incomplete") from error
        for name in _NEEDED:
            if name not in self.files:
                raise broken(self._path, f"{name} is missing")
        for name, (size, _) in self.files.items():
            if name not in members or not 0 <= size <= _LARGEST.get(name, _LARGEST_SOUND):
                raise broken(self._path, f"{name[:60]} is missing or too big")

    def text(self, name: str) -> str:
        """A text member, whole and proved."""
        try:
            return b"".join(self.blocks(name)).decode()
        except UnicodeDecodeError as error:
            raise broken(self._path, f"{name} is no text") from error

    def json(self, name: str) -> Any:
        """A JSON member, whole and proved."""
        return _loads(self.text(name).encode(), self._path)

    def blocks(self, name: str) -> Any:
        """The bytes of a member; raises at their end when they are not what the manifest says."""
        if name not in self.files:
            raise broken(self._path, f"{name} is missing")
        size, sha256 = self.files[name]
        digest, seen = hashlib.sha256(), 0
        for block in self._read(name, size):
            digest.update(block)
            seen += len(block)
            yield block
        if seen != size or digest.hexdigest() != sha256:
            raise broken(self._path, f"{name} was changed or is damaged")

    def _read(self, name: str, largest: int) -> Any:
        """The bytes of a member, never more than `largest`: what a header claims is not believed."""
        seen = 0
        try:
            with self._archive.open(name) as member:
                while block := member.read(_BLOCK):
                    seen += len(block)
                    if seen > largest:
                        raise broken(self._path, f"{name} is bigger than it says")
                    yield block
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
            raise broken(self._path, f"{name} cannot be unpacked") from error


def _facts(data: Any, path: Path) -> tuple[dict[str, str | None], tuple[str, ...], str | None]:
    if not isinstance(data, dict):
        raise broken(path, "the facts of the call are missing")
    facts: dict[str, str | None] = {}
    for key in _FACTS:
        value = data.get(key)
        if value is not None and (not isinstance(value, str) or len(value) > 1000):
            raise broken(path, f"{key} is not a text")
        facts[key] = value or None
    if facts["rep_channel"] not in {None, "left", "right"}:
        raise broken(path, "the rep's channel is none")
    tags = data.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) and len(tag) <= 200 for tag in tags):
        raise broken(path, "its tags are not texts")
    sha256 = data.get("sha256")
    return facts, tuple(tags), sha256 if isinstance(sha256, str) and len(sha256) == 64 else None


def _id(call: Any) -> str | None:
    return call if isinstance(call, str) and call.isalnum() and len(call) <= 64 else None


def _comments(data: Any, path: Path) -> tuple[Comment, ...]:
    try:
        made = [
            Comment(
                str(c["id"]), c["kind"], float(c["start"]), None if c["end"] is None else float(c["end"]),
                str(c["text"]), str(c["created_at"]),
            )
            for c in data
        ]  # fmt: skip
        if any(c.kind not in {"comment", "bookmark"} or not 0 <= c.start < 1e6 for c in made):
            raise ValueError("a comment that cannot be")
        made = [c if c.end is None or c.start <= c.end < 1e6 else replace(c, end=None) for c in made]
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise broken(path, "a comment is incomplete") from error
    return tuple(made)


def _edits(data: Any, path: Path) -> tuple[Edit, ...]:
    try:
        made = [
            Edit(
                str(e["id"]), e["kind"], str(e["speaker"]), float(e["start"]), float(e["end"]),
                str(e.get("text") or ""), str(e.get("to") or ""),
            )
            for e in data
        ]  # fmt: skip
        if any(e.kind not in get_args(EditKind) or not 0 <= e.start <= e.end < 1e6 for e in made):
            raise ValueError("an edit that cannot be")
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise broken(path, "an edit is incomplete") from error
    return tuple(made)


def _redacted(texts: dict[str, Any], detail: CallDetail) -> dict[str, Any]:
    """The members without names; title, tags, customer and deal go, and what tells which recording it was."""
    speakers = detail.transcript.speakers if detail.transcript is not None else ()
    redact = Redactor([detail.row.customer, detail.row.deal, *(s.name for s in speakers)])
    made = {name: redact(value) for name, value in texts.items()}
    gone: dict[str, Any] = {
        "customer": None,
        "deal": None,
        "sha256": None,
        "tags": [],
        "title": f"Call of {detail.row.started_at[:10]}",
    }
    made[CALL] = {**made[CALL], **gone, "call": texts[CALL]["call"]}
    made[SHOW] = {**made[SHOW], **{key: value for key, value in gone.items() if key in made[SHOW]}}
    return made


def _own(transcript: Transcript) -> dict[str, Any]:
    return {"format": TRANSCRIPT_FORMAT, "version": TRANSCRIPT_VERSION, **transcript_to_json(transcript)}


def _loads(data: bytes, path: Path) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise broken(path, "a part of it is not complete JSON") from error


def _put_sound(archive: zipfile.ZipFile, sound: Path, title: str, cancelled: Callable[[], bool]) -> dict[str, Any]:
    try:
        source = sound.open("rb")
    except OSError as error:
        raise KnownError(
            "sound_missing", f"The sound of “{title}” cannot be read.", "Check the library's disk, then try again."
        ) from error
    digest, size = hashlib.sha256(), 0
    with source, archive.open(_part(SOUND), "w", force_zip64=True) as member:  # stored: FLAC is small already
        while block := source.read(_BLOCK):
            if cancelled():
                raise Cancelled
            digest.update(block)
            size += len(block)
            member.write(block)
    return {"size": size, "sha256": digest.hexdigest()}


def _part(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _STILL)


def broken(path: Path, why: str) -> KnownError:
    """The error for a package that cannot be taken."""
    return KnownError(
        "bad_package",
        f"“{path.name}” is not a whole CallCoach package: {why}.",
        "Ask for it again, or export the call once more. Nothing was imported.",
    )

"""Zips of ours that come from strangers: a fixed set of parts, each with its size and hash in a manifest.

Nothing else is read from one, and no name of it ever becomes a path. What a header claims is not believed: a part is
unpacked no further than its manifest says, so a bomb stops where it said that it would. The same content always gives
the same bytes, so that importing it twice is noticed.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.exchange.sealing import is_sealed

MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 1 << 20
_STILL = (2020, 1, 1, 0, 0, 0)
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Form:
    """What a kind of file may hold. `largest` is the most bytes of each part, `needed` are the parts it cannot lack.

    `numbered` matches the whole names of parts of which there may be up to `most` (a sound for each example), each of
    at most `largest_numbered` bytes. `what` and `again` are words for a person: what it is, what to do when it is bad.
    """

    format: str
    version: int
    what: str
    again: str
    largest: Mapping[str, int]
    needed: tuple[str, ...]
    numbered: re.Pattern[str] | None = None
    most: int = 0
    largest_numbered: int = 0

    def most_of(self, name: str) -> int | None:
        """The most bytes of a part; None for one that does not belong here."""
        if name in self.largest:
            return self.largest[name]
        fits = self.numbered is not None and self.numbered.fullmatch(name) is not None
        return self.largest_numbered if fits else None

    def broken(self, path: Path, why: str) -> KnownError:
        """The error for a file that cannot be taken."""
        return KnownError("bad_package", f"“{path.name}” is not a whole {self.what}: {why}.", self.again)


@dataclass(slots=True)
class Writer:
    """Writes the parts and, at the end of its `with`, the manifest. `extra` goes into the manifest, too."""

    target: IO[bytes]
    form: Form
    extra: Mapping[str, Any] = field(default_factory=dict)
    _files: dict[str, dict[str, Any]] = field(default_factory=dict, init=False)
    _archive: zipfile.ZipFile = field(init=False)

    def __enter__(self) -> Self:
        self._archive = zipfile.ZipFile(self.target, "w")
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with self._archive:
            if kind is None:
                manifest = {
                    "format": self.form.format, "version": self.form.version, **self.extra, "files": self._files,
                }  # fmt: skip
                data = json.dumps(manifest, indent=1, ensure_ascii=False).encode("utf-8", "replace")
                self._archive.writestr(_part(MANIFEST), data, zipfile.ZIP_DEFLATED)

    def put(self, name: str, data: bytes) -> None:
        """A part of text."""
        self._archive.writestr(_part(name), data, zipfile.ZIP_DEFLATED)
        self._files[name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def put_sound(self, name: str, sound: Path, title: str, cancelled: Callable[[], bool] = lambda: False) -> None:
        """A sound file as it is: FLAC is small already. Raises KnownError `sound_missing`, OSError, Cancelled."""
        try:
            source = sound.open("rb")
        except OSError as error:
            raise KnownError(
                "sound_missing", f"The sound of “{title}” cannot be read.", "Check the library's disk, then try again."
            ) from error
        digest, size = hashlib.sha256(), 0
        with source, self._archive.open(_part(name), "w", force_zip64=True) as member:
            while block := source.read(_BLOCK):
                if cancelled():
                    raise Cancelled
                digest.update(block)
                size += len(block)
                member.write(block)
        self._files[name] = {"size": size, "sha256": digest.hexdigest()}


class Reader:
    """An open file whose manifest was checked: every part that is read has its size and hash.

    Raises KnownError from its `with` and from what reads: a file that is none, is damaged, was changed, is too big,
    is sealed, or comes from a newer version.
    """

    def __init__(self, path: Path, form: Form) -> None:
        self._path, self._form = path, form
        self.files: dict[str, tuple[int, str]] = {}
        self.manifest: dict[str, Any] = {}
        self._proved: set[str] = set()
        try:
            if is_sealed(path):
                raise KnownError(
                    "sealed",
                    f"“{path.name}” is sealed with a passphrase.",
                    "Ask its sender for it, then drop the file on the window, or import it with --passphrase-file.",
                )
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise form.broken(path, "it is cut off or no package at all") from error
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
        form, broken = self._form, self._form.broken
        members: dict[str, zipfile.ZipInfo] = {}
        for info in self._archive.infolist():
            if info.filename in members:
                raise broken(self._path, "it holds one part twice")
            members[info.filename] = info
        if MANIFEST not in members:
            raise broken(self._path, "it has no manifest")
        foreign = sorted(name for name in members if name != MANIFEST and form.most_of(name) is None)
        if foreign:
            raise broken(self._path, f"it holds a part that does not belong there ({foreign[0][:60]!r})")
        if len(members) > 1 + len(form.largest) + form.most:
            raise broken(self._path, "it holds too many parts")
        manifest = self._loads(b"".join(self._read(MANIFEST, _LARGEST_MANIFEST)))
        if not isinstance(manifest, dict) or manifest.get("format") != form.format:
            raise broken(self._path, "its manifest is not ours")
        version = manifest.get("version")
        if isinstance(version, int) and version > form.version:
            raise KnownError(
                "newer_package",
                f"“{self._path.name}” was written by a newer version of this program.",
                "Update the program, then import the file again.",
            )
        try:
            self.files = {str(n): (int(f["size"]), str(f["sha256"])) for n, f in manifest["files"].items()}
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise broken(self._path, "its manifest is incomplete") from error
        for name in form.needed:
            if name not in self.files:
                raise broken(self._path, f"{name} is missing")
        for name, (size, _) in self.files.items():
            if name not in members or not 0 <= size <= (form.most_of(name) or 0):
                raise broken(self._path, f"{name[:60]} is missing or too big")
        self.manifest = manifest

    def text(self, name: str) -> str:
        """A text part, whole and proved."""
        try:
            return b"".join(self.blocks(name)).decode()
        except UnicodeDecodeError as error:
            raise self._form.broken(self._path, f"{name} is no text") from error

    def json(self, name: str) -> Any:
        """A JSON part, whole and proved."""
        return self._loads(self.text(name).encode())

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part; raises at their end when they are not what the manifest says."""
        if name not in self.files:
            raise self._form.broken(self._path, f"{name} is missing")
        size, sha256 = self.files[name]
        digest, seen = hashlib.sha256(), 0
        for block in self._read(name, size):
            digest.update(block)
            seen += len(block)
            yield block
        if seen != size or digest.hexdigest() != sha256:
            raise self._form.broken(self._path, f"{name} was changed or is damaged")
        self._proved.add(name)

    def prove(self, *left: str) -> None:
        """Prove the parts that nothing has read yet but those `left`: a file that was changed anywhere is not taken."""
        for name in self.files:
            if name not in left and name not in self._proved:
                for _ in self.blocks(name):
                    pass

    def _read(self, name: str, largest: int) -> Iterator[bytes]:
        """The bytes of a part, never more than `largest`."""
        seen = 0
        try:
            with self._archive.open(name) as member:
                while block := member.read(_BLOCK):
                    seen += len(block)
                    if seen > largest:
                        raise self._form.broken(self._path, f"{name} is bigger than it says")
                    yield block
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
            raise self._form.broken(self._path, f"{name} cannot be unpacked") from error

    def _loads(self, data: bytes) -> Any:
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise self._form.broken(self._path, "a part of it is not complete JSON") from error


def _part(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _STILL)

"""The playbook as a file: handed out, looked into, taken in with where it came from, both sides of a conflict kept."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.playbook import Content, Entry, Example, Origin, content_from_json, content_to_json
from callcoach_desktop.exchange.language import guess_language
from callcoach_desktop.exchange.playbook import (
    SUFFIX,
    Carried,
    Handout,
    cannot_read,
    is_playbook,
    read_playbook,
    unpack_sounds,
    write_playbook,
)
from callcoach_desktop.exchange.redacting import Redactor, redactor
from callcoach_desktop.services.placing import place
from callcoach_desktop.services.playbook import adopt, pointed
from callcoach_desktop.services.sweeping import PLAYBOOK
from callcoach_desktop.store import calls, playbook
from callcoach_desktop.store import names as known_names
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.journal import Change
from callcoach_desktop.system.files import fsync_file, fsync_replace, make_private, private_folder

if TYPE_CHECKING:
    from callcoach_desktop.services.playbook import Playbook

LONGEST_EXAMPLE_S = 120.0
_LEAST_EXAMPLE_S = 1.0
Fate = Literal["new", "changed", "same", "conflict"]


@dataclass(frozen=True, slots=True)
class Coming:
    """What an entry of a file would become. `mine` is the entry here that it meets."""

    carried: Carried
    fate: Fate
    mine: Entry | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was looked into."""

    path: Path
    handout: Handout
    coming: tuple[Coming, ...]

    def count(self, fate: Fate) -> int:
        """How many entries of the file would become so."""
        return sum(one.fate == fate for one in self.coming)


@dataclass(frozen=True, slots=True)
class Sharing:
    """What of the entries goes into a file. Without names there is no sound: voices name people as words do."""

    who: str = ""
    sound: bool = False
    redacted: bool = False


class PlaybookFiles:
    """Files of one playbook. All methods run on worker threads."""

    def __init__(self, of: Playbook) -> None:
        self._playbook = of
        self._library = of.library
        self._db = of.library.db

    def sound_of(self, sha256: str) -> Path | None:
        """A sound that came with a file; None when it is not there."""
        path = self._library.folder / PLAYBOOK / f"{sha256}.flac"
        return path if sha256 and path.is_file() else None

    # Out

    def share(
        self,
        names: Sequence[str],
        path: Path,
        sharing: Sharing,
        *,
        overwrite: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Path:
        """Write entries (all without `names`) to a file; returns it. Raises KnownError, Cancelled."""
        entries = [self._playbook.entry(name) for name in names] if names else self._playbook.entries()
        if not entries:
            raise KnownError("playbook_empty", "There is nothing in the playbook yet.", "Write an entry first.")
        if not is_playbook(path):
            path = path.with_name(path.name + SUFFIX)
        at = calls.now()
        with tempfile.TemporaryDirectory(prefix="callcoach-playbook-") as folder:
            sounds: dict[str, Path] = {}
            carried = [self._carried(entry) for entry in entries]
            if sharing.redacted:
                redact = self._redactor(entries)
                carried = [replace(one, content=_redacted(one.content, redact)) for one in carried]
            elif sharing.sound:
                carried = [replace(one, content=self._sounding(one.content, Path(folder), sounds)) for one in carried]
            else:
                carried = [replace(one, content=_silent(one.content)) for one in carried]
            handout = Handout(sharing.who or self._playbook.author(), at, tuple(carried), sharing.redacted)
            with place(path, numbered=False, overwrite=overwrite) as (part, final), part.open("wb") as file:
                write_playbook(handout, file, sounds, cancelled)
        return final

    def _carried(self, entry: Entry) -> Carried:
        versions = self._db.read(lambda conn: playbook.history(conn, entry.id))
        before = {v.mark for v in versions if v.state == "past"} - {entry.version.mark}
        return Carried(entry.id, entry.content, entry.version.mark, tuple(sorted(before)))

    def _redactor(self, entries: Sequence[Entry]) -> Redactor:
        """Takes out names: those of the calls of examples, those that the library knows, and what is only mentioned."""
        names: list[str | None] = []
        for call in {e.call for entry in entries for e in entry.content.examples if e.call}:
            with contextlib.suppress(KnownError):  # a call that was deleted names nobody
                detail = self._library.call(call)
                names += [detail.row.customer, detail.row.deal]
                names += [s.name for s in detail.transcript.speakers] if detail.transcript is not None else []
        content = [content_to_json(entry.content) for entry in entries]
        language = guess_language(example.quote for entry in entries for example in entry.content.examples)
        return redactor(content, names, (), self._db.read(known_names.every), language=language)

    def _sounding(self, content: Content, folder: Path, sounds: dict[str, Path]) -> Content:
        """The content with the sounds of its examples, which are put into `sounds`."""
        return replace(content, examples=tuple(self._with_sound(e, folder, sounds) for e in content.examples))

    def _with_sound(self, example: Example, folder: Path, sounds: dict[str, Path]) -> Example:
        kept = self.sound_of(example.sound)
        if kept is not None:
            sounds[example.sound] = kept
            return example
        made = folder / f"{len(sounds)}.flac"
        if not example.call or not self._cut(example, made):
            return replace(example, sound="")
        with made.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        sounds[sha256] = made
        return replace(example, sound=sha256)

    def _cut(self, example: Example, target: Path) -> bool:
        """Cut an example's sound out of its call; False where the call or its sound is not there (any more)."""
        from callcoach_desktop.services.exporting import Exporter

        end = min(max(example.end, example.start + _LEAST_EXAMPLE_S), example.start + LONGEST_EXAMPLE_S)
        try:
            Exporter(self._library).clip(example.call, example.start, end, target)
        except KnownError as error:
            if error.problem.code in {"no_sound", "no_such_call"}:
                return False
            raise
        return True

    # In

    def look(self, path: Path) -> Arrival:
        """What a file holds, and what would become of it here; nothing is written. Raises KnownError."""
        if not is_playbook(path):
            raise cannot_read(path)
        handout = read_playbook(path)
        return Arrival(path, handout, self._db.read(lambda conn: _coming(conn, handout)))

    def take(self, path: Path, cancelled: Callable[[], bool] = lambda: False) -> Arrival:
        """Take a file in, as one step that can be undone; returns what became of it. Raises KnownError, Cancelled."""
        arrival = self.look(path)
        handout, at = arrival.handout, calls.now()
        self._keep_sounds(path, handout, cancelled)
        done: tuple[Coming, ...] = ()

        def plan(conn: Connection) -> list[Change]:
            nonlocal done
            done = _coming(conn, handout)  # anew: somebody may have edited since it was looked into
            origin = Origin("file", at, handout.who, path.name)
            changes = []
            for one in done:
                content, carried = one.carried.content, one.carried
                if one.fate in ("new", "changed"):
                    changes.append(adopt(conn, carried.id, content, origin, carried.mark))
                elif one.fate == "conflict":
                    number = playbook.append(conn, carried.id, content, origin, carried.mark)
                    changes.append(pointed(conn, carried.id, offer=number))
            return changes

        self._playbook.step("Import playbook", plan)
        return replace(arrival, coming=done)

    def _keep_sounds(self, path: Path, handout: Handout, cancelled: Callable[[], bool]) -> None:
        """Put the sounds that entries refer to into the library's folder, each once."""
        named = {e.sound for one in handout.entries for e in one.content.examples if e.sound}
        wanted = [name for name in sorted(named & handout.sounds) if self.sound_of(name) is None]
        if not wanted:
            return
        home = private_folder(self._library.folder / PLAYBOOK)
        with _parts(home, wanted) as parts:
            unpack_sounds(path, parts, cancelled)
            for name, part in parts.items():
                make_private(part)
                fsync_file(part)
                fsync_replace(part, home / f"{name}.flac")


@contextlib.contextmanager
def _parts(home: Path, names: Sequence[str]) -> Iterator[dict[str, Path]]:
    parts = {name: home / f".{name}.part" for name in names}
    try:
        yield parts
    except OSError as error:
        raise KnownError(
            "library_io", f"The sounds could not be kept ({error.strerror or 'input/output error'}).",
            "Check the library's disk, then import the file again.",
        ) from error  # fmt: skip
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _coming(conn: Connection, handout: Handout) -> tuple[Coming, ...]:
    here = {entry.id: entry for entry in playbook.every(conn)}
    marks = {entry.version.mark for entry in here.values()}
    found = []
    for carried in handout.entries:
        mine = here.get(carried.id)
        if mine is None:
            fate: Fate = "same" if carried.mark in marks else "new"
        elif carried.mark in {version.mark for version in playbook.history(conn, carried.id)}:
            fate = "same"  # it is what stands here, what stood here, or what waits here for a choice
        else:
            fate = "changed" if mine.version.mark in carried.before else "conflict"
        found.append(Coming(carried, fate, mine))
    return tuple(found)


def _silent(content: Content) -> Content:
    return replace(content, examples=tuple(replace(e, sound="") for e in content.examples))


def _redacted(content: Content, redact: Redactor) -> Content:
    """The content without names; an example's call is told by its day."""
    made = content_from_json(redact(content_to_json(content)))
    examples = tuple(
        replace(e, title=f"Call of {e.date[:10]}" if e.date else "", sound="", call=kept.call, clip=kept.clip)
        for e, kept in zip(made.examples, content.examples, strict=True)
    )
    return replace(made, situation=content.situation, way=content.way, examples=examples)

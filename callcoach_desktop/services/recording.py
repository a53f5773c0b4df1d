"""Recording a call, and bringing in what was recorded, also when it was cut off.

The call's row is there before the first sample. Its sound grows in `recordings/.inprogress/<call>/` until it is
finalised; then `original.flac` lies in the call's folder, one transaction says so and queues the import, and only then
the parts go. Each step finds what the one before left, so all can be repeated: `recover` is nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from callcoach_desktop.audio.journal import read_journal
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.recording import START_LIMIT, RecordChild
from callcoach_desktop.jobs.wishes import Wish
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, jobs
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.jobs import NewJob
from callcoach_desktop.system.disk import free_bytes
from callcoach_desktop.system.files import fsync_folder, fsync_replace, private_folder
from callcoach_desktop.system.locks import FileLock

log = logging.getLogger(__name__)

IN_PROGRESS = ".inprogress"
LEAST_FREE = 300 * 1024 * 1024  # bytes without which a recording is not begun
_LOCK = ".lock"
_FINISH_LIMIT = 600.0  # seconds without a word after which finalising counts as hung
Status = Literal["recovered", "running", "empty", "failed"]


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a recording. `job` imports it; `error` is a sentence when it failed."""

    call: str
    title: str
    status: Status
    audio_seconds: float = 0.0
    job: str | None = None
    error: str | None = None


class Session:
    """A recording that runs."""

    def __init__(self, call: str, child: RecordChild) -> None:
        self.call = call
        self._child = child

    @property
    def pid(self) -> int:
        """The recorder's process."""
        return self._child.pid

    def events(self, stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """What the recorder tells, each once: `recording`, `level` every second, `lost`, `back`, at last `recorded`.

        When `stopped` says so, the recorder is asked to stop. Raises KnownError when it died or could not begin.
        """
        asked = False
        while True:
            if stopped() and not asked:
                asked = True
                self._child.send("stop")
            message = self._child.answer(0.1)
            if message is None or message["type"] == "ready":
                continue
            yield {key: value for key, value in message.items() if key not in {"v", "id"}}
            if message["type"] == "recorded":
                return

    def mark(self, text: str = "") -> None:
        """Mark this moment to come back to."""
        self._child.send("mark", text=text)


class Recordings:
    """The recordings of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._root = library.folder / "recordings" / IN_PROGRESS

    def devices(self) -> list[dict[str, Any]]:
        """The sources of sound: `key`, `name`, `kind` (mic, system), `default`, `muted`. Raises KnownError."""
        with RecordChild() as child:
            return list(child.ask("devices", "sources", {}, START_LIMIT)["devices"])

    @contextlib.contextmanager
    def record(
        self,
        *,
        mic: str | None = None,
        system: str | None = None,
        seconds: float | None = None,
        title: str | None = None,
    ) -> Iterator[Session]:
        """Begin to record; leaving the context ends the recorder, if it still runs, with all that it has.

        `mic` and `system` name sources, None for the default, "none" for no system sound. Raises KnownError.
        """
        if free_bytes(self._library.folder) < LEAST_FREE:
            raise KnownError(
                "disk_full", "There is too little room on the disk to record.", "Make room: an hour takes 230 MB."
            )
        call, begun = new_id(), datetime.now().astimezone().replace(tzinfo=None)
        started_at = begun.isoformat(timespec="seconds")
        title = title or f"Recording of {begun:%H:%M}"
        folder = private_folder(self._root / call)
        facts = {"call": call, "title": title, "started_at": started_at}
        self._library.db.write(lambda conn: calls.insert(conn, _new_call(call, title, started_at)))
        try:
            with RecordChild(folder / "recorder.log") as child:
                child.send("record", folder=str(folder), mic=mic, system=system, facts=facts, seconds=seconds)
                yield Session(call, child)
        finally:
            self._drop_if_empty(call)

    def waiting(self) -> list[str]:
        """The calls whose recordings are not brought in yet and are not running."""
        return [folder.name for folder in self._folders() if not _running(folder)]

    def finish(self, call: str, options: ImportOptions | None = None, *, with_import: bool = True) -> Recovered:
        """Bring in what was recorded: finalised, proved, moved, kept in one transaction, its parts removed.

        Without `with_import` its job is made and paused: `callcoach jobs resume` lets it go on.
        """
        folder = self._root / call
        start = next((e for e in read_journal(folder) if e["k"] == "start"), {})
        title = str(start.get("title") or "Recording")
        lock = FileLock(folder / _LOCK)
        if not lock.acquire(blocking=False):
            return Recovered(call, title, "running")
        try:
            return self._finish(call, folder, title, start, options or ImportOptions(), with_import=with_import)
        except KnownError as error:
            if error.problem.code == "nothing_recorded":
                lock.release()
                self._drop(call)
                return Recovered(call, title, "empty", error=error.problem.what)
            return Recovered(call, title, "failed", error=error.problem.sentence())
        except OSError as error:
            sentence = f"The recording could not be brought in ({error.strerror}). It is kept; try again."
            return Recovered(call, title, "failed", error=sentence)
        finally:
            lock.release()

    def recover(self) -> list[Recovered]:
        """Bring in every recording that was cut off; those that still run are left alone."""
        return [self.finish(folder.name) for folder in self._folders()]

    def _finish(
        self, call: str, folder: Path, title: str, start: dict[str, Any], options: ImportOptions, *, with_import: bool
    ) -> Recovered:
        known = self._library.db.read(lambda conn: _state(conn, call))
        if known is not None and known[1] is not None:  # the transaction was done; only the parts are left
            self._remove(folder)
            return Recovered(call, title, "recovered", known[0], known[1])
        with RecordChild(folder / "recorder.log") as child:
            made = child.ask("finalise", "finalised", {"folder": str(folder)}, _FINISH_LIMIT)
        started_at = str(start.get("started_at") or datetime.now().isoformat(timespec="seconds"))  # noqa: DTZ005 - local
        new = _new_call(call, title, started_at)
        home = private_folder(self._library.folder / new.folder)
        source, original = Path(made["path"]), home / "original.flac"
        digest = _sha256(source)
        fsync_replace(source, original)
        fsync_folder(home.parent)
        stereo = made["channels"] == 2
        said = ImportOptions(
            **{**{f: getattr(options, f) for f in options.__slots__}, "rep_channel": "left" if stereo else None}
        )
        job = NewJob(new_id(), "import", str(original), title, call, Wish(said).to_json())
        notes = tuple(_notes(made))

        def keep(conn: Connection) -> None:
            if not calls.exists(conn, call):  # the database is older than the recording: a backup was put back
                calls.insert(conn, new)
            calls.set_recording(conn, call, original.name, digest, float(made["seconds"]))
            calls.add_notes(conn, call, notes)
            jobs.add(conn, job)
            if not with_import:
                jobs.set_state(conn, job.id, "paused")

        self._library.db.write(keep)
        self._remove(folder)
        return Recovered(call, title, "recovered", float(made["seconds"]), job.id)

    def _folders(self) -> list[Path]:
        try:
            return sorted(folder for folder in self._root.iterdir() if folder.is_dir())
        except FileNotFoundError:
            return []

    def _drop_if_empty(self, call: str) -> None:
        """Take out a call whose recording never began (no microphone, no sound server)."""
        folder = self._root / call
        if folder.is_dir() and not any(folder.glob("*.wav")) and not _running(folder):
            self._drop(call)

    def _drop(self, call: str) -> None:
        self._library.db.write(lambda conn: calls.delete(conn, call))
        self._library.db.write(lambda conn: calls.forget_deleted(conn, call))
        self._remove(self._root / call)

    def _remove(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)


def _state(conn: Connection, call: str) -> tuple[float, str | None] | None:
    """A call's duration and the job that was made for it."""
    if not calls.exists(conn, call):
        return None
    first = next(iter(jobs.of_call(conn, call)), None)
    return calls.row(conn, call).duration, None if first is None else first.id


def _running(folder: Path) -> bool:
    lock = FileLock(folder / _LOCK)
    if not lock.acquire(blocking=False):
        return True
    lock.release()
    return False


def _new_call(call: str, title: str, started_at: str) -> calls.NewCall:
    folder = f"calls/{started_at[:4]}/{call}"
    return calls.NewCall(call, title, started_at, "recording", folder, state="working")


def _notes(made: dict[str, Any]) -> Iterator[str]:
    names = {"mic": "The microphone", "system": "What the computer played"}
    for track in made["silent"]:
        yield f"{names.get(track, track)} was silent for the whole recording."


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

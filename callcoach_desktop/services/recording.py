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
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from callcoach_desktop.audio.journal import NAME as JOURNAL
from callcoach_desktop.audio.journal import read_start
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.recording import RESERVE, TRACK_HOUR
from callcoach_desktop.jobs.recording import START_LIMIT, RecordChild, RecordLink, control_pid
from callcoach_desktop.jobs.wishes import Wish
from callcoach_desktop.services.consent import Consents
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.recording_notes import comments_of, notes_of
from callcoach_desktop.services.recording_session import DeviceTest, Running, Session
from callcoach_desktop.store import calls, jobs, typed
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.jobs import NewJob
from callcoach_desktop.system.disk import free_bytes
from callcoach_desktop.system.files import fsync_folder, fsync_replace, private_folder
from callcoach_desktop.system.locks import FileLock

log = logging.getLogger(__name__)

IN_PROGRESS, TEST = ".inprogress", ".test"
LEAST_FREE = 300 * 1024 * 1024  # bytes without which a recording is not begun
CHOICES = "recording_choices"
"""The setting with the sources that were used last, by the set of devices that was there then."""
_LOCK = ".lock"
_LOG, _READY_LOG = "recorder.log", ".ready.log"  # the last words of a recorder, and of one that waits
_YOUNG = 60.0  # seconds in which a folder without a journal may be a recording that is just beginning
_SETS = 20  # sets of devices that are remembered
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


class Recordings:
    """The recordings of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._root = library.folder / "recordings" / IN_PROGRESS
        self._lock = threading.Lock()
        self._ready: RecordChild | None = None

    def devices(self) -> list[dict[str, Any]]:
        """The sources of sound: `key`, `name`, `kind` (mic, system), `default`, `muted`. Raises KnownError."""
        with RecordChild() as child:
            return list(child.ask("devices", "sources", {}, START_LIMIT)["devices"])

    def test(self, mic: str | None, system: str | None, seconds: float = 3.0) -> DeviceTest:
        """Record some seconds and say what was heard; the file is there until the next test or recording.

        `mic` and `system` as in `record`. Raises KnownError.
        """
        folder = private_folder(self._library.folder / "recordings" / TEST)
        fields = {"folder": str(folder), "mic": mic, "system": system, "seconds": seconds}
        with RecordChild() as child:
            told = child.ask("test", "tested", fields, START_LIMIT + seconds)
        return DeviceTest(told["path"], told["levels"], tuple(told["warnings"]))

    def choices(self) -> tuple[str | None, str | None]:
        """The sources that were used last while the devices of now were there; None for the system's own choice.

        Raises KnownError when nothing can be recorded here.
        """
        found = self._library.setting(CHOICES, {}).get(_signature(self.devices()), (None, None))
        return found[0], found[1]

    def remember(self, mic: str | None, system: str | None) -> None:
        """Keep the choice for the set of devices that is there now (desk, headset, car). Raises KnownError."""
        known = dict(self._library.setting(CHOICES, {}))
        known.pop(now := _signature(self.devices()), None)
        known[now] = [mic, system]
        self._library.set_setting(CHOICES, dict(list(known.items())[-_SETS:]))

    def hours_left(self) -> float:
        """Hours of a call with two sides for which the library's disk has room."""
        return max(0.0, (free_bytes(self._library.folder) - RESERVE) / (2 * TRACK_HOUR))

    def running(self) -> list[Running]:
        """The recordings that run now, whoever began them."""
        found = []
        for folder in self._folders():
            start = read_start(folder) if _running(folder) else {}
            if start:
                pid = control_pid(folder)
                found.append(Running(folder.name, str(start.get("title")), str(start.get("started_at")), pid))
        return found

    def prepare(self) -> None:
        """Start the process of the next recording, which takes long where the machine is busy. It waits for `record`,
        hears nothing, and ends with this one. From any thread."""
        with self._lock:
            if self._ready is not None and not self._ready.alive:
                self._ready.discard()
                self._ready = None
            if self._ready is None:
                self._ready = RecordChild(private_folder(self._root) / _READY_LOG)

    def let_go(self) -> None:
        """End the process that `prepare` started, if no recording took it."""
        with self._lock:
            ready, self._ready = self._ready, None
        if ready is not None:
            ready.discard()

    def join(self, call: str) -> Session:
        """Follow a recording that runs, whoever began it; leaving the session as a context lets it go on.

        Raises KnownError `not_recording`.
        """
        return Session(call, RecordLink(self._root / call))

    @contextlib.contextmanager
    def record(
        self,
        *,
        mic: str | None = None,
        system: str | None = None,
        seconds: float | None = None,
        title: str | None = None,
        consent: Consent | None = None,
    ) -> Iterator[Session]:
        """Begin to record; leaving the context ends the recorder, if it still runs, with all that it has. It goes on
        when this process dies: see `running` and `join`.

        `mic` and `system` name sources, None for the default, "none" for no system sound. `consent` is kept with the
        call. Raises KnownError, `consent_missing` where the library wants a word about consent.
        """
        consents = Consents(self._library)
        consents.check(consent)
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
        if consent is not None:
            consents.put(call, consent)
        shutil.rmtree(self._library.folder / "recordings" / TEST, ignore_errors=True)
        try:
            with self._child(folder / _LOG) as child:
                child.send("record", folder=str(folder), mic=mic, system=system, facts=facts, seconds=seconds)
                yield Session(call, child)
        finally:
            self._drop_if_empty(call)

    def waiting(self) -> list[str]:
        """The calls whose recordings are not brought in yet and are not running."""
        return [folder.name for folder in self._folders() if not _running(folder) and not _begins(folder)]

    def finish(self, call: str, options: ImportOptions | None = None, *, with_import: bool = True) -> Recovered:
        """Bring in what was recorded: finalised, proved, moved, kept in one transaction, its parts removed.

        Without `with_import` its job is made and paused: `callcoach jobs resume` lets it go on.
        """
        folder = self._root / call
        start = read_start(folder)
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
        return [self.finish(folder.name) for folder in self._folders() if not _begins(folder)]

    def _finish(
        self, call: str, folder: Path, title: str, start: dict[str, Any], options: ImportOptions, *, with_import: bool
    ) -> Recovered:
        known = self._library.db.read(lambda conn: _state(conn, call))
        if known is not None and known[1] is not None:  # the transaction was done; only the parts are left
            self._remove(folder)
            return Recovered(call, title, "recovered", known[0], known[1])
        with RecordChild(folder / _LOG) as child:
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
        notes = tuple(notes_of(made))
        comments = comments_of(made["happened"], calls.now())

        def keep(conn: Connection) -> None:
            if not calls.exists(conn, call):  # the database is older than the recording: a backup was put back
                calls.insert(conn, new)
            # Two recordings of silence may have the same content; they are two calls all the same.
            own = digest if calls.by_hash(conn, digest) in {None, call} else f"{digest}:{call}"
            calls.set_recording(conn, call, original.name, own, float(made["seconds"]))
            calls.add_notes(conn, call, notes)
            for comment in comments:
                typed.put(conn, call, f"comment:{comment.id}", typed.comment_value(comment))
            jobs.add(conn, job)
            if not with_import:
                jobs.set_state(conn, job.id, "paused")

        self._library.db.write(keep)
        self._remove(folder)
        return Recovered(call, title, "recovered", float(made["seconds"]), job.id)

    def _child(self, log: Path) -> RecordChild:
        """The process that was prepared, else a new one; its last words go to `log`."""
        with self._lock:
            ready, self._ready = self._ready, None
        if ready is not None and not ready.alive:
            ready.discard()
            ready = None
        if ready is None:
            return RecordChild(log)
        with contextlib.suppress(OSError):  # Windows moves no file that is open: they stay where they are
            (self._root / _READY_LOG).replace(log)
        return ready

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


def _begins(folder: Path) -> bool:
    """Whether this may be a recording whose recorder has not come to its lock yet."""
    try:
        return not (folder / JOURNAL).exists() and time.time() - folder.stat().st_mtime < _YOUNG
    except FileNotFoundError:
        return False


def _signature(devices: list[dict[str, Any]]) -> str:
    """A short name for a set of devices."""
    keys = sorted(f"{device['kind']}:{device['name']}" for device in devices)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

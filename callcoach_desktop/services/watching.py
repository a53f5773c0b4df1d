"""Watched folders: finished files that are new in them are offered, or taken on their own.

A thread lists the folders every few seconds; nothing is held open and nothing is needed of the operating system. A
file counts once its size and time have stood still and its container is whole. What was there when a folder was added
is offered as older and never taken on its own.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from callcoach_desktop.domain.calls import ImportOptions, RepChannel
from callcoach_desktop.domain.errors import KnownError, Problem
from callcoach_desktop.exchange import is_transcript
from callcoach_desktop.services.finding import pairs_of
from callcoach_desktop.services.importing import Importer, Ticket
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.places import usual_places
from callcoach_desktop.services.settling import Settling, seen_as
from callcoach_desktop.services.watched_scan import Stillness, scan
from callcoach_desktop.store import settings
from callcoach_desktop.store import watching as store
from callcoach_desktop.store.watching import Mode, SeenFile, WatchedFolder, inside

__all__ = ["FolderState", "Mode", "Offer", "WatchedFolder", "Watcher"]

log = logging.getLogger(__name__)
POLL = 3.0  # seconds between two looks
_RECHECK = 20  # every so many looks, known files are asked for their size: dialers write over their last file
_RECENT_NS = 60 * 10**9  # a file touched so shortly before its folder was added belongs to a call that just ended
_SINCE = "watch_since"
_GIVE_UP = 2.0  # seconds that `stop` waits for a look at a network drive that does not answer


@dataclass(frozen=True, slots=True)
class Offer:
    """A finished file that may be imported. `older`: it was there before its folder was watched."""

    path: Path
    folder: str
    size: int  # bytes
    mtime_ns: int
    older: bool


@dataclass(frozen=True, slots=True)
class FolderState:
    """A watched folder now. `waiting` files are still being written; `problem` is a sentence, `code` names it."""

    folder: WatchedFolder
    state: Literal["watching", "off", "missing"]
    waiting: int = 0
    offered: int = 0
    problem: str = ""
    code: str = ""


class Watcher:
    """Watches the folders of one library. `start` it where files may be taken; its methods work without that too.

    All methods but `subscribe` read disk or database: call them from worker threads.
    """

    def __init__(
        self,
        library: Library,
        importer: Importer,
        *,
        clock: Callable[[], float] = time.monotonic,
        model_ready: Callable[[str | None], object] | None = None,
    ) -> None:
        """`model_ready` raises KnownError while the speech model of that name is not there."""
        self._library = library
        self._importer = importer
        self._model_ready = model_ready or _model_ready
        self._lock = threading.RLock()
        self._waiting = Settling(clock)
        self._still = Stillness()
        self._problems: dict[str, Problem] = {}
        self._missing: set[str] = set()
        self._looks = 0
        self._subscribers: list[Callable[[], None]] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    # the thread

    def start(self) -> None:
        """Look every few seconds from now on."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="folder-watcher", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Look no more; a look at a drive that does not answer is left behind."""
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_GIVE_UP)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.poll()
            except KnownError as error:
                log.info("The watched folders could not be looked at: %s", error.problem.code)
            except RuntimeError:
                if not self._stop.is_set():  # else the library was closed while a drive did not answer
                    raise
            self._stop.wait(POLL)

    def subscribe(self, subscriber: Callable[[], None]) -> Callable[[], None]:
        """Call `subscriber` when offers or folders changed, on the thread where they did; returns what ends it."""
        with self._lock:
            self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            with self._lock:
                if subscriber in self._subscribers:
                    self._subscribers.remove(subscriber)

        return unsubscribe

    def _tell(self) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber()

    # folders

    def folders(self) -> list[FolderState]:
        """All watched folders and how it goes with them."""
        with self._lock:
            offers = self.offers()
            return [
                FolderState(
                    folder,
                    "off" if not folder.on else "missing" if folder.path in self._missing else "watching",
                    self._waiting.count(folder.path),
                    sum(1 for offer in offers if offer.folder == folder.path),
                    problem.sentence() if problem else "",
                    problem.code if problem else "",
                )
                for folder in self._folders()
                for problem in [self._problems.get(folder.path)]
            ]

    def add(
        self,
        path: Path,
        *,
        mode: Mode = "ask",
        rep_channel: RepChannel | None = None,
        call_type: str | None = None,
        language: str | None = None,
    ) -> None:
        """Watch a folder. What is in it is offered as older. Raises KnownError."""
        folder = WatchedFolder(os.path.abspath(path.expanduser()), mode, rep_channel, call_type, language)  # noqa: PTH100
        library = str(self._library.folder)
        if folder.path == library or inside(folder.path, library):
            raise KnownError("own_folder", "That is the library itself.", "Choose the folder that recordings come to.")
        with self._lock:
            if any(f.path == folder.path for f in self._folders()):
                raise KnownError("watched_already", f"“{path.name}” is watched already.", "Change its settings.")
            now_ns = time.time_ns()
            try:
                found = scan(folder.path, library)
                older = [seen_as(p, e.stat(), "offered") for p, e in found.items()]
            except OSError as error:
                raise KnownError(
                    "no_such_folder",
                    f"The folder “{path}” cannot be opened ({error.strerror}).",
                    "Choose a folder that is there.",
                ) from error
            older = [f for f in older if f.size and now_ns - f.mtime_ns > _RECENT_NS]
            joined = {str(t) for t in pairs_of(Path(f.path) for f in older)}
            older = [replace(f, state="dismissed") if f.path in joined else f for f in older]

            def work(conn: Any) -> None:
                known = {f.path for f in store.files(conn)}  # of a folder around or inside this one
                store.put_folder(conn, folder)
                store.put_files(conn, _here_already(conn, [f for f in older if f.path not in known]))
                since = settings.get(conn, _SINCE, {})
                settings.put(conn, _SINCE, {**since, folder.path: now_ns})

            self._library.db.write(work)
        self._tell()

    def change(self, folder: WatchedFolder) -> None:
        """Change how a folder is watched. Raises KnownError when it is not."""
        with self._lock:
            self._named(folder.path)
            self._library.db.write(lambda conn: store.put_folder(conn, folder))
            self._problems.pop(folder.path, None)
        self._tell()

    def remove(self, path: Path | str) -> None:
        """Watch a folder no more. Its files and the calls that were taken stay. Raises KnownError."""
        with self._lock:
            folder = self._named(str(path))
            others = [f.path for f in self._folders() if f.path != folder.path]

            def work(conn: Any) -> None:
                store.remove_folder(conn, folder.path, others)
                since = settings.get(conn, _SINCE, {})
                since.pop(folder.path, None)
                settings.put(conn, _SINCE, since or None)

            self._library.db.write(work)
            self._waiting.drop(lambda path: inside(path, folder.path))
            self._missing.discard(folder.path)
            self._still.gone(folder.path)
        self._tell()

    def suggestions(self) -> list[Path]:
        """Folders of this machine where recordings usually come to, and which are not watched."""
        watched = {folder.path for folder in self._folders()}
        return [path for path in usual_places() if str(path) not in watched]

    # offers

    def offers(self) -> list[Offer]:
        """Finished files that may be imported, the newest first."""
        files, folders, since = self._library.db.read(
            lambda conn: (store.files(conn), store.folders(conn), settings.get(conn, _SINCE, {}))
        )
        found = []
        for seen in files:
            folder = _folder_of(seen.path, folders) if seen.state == "offered" else None
            if folder is not None and folder.on and folder.path not in self._missing:
                older = seen.mtime_ns <= int(since.get(folder.path, 0))
                found.append(Offer(Path(seen.path), folder.path, seen.size, seen.mtime_ns, older))
        return sorted(found, key=lambda o: (o.older, -o.mtime_ns))

    def take(self, paths: Sequence[Path]) -> list[Ticket]:
        """Import offered files with what their folders say. Raises KnownError (`model_missing` among others)."""
        with self._lock:
            tickets = self._take([str(path) for path in paths])
        self._tell()
        return tickets

    def dismiss(self, paths: Sequence[Path]) -> None:
        """Never offer these files again."""
        self._library.db.write(lambda conn: store.set_states(conn, [str(p) for p in paths], "dismissed"))
        self._tell()

    def _take(self, paths: Sequence[str]) -> list[Ticket]:
        folders = self._folders()
        groups: dict[WatchedFolder, list[Path]] = {}
        for path in paths:
            folder = _folder_of(path, folders)
            if folder is not None:
                groups.setdefault(folder, []).append(Path(path))
        tickets: list[Ticket] = []
        for folder, files in groups.items():
            options = self._options(folder)
            if any(not is_transcript(file) for file in files):
                self._model_ready(options.model)
            tickets += self._importer.submit([*files, *_partners(files)], options)
            # Only now: a file that is submitted and not marked is found as a duplicate, the other way it is lost.
            taken = [str(file) for file in files]
            self._library.db.write(lambda conn, taken=taken: store.set_states(conn, taken, "taken"))  # type: ignore[misc]
        return tickets

    def _options(self, folder: WatchedFolder) -> ImportOptions:
        library = self._library
        return ImportOptions(
            rep_name=library.setting("rep_name"),
            rep_channel=folder.rep_channel,
            call_type=folder.call_type,
            language=folder.language or library.setting("language"),
            model=library.setting("model"),
            link=bool(library.setting("link", False)),
        )

    # looking

    def poll(self) -> None:
        """Look at all folders once. Raises KnownError when the library cannot be read or written."""
        with self._lock:
            self._looks += 1
            before = (dict(self._problems), set(self._missing), len(self._waiting))
            changed = False
            folders = self._folders()
            due = [folder for folder in folders if folder.on and not self._is_still(folder.path)]
            known = {seen.path: seen for seen in self._library.db.read(store.files)} if due else {}
            for folder in due:
                changed |= self._look(folder, folders, known)
            changed |= before != (self._problems, self._missing, len(self._waiting))
        if changed:
            self._tell()

    def _is_still(self, folder: str) -> bool:
        return bool(self._looks % _RECHECK) and not self._waiting.count(folder) and self._still.holds(folder)

    def _look(self, folder: WatchedFolder, folders: list[WatchedFolder], known: dict[str, SeenFile]) -> bool:
        stamps: dict[str, int] = {}
        try:
            entries = scan(folder.path, str(self._library.folder), stamps)
        except OSError:
            self._still.gone(folder.path)
            self._missing.add(folder.path)  # its files stay known: a stick comes back
            self._waiting.drop(lambda path: inside(path, folder.path))
            return False
        self._missing.discard(folder.path)
        self._still.listed(folder.path, stamps)
        mine = {p: e for p, e in entries.items() if _folder_of(p, folders) == folder}
        ready: list[SeenFile] = []
        for path, entry in mine.items():
            seen = known.get(path)
            if seen is not None and self._looks % _RECHECK and path not in self._waiting:
                continue
            found = self._waiting.look(path, entry, seen)
            if found is not None:
                ready.append(found)
        self._waiting.drop(lambda path: path not in mine and _folder_of(path, folders) == folder)
        gone = [p for p in known if p not in mine and _folder_of(p, folders) == folder]
        if gone:
            self._library.db.write(lambda conn: store.forget_files(conn, gone))
        return self._came(folder, mine, ready, known) or bool(gone)

    def _came(self, folder: WatchedFolder, mine: Iterable[str], ready: list[SeenFile], known: Container[str]) -> bool:
        """Offer or take what is ready. A transcript goes with its recording, and waits for it."""
        if not ready:
            return False
        sound_of = {str(t): str(s) for t, s in pairs_of(Path(path) for path in mine).items()}
        waits_for = {sound: transcript for transcript, sound in sound_of.items() if self._waiting.growing(transcript)}
        names = {file.path for file in ready}
        kept: list[SeenFile] = []
        for file in ready:
            transcript = waits_for.get(file.path)
            if transcript is not None and transcript not in names:
                continue  # the transcript beside it is being written: both come together
            kept.append(replace(file, state="dismissed") if file.path in sound_of else file)
        if not kept:
            return False
        for file in kept:
            self._waiting.over(file.path)
        again = [file for file in kept if file.path in known]  # written over: new, whatever came from that path before

        def work(conn: Any) -> list[SeenFile]:
            came = again + _here_already(conn, [file for file in kept if file.path not in known])
            store.put_files(conn, came)
            return came

        kept = self._library.db.write(work)
        if folder.mode == "take":
            try:
                self._take([file.path for file in kept if file.state == "offered"])
                self._problems.pop(folder.path, None)
            except KnownError as error:  # they stay offered
                self._problems[folder.path] = error.problem
        return True

    def _folders(self) -> list[WatchedFolder]:
        return self._library.db.read(store.folders)

    def _named(self, path: str) -> WatchedFolder:
        wanted = os.path.abspath(Path(path).expanduser())  # noqa: PTH100 - resolve() would follow links
        for folder in self._folders():
            if folder.path == wanted:
                return folder
        raise KnownError("not_watched", f"The folder “{path}” is not watched.", "`callcoach watch list` shows all.")


def _here_already(conn: Any, files: list[SeenFile]) -> list[SeenFile]:
    """The files, those that were imported by hand before marked as taken."""
    imported = store.imported(conn, [file.path for file in files])
    return [replace(file, state="taken") if file.path in imported else file for file in files]


def _folder_of(path: str, folders: Sequence[WatchedFolder]) -> WatchedFolder | None:
    """The watched folder that a file belongs to: the innermost."""
    around = [folder for folder in folders if inside(path, folder.path)]
    return max(around, key=lambda folder: len(folder.path)) if around else None


def _partners(files: Sequence[Path]) -> list[Path]:
    """The transcripts beside these recordings that go with them."""
    beside: list[Path] = []
    for parent in dict.fromkeys(file.parent for file in files):
        try:
            beside += [path for path in parent.iterdir() if path.suffix.lower() in {".vtt", ".srt"}]
        except OSError:
            continue
    named = set(files)
    return [t for t, sound in pairs_of([*files, *beside]).items() if sound in named and t not in named]


def _model_ready(name: str | None) -> None:
    from callcoach_desktop.services.models import ensure_model  # the manifest: not for the first paint

    ensure_model(name)

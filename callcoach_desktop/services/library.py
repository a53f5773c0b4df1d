"""A library: the calls of one folder, what may be read of them and what may be changed.

All methods may be called from any thread but the UI's: they read or write the database. After a change the
subscribers get a ChangeSet on the thread that made it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from callcoach_desktop.domain.calls import CallDetail, CallRow, ChangeSet, SearchHit
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Side, Transcript
from callcoach_desktop.domain.vocabulary import Tracker, Vocabulary
from callcoach_desktop.jobs.analyser import Analyser, analyse_here, track_here
from callcoach_desktop.services import deleting, sweeping
from callcoach_desktop.store import calls, jobs, listing, opening, playbook, search, settings, transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.database import Database
from callcoach_desktop.store.listing import CallQuery, SortKey
from callcoach_desktop.store.search import HIT_END, HIT_START
from callcoach_desktop.system.files import private_folder

if TYPE_CHECKING:
    from callcoach_desktop.domain.analysis import Analysis, Moment
    from callcoach_desktop.services.editing import Editor

__all__ = ["HIT_END", "HIT_START", "CallQuery", "Library", "SortKey"]

log = logging.getLogger(__name__)
LOOK_S = 2.0  # seconds between looks for what other processes wrote
BIN_DAYS = 30  # a call stays in the bin as long


class Library:
    """The calls of one folder. Open it with `Library.open`; close it when done (also by `with`)."""

    def __init__(self, folder: Path, db: Database) -> None:
        self.folder = folder
        self.db = db
        self._upkeep: threading.Thread | None = None
        self._watcher: threading.Thread | None = None
        self._closing = threading.Event()
        self._starting = threading.Lock()
        self._apart: Analyser | None = None

    @classmethod
    def open(cls, folder: Path) -> Library:
        """Open the library in `folder`; it is created or brought to this version when needed.

        Raises KnownError: see `store.database.Database`.
        """
        db = Database(folder)
        library = cls(db.folder, db)
        try:
            private_folder(db.folder / "calls")
        except OSError as error:
            db.close()
            raise KnownError(
                "library_unwritable",
                f"The library at {folder} cannot be opened for writing ({error.strerror}).",
                "Give your user the right to write there, or choose another folder with --library.",
            ) from error
        return library

    @staticmethod
    def is_outdated(folder: Path) -> bool:
        """Whether `open` has to bring the library in `folder` to this version first, which takes its time."""
        return opening.is_outdated(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the upkeep and the watch, finish what is being written, close the database."""
        self._closing.set()
        if self._watcher is not None and self._watcher is not threading.current_thread():
            self._watcher.join()
        if self._upkeep is not None:
            self._upkeep.join()
            self._upkeep = None
        if self._apart is not None:
            self._apart.close()
        self.db.close()

    def analyse_apart(self) -> None:
        """Make analyses in a child from now on: for a process whose other threads must not wait for Python's lock."""
        self._apart = Analyser()

    def expect_analysis(self) -> None:
        """Get ready for an analysis, because somebody begins to change words. Does nothing without a child."""
        if self._apart is not None:
            self._apart.expect()

    def analyse(self, words: Transcript, vocabulary: Vocabulary) -> Analysis:
        """The analysis of words, in the child where there is one; nothing is kept."""
        return (self._apart or analyse_here)(words, vocabulary)

    def track(self, words: Transcript, trackers: Sequence[Tracker]) -> list[Moment]:
        """What trackers find in words, in the child where there is one; nothing is kept."""
        return track_here(words, trackers) if self._apart is None else self._apart.track(words, trackers)

    # Reading

    def calls(self, query: CallQuery | None = None) -> list[CallRow]:
        """The calls that a list shows, newest first unless asked otherwise."""
        return self.db.read(lambda conn: listing.rows(conn, query))

    def count(self, query: CallQuery | str = "") -> int:
        """How many calls a list with this filter (or this text) has, its limit aside."""
        return self.db.read(lambda conn: listing.count(conn, query))

    def resolve(self, name: str) -> str:
        """The id of a call from an id or its unique beginning. Raises KnownError."""
        return self.db.read(lambda conn: calls.resolve(conn, name))

    def call(self, name: str) -> CallDetail:
        """All of one call, by id or its unique beginning. Raises KnownError."""
        return self.db.read(lambda conn: transcripts.detail(conn, calls.resolve(conn, name), self.folder))

    def search(self, text: str, limit: int = 50, *, order: search.Order = "newest") -> list[SearchHit]:
        """Sentences in which `text` was said; no text is an error."""
        return self.db.read(lambda conn: search.search(conn, text, limit, order=order))

    def vocabulary(self) -> Vocabulary:
        """The library's vocabulary."""
        return self.db.read(settings.vocabulary)

    def setting(self, key: str, default: Any = None) -> Any:
        """A setting of the library."""
        return self.db.read(lambda conn: settings.get(conn, key, default))

    # Changing

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Keep the vocabulary. Calls are analysed with it from now on; `reanalyse` brings older ones along."""
        self.db.write(lambda conn: settings.set_vocabulary(conn, vocabulary))

    def set_setting(self, key: str, value: Any) -> None:
        """Keep a setting (plain JSON); None takes it back."""
        self.db.write(lambda conn: settings.put(conn, key, value))

    def remember(self, key: str, value: Any) -> None:
        """Keep what a window only remembers (plain JSON), such as the calls that were opened last; `setting` gives it.

        Nobody is told: with ten thousand calls coaching takes seconds to compute anew what may depend on a setting.
        """
        self.db.write(lambda conn: settings.put(conn, key, value, told=False))

    def edit(self, call_id: str, field: str, value: str | None) -> None:
        """Keep what a person typed: title, customer, deal, call_type, started_at, rep_channel, `speaker:<id>` (a name)
        or `side:<id>`. None takes it back, and the computed value is in force again. See `Editor`, which does it.

        Raises KnownError for an unknown call, a date that is not one; ValueError for another field.
        """
        kind, _, speaker = field.partition(":")
        if kind == "speaker" and speaker:
            self._editor().name_speaker(call_id, speaker, value)
        elif kind == "side" and speaker:
            self._editor().set_side(call_id, speaker, cast("Side | None", value or None))
        else:
            self._editor().set_field([call_id], field, value)

    def swap_sides(self, call_id: str) -> None:
        """Exchange rep and customer; see `Editor.swap_sides`."""
        self._editor().swap_sides(call_id)

    def store_analysis(self, call_id: str) -> None:
        """Analyse the words of a call and keep the result; does nothing for a call without words.

        The words are read, analysed and kept without holding the writer meanwhile; when a person or a transcription
        has changed them in between, it is done once more.
        """
        while True:
            words, vocabulary, seen = self.db.read(
                lambda conn: (
                    transcripts.transcript(conn, call_id),
                    settings.vocabulary(conn),
                    transcripts.seen_by_analysis(conn, call_id),
                )
            )
            if words is None:
                return
            result = self.analyse(words, vocabulary)

            def work(conn: Connection, seen: object = seen, result: Analysis = result) -> bool:
                if transcripts.seen_by_analysis(conn, call_id) != seen:
                    return False
                transcripts.set_analysis(conn, call_id, result)
                return True

            if self.db.write(work):
                return

    def reanalyse(self, call_id: str) -> None:
        """Analyse a call anew from its words. Raises KnownError for an unknown call."""
        self.db.read(lambda conn: calls.row(conn, call_id))
        self.store_analysis(call_id)

    def refresh_stale(self) -> int:
        """Analyse anew all calls whose analysis is older than this program; returns how many were."""
        from callcoach_desktop.analysis import VERSION

        done = 0
        for call_id in self.db.read(lambda conn: transcripts.stale(conn, VERSION)):
            if self._closing.is_set():
                break
            self.store_analysis(call_id)
            done += 1
        return done

    def delete_call(self, call_id: str) -> None:
        """Remove a call with its sound, its words and its traces in search and backups. Raises KnownError.

        A linked original is not ours and stays. The database goes first: a crash in between leaves files without a
        row, which the next upkeep removes, and never a row without files. In a large library its words leave the
        search index and the backups in the background.
        """
        self.delete_calls([call_id])

    def delete_calls(self, ids: Sequence[str]) -> None:
        """The same for many calls, all or none of them. Raises KnownError."""

        def work(conn: Connection) -> None:
            for call_id in dict.fromkeys(ids):
                jobs.delete_of_call(conn, call_id)
                if calls.delete(conn, call_id) is None:
                    raise KnownError(
                        "no_such_call", f"There is no call {call_id!r} in this library.", "It may be deleted already."
                    )

            playbook.forget_calls(conn, ids)

        self.db.write(work)
        self.db.checkpoint()
        if deleting.is_small(self.db):
            deleting.finish(self.db, self._closing.is_set)
        elif self._upkeep is not None:
            self.start_upkeep()

    def empty_bin(self, days: float = BIN_DAYS) -> int:
        """Delete for good what has been in the bin for `days`; returns how many calls went."""
        moment = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
        found = self.db.read(lambda conn: calls.binned_before(conn, moment))
        if found:
            self.delete_calls(found)
        return len(found)

    def start_upkeep(self) -> None:
        """In the background: empty the bin, remove what failed imports and cut-off deletions left, analyse stale calls
        anew. While it is under way it is not started twice."""
        with self._starting:
            if self._closing.is_set() or (self._upkeep is not None and self._upkeep.is_alive()):
                return
            self._upkeep = threading.Thread(target=self._keep_up, name="library-upkeep", daemon=True)
            self._upkeep.start()

    def sweep(self) -> int:
        """Remove what failed imports and cut-off deletions left; returns how many there were."""
        gone = deleting.finish(self.db, self._closing.is_set)
        gone += sweeping.sweep(self.folder, lambda: self.db.read(calls.folders))
        if self.db.read(playbook.forgotten):
            self.db.write(playbook.forget)
        return gone + sweeping.sweep_sounds(self.folder / sweeping.PLAYBOOK, lambda: self.db.read(playbook.sounds))

    def subscribe(self, subscriber: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Be told of each change, on the thread that wrote; returns what ends it."""
        return self.db.subscribe(subscriber)

    def watch_others(self, every: float = LOOK_S) -> None:
        """From now on tell the subscribers, too, when another process has written, looking every `every` seconds.

        They get a ChangeSet with `all`, on a thread of its own. Watching twice is watching once.
        """
        with self._starting:
            if self._watcher is None and not self._closing.is_set():
                self._watcher = threading.Thread(
                    target=self._watch, args=(every,), name="library-watch-others", daemon=True
                )
                self._watcher.start()

    def changed(self, changes: ChangeSet) -> None:
        """Tell the subscribers of a change that did not come from a write (those are told by themselves)."""
        self.db.publish(changes)

    def _editor(self) -> Editor:
        from callcoach_desktop.services.editing import Editor

        return Editor(self)

    def _watch(self, every: float) -> None:
        seen = None
        while True:
            try:
                version = self.db.data_version()
            except KnownError as error:  # a drive that went away may come back
                log.info("could not look for writes of others: %s", error.problem.code)
            else:
                if seen is not None and version != seen:
                    self.db.publish(ChangeSet(journal=True, all=True))
                seen = version
            if self._closing.wait(every):
                return

    def _keep_up(self) -> None:
        try:
            self.empty_bin()
            self.refresh_stale()
            self.sweep()
        except KnownError as error:
            log.warning("upkeep stopped: %s", error)


def analyse_in(conn: Connection, call_id: str) -> None:
    """Analyse the words of a call in the running transaction; does nothing for a call without words."""
    words = transcripts.transcript(conn, call_id)
    if words is not None:
        transcripts.set_analysis(conn, call_id, analyse_here(words, settings.vocabulary(conn)))

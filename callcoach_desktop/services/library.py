"""A library: the calls of one folder, what may be read of them and what may be changed.

All methods may be called from any thread but the UI's: they read or write the database. After a change the
subscribers get a ChangeSet on the thread that made it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from callcoach_desktop.domain.calls import CallDetail, CallRow, ChangeSet, RepChannel, SearchHit
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Side
from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.services import sweeping
from callcoach_desktop.store import backup, calls, jobs, search, settings, transcripts
from callcoach_desktop.store.calls import CallQuery, SortKey
from callcoach_desktop.store.database import Database
from callcoach_desktop.store.search import HIT_END, HIT_START
from callcoach_desktop.system.files import private_folder, remove_tree

__all__ = ["HIT_END", "HIT_START", "CallQuery", "Library", "SortKey"]

log = logging.getLogger(__name__)
_OTHER_CHANNEL: dict[RepChannel, RepChannel] = {"left": "right", "right": "left"}
_OTHER_SIDE: dict[Side, Side] = {"rep": "customer", "customer": "rep", "other": "other"}
_FIELDS = frozenset(calls.OVERRIDES)


class Library:
    """The calls of one folder. Open it with `Library.open`; close it when done (also by `with`)."""

    def __init__(self, folder: Path, db: Database) -> None:
        self.folder = folder
        self.db = db
        self._upkeep: threading.Thread | None = None
        self._closing = threading.Event()

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the upkeep, finish what is being written, close the database."""
        self._closing.set()
        if self._upkeep is not None:
            self._upkeep.join()
            self._upkeep = None
        self.db.close()

    # Reading

    def calls(self, query: CallQuery | None = None) -> list[CallRow]:
        """The calls that a list shows, newest first unless asked otherwise."""
        return self.db.read(lambda conn: calls.rows(conn, query))

    def count(self, text: str = "") -> int:
        """How many calls a list with this filter has."""
        return self.db.read(lambda conn: calls.count(conn, text))

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

    def edit(self, call_id: str, field: str, value: str | None) -> None:
        """Keep what a person typed: title, customer, deal, call_type, started_at, rep_channel, `speaker:<id>` (a name)
        or `side:<id>`. None takes it back, and the computed value is in force again.

        Raises KnownError for an unknown call, an empty title, a date that is not one.
        """
        value = None if value is None else value.strip()
        kind, _, speaker = field.partition(":")
        if field == "title" and not value:
            value = None
        if field == "started_at" and value is not None:
            _check_date(value)
        if field not in _FIELDS and not (kind in {"speaker", "side"} and speaker):
            raise ValueError(f"nobody types {field!r}")

        def work(conn: Any) -> None:
            calls.row(conn, call_id)
            calls.set_override(conn, call_id, field, value or None if kind in {"speaker", "side"} else value)
            if field == "rep_channel" and value is not None:
                _remember(conn, call_id)

        self.db.write(work)
        if field == "rep_channel" or kind == "side":
            self.store_analysis(call_id)

    def swap_sides(self, call_id: str) -> None:
        """Exchange rep and customer, keep that as a person's word, and analyse the call anew.

        With two channels the rep's channel changes, and is remembered for the source folder. Raises KnownError
        `nothing_to_swap` when nobody in the call is told apart.
        """

        def work(conn: Any) -> None:
            calls.row(conn, call_id)
            words = transcripts.transcript(conn, call_id)
            channel = transcripts.rep_channel(conn, call_id)
            by_channel = words is None or any(s.channel is not None for s in words.speakers)
            if channel is not None and by_channel:
                calls.set_override(conn, call_id, "rep_channel", _OTHER_CHANNEL[channel])
                _remember(conn, call_id)
                return
            sided = [s for s in words.speakers if s.side != "other"] if words else []
            if not sided:
                raise KnownError(
                    "nothing_to_swap",
                    "In this call nobody is known as rep or customer yet.",
                    "Say who is who first.",
                )
            for speaker in sided:
                calls.set_override(conn, call_id, f"side:{speaker.id}", _OTHER_SIDE[speaker.side])

        self.db.write(work)
        self.store_analysis(call_id)

    def store_analysis(self, call_id: str) -> None:
        """Analyse the words of a call and keep the result; does nothing for a call without words.

        The words are read, analysed and kept without holding the writer meanwhile. When another writer changes the
        sides in between, that writer analyses again after us, so the last one to finish has seen the last sides.
        """
        from callcoach_desktop.analysis import analyse  # lists and searches do without it

        words, vocabulary = self.db.read(
            lambda conn: (transcripts.transcript(conn, call_id), settings.vocabulary(conn))
        )
        if words is None:
            return
        result = analyse(words, vocabulary)

        def work(conn: Any) -> None:
            if calls.exists(conn, call_id):  # deleted while we computed: nothing to keep
                transcripts.set_analysis(conn, call_id, result)

        self.db.write(work)

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
        row, which the next upkeep removes, and never a row without files.
        """

        def work(conn: Any) -> str | None:
            jobs.delete_of_call(conn, call_id)
            return calls.delete(conn, call_id)

        folder = self.db.write(work)
        if folder is None:
            raise KnownError(
                "no_such_call", f"There is no call {call_id!r} in this library.", "It may be deleted already."
            )
        self.db.checkpoint()
        self._remove_files(call_id, folder)

    def start_upkeep(self) -> None:
        """In the background: remove what failed imports and cut-off deletions left, analyse stale calls anew."""
        if self._upkeep is None:
            self._upkeep = threading.Thread(target=self._keep_up, name="library-upkeep", daemon=True)
            self._upkeep.start()

    def sweep(self) -> int:
        """Remove what failed imports and cut-off deletions left; returns how many folders went."""
        gone = 0
        for call_id, folder in self.db.read(calls.deleted).items():
            self._remove_files(call_id, folder)
            gone += 1
        return gone + sweeping.sweep(self.folder, lambda: self.db.read(calls.folders))

    def subscribe(self, subscriber: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Be told of each change, on the thread that wrote; returns what ends it."""
        return self.db.subscribe(subscriber)

    def changed(self, changes: ChangeSet) -> None:
        """Tell the subscribers of a change that did not come from a write (those are told by themselves)."""
        self.db.publish(changes)

    def _remove_files(self, call_id: str, folder: str) -> None:
        here = self.folder / folder
        backup.forget_call(self.folder / "backups", call_id)
        if here.is_dir():
            try:
                remove_tree(here, self.folder / "calls" / ".trash")
            except OSError as error:
                log.info("files of a deleted call could not be removed yet: %s", error)
                return  # the tombstone stays, so the next upkeep tries again
        self.db.write(lambda conn: calls.forget_deleted(conn, call_id))

    def _keep_up(self) -> None:
        try:
            self.sweep()
            self.refresh_stale()
        except KnownError as error:
            log.warning("upkeep stopped: %s", error)


def _remember(conn: Any, call_id: str) -> None:
    channel, origin = transcripts.rep_channel(conn, call_id), transcripts.origin(conn, call_id)
    if channel is not None and origin is not None:
        calls.remember_channel(conn, str(Path(origin).parent), channel)


def _check_date(value: str) -> None:
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise KnownError(
            "bad_date", f"{value!r} is not a date.", "Write it as 2026-03-31 or 2026-03-31T14:05."
        ) from error

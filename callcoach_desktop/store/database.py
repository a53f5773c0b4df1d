"""The library's database file: opened safely, written by one thread, read by many.

SQLite in WAL mode: readers never wait for the writer and see one moment of the database for as long as their
function runs. Several processes may use one library at once; their writers take turns (`BEGIN IMMEDIATE`).
No SQL of this package may run on the UI thread.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.store import opening
from callcoach_desktop.store.changes import WriterConnection
from callcoach_desktop.store.problems import known_problems, library_corrupt

T = TypeVar("T")
Subscriber = Callable[[ChangeSet], None]
_READ_CACHE_KIB = 16_000


class Database:
    """The database of one library folder, created or migrated when needed.

    Raises KnownError (`library_newer`, `library_corrupt`, `library_unwritable`, `library_busy`, `library_foreign`,
    `library_missing`, `disk_full`, `library_io`) on opening and from `read` and `write`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.path = opening.prepare(self.folder)
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        self._subscribers: list[Subscriber] = []
        self._connection: WriterConnection | None = None
        # One worker is one writer by construction, and it survives whatever a task raises.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")
        try:
            self.read(_touch_schema)
        except sqlite3.Error as error:  # the header is ours and the tables are not: something wrote over them
            self.close()
            raise library_corrupt(self.path, str(error)) from error
        except BaseException:
            self.close()
            raise

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` with a read-only connection on the calling thread; it sees one moment of the database."""
        with known_problems(self.path), self._reader() as conn:
            conn.execute("BEGIN")
            try:
                return work(conn)
            finally:
                with contextlib.suppress(sqlite3.Error):
                    conn.execute("ROLLBACK")

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in one transaction on the writer's thread and wait for its commit; all or nothing of it is kept.

        What it touched (`changes.touch`) is given to the subscribers on the calling thread after the commit.
        Must not be called from inside another `write`.
        """
        if threading.current_thread().name.startswith("store-writer"):
            raise RuntimeError("write() inside write(): pass the connection on instead")
        result, changes = self._writer.submit(self._transact, work).result()
        if changes != ChangeSet():
            self.publish(changes)
        return result

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with each ChangeSet, on the thread that wrote; returns what ends it."""
        with self._lock:
            self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._subscribers.remove(subscriber)

        return unsubscribe

    def publish(self, changes: ChangeSet) -> None:
        """Tell the subscribers of a change."""
        with self._lock:
            subscribers = list(self._subscribers)
        for subscriber in subscribers:
            subscriber(changes)

    def data_version(self) -> int:
        """A number that moves when another process has written: compare it with an earlier answer."""
        return int(self._on_writer(lambda conn: conn.execute("PRAGMA data_version").fetchone()[0]))

    def check(self, *, thorough: bool = False) -> list[str]:
        """What is wrong with the file, in SQLite's words; empty when it is whole. `thorough` also reads every index."""
        pragma = "integrity_check" if thorough else "quick_check"

        def work(conn: sqlite3.Connection) -> list[str]:
            found = [str(row[0]) for row in conn.execute(f"PRAGMA {pragma}(20)")]
            broken = [f"foreign key of {row[0]} row {row[1]}" for row in conn.execute("PRAGMA foreign_key_check")]
            return [line for line in found if line != "ok"] + broken[:20]

        return self.read(work)

    def checkpoint(self) -> None:
        """Move the write-ahead log into the database and empty it (after a deletion: nothing of it is left there)."""
        self._on_writer(lambda conn: conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())

    def close(self) -> None:
        """Finish what is being written and close all connections; closing twice is fine."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            idle, self._idle = self._idle, []
        for conn in idle:
            conn.close()
        # The writer goes last: the last connection empties and removes the write-ahead log, and only one that may
        # write can.
        self._writer.submit(self._close_writer).result()
        self._writer.shutdown()

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> tuple[T, ChangeSet]:
        with known_problems(self.path):
            conn = self._writing()
            conn.changes = ChangeSet()
            conn.execute("BEGIN IMMEDIATE")
            try:
                result = work(conn)
                conn.execute("COMMIT")
            except BaseException:
                if conn.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        conn.execute("ROLLBACK")
                raise
            return result, conn.changes

    def _on_writer(self, work: Callable[[WriterConnection], T]) -> T:
        def outside_a_transaction() -> T:
            with known_problems(self.path):
                return work(self._writing())

        return self._writer.submit(outside_a_transaction).result()

    def _writing(self) -> WriterConnection:
        if self._connection is None:
            self._connection = opening.connect_writer(self.path)
        return self._connection

    def _close_writer(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextlib.contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """A connection of the pool: as many exist as threads read at the same time, and none dies with its thread."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the database is closed")
            conn = self._idle.pop() if self._idle else None
        if conn is None:
            conn = opening.connect_reader(self.path)
            conn.execute(f"PRAGMA cache_size = -{_READ_CACHE_KIB}")
        try:
            yield conn
        finally:
            with self._lock:
                keep = not self._closed
                if keep:
                    self._idle.append(conn)
            if not keep:
                conn.close()


def _touch_schema(conn: sqlite3.Connection) -> None:
    # Reads the first pages of what every screen needs: damage is told at the start and not in the middle of work.
    conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    conn.execute("SELECT id, folded FROM calls ORDER BY ordinal DESC LIMIT 1").fetchone()
    conn.execute("SELECT key FROM settings LIMIT 1").fetchone()

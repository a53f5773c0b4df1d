"""What a deletion for good leaves to be done after its rows are gone: files, words in the index, copies in backups.

A tombstone of the call stays until all of it is done, so that whatever is cut short is finished at the next start. In a
large library this takes many seconds; it is done in small pieces between other people's writes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from callcoach_desktop.store import backup, calls, search
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.database import Database
from callcoach_desktop.system.files import remove_tree

log = logging.getLogger(__name__)
SMALL = 64_000_000  # bytes of database and backups that are rewritten at once, without anybody noticing


def finish(db: Database, stopped: Callable[[], bool]) -> int:
    """Finish all deletions; returns how many. Ends early when `stopped` says so: the rest is done another time."""
    waiting = db.read(calls.deleted)
    gone = [call_id for call_id, folder in waiting.items() if _remove_files(db.folder, folder)]
    if not gone or not _scrub(db, stopped):
        return 0
    backup.forget_calls(db.folder / "backups", gone)

    def work(conn: Connection) -> None:
        for call_id in gone:
            calls.forget_deleted(conn, call_id)

    db.write(work)
    db.checkpoint()
    return len(gone)


def is_small(db: Database) -> bool:
    """Whether finishing a deletion takes no time worth speaking of."""
    files = [db.path, *backup.backups(db.folder / "backups")]
    return sum(file.stat().st_size for file in files) < SMALL


def _scrub(db: Database, stopped: Callable[[], bool]) -> bool:
    """Take the words of deleted rows out of the search index, piece by piece; False when it was stopped before."""
    first = True
    while not stopped():
        if not db.write(lambda conn, first=first: search.scrub(conn, first=first)):  # type: ignore[misc]
            return True
        first = False
    return False


def _remove_files(library: Path, folder: str) -> bool:
    here = library / folder
    if here.is_dir():
        try:
            remove_tree(here, library / "calls" / ".trash")
        except OSError as error:
            log.info("files of a deleted call could not be removed yet: %s", error)
            return False
    return True

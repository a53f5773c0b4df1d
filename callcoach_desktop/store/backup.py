"""Copies of the database: before each migration, checked, private, and without what was deleted since."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from callcoach_desktop.system.files import fsync_replace, make_private, private_folder

KEPT = 10  # migrations are rare: ten backups reach back years
log = logging.getLogger(__name__)


def back_up(conn: sqlite3.Connection, folder: Path, version: int) -> Path:
    """Copy the database into `folder` and return the file; the copy is whole, checked and needs no other file.

    `conn` must not be in a transaction. Raises sqlite3.Error or OSError; an unfinished copy is removed.
    """
    private_folder(folder)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    final = folder / f"library-v{version}-{stamp}.db"
    part = final.with_suffix(".part")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
            make_private(part)
            conn.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            answer = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if answer != "ok":
                error = sqlite3.DatabaseError(f"the backup is damaged: {answer}")
                error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
                raise error
        fsync_replace(part, final)
    finally:
        part.unlink(missing_ok=True)
    for old in backups(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return final


def backups(folder: Path) -> list[Path]:
    """The backups in `folder`, newest first."""
    return sorted(folder.glob("library-v*.db"), key=lambda p: p.stem.rsplit("-", 1)[-1], reverse=True)


def forget_calls(folder: Path, ids: Sequence[str]) -> None:
    """Take deleted calls out of every backup: deleted means deleted. A backup that cannot be opened is removed.

    It would otherwise keep what the person wanted gone, and as a backup it is worth nothing.
    """
    for path in backups(folder):
        try:
            with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
                conn.execute("PRAGMA foreign_keys = ON")
                conn.execute("PRAGMA secure_delete = ON")
                conn.execute("BEGIN IMMEDIATE")
                before = conn.total_changes
                conn.executemany("DELETE FROM jobs WHERE call_id = ?", [(call_id,) for call_id in ids])
                conn.executemany("DELETE FROM calls WHERE id = ?", [(call_id,) for call_id in ids])
                if conn.total_changes > before:
                    conn.execute("INSERT INTO utterances_fts (utterances_fts) VALUES ('optimize')")
                conn.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            log.info("backup %s could not be changed (%s) and was removed", path.name, error)
            path.unlink(missing_ok=True)

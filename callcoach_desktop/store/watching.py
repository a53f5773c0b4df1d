"""Watched folders, and the files of them that were seen: offered, taken or dismissed."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from callcoach_desktop.domain.calls import RepChannel
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

Mode = Literal["ask", "take"]
FileState = Literal["offered", "taken", "dismissed"]


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder to watch and what is known of the calls in it; None where nothing was said."""

    path: str  # absolute
    mode: Mode = "ask"
    rep_channel: RepChannel | None = None
    call_type: str | None = None
    language: str | None = None  # ISO 639-1
    on: bool = True


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A finished file as it was when it was seen. Size in bytes."""

    path: str
    size: int
    mtime_ns: int
    state: FileState


def folders(conn: sqlite3.Connection) -> list[WatchedFolder]:
    """All watched folders by path."""
    found = conn.execute('SELECT path, mode, rep_channel, call_type, language, "on" FROM watched_folders ORDER BY path')
    return [WatchedFolder(path, mode, side, kind, language, bool(on)) for path, mode, side, kind, language, on in found]


def put_folder(conn: sqlite3.Connection, folder: WatchedFolder) -> None:
    """Watch a folder, or change how it is watched."""
    conn.execute(
        'INSERT OR REPLACE INTO watched_folders (path, mode, rep_channel, call_type, language, "on") '
        "VALUES (?, ?, ?, ?, ?, ?)",
        (clean(folder.path), folder.mode, folder.rep_channel, folder.call_type, folder.language, int(folder.on)),
    )
    touch(conn, settings=True)


def remove_folder(conn: sqlite3.Connection, path: str, others: Sequence[str] = ()) -> None:
    """Watch a folder no more and forget its files, but for those that lie in one of the `others`."""
    conn.execute("DELETE FROM watched_folders WHERE path = ?", (clean(path),))
    gone = [
        (seen.path,)
        for seen in files(conn)
        if inside(seen.path, path) and not any(inside(seen.path, other) for other in others)
    ]
    conn.executemany("DELETE FROM watched_files WHERE path = ?", gone)
    touch(conn, settings=True)


def files(conn: sqlite3.Connection) -> list[SeenFile]:
    """All files that were seen, by path."""
    found = conn.execute("SELECT path, size, mtime_ns, state FROM watched_files WHERE state != 'waiting' ORDER BY path")
    return [SeenFile(*row) for row in found]


def put_files(conn: sqlite3.Connection, seen: Sequence[SeenFile]) -> None:
    """Keep what was seen of files; what was kept of them before is replaced."""
    conn.executemany(
        "INSERT OR REPLACE INTO watched_files (path, size, mtime_ns, state) VALUES (?, ?, ?, ?)",
        [(clean(f.path), f.size, f.mtime_ns, f.state) for f in seen],
    )


def set_states(conn: sqlite3.Connection, paths: Sequence[str], state: FileState) -> None:
    """Files were taken or dismissed."""
    conn.executemany("UPDATE watched_files SET state = ? WHERE path = ?", [(state, clean(p)) for p in paths])


def forget_files(conn: sqlite3.Connection, paths: Sequence[str]) -> None:
    """Files that are gone need not be remembered."""
    conn.executemany("DELETE FROM watched_files WHERE path = ?", [(clean(p),) for p in paths])


def imported(conn: sqlite3.Connection, paths: Sequence[str]) -> set[str]:
    """Those of the paths that a call came from, or that a job is to import."""
    found = conn.execute(
        "SELECT origin FROM calls WHERE origin IN (SELECT value FROM json_each(:paths)) UNION "
        "SELECT path FROM jobs WHERE path IN (SELECT value FROM json_each(:paths)) "
        "AND state NOT IN ('failed', 'cancelled')",
        {"paths": json.dumps([clean(path) for path in paths])},
    )
    return {str(path[0]) for path in found}


def inside(path: str, folder: str) -> bool:
    """Whether `path` lies in `folder` (by name; the disk is not asked)."""
    return path.startswith(folder.rstrip(os.sep) + os.sep)

"""What a person did about outliers: dismissed them, or heard the call."""

from __future__ import annotations

import sqlite3

from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import touch


def dismissed(conn: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """(call, kind) of the outliers that were dismissed."""
    return frozenset(conn.execute("SELECT call_id, kind FROM dismissed_outliers").fetchall())


def set_dismissed(conn: sqlite3.Connection, call_id: str, kind: str, *, on: bool) -> None:
    """Dismiss an outlier, or take that back."""
    if on:
        conn.execute(
            "INSERT OR IGNORE INTO dismissed_outliers (call_id, kind, created_at) VALUES (?, ?, ?)",
            (call_id, kind, now()),
        )
    else:
        conn.execute("DELETE FROM dismissed_outliers WHERE call_id = ? AND kind = ?", (call_id, kind))
    touch(conn, call=call_id)


def heard(conn: sqlite3.Connection) -> frozenset[str]:
    """The calls that a person has listened to."""
    return frozenset(str(row[0]) for row in conn.execute("SELECT call_id FROM listened"))


def set_heard(conn: sqlite3.Connection, call_id: str) -> None:
    """A person has listened to the call."""
    conn.execute("INSERT OR IGNORE INTO listened (call_id, created_at) VALUES (?, ?)", (call_id, now()))

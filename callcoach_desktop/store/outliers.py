"""What a person did about outliers: dismissed them (a step of Undo, see `typed`), or heard the call."""

from __future__ import annotations

import sqlite3

from callcoach_desktop.store.calls import now


def dismissed(conn: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """(call, kind) of the outliers that were dismissed."""
    return frozenset(conn.execute("SELECT call_id, kind FROM dismissed_outliers").fetchall())


def heard(conn: sqlite3.Connection) -> frozenset[str]:
    """The calls that a person has listened to."""
    return frozenset(str(row[0]) for row in conn.execute("SELECT call_id FROM listened"))


def set_heard(conn: sqlite3.Connection, call_id: str) -> None:
    """A person has listened to the call."""
    conn.execute("INSERT OR IGNORE INTO listened (call_id, created_at) VALUES (?, ?)", (call_id, now()))

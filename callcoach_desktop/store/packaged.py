"""Which call of another library a call came from, so that what comes back meets the call that it is about."""

from __future__ import annotations

import sqlite3


def set_origin(conn: sqlite3.Connection, call_id: str, origin: str) -> None:
    """Say that a call was brought in from a package of the call `origin`."""
    conn.execute("INSERT OR REPLACE INTO packaged_calls (call_id, origin) VALUES (?, ?)", (call_id, origin))


def origin(conn: sqlite3.Connection, call_id: str) -> str:
    """The id of the call in the library where it was recorded or imported first; its own when that is here."""
    row = conn.execute("SELECT origin FROM packaged_calls WHERE call_id = ?", (call_id,)).fetchone()
    return str(row[0]) if row else call_id


def of_origin(conn: sqlite3.Connection, origin: str) -> str | None:
    """The call here that is, or came from, the call `origin`; None when it is not here."""
    row = conn.execute(
        "SELECT id FROM calls WHERE id = :origin UNION ALL "
        "SELECT call_id FROM packaged_calls WHERE origin = :origin LIMIT 1",
        {"origin": origin},
    ).fetchone()
    return str(row[0]) if row else None

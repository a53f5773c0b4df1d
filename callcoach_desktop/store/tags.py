"""Tags: short words that a person puts on calls."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

MANY = 500  # calls: for more of them all tags are read, and no list of ids


def of_call(conn: sqlite3.Connection, call_id: str) -> tuple[str, ...]:
    """The tags of a call, sorted."""
    found = conn.execute("SELECT tag FROM call_tags WHERE call_id = ? ORDER BY tag", (call_id,))
    return tuple(str(tag[0]) for tag in found)


def of_calls(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The tags of those of the calls that have any, each call's sorted; one query however many calls.

    For many calls those of others may be among them.
    """
    found: dict[str, tuple[str, ...]] = {}
    if len(ids) > MANY:
        rows = conn.execute("SELECT call_id, tag FROM call_tags ORDER BY call_id, tag")
    else:
        rows = conn.execute(
            "SELECT call_id, tag FROM call_tags WHERE call_id IN (SELECT value FROM json_each(?)) "
            "ORDER BY call_id, tag",
            (json.dumps(ids),),
        )
    for call_id, tag in rows:
        found[call_id] = (*found.get(call_id, ()), tag)
    return found


def put(conn: sqlite3.Connection, call_id: str, tags: Sequence[str]) -> None:
    """Give a call exactly these tags."""
    conn.execute("DELETE FROM call_tags WHERE call_id = ?", (call_id,))
    conn.executemany(
        "INSERT OR IGNORE INTO call_tags (call_id, tag) VALUES (?, ?)", [(call_id, clean(tag)) for tag in tags]
    )
    touch(conn, call=call_id)


def all_tags(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """All tags with the number of calls that have them (the bin aside), most used first."""
    found = conn.execute(
        "SELECT g.tag, count(*) AS n FROM call_tags g JOIN calls c ON c.id = g.call_id WHERE c.binned_at IS NULL "
        "GROUP BY g.tag ORDER BY n DESC, g.tag"
    )
    return [(str(tag), int(number)) for tag, number in found]

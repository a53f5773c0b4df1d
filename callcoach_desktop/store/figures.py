"""Reading the figures of many calls at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def calls_like(conn: sqlite3.Connection, call_id: str, most: int) -> tuple[str | None, list[str]] | None:
    """The type of a call (None: it has none) and the calls of that type, this one among them, oldest first.

    Only calls that are ready and not in the bin count, and of those the `most` newest. None for an unknown
    call.
    """
    found = conn.execute(
        """
        SELECT NULLIF(COALESCE(o.call_type, c.call_type), '')
        FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id = ?
        """,
        (call_id,),
    ).fetchone()
    if found is None:
        return None
    call_type = found[0]
    newest = conn.execute(
        """
        SELECT c.id FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id
        WHERE NULLIF(COALESCE(o.call_type, c.call_type), '') IS ? AND c.state = 'ready' AND c.binned_at IS NULL
        ORDER BY c.ordinal DESC LIMIT ?
        """,
        (call_type, most),
    )
    return call_type, [str(row[0]) for row in newest][::-1]


def of_type_like(
    conn: sqlite3.Connection, call_id: str, names: Sequence[str], most: int
) -> tuple[str | None, int, dict[str, list[float]]]:
    """The metrics of the calls of `calls_like`: their type, how many there are, and for each of `names` the known
    values, oldest call first. An unknown call has no figures."""
    like = calls_like(conn, call_id, most)
    if like is None:
        return None, 0, {}
    call_type, calls = like
    values: dict[str, list[float]] = {name: [] for name in names}
    marks = ",".join("?" * len(names))
    for call in calls:  # the key of the table is (call, name): each is one short walk of it
        for name, value in conn.execute(
            f"SELECT name, value FROM metrics WHERE call_id = ? AND value IS NOT NULL AND name IN ({marks})",  # noqa: S608 - only question marks
            (call, *names),
        ):
            values[name].append(float(value))
    return call_type, len(calls), values

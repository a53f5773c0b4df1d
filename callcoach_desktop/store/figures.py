"""Reading the figures of many calls at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def of_type_like(
    conn: sqlite3.Connection, call_id: str, names: Sequence[str], most: int
) -> tuple[str | None, int, dict[str, list[float]]]:
    """The figures of the calls of the same type as this one, this one among them.

    Returns the type (None: these are the calls without one), how many calls there are, and for each of `names` the
    known values, oldest call first. Only calls that are ready and not in the bin count, and of those the `most`
    newest. An unknown call has no figures.
    """
    found = conn.execute(
        """
        SELECT NULLIF(COALESCE(o.call_type, c.call_type), '')
        FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id = ?
        """,
        (call_id,),
    ).fetchone()
    if found is None:
        return None, 0, {}
    call_type = found[0]
    ids = [
        str(row[0])
        for row in conn.execute(
            """
            SELECT c.id FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id
            WHERE NULLIF(COALESCE(o.call_type, c.call_type), '') IS ? AND c.state = 'ready' AND c.binned_at IS NULL
            ORDER BY c.ordinal DESC LIMIT ?
            """,
            (call_type, most),
        )
    ]
    order = {call: i for i, call in enumerate(reversed(ids))}
    values: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
    marks = ",".join("?" * len(names))
    for call in ids:  # the key of the table is (call, name): each is one short walk of it
        for name, value in conn.execute(
            f"SELECT name, value FROM metrics WHERE call_id = ? AND value IS NOT NULL AND name IN ({marks})",  # noqa: S608 - only question marks
            (call, *names),
        ):
            values[name].append((order[call], float(value)))
    return call_type, len(ids), {name: [v for _, v in sorted(some)] for name, some in values.items()}

"""Rows of the library that a person makes and that Undo puts back: a 1-on-1, its agenda, a focus, an intervention.

A row is a plain value: its columns by name, without its id. Anything else of these tables is read by their own modules.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "one_on_one": ("one_on_ones", ("title", "held_on", "state", "data", "person", "created_at")),
    "agenda": ("agenda_items", ("session", "call_id", "place", "data")),
    "focus": (
        "focuses",
        ("behaviour", "call_type", "started_on", "ended_on", "state", "baseline", "data", "created_at"),
    ),
    "intervention": ("interventions", ("kind", "title", "behaviour", "held_on", "data", "created_at")),
}
"""Kind of key -> table, columns of the value."""


def value(conn: sqlite3.Connection, kind: str, row_id: str) -> dict[str, Any] | None:
    """The row as it is, None when there is none."""
    table, columns = TABLES[kind]
    found = conn.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?",  # noqa: S608 - our own words only
        (row_id,),
    ).fetchone()
    return None if found is None else dict(zip(columns, found, strict=True))


def put(conn: sqlite3.Connection, kind: str, row_id: str, new: dict[str, Any] | None) -> None:
    """Make the row so; None takes it away, with what belongs to it. Raises KnownError `focus_running`."""
    table, columns = TABLES[kind]
    # What is agreed in a 1-on-1 changes what is practised; what is written in one changes no figure.
    touch(conn, settings=kind in ("focus", "intervention"), kept=kind in ("one_on_one", "agenda"))
    if new is None:
        conn.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))  # noqa: S608 - our own words only
        return
    if kind == "focus" and new["state"] != "finished":
        _one_focus(conn, row_id)
    values = [clean(new[column]) if isinstance(new[column], str) else new[column] for column in columns]
    marks = ", ".join("?" * (len(columns) + 1))
    settings = ", ".join(f"{column} = excluded.{column}" for column in columns)
    # Not REPLACE: that would delete what hangs on the row, and another row in the way of an index.
    conn.execute(
        f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES ({marks}) "  # noqa: S608 - our own words only
        f"ON CONFLICT (id) DO UPDATE SET {settings}",
        (row_id, *values),
    )


def _one_focus(conn: sqlite3.Connection, row_id: str) -> None:
    other = conn.execute("SELECT 1 FROM focuses WHERE state <> 'finished' AND id <> ?", (row_id,)).fetchone()
    if other is not None:
        raise KnownError("focus_running", "Another focus has begun since.", "Finish it on the Progress page first.")

"""Dated pieces of coaching. A focus is one by itself and is not kept twice."""

from __future__ import annotations

import sqlite3

from callcoach_desktop.domain.coaching import Intervention, InterventionKind
from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.text import clean


def every(conn: sqlite3.Connection) -> list[Intervention]:
    """Those that were written down and each focus, newest first."""
    found = conn.execute(
        "SELECT id, kind, title, behaviour, held_on FROM interventions "
        "UNION ALL SELECT id, 'focus', behaviour, behaviour, started_on FROM focuses ORDER BY held_on DESC, id"
    )
    return [Intervention(*row) for row in found]


def add(
    conn: sqlite3.Connection, kind: InterventionKind, title: str, behaviour: str | None, held_on: str
) -> Intervention:
    """Write one down."""
    made = Intervention(new_id(), kind, clean(title), behaviour, held_on)
    conn.execute(
        "INSERT INTO interventions (id, kind, title, behaviour, held_on, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        (made.id, kind, made.title, behaviour, held_on, now()),
    )
    touch(conn, settings=True)
    return made


def remove(conn: sqlite3.Connection, intervention: str) -> bool:
    """Take one out; False when there is none of that id."""
    gone = conn.execute("DELETE FROM interventions WHERE id = ?", (intervention,)).rowcount > 0
    if gone:
        touch(conn, settings=True)
    return gone

"""The steps that can be undone: what a person changed, with the values before and after.

Steps belong to the library and outlive a restart; the last `KEPT` are kept. A new step forgets what was undone before.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callcoach_desktop.domain.editing import Step, UndoState
from callcoach_desktop.store import transcripts, typed
from callcoach_desktop.store.calls import now, to_json
from callcoach_desktop.store.changes import touch

KEPT = 500
_SPOKEN = ("edit", "side", "speaker")  # kinds of keys that change what an analysis sees


@dataclass(frozen=True, slots=True)
class Change:
    """A value to set; `call` is None for a key of the library."""

    call: str | None
    key: str
    value: Any


def do(conn: sqlite3.Connection, label: str, changes: Sequence[Change]) -> list[str]:
    """Set the values and keep that as one step; returns the calls whose analysis has to follow.

    Values that are there already are left out; when nothing is left there is no step.
    """
    made = []
    for change in changes:
        before = typed.value(conn, change.call, change.key)
        if before != change.value:
            typed.put(conn, change.call, change.key, change.value)
            after = typed.value(conn, change.call, change.key)  # as it was stored
            made.append((change.call, change.key, before, after))
    if not made:
        return []
    conn.execute("DELETE FROM steps WHERE done = 0")
    number = conn.execute("INSERT INTO steps (label, created_at) VALUES (?, ?)", (label, now())).lastrowid
    conn.executemany(
        "INSERT INTO step_changes (step, place, call_id, key, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (number, place, call, key, _stored(before), _stored(after))
            for place, (call, key, before, after) in enumerate(made)
        ],
    )
    conn.execute(
        "DELETE FROM steps WHERE number <= (SELECT number FROM steps ORDER BY number DESC LIMIT 1 OFFSET ?)", (KEPT,)
    )
    touch(conn, journal=True)
    return _settle(conn, [(call, key) for call, key, _, _ in made])


def undo(conn: sqlite3.Connection) -> tuple[Step | None, list[str]]:
    """Put back the values before the last step; returns the step and the calls whose analysis has to follow."""
    number = _last(conn)
    if number is None:
        return None, []
    return _walk(conn, number, "before", done=0)


def redo(conn: sqlite3.Connection) -> tuple[Step | None, list[str]]:
    """Set the values of the step that was undone last; returns as `undo` does."""
    number = _next(conn)
    if number is None:
        return None, []
    return _walk(conn, number, "after", done=1)


def state(conn: sqlite3.Connection) -> UndoState:
    """What Undo and Redo would do."""
    last, following = _last(conn), _next(conn)
    return UndoState(None if last is None else _step(conn, last), None if following is None else _step(conn, following))


def _walk(conn: sqlite3.Connection, number: int, column: str, *, done: int) -> tuple[Step, list[str]]:
    step = _step(conn, number)
    order = "ASC" if done else "DESC"
    found = conn.execute(
        f"SELECT call_id, key, {column} FROM step_changes WHERE step = ? ORDER BY place {order}",  # noqa: S608 - our own words
        (number,),
    ).fetchall()
    for call, key, stored in found:
        typed.put(conn, call, key, None if stored is None else json.loads(stored))
    conn.execute("UPDATE steps SET done = ? WHERE number = ?", (done, number))
    touch(conn, journal=True)
    return step, _settle(conn, [(call, key) for call, key, _ in found])


def _settle(conn: sqlite3.Connection, keys: Sequence[tuple[str | None, str]]) -> list[str]:
    """Derive what follows from the keys; returns the calls whose analysis has to follow."""
    analyse: dict[str, None] = {}
    derive: dict[str, None] = {}
    judged: dict[str, None] = {}
    for call, key in keys:
        if call is None:
            continue
        kind = key.partition(":")[0]
        if kind == "edit":
            derive[call] = None
        if kind == "judgement":
            judged[call] = None
        if kind in _SPOKEN or key in {"field:rep_channel", "field:started_at"}:  # dates are said relative to the call's
            analyse[call] = None
    for call in derive:
        transcripts.derive(conn, call)
    for call in judged:
        if call not in analyse:
            transcripts.relay(conn, call)
    return list(analyse)


def _last(conn: sqlite3.Connection) -> int | None:
    found = conn.execute("SELECT max(number) FROM steps WHERE done = 1").fetchone()[0]
    return None if found is None else int(found)


def _next(conn: sqlite3.Connection) -> int | None:
    found = conn.execute("SELECT min(number) FROM steps WHERE done = 0").fetchone()[0]
    return None if found is None else int(found)


def _step(conn: sqlite3.Connection, number: int) -> Step:
    label = str(conn.execute("SELECT label FROM steps WHERE number = ?", (number,)).fetchone()[0])
    about = conn.execute(
        "SELECT DISTINCT c.id, COALESCE(o.title, c.title) FROM step_changes s JOIN calls c ON c.id = s.call_id "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE s.step = ? LIMIT 2",
        (number,),
    ).fetchall()
    return Step(label, *about[0]) if len(about) == 1 else Step(label)


def _stored(value: Any) -> str | None:
    return None if value is None else to_json(value)

"""Figures for coaching, one row a call, and the behaviours that the rep built.

What is compared over many calls reads nearly every figure of every call, so a call's figures are one value: doubles
(little-endian), in the places that `figure_names` gives them; NaN, or no place any more, where the call cannot tell.
A row goes with the analysis that it was counted from, and `uncounted` finds the call again.
"""

from __future__ import annotations

import json
import math
import sqlite3
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from callcoach_desktop.domain.coaching import Answer, CallFact
from callcoach_desktop.store import figures as alike
from callcoach_desktop.store.calls import to_json
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

_DOUBLE = 8  # bytes
_OUTDATED = -1


def uncounted(conn: sqlite3.Connection, version: int) -> list[str]:
    """Calls with an analysis whose figures were not counted yet, or by an older program; newest call first."""
    found = conn.execute(
        "SELECT a.call_id FROM analyses a JOIN calls c ON c.id = a.call_id "
        "LEFT JOIN call_figures f ON f.call_id = a.call_id "
        "WHERE c.binned_at IS NULL AND (f.version IS NULL OR f.version <> ?) ORDER BY c.ordinal DESC",
        (version,),
    )
    return [str(row[0]) for row in found]


def stamp(conn: sqlite3.Connection, call_id: str) -> tuple[object, ...] | None:
    """A value that changes with the call's analysis."""
    found = conn.execute("SELECT version, created_at, length(data) FROM analyses WHERE call_id = ?", (call_id,))
    row = found.fetchone()
    return None if row is None else tuple(row)


def put_figures(
    conn: sqlite3.Connection,
    call_id: str,
    version: int,
    values: Mapping[str, float],
    answers: Sequence[Answer] = (),
) -> None:
    """Keep the figures of a call, and its answers to objections, in the place of earlier ones."""
    conn.execute("DELETE FROM answered_objections WHERE call_id = ?", (call_id,))
    conn.executemany(
        "INSERT INTO answered_objections (call_id, objection, framework, outcome, start, quote) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(call_id, a.objection, a.framework, a.outcome, a.start, clean(a.quote)) for a in answers],
    )
    placed = _places(conn, values)
    doubles = [math.nan] * (max(placed.values()) + 1 if placed else 0)
    for name, value in values.items():
        doubles[placed[name]] = value
    conn.execute(
        "INSERT OR REPLACE INTO call_figures (call_id, version, data) VALUES (?, ?, ?)",
        (call_id, version, struct.pack(f"<{len(doubles)}d", *doubles)),
    )


def _places(conn: sqlite3.Connection, names: Iterable[str]) -> dict[str, int]:
    """The places of these figures in the rows; new ones are given the next."""
    placed = places(conn)
    wanted = dict.fromkeys(names)
    for name in wanted:
        if name not in placed:
            placed[name] = len(placed)
            conn.execute("INSERT INTO figure_names (place, name) VALUES (?, ?)", (placed[name], clean(name)))
    return {name: placed[name] for name in wanted}


def count_anew(conn: sqlite3.Connection) -> None:
    """Let `uncounted` find every call: there is another behaviour to count."""
    conn.execute("UPDATE call_figures SET version = ?", (_OUTDATED,))


def places(conn: sqlite3.Connection) -> dict[str, int]:
    """The place of each figure in the rows of `rows`. A place is never given to another figure."""
    return dict(conn.execute("SELECT name, place FROM figure_names ORDER BY place").fetchall())


def rows(conn: sqlite3.Connection, calls: Iterable[str] | None = None) -> list[tuple[str, bytes]]:
    """The figures of these calls (None: of all) as they lie: (call, doubles). A row may be shorter than others."""
    if calls is None:
        return conn.execute("SELECT call_id, data FROM call_figures").fetchall()
    asked = "SELECT call_id, data FROM call_figures WHERE call_id = ?"
    return [row for call in calls for row in conn.execute(asked, (call,))]


def of_type_like(conn: sqlite3.Connection, call_id: str, names: Sequence[str], most: int) -> dict[str, list[float]]:
    """The known values of these figures in the calls of the same type as this one, oldest call first; see
    `store.figures.calls_like`."""
    like = alike.calls_like(conn, call_id, most)
    calls = [] if like is None else like[1]
    placed = places(conn)
    found: dict[str, list[float]] = {name: [] for name in names}
    for _, data in rows(conn, calls):
        doubles = struct.unpack(f"<{len(data) // _DOUBLE}d", data)
        for name, values in found.items():
            place = placed.get(name, len(doubles))
            if place < len(doubles) and not math.isnan(doubles[place]):
                values.append(doubles[place])
    return found


def answers(conn: sqlite3.Connection) -> list[Answer]:
    """How objections were answered in all calls that are not in the bin, newest call first."""
    found = conn.execute(
        "SELECT a.call_id, a.objection, a.framework, a.outcome, a.start, a.quote FROM answered_objections a "
        "JOIN calls c ON c.id = a.call_id WHERE c.binned_at IS NULL AND c.state = 'ready' "
        "ORDER BY c.ordinal DESC, a.start"
    )
    return [Answer(*row) for row in found]


def met(conn: sqlite3.Connection) -> list[tuple[str, str, str, str, str | None]]:
    """The same without words and places, for counting: objection, framework, outcome, the call's date, its customer."""
    found = conn.execute(
        "SELECT a.objection, a.framework, a.outcome, COALESCE(o.started_at, c.started_at), "
        "NULLIF(COALESCE(o.customer, c.customer), '') FROM answered_objections a JOIN calls c ON c.id = a.call_id "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.binned_at IS NULL AND c.state = 'ready' "
        "ORDER BY c.ordinal DESC, a.start"
    )
    return found.fetchall()


def resolved(conn: sqlite3.Connection, objection: str, framework: str, most: int) -> list[tuple[str, str, float]]:
    """The newest answers of a kind after which the objection was resolved: quote, call, seconds."""
    found = conn.execute(
        "SELECT a.quote, a.call_id, a.start FROM answered_objections a JOIN calls c ON c.id = a.call_id "
        "WHERE a.objection = ? AND a.framework = ? AND a.outcome = 'resolved' "
        "AND c.binned_at IS NULL AND c.state = 'ready' ORDER BY c.ordinal DESC, a.start LIMIT ?",
        (objection, framework, most),
    )
    return found.fetchall()


def facts(conn: sqlite3.Connection) -> list[CallFact]:
    """The calls that are ready and not in the bin, oldest first, with their deal where it is sure; without figures.

    The deal is that of `deal_calls`, else the one that carries the name which the call gives (see `store.deals`).
    """
    from callcoach_desktop.store import deals

    of_call = deals.of_calls(conn)
    found = conn.execute(
        "SELECT c.id, COALESCE(o.title, c.title), COALESCE(o.started_at, c.started_at), "
        "NULLIF(COALESCE(o.call_type, c.call_type), ''), NULLIF(COALESCE(o.customer, c.customer), '') "
        "FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id "
        "WHERE c.state = 'ready' AND c.binned_at IS NULL ORDER BY c.ordinal"
    )
    return [
        CallFact(call, title, date, call_type, of_call.get(call), customer)
        for call, title, date, call_type, customer in found
    ]


def own(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """The behaviours that the rep built, oldest first, as they were kept."""
    found = conn.execute("SELECT data FROM own_behaviours ORDER BY created_at, id")
    return [json.loads(row[0]) for row in found]


def remove_own(conn: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Forget behaviours of the rep's own; a focus on one keeps its record."""
    conn.executemany("DELETE FROM own_behaviours WHERE id = ?", [(id_,) for id_ in ids])
    touch(conn, settings=True)


def get_own(conn: sqlite3.Connection, _call: str | None, id: str) -> dict[str, Any] | None:  # noqa: A002 - the column's name
    """A behaviour of the rep's own as it was kept, None when there is none: a value that Undo puts back."""
    found = conn.execute("SELECT data, created_at FROM own_behaviours WHERE id = ?", (id,)).fetchone()
    return None if found is None else {"data": json.loads(found[0]), "created_at": found[1]}


def set_own(conn: sqlite3.Connection, _call: str | None, id: str, new: Mapping[str, Any] | None) -> None:  # noqa: A002
    """Make it so; None takes it away. Every call is counted anew for it."""
    if new is None:
        remove_own(conn, [id])
        return
    conn.execute(
        "INSERT OR REPLACE INTO own_behaviours (id, data, created_at) VALUES (?, ?, ?)",
        (clean(id), clean(to_json(dict(new["data"]))), new["created_at"]),
    )
    count_anew(conn)
    touch(conn, settings=True)

"""1-on-1s and their agendas: rows of `own_rows`, read as what they are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from callcoach_desktop.domain.one_on_ones import Agreement, Item, OneOnOne, Person
from callcoach_desktop.store.calls import to_json
from callcoach_desktop.store.journal import Change

_COLUMNS = "id, title, held_on, state, data, person, created_at"
_APART = ("id", "call")  # columns of their own


@dataclass(frozen=True, slots=True)
class About:
    """What one has to know of a call to talk about it; `duration` in seconds, `sound`: it can be heard."""

    id: str
    title: str
    date: str
    customer: str | None
    call_type: str | None
    duration: float
    sound: bool


def every(conn: sqlite3.Connection) -> list[OneOnOne]:
    """All, the newest day first."""
    found = conn.execute(f"SELECT {_COLUMNS} FROM one_on_ones ORDER BY held_on DESC, created_at DESC")  # noqa: S608 - our own words only
    items = _items(conn)
    return [_session(row, items.get(row[0], ())) for row in found]


def one(conn: sqlite3.Connection, session_id: str, *, binned: bool = False) -> OneOnOne | None:
    """The session of that id; with `binned` its items about calls in the bin are there, too."""
    found = conn.execute(f"SELECT {_COLUMNS} FROM one_on_ones WHERE id = ?", (session_id,)).fetchone()  # noqa: S608 - our own words only
    return None if found is None else _session(found, _items(conn, session_id, binned).get(session_id, ()))


def changes(before: OneOnOne | None, after: OneOnOne | None) -> list[Change]:
    """What has to be set so that `before` becomes `after`, in an order in which nothing hangs in the air.

    None is a session that is not there. Items about a call are changes of that call: they go with it for good.
    """
    had = {} if before is None else {item.id: (item, _item_value(before.id, i, item)) for i, item in _placed(before)}
    have = {} if after is None else {item.id: (item, _item_value(after.id, i, item)) for i, item in _placed(after)}
    made: list[Change] = []
    if after is not None and (before is None or _row_value(before) != _row_value(after)):
        made.append(Change(None, f"one_on_one:{after.id}", _row_value(after)))
    for item_id, (item, _) in had.items():
        if item_id not in have:
            made.append(Change(item.call, f"agenda:{item_id}", None))
    for item_id, (item, value) in have.items():
        if item_id not in had or had[item_id][1] != value:
            made.append(Change(item.call, f"agenda:{item_id}", value))
    if after is None and before is not None:
        made.append(Change(None, f"one_on_one:{before.id}", None))
    return made


def about(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, About]:
    """The calls of these ids, with what a person typed over them."""
    marks = ", ".join("?" * len(ids))
    found = conn.execute(
        "SELECT c.id, COALESCE(o.title, c.title), COALESCE(o.started_at, c.started_at), "  # noqa: S608 - marks only
        "NULLIF(COALESCE(o.customer, c.customer), ''), NULLIF(COALESCE(o.call_type, c.call_type), ''), c.duration, "
        f"c.source <> 'transcript' FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id IN ({marks})",
        tuple(ids),
    )
    return {
        call: About(call, title, date, customer, call_type, duration, bool(sound))
        for call, title, date, customer, call_type, duration, sound in found
    }


def others_names(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """(call, name) of everybody who is not the rep: customers, deals, voices of the other sides."""
    found = conn.execute(
        """
        SELECT c.id, COALESCE(o.customer, c.customer) FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id
        UNION SELECT c.id, COALESCE(o.deal, c.deal) FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id
        UNION SELECT call_id, name FROM added_speakers WHERE side <> 'rep'
        UNION SELECT t.call_id, COALESCE(v.name, json_extract(s.value, '$.name'))
            FROM transcripts t, json_each(t.speakers) s
            LEFT JOIN speaker_overrides v ON v.call_id = t.call_id AND v.speaker = json_extract(s.value, '$.id')
            WHERE COALESCE(v.side, json_extract(s.value, '$.side')) <> 'rep'
        """
    )
    return [(str(call), str(name)) for call, name in found if name]


def _placed(session: OneOnOne) -> list[tuple[int, Item]]:
    return list(enumerate(session.items))


def _row_value(session: OneOnOne) -> dict[str, Any]:
    data = {
        "since": session.since,
        "notes": session.notes,
        "private": session.private,
        "rating": session.rating,
        "show_person": session.show_person,
        "agreements": [asdict(one) for one in session.agreements],
    }
    return {
        "title": session.title,
        "held_on": session.held_on,
        "state": session.state,
        "data": to_json(data),
        "person": to_json(asdict(session.person)),
        "created_at": session.created_at,
    }


def _item_value(session_id: str, place: int, item: Item) -> dict[str, Any]:
    data = {name: value for name, value in asdict(item).items() if name not in _APART}
    return {"session": session_id, "call_id": item.call, "place": float(place), "data": to_json(data)}


def _items(
    conn: sqlite3.Connection, session_id: str | None = None, binned: bool = False
) -> dict[str, tuple[Item, ...]]:
    """Session -> its items in their order; items about calls in the bin are not there until the call comes back."""
    where = "1" if binned else "c.binned_at IS NULL"
    where += "" if session_id is None else " AND a.session = ?"
    found = conn.execute(
        "SELECT a.session, a.id, a.call_id, a.data FROM agenda_items a LEFT JOIN calls c ON c.id = a.call_id "  # noqa: S608 - our own words only
        f"WHERE {where} ORDER BY a.session, a.place, a.id",
        () if session_id is None else (session_id,),
    )
    made: dict[str, tuple[Item, ...]] = {}
    for session, item, call, data in found:
        made[session] = (*made.get(session, ()), Item(id=item, call=call, **json.loads(data)))
    return made


def _session(row: Any, items: tuple[Item, ...]) -> OneOnOne:
    session_id, title, held_on, state, data, person, created_at = row
    kept = json.loads(data)
    agreements = tuple(Agreement(**one) for one in kept.pop("agreements"))
    return OneOnOne(
        session_id, title, held_on, state, items=items, agreements=agreements, person=Person(**json.loads(person)),
        created_at=created_at, **kept,
    )  # fmt: skip

"""Deals out of files: kept by their id there, each import as one step that can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any

from callcoach_desktop.domain.deals import DealImport, DealLink, DealRow
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store import deal_stages
from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.text import clean, fold

_FIELDS = (
    "source", "external_id", "name", "company", "contact", "email", "owner", "stage", "amount", "currency", "outcome",
    "opened_on", "closed_on", "folded", "data", "updated_at",
)  # fmt: skip
_COLUMNS = ", ".join(_FIELDS)
_SET = ", ".join(f"{name} = ?" for name in _FIELDS)
_MARKS = ", ".join("?" for _ in range(len(_FIELDS) + 1))
_LAST = len(_FIELDS) - 1  # updated_at, which is no difference


def take(conn: sqlite3.Connection, source: str, rows: Sequence[DealRow], name: str) -> DealImport:
    """Write the rows: a deal that is known by its id in `source` is updated, the others are added.

    A row without an id is known by its name and company; a deal that was set by hand is taken over by the one row that
    carries its name. What a row leaves empty keeps what was known, but for the outcome and the day of closing.
    """
    before: list[tuple[str, list[Any] | None]] = []
    counts = Counter({"added": 0, "changed": 0, "same": 0})
    stamp = now()
    number = f"{_number(conn):06}"
    by_id, by_name, by_hand = _known(conn, source)
    times = Counter(fold(clean(row.name)) for row in rows)
    for row in rows:
        key = fold(clean(row.name))
        deal = (
            by_id.get(row.external_id) if row.external_id is not None else by_name.get((key, fold(row.company or "")))
        )
        if deal is None and times[key] == 1:
            deal = by_hand.get(key)
        old = None
        if deal is not None:
            found = conn.execute(f"SELECT {_COLUMNS} FROM deals WHERE id = ?", (deal,)).fetchone()  # noqa: S608
            old = list(found)
        values = _values(row, source, stamp, old)
        if old is not None and old[:_LAST] == values[:_LAST]:
            counts["same"] += 1
            continue
        if deal is None:
            deal = new_id()
            conn.execute(f"INSERT INTO deals (id, {_COLUMNS}) VALUES ({_MARKS})", (deal, *values))  # noqa: S608
            counts["added"] += 1
        else:
            conn.execute(f"UPDATE deals SET {_SET} WHERE id = ?", (*values, deal))  # noqa: S608
            counts["changed"] += 1
        before.append((deal, old))
        deal_stages.saw(conn, deal, number, row, stamp)
    made = DealImport(number, name, stamp, counts["added"], counts["changed"], counts["same"])
    kept = {"before": before, "counts": dict(counts)}
    conn.execute(
        "INSERT INTO deal_imports (id, name, data, created_at) VALUES (?, ?, ?, ?)",
        (made.id, name, json.dumps(kept), stamp),
    )
    touch(conn, settings=True)
    return made


def undo(conn: sqlite3.Connection) -> DealImport:
    """Take the newest import back: its new deals go, the others are as they were.

    Raises KnownError `nothing_to_undo`.
    """
    made = next((one for one in every(conn) if not one.undone), None)
    if made is None:
        raise KnownError("nothing_to_undo", "There is no import of deals to take back.")
    data = json.loads(conn.execute("SELECT data FROM deal_imports WHERE id = ?", (made.id,)).fetchone()[0])
    for deal, old in reversed(data["before"]):
        if old is None:
            conn.execute("DELETE FROM deals WHERE id = ?", (deal,))
        else:
            conn.execute(f"UPDATE deals SET {_SET} WHERE id = ?", (*old, deal))  # noqa: S608
    deal_stages.forget(conn, made.id)
    conn.execute("UPDATE deal_imports SET undone = 1 WHERE id = ?", (made.id,))
    touch(conn, settings=True)
    return made


def every(conn: sqlite3.Connection) -> list[DealImport]:
    """The imports, newest first."""
    made = []
    for id_, name, created_at, data, undone in conn.execute(
        "SELECT id, name, created_at, data, undone FROM deal_imports"
    ):
        counts = json.loads(data)["counts"]
        made.append(DealImport(id_, name, created_at, counts["added"], counts["changed"], counts["same"], bool(undone)))
    return sorted(made, key=lambda one: one.id, reverse=True)


def put_links(conn: sqlite3.Connection, links: Sequence[DealLink]) -> None:
    """Write what the matching found; what a person decided stays, and older findings that are not among them go."""
    conn.execute("DELETE FROM deal_calls WHERE state IN ('sure', 'proposed')")
    conn.executemany(
        "INSERT OR IGNORE INTO deal_calls (call_id, deal_id, state, score, why) VALUES (?, ?, ?, ?, ?)",
        [(one.call, one.deal, one.state, one.score, one.why) for one in links],
    )
    touch(conn, settings=True)


def decide(conn: sqlite3.Connection, call: str, deal: str, state: str) -> None:
    """A person's word on a link: accepted, refused or by_hand."""
    conn.execute(
        "INSERT INTO deal_calls (call_id, deal_id, state) VALUES (?, ?, ?) "
        "ON CONFLICT (call_id) DO UPDATE SET deal_id = excluded.deal_id, state = excluded.state",
        (call, deal, state),
    )
    touch(conn, settings=True)


def links(conn: sqlite3.Connection) -> list[DealLink]:
    """All links with their titles, the doubtful ones first."""
    found = conn.execute(
        "SELECT l.call_id, l.deal_id, l.state, l.score, l.why, COALESCE(o.title, c.title), d.name FROM deal_calls l "
        "JOIN calls c ON c.id = l.call_id JOIN deals d ON d.id = l.deal_id "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.binned_at IS NULL "
        "ORDER BY l.state <> 'proposed', c.ordinal DESC"
    )
    return [DealLink(*row) for row in found]


def for_matching(conn: sqlite3.Connection) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What the matching needs: calls (id, title, day, customer, deal, type) without a person's word, and deals.

    A call that names a deal of the list is left to that name.
    """
    calls = conn.execute(
        "SELECT c.id, COALESCE(o.title, c.title), substr(COALESCE(o.started_at, c.started_at), 1, 10), "
        "COALESCE(o.customer, c.customer), COALESCE(o.deal, c.deal), COALESCE(o.call_type, c.call_type, '') "
        "FROM calls c "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.binned_at IS NULL AND c.id NOT IN "
        "(SELECT call_id FROM deal_calls WHERE state IN ('accepted', 'refused', 'by_hand'))"
    ).fetchall()
    columns = "id, name, company, contact, email, opened_on, closed_on, amount"
    deals = conn.execute(f"SELECT {columns} FROM deals").fetchall()  # noqa: S608 - our own words only
    return calls, deals


def voices(conn: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """Call -> (name, side) of whoever speaks in it and has a name."""
    found: dict[str, list[tuple[str, str]]] = {}
    rows = conn.execute(
        """
        SELECT call_id, name, side FROM added_speakers
        UNION SELECT t.call_id, COALESCE(v.name, json_extract(s.value, '$.name')),
            COALESCE(v.side, json_extract(s.value, '$.side'))
            FROM transcripts t, json_each(t.speakers) s
            LEFT JOIN speaker_overrides v ON v.call_id = t.call_id AND v.speaker = json_extract(s.value, '$.id')
        """
    )
    for call, name, side in rows:
        if name:
            found.setdefault(str(call), []).append((str(name), str(side)))
    return found


def said(conn: sqlite3.Connection, call: str) -> str:
    """All words of a call."""
    return " ".join(row[0] for row in conn.execute("SELECT text FROM utterances WHERE call_id = ?", (call,)))


def _number(conn: sqlite3.Connection) -> int:
    """A number for the next import: in their order they are taken back, and a second may hold two."""
    return int(conn.execute("SELECT COUNT(*) FROM deal_imports").fetchone()[0]) + 1


def _known(conn: sqlite3.Connection, source: str) -> tuple[dict[str, str], dict[tuple[str, str], str], dict[str, str]]:
    by_id: dict[str, str] = {}
    by_name: dict[tuple[str, str], str] = {}
    by_hand: dict[str, str] = {}
    for id_, of, external, name, company in conn.execute("SELECT id, source, external_id, name, company FROM deals"):
        if of == source and external is not None:
            by_id[external] = id_
        elif of == source:
            by_name[fold(name), fold(company or "")] = id_
        elif of == "hand":
            by_hand[fold(name)] = id_
    return by_id, by_name, by_hand


def _values(row: DealRow, source: str, stamp: str, old: list[Any] | None) -> list[Any]:
    data = {"expected_on": row.expected_on} if row.expected_on else {}
    told: dict[str, Any] = {
        name: clean(value) if isinstance(value, str) else value
        for name, value in (
            ("external_id", row.external_id), ("name", row.name), ("company", row.company), ("contact", row.contact),
            ("email", row.email), ("owner", row.owner), ("stage", row.stage), ("amount", row.amount),
            ("currency", row.currency), ("opened_on", row.opened_on),
        )
    }  # fmt: skip
    if old is not None:
        known = dict(zip(_FIELDS, old, strict=True))
        told = {name: known[name] if value is None else value for name, value in told.items()}
    told |= {"source": source, "outcome": row.outcome, "closed_on": row.closed_on, "updated_at": stamp}
    told |= {"folded": fold(f"{told['name']} {told['company'] or ''}"), "data": json.dumps(data)}
    return [told[name] for name in _FIELDS]

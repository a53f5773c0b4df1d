"""Deals, and which calls belong to which."""

from __future__ import annotations

import sqlite3
from typing import Any

from callcoach_desktop.domain.coaching import Deal, Outcome
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.text import clean, fold

BY_HAND = "hand"
"""The `source` of a deal that was set by hand."""
_COLUMNS = (
    "id, name, outcome, opened_on, closed_on, amount, currency, company, source, owner, stage, contact, "
    "data ->> 'expected_on'"
)


def every(conn: sqlite3.Connection, *, with_calls: bool = True) -> list[Deal]:
    """All deals in the order of their names, with their calls (those not in the bin), oldest first."""
    of_deal: dict[str, list[str]] = {}
    if with_calls:
        order = {str(row[0]): at for at, row in enumerate(conn.execute("SELECT id FROM calls ORDER BY ordinal"))}
        for call, deal in sorted(of_calls(conn).items(), key=lambda pair: order[pair[0]]):
            of_deal.setdefault(deal, []).append(call)
    found = conn.execute(f"SELECT {_COLUMNS} FROM deals ORDER BY name COLLATE NOCASE, id")  # noqa: S608 - our own words only
    return [_deal(row, tuple(of_deal.get(row[0], ()))) for row in found]


def _deal(row: tuple[Any, ...], calls: tuple[str, ...]) -> Deal:
    id_, name, outcome, opened, closed, amount, currency, company, source, owner, stage, contact, expected = row
    return Deal(
        id_, name, outcome, opened, closed, amount, currency, company, source, calls, owner, stage, contact, expected
    )


def of_calls(conn: sqlite3.Connection) -> dict[str, str]:
    """Call -> deal: by a sure, accepted or hand-made link, else by the name of a deal that the call gives.

    A name that several deals carry decides nothing. A link that was refused keeps that deal from the call.
    """
    by_name: dict[str, str | None] = {}
    for deal, name in conn.execute("SELECT id, name FROM deals"):
        folded = fold(name).strip()
        by_name[folded] = None if folded in by_name else deal
    linked: dict[str, str] = {}
    refused: set[tuple[str, str]] = set()
    for call, deal, state in conn.execute("SELECT call_id, deal_id, state FROM deal_calls"):
        if state == "refused":
            refused.add((call, deal))
        elif state != "proposed":
            linked[call] = deal
    if by_name:
        named = conn.execute(
            "SELECT c.id, COALESCE(o.deal, c.deal) AS deal FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id "
            "WHERE c.binned_at IS NULL AND COALESCE(o.deal, c.deal) IS NOT NULL"
        )
        for call, name in named:
            deal = by_name.get(fold(name).strip())
            if deal is not None and call not in linked and (call, deal) not in refused:
                linked[call] = deal
    return linked


def names_of(conn: sqlite3.Connection, call: str) -> list[str]:
    """What a call's deal, its company and its contact are called."""
    deal = of_calls(conn).get(call)
    found = conn.execute("SELECT name, company, contact FROM deals WHERE id = ?", (deal,)).fetchone()
    return [str(name) for name in found or () if name]


def find(conn: sqlite3.Connection, name: str) -> str | None:
    """The id of a deal by its id, its id elsewhere or its name (case and accents aside).

    Raises KnownError `deal_ambiguous` when several carry the name.
    """
    found = conn.execute("SELECT id FROM deals WHERE id = ? OR external_id = ?", (name, name)).fetchall()
    if not found:
        wanted = fold(clean(name)).strip()
        found = [(deal,) for deal, named in conn.execute("SELECT id, name FROM deals") if fold(named).strip() == wanted]
    if len(found) > 1:
        raise KnownError(
            "deal_ambiguous", f"{len(found)} deals are called {name!r}.", "Give the id of the deal instead."
        )
    return str(found[0][0]) if found else None


def set_outcome(
    conn: sqlite3.Connection, name: str, outcome: Outcome, closed_on: str | None, amount: float | None
) -> str:
    """Set how a deal ended, by hand; a deal of that name is made where there is none. Returns its id.

    `closed_on` and `amount` None leave what is there; an open deal has no day of closing. Raises KnownError.
    """
    deal = find(conn, name)
    if deal is None:
        deal = new_id()
        given = _named_by_calls(conn, name)
        conn.execute(
            "INSERT INTO deals (id, source, name, folded, updated_at) VALUES (?, ?, ?, ?, ?)",
            (deal, BY_HAND, given, fold(given), now()),
        )
    values = (outcome, outcome == "open", closed_on, amount, now(), deal)
    conn.execute(
        "UPDATE deals SET outcome = ?, closed_on = CASE WHEN ? THEN NULL ELSE COALESCE(?, closed_on) END, "
        "amount = COALESCE(?, amount), updated_at = ? WHERE id = ?",
        values,
    )
    touch(conn, settings=True)
    return deal


def open_names(conn: sqlite3.Connection) -> list[str]:
    """What the deals are called that a call may be about: the open ones, newest first, then those that calls name and
    no deal has ended."""
    found = [
        row[0] for row in conn.execute("SELECT name FROM deals WHERE outcome = 'open' ORDER BY opened_on DESC, name")
    ]
    over = {fold(row[0]).strip() for row in conn.execute("SELECT name FROM deals WHERE outcome <> 'open'")}
    named = conn.execute(
        "SELECT DISTINCT COALESCE(o.deal, c.deal) AS deal FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id "
        "WHERE c.binned_at IS NULL AND COALESCE(o.deal, c.deal, '') <> '' ORDER BY c.started_at DESC"
    )
    once: dict[str, str] = {}
    for name in (*found, *(row[0] for row in named if fold(row[0]).strip() not in over)):
        once.setdefault(fold(name).strip(), str(name))
    return list(once.values())


def _named_by_calls(conn: sqlite3.Connection, name: str) -> str:
    """The name as the calls write it."""
    wanted = fold(clean(name)).strip()
    named = conn.execute(
        "SELECT DISTINCT COALESCE(o.deal, c.deal) AS deal FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id "
        "WHERE COALESCE(o.deal, c.deal) IS NOT NULL"
    )
    return next((str(row[0]) for row in named if fold(row[0]).strip() == wanted), clean(name).strip())

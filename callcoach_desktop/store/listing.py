"""Lists of calls: filtered, sorted, a page at a time, at ten thousand calls and more within 50 ms."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields, make_dataclass
from itertools import starmap
from operator import attrgetter
from typing import Any, Literal, cast

from callcoach_desktop.domain.calls import CallRow, CallState
from callcoach_desktop.store import tags
from callcoach_desktop.store.calls import ROW
from callcoach_desktop.store.schema import SLOT_BITS
from callcoach_desktop.store.text import clean, fold, match_expression
from callcoach_desktop.system.garbage import without_gc

SortKey = Literal[
    "started_at", "title", "customer", "duration", "talk_ratio", "questions", "call_type", "deal", "state"
]
_SORTS: dict[str, str] = {
    "started_at": "c.ordinal",
    "title": "COALESCE(o.title, c.title) COLLATE NOCASE",
    "customer": "NULLIF(COALESCE(o.customer, c.customer), '') COLLATE NOCASE",
    "duration": "c.duration",
    "talk_ratio": "c.talk_ratio",
    "questions": "c.questions",
    "call_type": "NULLIF(COALESCE(o.call_type, c.call_type), '') COLLATE NOCASE",
    "deal": "NULLIF(COALESCE(o.deal, c.deal), '') COLLATE NOCASE",
    "state": "c.state",
}

_TEXTS = ("title", "customer", "deal", "call_type")

# A frozen dataclass sets each field by a call, which at 16 fields is most of the time of a long list. So the rows are
# made by a class of the same fields that is not frozen, and then say that they are CallRows.
_Draft: Any = make_dataclass("_Draft", [field.name for field in fields(CallRow)], slots=True)


@dataclass(frozen=True, slots=True)
class CallQuery:
    """What a list of calls asks for. `text` filters by title, customer, deal, type and by what was said.

    `call_type`, `tag`, `state` and `customer` keep the calls with exactly that value (case aside); `binned` shows the
    bin in the place of the library; `ids` keeps those of these calls that there are.
    """

    text: str = ""
    sort: SortKey = "started_at"
    descending: bool = True
    limit: int | None = None
    offset: int = 0
    call_type: str | None = None
    tag: str | None = None
    state: CallState | None = None
    customer: str | None = None
    binned: bool = False
    ids: tuple[str, ...] | None = None


def rows(conn: sqlite3.Connection, query: CallQuery | None = None) -> list[CallRow]:
    """The calls that a list shows."""
    query = query or CallQuery()
    with without_gc():
        found = _first_page(conn, query)
        if found is None:
            found = _select(conn, query, *_filter(query))
        tagged = tags.of_calls(conn, [call[0] for call in found])
        made = list(starmap(_Draft, found))
        for row in made:
            row.tags = tagged.get(row.id, ())
            row.__class__ = CallRow
        calls = cast("list[CallRow]", made)
        return _sorted(calls, query) if _is_sorted_here(query) else calls


def _is_sorted_here(query: CallQuery) -> bool:
    """Whether a list is read as it comes and sorted afterwards: SQLite would carry each row of a whole list through its
    sorter, which takes longer than the sorting."""
    return query.limit is None and not query.offset and query.sort != "started_at"


def _select(conn: sqlite3.Connection, query: CallQuery, where: str, values: Sequence[object]) -> list[Any]:
    if _is_sorted_here(query):
        return conn.execute(f"{ROW} {where} ORDER BY c.ordinal DESC", values).fetchall()
    direction = "DESC" if query.descending else "ASC"
    order = f"ORDER BY {_SORTS[query.sort]} {direction}"
    if query.sort != "started_at":  # which is never null and unlike all others unique
        order += " NULLS LAST, c.ordinal DESC"
    limit = -1 if query.limit is None else query.limit
    return conn.execute(f"{ROW} {where} {order} LIMIT ? OFFSET ?", (*values, limit, query.offset)).fetchall()


def _sorted(calls: list[CallRow], query: CallQuery) -> list[CallRow]:
    """Calls, newest first, in the order that `_select` describes. Numbers of rows are sorted, by a list of keys of one
    kind, for which Python compares in C without a call; rows sorted before they are made are made with a cache miss
    each."""
    keys: list[Any] = list(map(attrgetter(query.sort), calls))
    if query.sort in _TEXTS:
        keys = [None if key is None else _nocase(key) for key in keys]
    known = [number for number, key in enumerate(keys) if key is not None]
    known.sort(key=keys.__getitem__, reverse=query.descending)
    return [calls[number] for number in known] + [call for key, call in zip(keys, calls, strict=True) if key is None]


def _nocase(text: str) -> str:
    """What NOCASE compares: A to Z small, all else as it is; characters come in the same order as their bytes."""
    return text.lower() if text.isascii() else text.encode().lower().decode()


def _first_page(conn: sqlite3.Connection, query: CallQuery) -> list[Any] | None:
    """The newest calls of a filter by words, when looking at the newest hits alone is enough to know them.

    The index gives hits newest call first; of a common word most hits need not be looked at for a page.
    """
    said = match_expression(query.text)
    if said is None or query.limit is None or query.sort != "started_at" or not query.descending:
        return None
    wanted = query.limit + query.offset
    newest: dict[int, None] = {}
    hits = conn.execute("SELECT rowid FROM utterances_fts WHERE utterances_fts MATCH ? ORDER BY rowid DESC", (said,))
    for (key,) in hits:
        newest[key >> SLOT_BITS] = None
        if len(newest) > wanted:
            break
    else:
        return None  # these are all: the plain way looks at each of them once, too
    ordinals = list(newest)
    where, values = _filter(query, "SELECT value FROM json_each(?)", json.dumps(ordinals))
    found = _select(conn, query, f"{where} AND c.ordinal >= ?", (*values, ordinals[-1]))
    return found if len(found) == query.limit else None


def count(conn: sqlite3.Connection, query: CallQuery | str = "") -> int:
    """How many calls a list with this filter has, its limit aside."""
    where, values = _filter(CallQuery(query) if isinstance(query, str) else query)
    sql = f"SELECT count(*) FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id {where}"  # noqa: S608 - our own words only
    return int(conn.execute(sql, values).fetchone()[0])


def types(conn: sqlite3.Connection) -> list[str]:
    """The types that calls have, in the order of the alphabet."""
    found = conn.execute(
        "SELECT DISTINCT NULLIF(COALESCE(o.call_type, c.call_type), '') AS type FROM calls c "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.binned_at IS NULL AND type IS NOT NULL "
        "ORDER BY type COLLATE NOCASE"
    )
    return [str(call[0]) for call in found]


def customers(conn: sqlite3.Connection) -> list[str]:
    """The customers of calls, those with most calls first."""
    found = conn.execute(
        "SELECT NULLIF(COALESCE(o.customer, c.customer), '') AS name FROM calls c "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.binned_at IS NULL AND name IS NOT NULL "
        "GROUP BY name ORDER BY count(*) DESC, name COLLATE NOCASE"
    )
    return [str(call[0]) for call in found]


def _filter(query: CallQuery, spoken: str | None = None, words: str = "") -> tuple[str, tuple[str, ...]]:
    """The condition of a query. `spoken` is a query for the ordinals of calls with the words, and `words` its value."""
    terms = [f"c.binned_at IS {'NOT ' if query.binned else ''}NULL"]
    values: list[str] = []
    wanted = fold(clean(query.text)).strip()
    if wanted:
        said = match_expression(query.text)
        # The high bits of a search entry's key are its call: no utterance has to be read.
        every = f"SELECT DISTINCT rowid >> {SLOT_BITS:d} FROM utterances_fts WHERE utterances_fts MATCH ?"  # noqa: S608
        terms.append(f"(instr(c.folded, ?){'' if said is None else f' OR c.ordinal IN ({spoken or every})'})")
        values += [wanted, *([] if said is None else [words or said])]
    for field, value in (("call_type", query.call_type), ("customer", query.customer)):
        if value is not None:
            terms.append(f"COALESCE(o.{field}, c.{field}) = ? COLLATE NOCASE")
            values.append(clean(value))
    if query.state is not None:
        terms.append("c.state = ?")
        values.append(query.state)
    if query.tag is not None:
        terms.append("EXISTS (SELECT 1 FROM call_tags g WHERE g.call_id = c.id AND g.tag = ? COLLATE NOCASE)")
        values.append(clean(query.tag))
    if query.ids is not None:
        terms.append("c.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(query.ids))
    return "WHERE " + " AND ".join(terms), tuple(values)

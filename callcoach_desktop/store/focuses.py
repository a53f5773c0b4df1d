"""The focus and those before it."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from callcoach_desktop.domain.coaching import Baseline, Focus, UsualRange
from callcoach_desktop.store.calls import now, to_json
from callcoach_desktop.store.text import clean

_COLUMNS = "id, behaviour, call_type, started_on, ended_on, state, baseline, data"


def row_value(focus: Focus, created_at: str = "") -> dict[str, Any]:
    """A focus as the value of its key in the journal (`own_rows`); `created_at` is now for a new one."""
    columns = [column.strip() for column in _COLUMNS.split(",")]
    made: dict[str, Any] = dict(zip(columns[1:], _row(focus)[1:], strict=True))
    return made | {"created_at": created_at or now()}


def current(conn: sqlite3.Connection) -> Focus | None:
    """The focus that is active or paused; there is one at most."""
    found = conn.execute(f"SELECT {_COLUMNS} FROM focuses WHERE state <> 'finished'").fetchone()  # noqa: S608 - our own words only
    return None if found is None else _focus(found)


def every(conn: sqlite3.Connection) -> list[Focus]:
    """All focuses, newest first."""
    found = conn.execute(f"SELECT {_COLUMNS} FROM focuses ORDER BY started_on DESC, created_at DESC")  # noqa: S608 - our own words only
    return [_focus(row) for row in found]


def _row(focus: Focus) -> tuple[str | None, ...]:
    usual = focus.baseline.range
    baseline = {"values": focus.baseline.values, "range": [usual.n, usual.mean, usual.low, usual.high]}
    data = {"pauses": focus.pauses, "verdict": focus.verdict}
    return (
        focus.id, clean(focus.behaviour), None if focus.call_type is None else clean(focus.call_type),
        focus.started_on, focus.ended_on, focus.state, to_json(baseline), clean(to_json(data)),
    )  # fmt: skip


def _focus(row: Any) -> Focus:
    id_, behaviour, call_type, started_on, ended_on, state, baseline, data = row
    kept, more = json.loads(baseline), json.loads(data)
    return Focus(
        id_, behaviour, call_type, started_on, ended_on, state,
        Baseline(tuple(kept["values"]), UsualRange(*kept["range"])),
        tuple((a, b) for a, b in more.get("pauses", ())), more.get("verdict", ""),
    )  # fmt: skip

"""The figures of all calls in memory, as columns that follow what changes: what is compared over many calls.

Read once, some hundredths of a second for ten thousand calls; after that only calls that changed are read.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from callcoach_desktop.coaching.columns import Columns, Values
from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.coaching import CallFact
from callcoach_desktop.store import behaviours as kept
from callcoach_desktop.store.database import Database

_FEW = 200  # changed calls that are read one by one
_ROOM = 256  # places for calls that come later


class FigureColumns:
    """Safe for threads. A call keeps its place in the arrays; `columns` puts them in the order of time."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.RLock()
        self._facts: list[CallFact] | None = None
        self._order = np.zeros(0, dtype=np.int64)
        self._place: dict[str, int] = {}
        self._column: dict[str, int] = {}
        self._values: Values = np.zeros((0, 0))  # a row for each place, a column for each figure
        self._stale: set[str] | None = None  # calls whose figures are to be read anew; None: those of all calls
        self._made: dict[str, Values] = {}

    def changed(self, changes: ChangeSet) -> None:
        """Forget what may be another now; costs nothing."""
        with self._lock:
            self._facts, self._made = None, {}
            whole = changes.all or self._stale is None or len(self._stale | changes.calls) > _FEW
            self._stale = None if whole else (self._stale or set()) | changes.calls

    def facts(self) -> list[CallFact]:
        """The calls that are ready and not in the bin, oldest first, without figures."""
        with self._lock:
            if self._facts is None:
                self._facts = self._db.read(kept.facts)
                for fact in self._facts:
                    self._place.setdefault(fact.id, len(self._place))
                self._order = np.array([self._place[fact.id] for fact in self._facts], dtype=np.int64)
            return self._facts

    def columns(self, names: Sequence[str]) -> Columns:
        """The calls with these figures. The arrays are shared: nobody writes into them."""
        with self._lock:
            facts = self.facts()
            self._refresh()
            for name in names:
                if name not in self._made:
                    self._made[name] = self._of(name)
            return Columns(facts, {name: self._made[name] for name in names})

    def with_values(self, names: Sequence[str]) -> list[CallFact]:
        """The calls, each with those of these figures that it has."""
        table = self.columns(names)
        values: list[dict[str, float]] = [{} for _ in table.calls]
        for name in names:
            column = table.column(name)
            there = np.flatnonzero(~np.isnan(column))
            for i, value in zip(there.tolist(), column[there].tolist(), strict=True):
                values[i][name] = value
        return [
            CallFact(c.id, c.title, c.date, c.call_type, c.deal, c.customer, own)
            for c, own in zip(table.calls, values, strict=True)
        ]

    def _of(self, name: str) -> Values:
        column = self._column.get(name)
        if column is None:
            return np.full(len(self._order), np.nan)
        found: Values = self._values[self._order, column]
        return found

    def _refresh(self) -> None:
        """Read anew what changed of the figures that are in memory."""
        stale, self._stale = self._stale, set()
        if stale is None:
            rows = self._read(None)
            self._values = np.full((len(self._place) + _ROOM, len(self._column)), np.nan)
            self._put(rows)
        else:
            here = [call for call in stale if call in self._place]
            rows = self._read(here) if here else []
            self._grow()
            self._values[[self._place[call] for call in here]] = np.nan
            self._put(rows)

    def _read(self, calls: Sequence[str] | None) -> list[tuple[str, bytes]]:
        """The rows of these calls (None: of all), and where each figure lies in them."""
        # Places last: what came meanwhile is then a column too many, and not one too few for a row.
        rows, self._column = self._db.read(lambda conn: (kept.rows(conn, calls), kept.places(conn)))
        return rows

    def _grow(self) -> None:
        """Make room for calls and figures that came."""
        calls, figures = self._values.shape
        if calls < len(self._place) or figures < len(self._column):
            grown = np.full((max(calls, len(self._place) + _ROOM), len(self._column)), np.nan)
            grown[:calls, :figures] = self._values
            self._values = grown

    def _put(self, rows: Sequence[tuple[str, bytes]]) -> None:
        """Write rows as they are kept into their places; those of calls that are not there are left out."""
        by_width: dict[int, list[tuple[int, bytes]]] = {}
        for call, data in rows:
            if (place := self._place.get(call)) is not None:
                by_width.setdefault(len(data), []).append((place, data))
        for width, some in by_width.items():
            read = np.frombuffer(b"".join([data for _, data in some]), "<f8").reshape(len(some), width // 8)
            self._values[[place for place, _ in some], : width // 8] = read

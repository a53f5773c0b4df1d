"""The figures of all calls in memory, as columns that follow what changes: what is compared over many calls.

Read once, about half a second for ten thousand calls and sixty figures; after that only calls that changed are read.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

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
        self._arrays: dict[str, Values] = {}
        self._stale: set[str] | None = set()  # calls whose figures are to be read anew; None: those of all calls
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
            missing = [name for name in dict.fromkeys(names) if name not in self._arrays]
            for name in missing:
                self._arrays[name] = self._array(self._db.read(partial(kept.figures, name=name)))
            for name in names:
                if name not in self._made:
                    self._made[name] = self._grown(name)[self._order]
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

    def _array(self, rows: Sequence[tuple[str, float]]) -> Values:
        made = np.full(len(self._place) + _ROOM + 1, np.nan)
        nowhere, place = len(made) - 1, self._place  # the last place takes calls that are not there
        made[[place.get(call, nowhere) for call, _ in rows]] = [value for _, value in rows]
        return made[:-1]

    def _grown(self, name: str) -> Values:
        own = self._arrays[name]
        if len(own) < len(self._place):
            more = np.full(len(self._place) + _ROOM - len(own), np.nan)
            own = self._arrays[name] = np.concatenate([own, more])
        return own

    def _refresh(self) -> None:
        """Read anew what changed of the figures that are in memory."""
        stale, self._stale = self._stale, set()
        if stale is None:
            self._arrays = {}
        elif stale and self._arrays:
            here = [call for call in stale if call in self._place]
            read = self._db.read(lambda conn: [(call, kept.figures_of(conn, call)) for call in here])
            for name in self._arrays:
                own = self._grown(name)
                for call, values in read:
                    own[self._place[call]] = values.get(name, np.nan)

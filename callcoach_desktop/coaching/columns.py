"""Many calls with their figures as columns: what is compared over thousands of calls is compared a column at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.coaching import Behaviour, CallFact

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Calls, oldest first, and their figures by name, aligned with them; NaN where a call has no value."""

    calls: Sequence[CallFact]
    figures: Mapping[str, Values]

    def column(self, name: str) -> Values:
        """The values of a figure, one a call."""
        found = self.figures.get(name)
        return np.full(len(self.calls), np.nan) if found is None else found

    @cached_property
    def types(self) -> list[str | None]:
        """The types of the calls, each once, in the order in which they first come."""
        return list(dict.fromkeys(c.call_type for c in self.calls))

    @cached_property
    def type_of(self) -> NDArray[np.int64]:
        """The place in `types` of each call's type."""
        place = {kind: i for i, kind in enumerate(self.types)}
        return np.array([place[c.call_type] for c in self.calls], dtype=np.int64)

    def meant(self, behaviour: Behaviour) -> Mask:
        """The calls of the types that a behaviour counts in; calls without a type count everywhere."""
        kinds = np.array([counts_in(behaviour, kind) for kind in self.types], dtype=bool)
        return kinds[self.type_of] if len(self.calls) else np.zeros(0, dtype=bool)

    def chosen(self, mask: Mask) -> Columns:
        """Some of the calls."""
        places = np.flatnonzero(mask)
        return Columns(
            [self.calls[i] for i in places.tolist()], {name: own[places] for name, own in self.figures.items()}
        )


def counts_in(behaviour: Behaviour, call_type: str | None) -> bool:
    """Whether the behaviour is meant for calls of this type; calls without a type count everywhere."""
    return not behaviour.call_types or call_type is None or call_type.casefold() in behaviour.call_types


def columns_of(calls: Sequence[CallFact], names: Iterable[str] | None = None) -> Columns:
    """Calls that carry their values, oldest first, as columns. `names` None: every figure that any of them has."""
    calls = sorted(calls, key=lambda c: (c.date, c.id))
    wanted = dict.fromkeys(name for c in calls for name in c.values) if names is None else names
    return Columns(calls, {name: np.array([c.values.get(name, np.nan) for c in calls], dtype=float) for name in wanted})

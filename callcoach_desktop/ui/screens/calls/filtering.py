"""Which calls of those in memory are wanted. No Qt: a reading is prepared on a worker thread, so that typing only
compares texts that are folded already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from callcoach_desktop.ui.screens.calls.columns import COLUMNS

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import CallRow

FACETS = ("type", "tag", "customer", "state")
"""What may be filtered by, besides words."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Every word of `text` must be in title, customer, deal, type or tags; the others must be equal."""

    text: str = ""
    type: str | None = None
    tag: str | None = None
    customer: str | None = None
    state: str | None = None

    def facets(self) -> dict[str, str]:
        """The facets that are set."""
        return {key: value for key in FACETS if (value := getattr(self, key)) is not None}

    def with_facet(self, key: str, value: str | None) -> Filter:
        """The same filter with one facet changed."""
        return replace(self, **{key: value})

    def as_setting(self, name: str) -> dict[str, str | None]:
        """As it is kept among the saved filters."""
        return {"name": name, "text": self.text, **{key: getattr(self, key) for key in FACETS}}

    @staticmethod
    def from_setting(kept: Mapping[str, Any]) -> Filter:
        """What `as_setting` made; anything that is no text counts as not set."""
        return Filter(
            text=str(kept.get("text") or ""),
            **{key: str(kept[key]) if kept.get(key) else None for key in FACETS},
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A call and its folded text."""

    row: CallRow
    hay: str


@dataclass(frozen=True)
class Reading:
    """All calls, newest first, and the values that may be filtered by with how often each occurs."""

    entries: tuple[Entry, ...] = ()
    values: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: {key: [] for key in FACETS})
    deals: list[tuple[str, int]] = field(default_factory=list)
    hours: float = 0.0


def entry(row: CallRow) -> Entry:
    """A row with what is searched in it."""
    parts = (row.title, row.customer or "", row.deal or "", row.call_type or "", *row.tags)
    return Entry(row, "\n".join(parts).casefold())


def read(rows: Iterable[CallRow], before: Sequence[Entry] = ()) -> Reading:
    """Prepare rows. Calls that did not change keep the entries of `before`, so that comparing them is a matter of
    identity."""
    known = {one.row.id: one for one in before}
    entries = []
    for row in rows:
        old = known.get(row.id)
        entries.append(old if old is not None and (old.row is row or old.row == row) else entry(row))
    entries.sort(key=lambda one: one.row.started_at, reverse=True)
    counters: dict[str, Counter[str]] = {key: Counter() for key in FACETS}
    deals: Counter[str] = Counter()
    seconds = 0.0
    for one in entries:
        row = one.row
        seconds += row.duration
        counters["state"][row.state] += 1
        if row.call_type:
            counters["type"][row.call_type] += 1
        if row.customer:
            counters["customer"][row.customer] += 1
        if row.deal:
            deals[row.deal] += 1
        counters["tag"].update(row.tags)
    values = {key: sorted(found.items(), key=lambda it: it[0].casefold()) for key, found in counters.items()}
    return Reading(tuple(entries), values, sorted(deals.items(), key=lambda it: it[0].casefold()), hours=seconds / 3600)


def keep(entries: Iterable[Entry], wanted: Filter) -> list[Entry]:
    """The entries that pass, in their order."""
    kept = list(entries)
    if wanted.type is not None:
        kept = [one for one in kept if one.row.call_type == wanted.type]
    if wanted.customer is not None:
        kept = [one for one in kept if one.row.customer == wanted.customer]
    if wanted.state is not None:
        kept = [one for one in kept if one.row.state == wanted.state]
    if wanted.tag is not None:
        kept = [one for one in kept if wanted.tag in one.row.tags]
    for word in wanted.text.casefold().split():
        kept = [one for one in kept if word in one.hay]
    return kept


def order(entries: Sequence[Entry], column: int, *, descending: bool) -> list[Entry]:
    """Sorted by a column; equal ones stay as they come (newest first), whatever the direction."""
    key = COLUMNS[column].sort_key
    if COLUMNS[column].key == "started_at" and descending:
        return list(entries)
    # Keys are computed apart, so that sorting compares them without calling us again.
    keys = [key(one.row) for one in entries]
    places = sorted(range(len(keys)), key=keys.__getitem__, reverse=descending)
    return [entries[place] for place in places]


def counts(reading: Reading, saved: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many calls each saved filter has, by its name."""
    return {str(one["name"]): len(keep(reading.entries, Filter.from_setting(one))) for one in saved}

"""One thing to try after a call, from the rep's own usual range: read for the call's summary, its exports and Today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callcoach_desktop.domain.analysis import Summary, SummaryPoint
from callcoach_desktop.domain.calls import CallDetail

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library

MOST_CALLS = 100  # of the type, the newest: newer habits are what is usual


def to_try(library: Library, detail: CallDetail) -> SummaryPoint | None:
    """What to try in the next call; what the call alone advises while there are fewer than five of its type. Not for
    the UI's thread."""
    from callcoach_desktop.coaching import behaviours, counting, trying  # numpy: not before it is needed
    from callcoach_desktop.coaching.heard import Heard
    from callcoach_desktop.coaching.ranges import usual_range
    from callcoach_desktop.coaching.self_review import Seen
    from callcoach_desktop.services.coaching import built_in
    from callcoach_desktop.store import behaviours as kept

    words, computed = detail.transcript, detail.analysis
    if words is None or computed is None:
        return None
    call, seen = Heard(words, computed), []
    fit = [b for b in built_in() if not b.call_types or (detail.row.call_type or "").casefold() in b.call_types]
    names = [behaviours.figure_key(b) for b in fit]
    usual = library.db.read(lambda conn: kept.of_type_like(conn, detail.row.id, names, MOST_CALLS))
    for behaviour in fit:
        values = usual[behaviours.figure_key(behaviour)]
        range_ = usual_range(values, *behaviours.bounds(behaviour))
        if range_.mean is None:
            continue
        reading = counting.read(call, behaviour.figure, behaviour.stage, behaviour.unit)
        if reading.value is not None:
            seen.append(Seen(behaviour, reading.value, range_, reading.start))
    noun = f"{detail.row.call_type} calls" if detail.row.call_type else "calls without a type"
    return trying.to_try(call, seen, noun)


def with_try(summary: Summary, point: SummaryPoint | None) -> Summary:
    """A summary with this one thing to try in the place of its own; None: with none."""
    points = [p for p in summary.points if p.kind != "try"] + ([point] if point is not None else [])
    return replace(summary, points=tuple(sorted(points, key=lambda p: p.start)))


def advised(library: Library, detail: CallDetail) -> CallDetail:
    """A call whose summary advises from the rep's own range, in the place of what the call alone advises."""
    if detail.analysis is None:
        return detail
    summary = with_try(detail.analysis.summary, to_try(library, detail))
    return replace(detail, analysis=replace(detail.analysis, summary=summary))

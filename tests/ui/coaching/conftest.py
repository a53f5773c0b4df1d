"""Libraries with a rep's own calls, whose figures are set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from callcoach_desktop.coaching import counting
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import behaviours, calls, transcripts
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.ui.tasks import finish_tasks

TODAY = date(2026, 11, 24)


def add_call(library: Library, coach: Coach, number: int, day: date, **values: float) -> str:
    """A finished call of some words, with these figures."""
    call = f"call{number:08d}"
    folder = f"calls/2026/{call}"
    said = (
        Utterance("u1", "left", 0.0, 4.0, "So what happens when a load comes in warm?"),
        Utterance("u2", "right", 4.5, 9.0, "Well, we call the driver and hope."),
    )
    speakers = (Speaker("left", "Leonie", "rep", 0), Speaker("right", "Marcus", "customer", 1))
    new = NewCall(call, f"Customer {number}", f"{day.isoformat()}T10:00", "transcript", folder, state="working",
                  customer=f"Customer {number}")  # fmt: skip

    def put(conn: Connection) -> None:
        calls.insert(conn, new)
        calls.set_rep_channel(conn, call, "left", "said")
        transcripts.set_transcript(conn, call, Transcript(9.0, "en", speakers, said), None)
        calls.set_state(conn, call, "ready")

    library.db.write(put)
    library.reanalyse(call)
    coach.fill()
    library.db.write(lambda conn: behaviours.put_figures(conn, call, counting.VERSION, values))
    return call


def add_long_call(library: Library, coach: Coach, number: int, day: date, **values: float) -> str:
    """The same, in which the rep talks for two minutes."""
    call = add_call(library, coach, number, day)
    said = (
        Utterance("u1", "left", 0.0, 120.0, "We keep the trucks at four degrees all the way."),
        Utterance("u2", "right", 120.5, 180.0, "Well, we call the driver and hope."),
    )
    speakers = (Speaker("left", "Leonie", "rep", 0), Speaker("right", "Marcus", "customer", 1))
    library.db.write(lambda conn: transcripts.set_transcript(conn, call, Transcript(180.0, "en", speakers, said), None))
    library.reanalyse(call)
    coach.fill()
    library.db.write(lambda conn: behaviours.put_figures(conn, call, counting.VERSION, values))
    return call


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    with Library.open(tmp_path / "library") as made:
        yield made
        finish_tasks()


@pytest.fixture
def coach(library: Library) -> Iterator[Coach]:
    """Its coach."""
    made = Coach(library)
    yield made
    made.close()


Fill = Callable[[int, int], list[str]]


@pytest.fixture
def fill(library: Library, coach: Coach) -> Fill:
    """Add calls before and since a focus that began ten days ago: 60 % talk before, 45 % since."""

    def add(before: int, since: int) -> list[str]:
        start = TODAY - timedelta(days=10)
        made = [
            add_call(library, coach, i, start - timedelta(days=before - i), talk_ratio=0.6 + 0.02 * (i % 3))
            for i in range(before)
        ]
        made += [
            add_call(library, coach, 100 + i, start + timedelta(days=i), talk_ratio=0.45 + 0.01 * (i % 2))
            for i in range(since)
        ]
        return made

    return add

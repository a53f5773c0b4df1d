"""One thing to try, as a call's summary, its exports and Today have it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from callcoach_desktop.domain.analysis import Summary, SummaryPoint
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.exporting import Exporter
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.looking_back import try_next
from callcoach_desktop.services.trying import advised, to_try, with_try
from tests.unit.services.made_calls import add_call

START = date(2026, 11, 2)
ALONE = "Break a turn of 2:00 with a question after each point"
OWN = (
    "Stop after each point and ask how that is done today "
    "(longest monologue: 2:00 here, usually 1:12 in your 5 calls without a type)"
)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def coach(library):
    made = Coach(library)
    yield made
    made.close()


def fill(library, coach, count):
    """Calls of two minutes of talk in a row; the last one is counted as it is, those before with a minute."""
    turns = [60.0] * (count - 1) + [120.0]
    return [
        add_call(library, coach, i, START + timedelta(days=i), slowly=30, longest_monologue=turn)
        for i, turn in enumerate(turns)
    ]


def tries(detail):
    return [p.text for p in detail.analysis.summary.points if p.kind == "try"]


def test_four_calls_of_the_type_say_what_the_call_alone_says(library, coach):
    last = library.call(fill(library, coach, 4)[-1])
    assert tries(last) == [ALONE]
    assert tries(advised(library, last)) == [ALONE]


def test_from_five_on_it_comes_from_the_own_range(library, coach):
    last = fill(library, coach, 5)[-1]
    detail = advised(library, library.call(last))
    assert tries(detail) == [OWN]
    assert [p.start for p in detail.analysis.summary.points] == sorted(p.start for p in detail.analysis.summary.points)
    assert OWN in str(Exporter(library).text(last, "md")).replace("\\", "")
    found = try_next(library, coach.facts(()))
    assert (found.call, found.text) == (last, OWN)
    # a type with one call of its own has no range yet
    library.edit(last, "call_type", "demo")
    assert tries(advised(library, library.call(last))) == [ALONE]


def test_a_call_without_an_analysis_is_as_it_is(library, coach):
    assert try_next(library, []) is None
    last = fill(library, coach, 1)[0]
    detail = library.call(last)
    assert to_try(library, detail).text == ALONE


def test_a_point_takes_the_place_of_the_own_one():
    old, said = SummaryPoint("Old", 5.0, "try"), SummaryPoint("Said", 9.0, "need")
    made = with_try(Summary("Head", (old, said)), SummaryPoint("New", 30.0, "try"))
    assert [p.text for p in made.points] == ["Said", "New"]
    assert with_try(made, None).points == (said,)

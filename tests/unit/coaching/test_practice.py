"""The practice library's material and its planted truths."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from callcoach_desktop.coaching.practice import make_year
from callcoach_desktop.services.practice import material

LAST = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - local time is meant


@pytest.fixture(scope="module")
def year():
    return make_year(material(), LAST, 1)


def test_a_hundred_and_twenty_calls_in_ninety_days(year):
    assert len(year.calls) == 120
    dates = [c.date for c in year.calls]
    assert dates == sorted(dates)
    assert (dates[0][:10], dates[-1][:10]) >= ("2026-08-26", "2026-11-23")
    assert Counter(c.call_type for c in year.calls) == {"discovery": 60, "demo": 24, "pricing": 20, "renewal": 16}


def test_the_truths_are_planted(year):
    assert Counter(c.outlier for c in year.calls if c.outlier) == {
        "monologue": 1, "pricing_off_the_rails": 1, "silent_customer": 1,
    }  # fmt: skip
    assert {c.date[:10] >= year.improves_on for c in year.calls if c.improved} == {True}
    closed = {name: outcome for name, (outcome, _, _) in year.outcomes.items() if outcome != "open"}
    stepped = {c.deal: c.stepped for c in year.calls}
    won = Counter(stepped[name] for name, outcome in closed.items() if outcome == "won")
    assert len(closed) >= 100
    assert won[True] > 3 * won[False]


def test_the_same_number_gives_the_same_year(year):
    assert make_year(material(), LAST, 1) == year
    assert make_year(material(), LAST, 2) != year


def test_every_slot_is_filled_and_times_run_forward(year):
    for made in year.calls:
        assert "{" not in made.vtt
        starts = [line[:12] for line in made.vtt.splitlines() if "-->" in line]
        assert starts == sorted(starts)

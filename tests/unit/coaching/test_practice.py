"""The practice library's material and its planted truths."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections import Counter
from datetime import datetime

import pytest

from callcoach_desktop.cli.demo_library import LEAST_CALLS, number_of_calls
from callcoach_desktop.coaching.practice import make_year
from callcoach_desktop.coaching.scripted import read_script
from callcoach_desktop.services.practice import material, scripts
from callcoach_desktop.system.paths import resources

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


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_smallest_library_that_may_be_asked_for(seed):
    assert len(make_year(material(), LAST, seed, LEAST_CALLS).calls) == LEAST_CALLS
    with pytest.raises(ArgumentTypeError, match="from 15 to 2000"):
        number_of_calls(str(LEAST_CALLS - 1))


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


def test_written_calls_are_among_them_before_the_behaviour_improves():
    every = scripts()
    assert len(every) == 22
    year = make_year(material(), LAST, 1, 120, every)
    assert len(year.calls) == 120
    written = [c for c in year.calls if c.written]
    assert {c.deal for c in written} == {s.deal for s in every}
    assert max(c.date[:10] for c in written) < year.improves_on
    assert [c.date for c in year.calls] == sorted(c.date for c in year.calls)
    assert Counter(c.outlier for c in written)["pricing_off_the_rails"] == 2
    assert sum(outcome != "open" for outcome, _, _ in year.outcomes.values()) >= 100
    dental = next(c for c in written if c.customer == "Brightwater Dental Group")
    assert "<v Alex>Hi Marcus, it's Alex from Slotwise. Is now still good?</v>" in dental.vtt
    assert not re.search(r"[{}]|Leonie", dental.vtt)


def test_a_script_that_is_none_is_refused():
    with pytest.raises(ValueError, match="lacks"):
        read_script("id: x\n\nR 0 Hello.")
    whole = next(iter((resources() / "samples" / "calls").glob("*.txt"))).read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no turn"):
        read_script(whole + "\nX 0 Hello.")
    with pytest.raises(ValueError, match="no such outcome"):
        read_script(re.sub("outlier: .*", "outlier: strange", whole))


def test_the_same_number_gives_the_same_year(year):
    assert make_year(material(), LAST, 1) == year
    assert make_year(material(), LAST, 2) != year


def test_every_slot_is_filled_and_times_run_forward(year):
    for made in year.calls:
        assert "{" not in made.vtt
        starts = [line[:12] for line in made.vtt.splitlines() if "-->" in line]
        assert starts == sorted(starts)

"""The usual range of a figure over the calls of a type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.services.library import Library
from callcoach_desktop.services.usual import LEAST_CALLS, MOST_CALLS, limits, usual
from callcoach_desktop.store import calls
from callcoach_desktop.store.calls import NewCall


@pytest.fixture
def library(home):
    opened = Library.open(home / "library")
    yield opened
    opened.close()


def add(library, number, *, call_type="discovery", state="ready", binned=False, **metrics):
    call_id = f"call{number:08d}"

    def work(conn):
        when = f"2026-{1 + number // 28:02d}-{1 + number % 28:02d}T10:00:00"
        calls.insert(conn, NewCall(call_id, f"Call {number}", when, "sound", f"calls/2026/{call_id}", state=state))
        if call_type:
            calls.set_override(conn, call_id, "call_type", call_type)
        conn.executemany("INSERT INTO metrics VALUES (?, ?, ?)", [(call_id, k, v) for k, v in metrics.items()])
        if binned:
            calls.set_binned(conn, call_id, "2026-05-01T10:00:00Z")

    library.db.write(work)
    return call_id


def test_the_limits_are_those_of_a_worked_example():
    # mean 5, moving ranges 2, 2, 2, 2: 5 +- 2.66 x 2
    found = limits("patience", [4.0, 6.0, 4.0, 6.0, 4.0 + 1.0 - 1.0])
    assert found.mean == pytest.approx(4.8)
    assert (found.low, found.high) == (pytest.approx(4.8 - 5.32), pytest.approx(4.8 + 5.32))


def test_a_share_stays_a_share_and_a_count_does_not_go_below_nothing():
    wild = [0.1, 0.9, 0.1, 0.9, 0.1, 0.9]
    assert (limits("talk_ratio", wild).low, limits("talk_ratio", wild).high) == (0.0, 1.0)
    assert limits("questions", [0, 30, 0, 30, 0]).low == 0.0
    assert limits("patience", [-1.0, 1.0, -1.0, 1.0, -1.0]).low < -1.0


@given(st.lists(st.floats(-100, 100), min_size=LEAST_CALLS, max_size=40))
def test_the_mean_lies_in_the_range_and_order_of_time_matters_only_through_the_moves(values):
    found = limits("patience", values)
    assert found.low - 1e-6 <= found.mean <= found.high + 1e-6
    back = limits("patience", values[::-1])
    assert back.low == pytest.approx(found.low, abs=1e-6)
    assert back.high == pytest.approx(found.high, abs=1e-6)


def test_four_calls_are_not_enough(library):
    ids = [add(library, i, talk_ratio=0.4 + i / 100) for i in range(4)]
    found = usual(library, ids[0])["talk_ratio"]
    assert (found.n, found.low, found.high, found.mean, found.call_type) == (4, None, None, None, "discovery")


def test_only_ready_calls_of_the_type_that_are_not_in_the_bin_count(library):
    ids = [add(library, i, talk_ratio=0.5, patience=float(i)) for i in range(5)]
    add(library, 5, call_type="demo", talk_ratio=0.9)
    add(library, 6, call_type="", talk_ratio=0.9)
    add(library, 7, talk_ratio=0.9, state="working")
    add(library, 8, talk_ratio=0.9, binned=True)
    found = usual(library, ids[2])
    assert (found["talk_ratio"].n, found["talk_ratio"].mean) == (5, pytest.approx(0.5))
    # in order of time 0, 1, 2, 3, 4: every move is 1
    assert found["patience"].high == pytest.approx(2.0 + 2.66)
    assert found["questions"].n == 0


def test_calls_without_a_type_are_compared_with_each_other(library):
    ids = [add(library, i, call_type="", talk_ratio=0.5) for i in range(5)]
    add(library, 9, talk_ratio=0.9)
    found = usual(library, ids[0])["talk_ratio"]
    assert (found.n, found.call_type) == (5, None)


def test_the_newest_calls_are_what_is_usual(library):
    ids = [add(library, i, talk_ratio=0.9 if i < 10 else 0.4) for i in range(MOST_CALLS + 10)]
    found = usual(library, ids[0])["talk_ratio"]
    assert (found.n, found.mean) == (MOST_CALLS, pytest.approx(0.4))


def test_an_unknown_call_has_nothing(library):
    assert usual(library, "nothing") == {}

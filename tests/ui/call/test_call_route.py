"""The way through a call that is played."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callcoach_desktop.ui.sound.route import KEPT_S, Route, silences


def test_silences_are_those_in_which_nobody_speaks_and_keep_a_little():
    speech = np.array([(2.0, 5.0), (5.8, 8.0), (12.0, 20.0)])
    # 5.0 to 5.8 is shorter than a second; what is left of each gap is 0.1 s on both sides
    assert silences(speech, 30.0) == ((0.0, 1.9), (8.1, 11.9), (20.1, 30.0))
    assert silences(np.zeros((0, 2)), 30.0) == ()
    assert KEPT_S == 0.2


def test_a_route_jumps_over_gaps():
    route = Route(0.0, 30.0, ((0.0, 1.9), (8.1, 11.9), (20.1, 30.0)))
    assert route.length == pytest.approx(6.2 + 8.2)
    assert route.at(0.0) == pytest.approx(1.9)
    assert route.at(6.1) == pytest.approx(8.0)
    assert route.at(6.3) == pytest.approx(12.0)
    assert route.at(99.0) == pytest.approx(20.1)
    assert route.pieces(6.0, 0.5) == [
        (pytest.approx(7.9), pytest.approx(0.2)),
        (pytest.approx(11.9), pytest.approx(0.3)),
    ]


def test_a_loop_goes_around_for_ever():
    route = Route(8.0, 60.0, loop=(10.0, 12.0))
    assert route.length == float("inf")
    assert [route.at(t) for t in (0.0, 1.0, 3.0, 4.0, 5.0, 6.5)] == pytest.approx([8.0, 9.0, 11.0, 10.0, 11.0, 10.5])
    assert sum(length for _, length in route.pieces(3.5, 5.0)) == pytest.approx(5.0)


def test_a_loop_that_lies_behind_is_no_loop():
    assert Route(20.0, 60.0, loop=(10.0, 12.0)).length == pytest.approx(40.0)


def test_a_loop_in_a_skipped_silence_is_played_as_it_is():
    route = Route(10.0, 60.0, ((5.0, 20.0),), loop=(10.0, 12.0))
    assert route.length == float("inf")
    assert 10.0 <= route.at(3.0) <= 12.0


@given(
    start=st.floats(0, 50),
    gaps=st.lists(st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)), max_size=12),
    loop=st.one_of(st.none(), st.tuples(st.floats(0, 50), st.floats(0.1, 20))),
    played=st.floats(0, 40),
    seconds=st.floats(0.01, 3),
)
@example(start=1.0, gaps=[], loop=(1.0, 0.1), played=1.0, seconds=1.0)  # at the end of a round by a hair
def test_what_is_read_is_what_the_clock_says(start, gaps, loop, played, seconds):
    found, at = [], 0.0
    for silence, talk in gaps:
        found.append((at + talk, at + talk + silence))
        at += talk + silence
    around = (loop[0], loop[0] + loop[1]) if loop else None
    route = Route(start, 60.0, found, around)
    pieces = route.pieces(played, seconds)
    assert sum(length for _, length in pieces) == pytest.approx(max(0.0, min(seconds, route.length - played)), abs=1e-4)
    if pieces:
        assert route.at(played) == pytest.approx(pieces[0][0], abs=1e-4)
        passed = played
        for second, length in pieces:
            assert route.at(passed + length / 2) == pytest.approx(second + length / 2, abs=1e-4)
            passed += length

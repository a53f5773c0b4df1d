"""The arithmetic of the map."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.ui.screens.call.map_layout import SHORTEST_S, View, cluster, coverage, ticks, within


@given(
    duration=st.floats(0.5, 40_000),
    at=st.floats(0, 1),
    factors=st.lists(st.floats(0.2, 5.0), min_size=1, max_size=8),
)
def test_zoom_stays_in_the_call_and_keeps_what_is_under_the_pointer(duration: float, at: float, factors: list[float]):
    view = View.whole(duration)
    for factor in factors:
        second = view.start + at * view.length
        zoomed = view.zoomed_at(second, factor)
        assert zoomed.start >= 0
        assert zoomed.end <= duration + 1e-6
        assert zoomed.length >= min(SHORTEST_S, duration) - 1e-6
        free = zoomed.start > 1e-6 and zoomed.end < duration - 1e-6
        if free:
            assert zoomed.x(second, 1000) == pytest.approx(view.x(second, 1000), abs=0.5)
        view = zoomed


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 5)), max_size=40),
    st.integers(1, 300),
)
def test_coverage_sums_to_the_seconds_of_talk(spans: list[tuple[float, float]], bins: int):
    apart, last = [], 0.0
    for gap, length in spans:
        start = last + gap
        apart.append((start, start + length))
        last = start + length
    starts = np.array([a for a, _ in apart])
    ends = np.array([b for _, b in apart])
    edges = np.linspace(0.0, last + 1.0, bins + 1)
    covered = coverage(starts, ends, edges)
    assert np.all((covered >= 0) & (covered <= 1))
    assert np.sum(covered * np.diff(edges)) == pytest.approx(float(np.sum(ends - starts)), rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(-50, 2000), max_size=60), st.floats(1, 40))
def test_clusters_keep_every_mark_and_their_distance(xs: list[float], apart: float):
    xs = sorted(xs)
    groups = cluster(xs, apart)
    assert [i for g in groups for i in g.members] == list(range(len(xs)))
    middles = [g.x for g in groups]
    assert all(b - a >= apart - 1e-6 for a, b in itertools.pairwise(middles))


@pytest.mark.parametrize("duration", [3.0, 45.0, 392.7, 3600.0, 43_000.0])
@pytest.mark.parametrize("width", [320.0, 900.0, 1700.0])
def test_ticks_are_round_and_apart(duration: float, width: float):
    view = View.whole(duration)
    found = ticks(view, width)
    assert found[0] == 0.0
    xs = [view.x(t, width) for t in found]
    assert all(b - a >= 83 for a, b in itertools.pairwise(xs))


def test_spans_in_view_include_one_that_began_before():
    starts, ends = np.array([0.0, 10.0, 50.0]), np.array([5.0, 40.0, 60.0])
    assert within(starts, ends, View(20.0, 30.0, 100.0)) == (1, 2)

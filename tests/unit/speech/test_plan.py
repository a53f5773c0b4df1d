from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.speech.plan import BATCH, CHUNK, Chunk, Plan, batches_of, chunks_of, pieces_of, plan_from_json


@st.composite
def span_lists(draw):
    at, out = draw(st.floats(0, 5)), []
    for _ in range(draw(st.integers(0, 40))):
        length = draw(st.floats(0.1, 70))
        out.append((at, at + length))
        at += length + draw(st.floats(0.11, 20))
    return out, at + draw(st.floats(0, 3))


@given(span_lists())
def test_pieces_hold_all_speech_once_and_fit_a_chunk(made):
    spans, duration = made
    pieces = pieces_of(spans, duration)
    assert all(0 <= a < b <= duration and b - a <= CHUNK + 1e-6 for a, b in pieces)
    assert all(x[1] <= y[0] + 1e-6 for x, y in itertools.pairwise(pieces))
    for start, end in spans:
        covered = sum(max(0.0, min(end, b) - max(start, a)) for a, b in pieces)
        assert covered == pytest.approx(end - start, abs=1e-6)


@given(span_lists())
def test_chunks_keep_order_and_batches_lose_nothing(made):
    spans, duration = made
    pieces = pieces_of(spans, duration)
    chunks = chunks_of(0, pieces)
    assert [p for c in chunks for p in c.pieces] == pieces
    assert all(c.seconds <= CHUNK + 1e-6 for c in chunks)
    batches = batches_of(chunks)
    assert sorted(c.pieces for b in batches for c in b) == sorted(c.pieces for c in chunks)
    assert all(len(b) <= BATCH for b in batches)
    assert all(x[-1].seconds >= y[0].seconds for x, y in itertools.pairwise(batches))


def test_time_in_a_chunk_is_time_in_the_call():
    chunk = Chunk(1, ((10.0, 12.0), (20.0, 21.0)))
    assert [chunk.original_time(t) for t in (0.0, 1.5, 2.0, 2.5, 9.0)] == [10.0, 11.5, 20.0, 20.5, 21.0]


def test_a_plan_survives_being_stored():
    chunk = Chunk(0, ((0.0, 2.0), (3.0, 4.5)))
    plan = Plan("en", (((0.1, 1.9),), ()), ((-20.5,), ()), ((chunk,),), 1)
    assert plan_from_json(plan.to_json()) == plan
    assert plan.seconds(0) == pytest.approx(3.5)

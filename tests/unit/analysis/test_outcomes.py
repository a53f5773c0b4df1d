"""How objections end: `analysis.outcomes`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.analysis.outcomes import customer_turns, with_outcomes
from callcoach_desktop.domain.analysis import Moment, Tone
from callcoach_desktop.domain.judging import OUTCOMES
from callcoach_desktop.domain.transcript import Utterance

SIDES = {"r": "rep", "c": "customer"}
WORRY = Moment("objection-1", "objection", "price", "c", 0, 4, "That is a lot of money for us.", 0.8, "")
ANSWER = Moment(
    "objection_response-1", "objection_response", "reframe_value", "r", 5, 9, "It saves you two days a week.", 0.8, "",
    {"outcome": "parked", "objection": "objection-1"},
)  # fmt: skip
STEP = Moment("next_step-1", "next_step", "specific", "r", 70, 74, "I'll bring it on Friday at nine.", 0.8, "")


def said(*lines):
    return [Utterance(f"u{n}", who, 10.0 * n, 10.0 * n + 8, text) for n, (who, text) in enumerate(lines)]


TALK = said(
    ("c", "That is a lot of money for us."), ("c", "Two days would pay for it, I see that now."),
    ("r", "It does."), ("c", "Then we should look at the start date."),
)  # fmt: skip


def ended(moments, score, talk=TALK):
    tones = [Tone(u.id, score, "neutral") for u in talk]
    [one] = [m for m in with_outcomes(moments, tones, talk, SIDES) if m.kind == "objection_response"]
    return one.detail


def test_what_the_customer_says_of_the_answer_decides():
    assert ended([WORRY, ANSWER, STEP], 0.5)["outcome"] == "resolved"
    left = ended([WORRY, ANSWER], -0.5)
    assert left["outcome"] == "lost"
    assert left["outcome_why"]


def test_an_objection_that_comes_again_was_not_resolved():
    again = replace(WORRY, id="objection-2", start=60.0, end=64.0)
    once, twice = ended([WORRY, ANSWER], 0.0), ended([WORRY, ANSWER, again], 0.0)
    assert twice == once | {"outcome": "parked", "outcome_why": "the same objection comes again"}


def test_without_tones_everything_stays_as_it_was():
    assert with_outcomes([WORRY, ANSWER], [], TALK, SIDES) == [WORRY, ANSWER]


def test_what_the_customer_says_in_several_lines_is_one_turn():
    turns = customer_turns([Tone(u.id, 0.2, "neutral") for u in TALK], TALK, SIDES)
    assert [(t.start, t.end) for t in turns] == [(0.0, 18.0), (30.0, 38.0)]


@given(
    st.floats(-1, 1), st.booleans(), st.sampled_from(["ignore", "trade_concession", "none of them"]),
    st.lists(st.sampled_from([WORRY, STEP]), max_size=2),
)  # fmt: skip
def test_every_answer_gets_one_of_the_outcomes_and_a_reason(score, known, type_, others):
    answer = replace(ANSWER, type=type_, detail={"objection": "objection-1" if known else None})
    found = ended([*others, answer], score)
    assert found["outcome"] in OUTCOMES
    assert found["outcome_why"]


@pytest.mark.parametrize("kind", ["objection", "next_step"])
def test_only_answers_change(kind):
    tones = [Tone(u.id, 0.0, "neutral") for u in TALK]
    kept = [m for m in with_outcomes([WORRY, ANSWER, STEP], tones, TALK, SIDES) if m.kind == kind]
    assert kept == [m for m in (WORRY, STEP) if m.kind == kind]

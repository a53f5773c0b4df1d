"""A deal across its calls: what came back, and what is still to be done."""

from __future__ import annotations

from datetime import date

from callcoach_desktop.coaching.deal_story import objections, steps
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.coaching import CallFact

TODAY = date(2026, 11, 24)
FIRST = CallFact("a", "Demo", "2026-11-02T10:00:00", "demo")
SECOND = CallFact("b", "Pricing", "2026-11-16T10:00:00", "pricing")


def moment(id_, kind, type_="", start=1.0, quote="So it is.", confidence=0.8, **detail):
    return Moment(id_, kind, type_, "left", start, start + 1, quote, confidence, "", detail)


def test_an_objection_comes_back_when_two_calls_have_it():
    found = objections(
        [
            (FIRST, [
                moment("o1", "objection", "price"), moment("o2", "objection", "timing", 5.0),
                moment("r1", "objection_response", "reframe_value", 7.0, "It pays back.", objection="o1",
                       outcome="parked"),
            ]),
            (SECOND, [moment("o1", "objection", "price", 9.0)]),
        ]
    )  # fmt: skip
    assert [(o.type, o.came_back) for o in found] == [("price", True), ("timing", False)]
    first, again = found[0].heard
    assert (first.framework, first.outcome, first.answer) == ("reframe_value", "parked", "It pays back.")
    assert (again.call, again.framework) == ("b", "")  # the answer of another call's objection is not its answer


def test_steps_say_what_is_late_what_is_next_and_what_is_vague():
    said = [
        (FIRST, [moment("s1", "next_step", "specific", 3.0, what="send the offer", who="rep", due="2026-11-10"),
                 moment("s2", "commitment", "", 4.0, what="send the offer", who="rep", due="2026-11-10"),
                 moment("s3", "next_step", "vague", 6.0, "Let us talk some time.")]),
        (SECOND, [moment("s1", "next_step", "specific", 8.0, what="meet", who="both", due="2026-11-30T09:00"),
                  moment("s2", "next_step", "specific", 2.0, what="call Ana", due="2026-11-20")]),
    ]  # fmt: skip
    found = steps(said, frozenset(), TODAY)
    assert [(s.what, s.state, s.days) for s in found] == [
        ("call Ana", "late", -4), ("send the offer", "late", -14), ("meet", "ahead", 6),
        ("Let us talk some time.", "undated", 0),
    ]  # fmt: skip
    assert [s.specific for s in found] == [True, True, True, False]
    ticked = steps(said, frozenset({"b:2"}), TODAY)
    assert [s.what for s in ticked if s.done] == ["call Ana"]
    assert ticked[-1].done

"""Calls that stand out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from callcoach_desktop.coaching.outliers import AT, alone_bar, bar, far_from, find_outliers, learned, report, too_few
from callcoach_desktop.domain.coaching import CallFact


def ordinary(n=20, kind="discovery", seed=1):
    rng = np.random.default_rng(seed)
    return [
        CallFact(
            f"{kind}{i}", f"Call {i}", f"2026-09-{1 + i % 28:02d}T10:00", kind,
            values={
                "longest_monologue": float(np.exp(rng.normal(3.6, 0.3))), "longest_monologue" + AT: 12.0,
                "customer_share": float(rng.normal(0.5, 0.05)), "customer_tone": float(rng.normal(0, 0.12)),
                "tone_change": float(rng.normal(0.1, 0.2)), "price_trouble": float(rng.integers(0, 2)),
                "next_step_specific": 1.0,
            },
        )
        for i in range(n)
    ]  # fmt: skip


def with_one(calls, place=3, **values):
    calls[place].values.update(values)
    return find_outliers(calls)


def test_ordinary_calls_do_not_stand_out():
    assert [find_outliers(ordinary(40, seed=s)) for s in range(5)] == [[]] * 5


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("monologue", {"longest_monologue": 300.0}),
        ("silent_customer", {"customer_share": 0.12}),
        ("sentiment_high", {"customer_tone": 0.8}),
        ("sentiment_low", {"customer_tone": -0.8}),
        ("tone_dropped", {"tone_change": -1.3}),
        ("pricing_off_the_rails", {"price_trouble": 5.0}),
        ("no_next_step", {"next_step_specific": 0.0}),
    ],
)
def test_each_kind_is_found_and_nothing_else(kind, values):
    found = with_one(ordinary(), **values)
    assert [(o.call, o.kind) for o in found] == [("discovery3", kind)]
    assert "discovery calls" in found[0].why


def test_the_reason_has_both_numbers_and_the_second():
    found = with_one(ordinary(), **{"longest_monologue": 220.0, "longest_monologue" + AT: 131.0})
    assert found[0].why.startswith("Your longest turn lasted 3:40; it is usually 0:")
    assert found[0].why.endswith("in your 19 other discovery calls. Hear it at 2:11.")
    assert (found[0].start, found[0].value) == (131.0, 220.0)


def test_several_things_at_once_are_unusually_good():
    rng = np.random.default_rng(2)
    calls = [
        CallFact(
            f"c{i}", "t", f"2026-09-{i + 1:02d}T10:00", "demo",
            values={
                "clarifying_per_hour": 30 + rng.normal(0, 8), "open_question_share": 0.3 + rng.normal(0, 0.05),
                "objections_explored": 0.5 + rng.normal(0, 0.1), "customer_share": 0.5 + rng.normal(0, 0.05),
                "longest_customer_story": 20 + rng.normal(0, 3), "interruptions_per_hour": 6 + rng.normal(0, 2),
            },
        )
        for i in range(20)
    ]  # fmt: skip
    assert find_outliers(calls) == []
    better = {"clarifying_per_hour": 75.0, "open_question_share": 0.7, "objections_explored": 1.0,
              "customer_share": 0.72, "longest_customer_story": 45.0, "interruptions_per_hour": 0.0}  # fmt: skip
    found = with_one(calls, 5, **better)
    assert [(o.call, o.kind) for o in found] == [("c5", "unusually_good")]
    assert "72 % of the talk" in found[0].why


def test_a_call_that_stands_alone_needs_less_than_one_with_another_near_it():
    def calls(*longest):
        usual = [30.0 * 1.25 ** ((i % 7 - 3) / 6) for i in range(50)]
        return [
            CallFact(f"c{i}", "t", f"2026-09-{1 + i % 28:02d}", "demo", values={"longest_monologue": seconds})
            for i, seconds in enumerate([*usual, *longest])
        ]

    z, _ = far_from(np.log([*(c.values["longest_monologue"] for c in calls()), 52.5]), 50, 0.35)
    assert alone_bar(50) < z < bar(50)
    assert [o.call for o in find_outliers(calls(52.5))] == ["c50"]
    assert find_outliers(calls(52.5, 51.0)) == []
    few = [*calls()[:15], *calls(52.5)[-1:]]  # among few the farthest one is often alone: it needs as much as any
    assert far_from(np.log([c.values["longest_monologue"] for c in few]), 15, 0.35)[0] < bar(15)
    assert find_outliers(few) == []


def test_warm_wording_is_that_which_is_warmer_than_usual_and_warm_at_all():
    def calls(tone):
        return with_one(
            [
                CallFact(
                    f"c{i}", "t", f"2026-09-{1 + i % 28:02d}", "demo", values={"customer_tone": -0.5 + 0.02 * (i % 5)}
                )
                for i in range(40)
            ],
            customer_tone=tone,
        )

    assert [o.kind for o in calls(0.15)] == ["sentiment_high"]
    assert calls(0.05) == []


def test_under_eight_calls_nothing_is_said():
    calls = ordinary(7)
    assert with_one(calls, longest_monologue=900.0) == []
    assert too_few(calls) == (("discovery", 7),)


def test_calls_of_another_type_are_not_the_measure():
    calls = ordinary(10) + ordinary(10, "demo")
    calls[15].values["longest_monologue"] = 280.0
    assert [o.call_type for o in find_outliers(calls)] == ["demo"]


def test_z_is_that_of_the_others_and_drawn_to_what_is_ordinary():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 20.0])
    z, middle = far_from(values, 8, 2.0)
    assert middle == 4.5
    spread = np.sqrt((8 * (1.4826 * 2.0) ** 2 + 8 * 2.0**2) / 16)
    assert z == pytest.approx((20 - 4.5) / spread)
    assert np.isfinite(far_from(np.zeros(9), 0, 0.5)[0])


def test_three_a_week_the_highest_first_and_heard_ones_not():
    calls = ordinary(27)
    for i in (20, 21, 22, 23, 24, 26):
        calls[i].values["longest_monologue"] = 250.0 + 40 * i
    today = date(2026, 9, 27)
    found = report(calls, {"discovery26"}, set(), today)
    assert len(found.outliers) == 6
    assert [o.call for o in found.worth] == ["discovery24", "discovery23", "discovery22"]
    assert found.picture.heard == 1
    assert found.picture.missed == pytest.approx(6 * 49 / 50)
    assert "All 27 calls were measured, 1 were heard" in found.picture.sentence


def test_dismissals_lower_their_kind():
    assert learned({("a", "monologue"), ("b", "monologue"), ("c", "no_next_step")}) == {
        "monologue": 0.5, "no_next_step": pytest.approx(2 / 3),
    }  # fmt: skip
    calls = ordinary(20)
    calls[18].values["longest_monologue"] = 250.0
    calls[19].values["customer_tone"] = -0.9
    today = date(2026, 9, 21)
    first = report(calls, set(), set(), today).worth
    gone = report(calls, set(), {(first[0].call, first[0].kind)}, today)
    assert gone.worth == first[1:]
    assert [o.dismissed for o in gone.outliers].count(True) == 1


def test_no_calls():
    found = report([], set(), set(), date(2026, 9, 1))
    assert (found.outliers, found.worth, found.picture.sentence) == ((), (), "No call has been measured yet.")


def test_many_troubles_about_price_stand_out_whatever_the_spread():
    usual = [1.0, 1.0, 0.0, 0.0, 0.0, 2.0, 1.0, 1.0, 8.0, 0.0, 1.0, 0.0, 1.0, 1.0, 2.0, 0.0, 1.0, 0.0]
    calls = ordinary(len(usual) + 1)
    for one, value in zip(calls, [*usual, 6.0], strict=True):
        one.values["price_trouble"] = value
    found = {o.call for o in find_outliers(calls) if o.kind == "pricing_off_the_rails"}
    assert found == {calls[8].id, calls[-1].id}

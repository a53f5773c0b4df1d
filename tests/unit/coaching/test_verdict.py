"""The verdict of a focus, its range and its thirty days."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from callcoach_desktop.coaching import focus
from callcoach_desktop.coaching.behaviours import own
from callcoach_desktop.coaching.ranges import signals, usual_range
from callcoach_desktop.coaching.verdict import (
    bound,
    effect_of,
    inflation,
    judge,
    rank_z,
    resemblance,
    resembling,
    steady_z,
    student,
    two_valued,
    was_moving,
)
from callcoach_desktop.domain.coaching import Baseline, CallFact, Focus
from callcoach_desktop.services.coaching import built_in

QUESTIONS = next(b for b in built_in() if b.id == "clarifying_questions")
OLD = (2.0, 3.0, 1.0, 2.5, 3.5, 2.0, 1.5, 3.0, 2.0, 2.5)


def baseline(values=OLD):
    return Baseline(tuple(values), usual_range(values, 0.0))


def test_the_rank_sum_is_that_of_a_worked_example():
    # 4 beats all of 1, 2, 3; then 2 beats 1 and ties 2: U = 3, 4.5; n = 3
    found = rank_z([1.0, 2.0, 3.0], [4.0, 2.0])
    assert found[0] == pytest.approx((3 - 1.5) / np.sqrt(3 * 1 / 12 * 5))
    ties = (2**3 - 2) / (5 * 4)
    assert found[1] == pytest.approx((4.5 - 3) / np.sqrt(3 * 2 / 12 * (6 - ties)))
    assert list(rank_z([1.0, 1.0], [1.0, 1.0])) == [0.0, 0.0]


def test_the_bound_falls_with_each_call_and_is_higher_later():
    falling = [bound(20, k) for k in range(4, 31)]
    assert falling == sorted(falling, reverse=True)
    assert bound(20, 30) == pytest.approx(2.07)
    assert bound(20, 31) > bound(20, 30)
    assert bound(9, 30) == bound(7, 30)  # between two rows the higher bound holds
    assert bound(5000, 30) == bound(40, 30)


def test_yes_or_no_needs_more_before_it_is_called_a_change():
    assert all(bound(n, k, yes_no=True) > bound(n, k) for n in (5, 6, 8, 12, 20, 50) for k in (4, 12, 30))
    assert two_valued([1.0, 0.0], [1.0])
    assert two_valued([1.0], [1.0])
    assert not two_valued([1.0, 0.0], [0.5])


def test_the_interval_is_that_of_welch_by_hand():
    # means 2 and 5, variances 1 and 1, n 3 and 3: se = sqrt(2/3), df = 4, t(0.95, 4) = 2.132
    difference, low, high = effect_of([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    assert difference == 3.0
    assert (high - low) / 2 == pytest.approx(2.132 * np.sqrt(2 / 3), rel=0.005)
    assert student(0.95, 10) == pytest.approx(1.812, rel=0.001)


def test_fewer_than_five_calls_before_are_too_few():
    found = judge(baseline(OLD[:4]), [9.0] * 20, QUESTIONS)
    assert found.state == "too_few"
    assert "only 4 calls before" in found.sentence
    assert judge(baseline(()), [9.0], QUESTIONS).state == "too_few"


def test_three_calls_of_a_focus_are_too_few():
    found = judge(baseline(), [9.0] * 3, QUESTIONS)
    assert (found.state, found.more_calls) == ("too_few", 1)


def test_a_clear_change_is_said_with_numbers_that_are_so():
    values = [4.0, 5.0, 2.0, 4.5, 6.0, 5.0, 4.0, 5.5, 4.2, 5.1, 4.8]
    found = judge(baseline(), values, QUESTIONS, "discovery calls")
    assert found.state == "change"
    assert found.better is True
    mean = sum(OLD) / len(OLD)
    above = sum(v > mean for v in values)
    assert found.sentence.startswith(f"{above} of the 11 discovery calls since the start lie above your old average")
    assert "not luck" in found.sentence
    assert found.low > 0
    assert re.search(r"\+\d\.\d from before \(90% interval", found.sentence)
    assert "before the start" not in found.sentence


def test_a_change_for_the_worse_is_said_too():
    found = judge(baseline(), [0.0, 0.5, 0.0, 0.5, 0.2, 0.0, 0.4, 0.1], QUESTIONS)
    assert (found.state, found.better) == ("change", False)
    assert "in the wrong direction" in found.sentence


def test_no_change_says_how_many_more_calls_would_show_one():
    found = judge(baseline(), [3.2, 3.1, 3.5, 2.4, 3.4], QUESTIONS)
    assert found.state == "no_change"
    assert found.more_calls
    assert f"about {found.more_calls} more call" in found.sentence
    same = judge(baseline(), list(OLD), QUESTIONS)
    assert (same.state, same.more_calls) == ("no_change", None)


def test_a_change_that_fades_is_not_held_on_to():
    found = judge(baseline(), [9.0] * 8 + [0.0] * 16, QUESTIONS)
    assert found.state == "no_change"
    assert "back near your old average" in found.sentence


def test_equal_values_are_no_change():
    assert judge(baseline([1.0] * 8), [1.0] * 10, QUESTIONS).state == "no_change"


def test_resemblance_adds_to_the_variance_as_all_pairs_do():
    n, k, r = 7, 4, 0.3
    weights = np.array([-1 / n] * n + [1 / k] * k)
    alike = r ** np.abs(np.subtract.outer(np.arange(n + k), np.arange(n + k)))
    assert inflation(n, k, r) == pytest.approx(weights @ alike @ weights / (weights @ weights))
    assert inflation(n, k, 0.0) == pytest.approx(1.0)


def test_resemblance_is_seen_within_each_stretch_and_a_change_is_none():
    rng = np.random.default_rng(1)
    steady = rng.standard_normal(400)
    assert resemblance(steady[:200], steady[200:] + 5) == pytest.approx(0.0, abs=0.12)
    alike = [0.0]
    for new in rng.standard_normal(400):
        alike.append(0.5 * alike[-1] + np.sqrt(0.75) * new)
    assert resemblance(alike[:200], np.array(alike[200:]) + 5) == pytest.approx(0.5, abs=0.12)
    assert resemblance([1.0] * 8, [1.0] * 8) < 0.1  # nothing is known of calls that are all the same
    assert 0 < resemblance([], []) < 0.1


def test_calls_that_resemble_one_another_need_to_be_further_away():
    before = [1.0, 1.2, 1.1, 1.3, 2.2, 2.4, 2.1, 2.3, 1.0, 1.1, 1.2, 1.05]
    after = [2.0, 2.45, 2.5, 2.35, 2.6, 1.5, 2.7, 2.8]
    assert abs(steady_z(before, after)[-1]) < 0.85 * abs(rank_z(before, after)[-1])
    assert list(steady_z([1.0] * 6, [1.0] * 6)) == [0.0] * 6


def test_a_change_that_had_begun_before_is_said_to_have():
    rising = tuple(2.0 + 0.1 * i + 0.05 * (-1) ** i for i in range(12))
    assert was_moving(rising, up=True)
    assert not was_moving(rising, up=False)
    assert not was_moving(OLD, up=True)
    assert not was_moving([3.0] * 9, up=True)
    found = judge(baseline(rising), [4.5 + 0.3 * (-1) ** i for i in range(16)], QUESTIONS)
    assert found.state == "change"
    assert found.sentence.endswith("It had begun to move this way before the start.")


@pytest.mark.parametrize("before", [5, 20])
@pytest.mark.parametrize("alike", [0.0, 0.4])
def test_false_alarms_are_rare_for_any_shape(alike, before):
    rng = np.random.default_rng(5)
    draws = (
        rng.standard_normal, lambda n: rng.poisson(2.0, n) * 1.0, lambda n: (rng.random(n) < 0.6) * 1.0,
    )  # fmt: skip
    alarms = 0
    for i in range(300):
        values = draws[i % 3](before + 30)
        for at in range(1, len(values)):
            if rng.random() < alike:
                values[at] = values[at - 1]
        z = steady_z(values[:before], values[before:])
        alarms += any(abs(z[k]) >= bound(before, k + 1, yes_no=i % 3 == 2) for k in range(3, 30))
    assert alarms / 300 < 0.07  # measured with thousands: under 5 %


def test_the_test_takes_resemblance_for_higher_than_it_looks():
    for carried in (-3.0, 0.0, 4.0, 12.0):
        low = resembling(20, 30, carried)
        assert 0.0 <= low <= 0.85
        assert low == pytest.approx(float(resembling(20, np.array([29, 30]), np.array([0.0, carried]))[1]))
    assert resembling(20, 30, 12.0) > 12.0 / 48


def test_run_rules_name_their_calls():
    usual = usual_range([2.0, 3.0, 2.0, 3.0, 2.0], 0.0)
    found = signals([f"c{i}" for i in range(9)], [3.0] * 8 + [9.0], usual)
    assert {s.rule for s in found} == {"beyond_limits", "run_of_eight"}
    assert next(s for s in found if s.rule == "beyond_limits").calls == ("c8",)
    assert next(s for s in found if s.rule == "run_of_eight").sentence.startswith("The last 9 calls")
    assert signals(["a"], [1.0], usual_range([1.0], 0.0)) == ()


def facts(*days, kind="discovery", value=2.0, first=0):
    return [
        CallFact(f"{kind}{first + i}", "t", f"{day}T10:00", kind, values={"clarifying_per_hour": value + i % 3})
        for i, day in enumerate(days)
    ]


BEFORE = [f"2026-08-{d:02d}" for d in range(1, 21)]


def started(calls, on="2026-09-01", **more):
    start = date.fromisoformat(on)
    return Focus(
        "f",
        QUESTIONS.id,
        "discovery",
        on,
        None,
        "active",
        focus.baseline_of(QUESTIONS, "discovery", calls, start),
        **more,
    )


def test_the_baseline_is_what_lies_before_the_day_of_the_start():
    calls = facts(*BEFORE, "2026-09-01", "2026-09-02") + facts(*BEFORE, kind="demo", value=9.0)
    assert len(started(calls).baseline.values) == 20
    assert focus.choose_type(QUESTIONS, calls, date(2026, 9, 1)) in {"discovery", "demo"}


def test_thirty_days_of_the_type_count_and_others_are_greyed():
    calls = (
        facts(*BEFORE) + facts("2026-09-01", "2026-09-30", "2026-10-01", first=50) + facts("2026-09-05", kind="demo")
    )
    calls.append(CallFact("blank", "t", "2026-09-07T10:00", "discovery"))
    found = focus.progress(started(calls), QUESTIONS, calls, date(2026, 9, 10))
    assert [p.day for p in found.points] == [0, 29]
    assert [p.call_type for p in found.others] == ["demo"]
    assert found.unmeasured == 1
    assert found.day == 9
    assert len(found.before) == 20
    assert found.points[1].mean == pytest.approx((found.points[0].value + found.points[1].value) / 2)


def test_the_days_of_a_pause_do_not_count():
    calls = facts(*BEFORE) + facts("2026-09-02", "2026-09-07", "2026-10-04", "2026-10-09", first=50)
    resting = started(calls, pauses=(("2026-09-05", "2026-09-15"),))
    found = focus.progress(resting, QUESTIONS, calls, date(2026, 10, 10))
    assert [(p.date[:10], p.day) for p in found.points] == [("2026-09-02", 1), ("2026-10-04", 23), ("2026-10-09", 28)]
    assert found.day == 29  # nor do they bring the end nearer
    still = started(calls, pauses=(("2026-09-05", None),))
    assert focus.progress(still, QUESTIONS, calls, date(2026, 10, 10)).day == 4


def test_when_no_more_calls_come_nothing_is_said_of_them():
    values = [3.2, 3.1, 3.5, 2.4, 3.4]
    assert "more calls would show one" in judge(baseline(), values, QUESTIONS).sentence
    over = judge(baseline(), values, QUESTIONS, over=True)
    assert over.sentence.startswith("No sign of change: ")
    assert "more" not in over.sentence
    assert over.more_calls is None
    few = judge(baseline(), [3.0], QUESTIONS, "demo calls", over=True)
    assert few.sentence == f"One call in its time; 4 are needed to compare with your {len(OLD)} demo calls before."


def test_yes_or_no_is_told_in_calls():
    agenda = own("Says the agenda", "agenda", "opening", "yes_no")
    found = judge(baseline([1.0, 0.0] * 6), [1.0, 0.0, 0.0, 1.0, 0.0], agenda, over=True)
    assert found.sentence == "No sign of change: so in 2 of 5 calls, in 6 of 12 before."


def test_a_focus_is_suggested_where_the_best_quarter_is_far_away():
    days = [f"2026-{m:02d}-{d:02d}" for m in (5, 6) for d in range(1, 21)]
    fell = [9.0 if i % 2 else 8.0 for i in range(30)] + [1.0] * 10
    calls = [
        CallFact(
            f"c{i}", "t", f"{day}T10:00", "discovery", values={"clarifying_per_hour": v, "patience": 0.4 + i % 2 / 10}
        )
        for i, (day, v) in enumerate(zip(days, fell, strict=True))
    ]
    found = focus.suggest(built_in(), calls)
    assert found[0].behaviour.id == "clarifying_questions"
    assert (found[0].now, found[0].best) == (1.0, 9.0)
    assert "In the best quarter of your last 40 discovery calls it was 9.0 an hour" in found[0].why
    assert focus.suggest(built_in(), calls[:11]) == ()


def test_what_is_yes_or_no_is_suggested_by_counts_and_not_by_a_best_quarter_that_is_always_all_yes():
    calls = [
        CallFact(f"c{i}", "t", f"2026-05-{i + 1:02d}T10:00", "pricing", values={"next_step_specific": float(i < 9)})
        for i in range(20)
    ]
    found = focus.suggest([b for b in built_in() if b.id == "next_step_specific"], calls)
    assert found[0].why == "It was so in 9 of your last 20 pricing calls, and in 0 of the newest 10."


def test_a_range_is_suggested_on_the_side_that_its_tip_helps_with():
    def calls(newest):
        values = [25.0] * 8 + [newest] * 12
        return [
            CallFact(f"c{i}", "t", f"2026-09-{1 + i:02d}", "demo", values={"questions_per_hour": value})
            for i, value in enumerate(values)
        ]

    few = [s.behaviour.id for s in focus.suggest(built_in(), calls(4.0))]
    assert few == ["questions_per_hour"]  # "write three questions down" helps who asks too few
    assert focus.suggest(built_in(), calls(90.0)) == ()

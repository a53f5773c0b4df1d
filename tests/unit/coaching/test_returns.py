"""Return on coaching: arithmetic by hand, and what may be claimed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from callcoach_desktop.coaching.effects import effects
from callcoach_desktop.coaching.foresight import ahead
from callcoach_desktop.coaching.returns import estimate, returns
from callcoach_desktop.coaching.samples import cycles, pseudo_observations, restricted_mean, sizes, wins
from callcoach_desktop.domain.coaching import Behaviour, CallFact, Deal, Intervention

HELD, TODAY = date(2026, 3, 1), date(2026, 9, 1)
ITEM = Intervention("i", "focus", "Ask more", "questions", HELD.isoformat())
QUESTIONS = Behaviour("questions", "Questions an hour", "", "questions", "higher", "per_hour", "")


def deal(n, outcome, opened, closed, amount=1000.0):
    return Deal(
        str(n), f"Deal {n}", outcome, opened and opened.isoformat(), closed and closed.isoformat(), amount, "EUR"
    )


def test_the_restricted_mean_by_hand():
    times, events = np.array([1.0, 2.0, 3.0]), np.array([True, False, True])
    # 1 until day 1, two thirds until day 3, nothing after: 1 + 2 * 2/3
    assert restricted_mean(times, events, 10.0) == pytest.approx(1 + 4 / 3)
    assert restricted_mean(times, events, 2.0) == pytest.approx(1 + 2 / 3)
    assert restricted_mean(times, np.array([False] * 3), 2.0) == pytest.approx(2.0)


def test_pseudo_observations_average_to_the_restricted_mean_and_are_the_times_without_censoring():
    times = np.array([4.0, 9.0, 9.0, 30.0])
    assert pseudo_observations(times, np.array([True] * 4), 20.0) == pytest.approx([4, 9, 9, 20])
    events = np.array([True, False, True, True])
    mean = pseudo_observations(times, events, 20.0).mean()
    assert mean == pytest.approx(restricted_mean(times, events, 20.0), abs=0.6)


def test_what_is_counted_on_which_side():
    day = timedelta(days=1)
    made = [
        deal(1, "won", HELD - 40 * day, HELD - 10 * day, 100.0),
        deal(2, "lost", HELD - 40 * day, HELD + 10 * day),
        deal(3, "won", HELD + 5 * day, HELD + 50 * day, 400.0),
        deal(4, "open", HELD + 5 * day, None),
        deal(5, "won", HELD - 900 * day, HELD - 800 * day),
        deal(6, "won", None, None),
        deal(7, "won", HELD - 500 * day, HELD - 400 * day, 900.0),
        deal(8, "lost", None, HELD + 3 * day),
    ]
    whole = wins(made, HELD, TODAY)
    assert whole.values.tolist() == [1.0, 0.0, 1.0, 1.0, 0.0]
    assert whole.old.tolist() == [False, False, False, True, False]  # for the trend alone
    assert whole.share.tolist() == [0.0, 0.2, 1.0, 0.0, 1.0]  # ten of fifty days came after
    assert whole.sides() == (1, 3)
    rate = whole.recent()
    assert (rate.values.tolist(), rate.after.tolist()) == ([1.0, 0.0, 1.0, 0.0], [False, True, True, True])
    made = made[:6]
    size = sizes(made, HELD, TODAY).recent()
    assert np.exp(size.values) == pytest.approx([100.0, 400.0])
    assert cycles(made, HELD, TODAY).after.tolist() == [False, False, True, True]  # the open one is not left out


def test_the_difference_and_its_interval():
    made = [deal(n, "won" if n % 4 == 0 else "lost", HELD, HELD - timedelta(days=n + 1)) for n in range(80)]
    made += [deal(n, "won" if n % 2 == 0 else "lost", HELD, HELD + timedelta(days=n - 99)) for n in range(100, 180)]
    found = estimate(wins(made, HELD, TODAY))
    assert (found.before, found.after) == (0.25, 0.5)
    assert found.shown[0] < 0.25 < found.shown[1]
    assert found.shown[1] - found.shown[0] == pytest.approx(2 * 0.122, abs=0.02)  # Wald's interval of two shares


def test_a_clear_step_is_called_an_improvement_and_a_slow_rise_is_not():
    rng = np.random.default_rng(3)

    def calls(value):
        days = range(-100, 100)
        return [
            CallFact(f"c{d}", "Call", (HELD + timedelta(days=d)).isoformat(), None, values={"questions": value(d)})
            for d in days
        ]

    step = returns([ITEM], [], calls(lambda d: 10 + 4 * (d >= 0) + rng.normal()), {"questions": QUESTIONS}, TODAY)[0]
    assert (step.measure, step.state) == ("behaviour", "improved")
    assert step.low is not None
    assert step.high is not None
    assert step.low < 4 < step.high
    assert "cannot be told from it" in step.sentence
    rise = returns([ITEM], [], calls(lambda d: 10 + 0.05 * d + rng.normal()), {"questions": QUESTIONS}, TODAY)[0]
    assert rise.state == "no_sign"
    assert "trend" in rise.sentence


def test_few_deals_are_too_early_with_a_day():
    made = [deal(n, "lost", HELD, HELD - timedelta(days=n + 1)) for n in range(40)]
    made += [deal(100 + n, "won", HELD, HELD + timedelta(days=20 * n)) for n in range(8)]
    rate = returns([ITEM], made, [], {}, TODAY)[0]
    assert (rate.measure, rate.state, rate.n_before, rate.n_after) == ("win_rate", "too_early", 40, 8)
    assert rate.not_before is not None
    assert date.fromisoformat(rate.not_before) > TODAY
    day = date.fromisoformat(rate.not_before)
    assert rate.more == 12
    assert f"About 12 more, perhaps by {day.day} {day:%B %Y}." in rate.sentence


def test_nothing_known():
    found = returns([ITEM], [], [], {"questions": QUESTIONS}, TODAY)
    assert [(r.measure, r.state, r.before) for r in found] == [
        ("behaviour", "too_early", None),
        ("win_rate", "too_early", None),
        ("cycle_days", "too_early", None),
        ("deal_size", "too_early", None),
    ]
    later = Intervention("j", "workshop", "Later", None, "2027-01-01")
    assert returns([later], [], [], {}, TODAY) == []


def seller(seed, count=400, gain=0.0, drift=0.0, faster=0.0):
    """Deals of 600 days before and 240 after, with a step of the chance and of the pace for those opened after."""
    rng = np.random.default_rng(seed)
    made = []
    for n in range(count):
        start = int(rng.integers(-600, 240))
        opened = HELD + timedelta(days=start)
        days = 70 * rng.weibull(1.4) * np.exp(-faster * (start >= 0) - 0.15 * drift * start / 365) + 1
        closed = opened + timedelta(days=round(days))
        won = rng.random() < 0.3 + gain * (start >= 0) + 0.08 * drift * start / 365
        over = closed <= HELD + timedelta(days=240)
        made.append(deal(n, ("won" if won else "lost") if over else "open", opened, closed if over else None))
    return made


def test_the_rate_of_decisions_is_told_with_its_error_and_open_deals_count():
    now = HELD + timedelta(days=240)
    rng = np.random.default_rng(0)
    ratios = []
    for seed in range(12):
        sample = cycles(seller(seed, faster=0.3), HELD, now)
        drawn = effects(sample, 2000, rng, trend=False)
        assert drawn is not None
        ratios.append(drawn.mean())
        assert 0.08 < drawn.std() < 0.25
    # days of a Weibull with shape 1.4 cut by exp(-0.3): rates up by exp(0.42), in logarithms of slower
    assert np.mean(ratios) == pytest.approx(-0.42, abs=0.1)


def test_a_rate_without_decisions_is_not_told():
    made = [deal(n, "lost", HELD - timedelta(days=100), HELD - timedelta(days=n + 1)) for n in range(60)]
    made += [deal(100 + n, "open", HELD + timedelta(days=n), None) for n in range(60)]
    rng = np.random.default_rng(0)
    assert effects(cycles(made, HELD, TODAY), 200, rng, trend=False) is None
    found = returns([ITEM], made, [], {}, TODAY)
    assert [r.state for r in found if r.measure == "cycle_days"] == ["no_sign"]


def test_a_trend_through_the_past_is_no_step():
    now = HELD + timedelta(days=240)
    steps = [estimate(wins(seller(seed, drift=2.0), HELD, now), 400) for seed in range(20)]
    assert sum(one.judged[0] > 0 for one in steps) > 3  # it looks like a gain
    assert sum(one.step[0] > 0 for one in steps) <= 1  # and stays none beside its trend


def test_how_many_more_deals_it_takes():
    now = HELD + timedelta(days=240)
    few, many = (wins(seller(1, count), HELD, now) for count in (600, 6000))
    soon = ahead("win_rate", few, HELD, now)
    assert soon is not None
    assert soon.more is not None
    assert soon.day is not None
    assert soon.more > 50
    assert soon.day > now
    assert ahead("win_rate", many, HELD, now).more == 0
    against = ahead("win_rate", few, HELD, now, wins(seller(2, 60), HELD, now))
    assert against is not None
    assert against.more is None or against.more > soon.more  # few others make it longer
    long = ahead("win_rate", wins(seller(1, 150), HELD, now), HELD, now)
    assert long is not None
    assert long.more is not None
    assert long.more > 100
    assert long.day is None  # more than three years away
    slow = returns([ITEM], seller(1, 150), [], {}, now)[0].sentence
    assert f"takes about {long.more} more decided deals, at this pace more than three years" in slow
    words = returns([ITEM], seller(1, 600), [], {}, now)[0].sentence
    assert f"after about {soon.more} more decided deals, perhaps by {soon.day.day} {soon.day:%B %Y}" in words

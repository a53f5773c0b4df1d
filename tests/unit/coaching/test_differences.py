"""A return against others: a step of the coached alone is seen, a step of the market is not taken for one."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from callcoach_desktop.coaching.differences import compare
from callcoach_desktop.coaching.returns import Others, returns, samples
from callcoach_desktop.coaching.series import curves, cycle_days, quarters, win_rate
from callcoach_desktop.domain.coaching import Deal, Intervention

HELD = date(2026, 1, 1)
TODAY = date(2026, 9, 1)
ITEM = Intervention("i", "workshop", "Workshop", None, HELD.isoformat())


def deals(seed, before, after, drift=0.0, count=500, owner="x"):
    """Deals decided within twenty days, won with a chance before and after."""
    rng = np.random.default_rng(seed)
    made = []
    for n in range(count):
        opened = HELD + timedelta(days=int(rng.integers(-360, 220)))
        closed = opened + timedelta(days=int(rng.integers(5, 20)))
        chance = (after if closed >= HELD else before) + drift * (closed - HELD).days / 365
        outcome = "won" if rng.random() < chance else "lost"
        made.append(Deal(f"{owner}{n}", f"Deal {n}", outcome, opened.isoformat(), closed.isoformat(), 1000.0, "EUR",
                         owner=owner))  # fmt: skip
    return made


def win_of(own, theirs):
    found = returns([ITEM], own, [], {}, TODAY, Others(theirs, (), "2 other owners of deals"))
    return next(r for r in found if r.measure == "win_rate")


def test_a_step_of_the_coached_alone_is_claimed_with_its_assumption():
    found = win_of(deals(4, 0.3, 0.62), deals(2, 0.35, 0.35))
    assert found.state == "improved"
    assert found.against.compared
    assert found.against.parallel
    assert 0.1 < found.against.low < 0.32 < found.against.high < 0.5
    assert "Against 2 other owners of deals" in found.sentence
    assert "only if both would have gone the same way" in found.sentence


def test_a_step_of_the_whole_market_is_not():
    own, theirs = deals(4, 0.3, 0.62), deals(2, 0.3, 0.62)
    alone = next(r for r in returns([ITEM], own, [], {}, TODAY) if r.measure == "win_rate")
    assert alone.state == "improved"  # nothing in the own deals tells it from coaching
    found = win_of(own, theirs)
    assert found.state == "no_sign"
    assert "No sign of a difference" in found.sentence


def test_lines_that_ran_apart_before_claim_nothing():
    found = win_of(deals(1, 0.6, 0.7, drift=0.55, count=900), deals(2, 0.3, 0.3, count=900))
    assert not found.against.parallel
    assert found.state == "no_sign"
    assert "ran apart before it already" in found.sentence


def test_too_few_others_are_named_with_the_day():
    theirs = [d for d in deals(2, 0.3, 0.3, count=400) if d.closed_on < (HELD + timedelta(days=20)).isoformat()]
    found = win_of(deals(1, 0.3, 0.35), theirs)
    assert not found.against.compared
    assert found.against.not_before > TODAY.isoformat()
    assert "are too few" in found.sentence


def test_days_of_both_are_counted_within_one_horizon():
    own, theirs = deals(1, 0.3, 0.3), [
        Deal(f"t{n}", "T", "lost", (HELD + timedelta(days=7 * n - 300)).isoformat(),
             (HELD + timedelta(days=7 * n - 300 + 90)).isoformat(), 1.0, "EUR") for n in range(70)
    ]  # fmt: skip
    mine, other = samples(own, theirs, HELD, TODAY)["cycle_days"]
    assert max(mine.values.max(), other.values.max()) < 200
    found = compare(mine, other)
    assert found.shown[0] <= 0 <= found.shown[1] or abs(found.shown[0]) < 30


def test_quarters_and_curves():
    spans = quarters(date(2026, 2, 10), 3)
    assert spans == [(date(2025, 7, 1), date(2025, 9, 30)), (date(2025, 10, 1), date(2025, 12, 31)),
                     (date(2026, 1, 1), date(2026, 3, 31))]  # fmt: skip
    own = deals(1, 0.3, 0.3)
    rate = win_rate(own, TODAY)
    assert len(rate) == 8
    assert sum(b.n for b in rate) == sum(d.closed_on <= "2026-09-30" for d in own)
    assert all(b.low <= b.value <= b.high for b in rate if b.n)
    days = [b for b in cycle_days(own, TODAY) if b.value is not None]
    assert all(5 <= b.low <= b.value <= b.high <= 20 for b in days if b.low is not None and b.high is not None)
    before, after = curves(own, HELD, TODAY)
    assert before[0].share == 1.0
    assert before[-1].share == pytest.approx(0.0, abs=0.05)
    shares = [p.share for p in after]
    assert shares == sorted(shares, reverse=True)
    assert all(p.low <= p.share <= p.high for p in after)
    assert curves([], HELD, TODAY) == ((), ())

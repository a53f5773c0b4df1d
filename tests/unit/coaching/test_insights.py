"""What goes with won deals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.coaching.insights import handling, insights, staged, threshold_of, with_rivals
from callcoach_desktop.coaching.shares import false_discovery, fisher_exact, share, stratified_exact
from callcoach_desktop.domain.coaching import Answer, CallFact, Deal
from callcoach_desktop.services.coaching import built_in

TALK = next(b for b in built_in() if b.id == "talk_ratio")
PATIENCE = next(b for b in built_in() if b.id == "patience")
STEP = next(b for b in built_in() if b.id == "next_step_specific")


def test_wilson_by_hand():
    found = share(4, 22)  # 0.182: published interval 0.073 to 0.385
    assert (found.low, found.high) == (pytest.approx(0.0731, abs=1e-4), pytest.approx(0.3852, abs=1e-4))
    assert share(0, 0) == share(0, 0).__class__(0, 0, 0.0, 1.0)
    assert share(5, 5).high == pytest.approx(1.0)


def test_fisher_by_hand():
    # the lady tasting tea: 3 of 4 right: 34 of 70 tables are as unlikely
    assert fisher_exact(3, 1, 1, 3) == pytest.approx(34 / 70)
    assert fisher_exact(1, 9, 11, 3) == pytest.approx(0.0027594561852)
    assert fisher_exact(0, 0, 3, 4) == 1.0


@given(st.tuples(*[st.integers(0, 12)] * 4))
def test_fisher_is_the_sum_of_whole_numbers(table):
    a, b, c, d = table
    rows, left, total = a + b, a + c, a + b + c + d
    if 0 in (rows, left, total - rows, total - left):
        return
    ways = {
        k: math.comb(left, k) * math.comb(total - left, rows - k)
        for k in range(max(0, rows + left - total), min(rows, left) + 1)
    }
    exact = sum(w for w in ways.values() if w <= ways[a]) / math.comb(total, rows)
    assert fisher_exact(a, b, c, d) == pytest.approx(exact, rel=1e-6)


def test_false_discovery_by_hand():
    assert false_discovery([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert false_discovery([]) == []


def test_thresholds_are_round_and_near_the_median():
    assert threshold_of([0.41, 0.52, 0.48, 0.66, 0.57, 0.61], TALK) == pytest.approx(0.55, abs=0.03)
    assert threshold_of([0.0, 1.0, 1.0], STEP) == 0.5
    assert threshold_of([0.3, 0.3, 0.3], TALK) == 0.3


@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_there_is_a_threshold_for_all_values(values):
    assert min(values) - 0.5 <= threshold_of(values, TALK) <= max(values) + 0.5


def made(n, won_over, won_under, calls_each=1):
    """n deals: the first half over 60 %, of which these shares are won."""
    deals, calls = [], []
    for i in range(n):
        over = i < n // 2
        won = (i % (n // 2)) < (won_over if over else won_under) * (n // 2)
        deals.append(Deal(f"d{i}", f"Deal {i}", "won" if won else "lost"))
        for j in range(calls_each):
            value = (0.7 if over else 0.4) + (i % 7) / 100
            calls.append(
                CallFact(f"c{i}-{j}", "t", f"2026-01-01T{j:02d}:00", "demo", f"d{i}", values={"talk_ratio": value})
            )
    return deals, calls


def test_nothing_but_dots_below_twenty_deals():
    deals, calls = made(18, 0.0, 1.0)
    found = insights([TALK], calls, deals)
    first = found.insights[0]
    assert (first.level, first.finding, first.p, first.more) == ("dots", False, None, 2)
    assert "about 2 more until anything can be said" in first.sentence
    assert len(first.dots) == 18


def test_an_interval_and_no_conclusion_below_a_hundred():
    deals, calls = made(60, 0.1, 0.9)
    first = insights([TALK], calls, deals).insights[0]
    assert (first.level, first.finding, first.more) == ("interval", False, 40)
    assert first.p < 1e-6
    assert "won 3 of 30" in first.sentence
    assert "Not enough to conclude" in first.sentence


def test_a_finding_in_words_that_claim_no_cause():
    deals, calls = made(120, 0.2, 0.8)
    found = insights([TALK], calls, deals)
    first = found.insights[0]
    assert first.finding
    assert (first.over.hits, first.over.n, first.under.hits, first.under.n) == (12, 60, 48, 60)
    assert "go together" in first.sentence
    assert "do not say" in first.sentence
    assert not any(word in first.sentence for word in ("because", "causes", "leads to", "increases"))
    assert (found.closed, found.won) == (120, 60)


def test_several_calls_of_a_deal_are_one_observation():
    deals, calls = made(120, 0.2, 0.8, calls_each=3)
    first = insights([TALK], calls, deals).insights[0]
    assert first.over.n + first.under.n == 120
    assert len(first.dots[0].calls) == 3


def test_open_deals_and_calls_without_one_do_not_count():
    deals, calls = made(40, 0.5, 0.5)
    deals = [Deal(d.id, d.name, "open") if i % 2 else d for i, d in enumerate(deals)]
    calls.append(CallFact("x", "t", "2026-01-01T00:00", "demo", None, values={"talk_ratio": 0.9}))
    found = insights([TALK], calls, deals)
    assert found.closed == 20
    assert insights([TALK], [], deals).insights == ()


def test_a_type_that_has_all_calls_is_not_looked_at_twice():
    deals, calls = made(60, 0.5, 0.5)
    assert [i.call_type for i in insights([TALK], calls, deals).insights] == [None]
    two = [
        CallFact(c.id, c.title, c.date, "pricing" if n % 2 else "demo", c.deal, values=c.values)
        for n, c in enumerate(calls)
    ]
    assert {i.call_type for i in insights([TALK], two, deals).insights} == {None, "demo", "pricing"}


def test_stages_are_added_to_behaviours_of_the_whole_call_once():
    names = [(b.figure, b.stage) for b in staged(built_in())]
    assert ("questions_per_hour", "closing") in names
    assert names.count(("talk_ratio", "discovery")) == 1


def test_strata_are_taken_each_by_itself():
    # by hand: two tables of two rows: the sums of their first cells can be 0, 1, 2 with 1/4, 1/2, 1/4
    assert stratified_exact([(1, 0, 0, 1), (1, 0, 0, 1)]) == pytest.approx(0.5)
    assert stratified_exact([(1, 0, 0, 1), (0, 1, 1, 0)]) == pytest.approx(1.0)
    assert stratified_exact([(3, 1, 1, 3), (5, 0, 2, 0)]) == pytest.approx(fisher_exact(3, 1, 1, 3))  # all won: nothing
    assert stratified_exact([]) == 1.0
    # what is the same in each part is no difference, whatever the whole looks like (Simpson)
    assert fisher_exact(42, 18, 18, 42) < 1e-4
    assert stratified_exact([(40, 10, 8, 2), (2, 8, 10, 40)]) == pytest.approx(1.0)


def years(rng, effects, deals=300):
    """Talk ratio and patience that go along with one another; the log odds grow by `effects` of each."""
    shared, own = rng.standard_normal(deals), rng.standard_normal((2, deals))
    values = np.sqrt(0.6) * shared + np.sqrt(0.4) * own
    won = rng.random(deals) < 1 / (1 + np.exp(-(effects[0] * values[0] + effects[1] * values[1])))
    calls = [
        CallFact(f"c{i}", "t", "2026-01-01", "demo", f"d{i}",
                 values={"talk_ratio": values[0, i], "patience": values[1, i]})
        for i in range(deals)
    ]  # fmt: skip
    return calls, [Deal(f"d{i}", "", "won" if won[i] else "lost") for i in range(deals)]


def test_what_only_comes_along_with_a_finding_is_none():
    apart = 0
    for seed in range(20):
        found = insights([TALK, PATIENCE], *years(np.random.default_rng(seed), (2.0, 0.0))).insights
        assert found[0].behaviour.id == "talk_ratio"
        assert found[0].finding
        assert found[1].q < 0.05
        if found[1].finding:
            continue
        apart += 1
        assert found[1].beside == "Talk ratio"
        assert "goes together with “Talk ratio”: among deals that are alike in it" in found[1].sentence
    assert apart >= 17


def test_a_second_effect_of_its_own_is_a_second_finding():
    both = [
        [i.finding for i in insights([TALK, PATIENCE], *years(np.random.default_rng(seed), (1.5, 1.5))).insights]
        for seed in range(10)
    ]
    assert both.count([True, True]) >= 8


def test_two_habits_that_cannot_be_told_apart_are_one_finding():
    named = together = wrong = 0
    for seed in range(40):
        found = insights([TALK, PATIENCE], *years(np.random.default_rng(seed), (0.6, 0.0))).insights
        first = found[0]
        if not first.finding:
            continue
        named += 1
        other = found[1].behaviour.name
        if first.along:
            together += 1
            assert first.along == (other,)
            assert f"It goes together with “{other}”: your deals cannot tell yet which of them it is" in first.sentence
            assert found[1].beside == first.behaviour.name
            assert not found[1].finding
        elif first.behaviour.id != "talk_ratio":
            wrong += 1
    assert named >= 25
    assert together >= 5
    assert wrong <= 1


def test_many_that_cannot_be_told_apart_are_named_in_part():
    assert with_rivals(()) == ""
    assert "“A” and “B”:" in with_rivals(("A", "B"))
    assert "“A”, “B”, “C” and 2 more:" in with_rivals(("A", "B", "C", "D", "E"))


def test_nothing_is_found_where_nothing_is():
    rng = np.random.default_rng(4)
    false = 0
    for _ in range(20):
        deals = [Deal(f"d{i}", "", "won" if rng.random() < 0.4 else "lost") for i in range(130)]
        names = [f"{b.figure}@{b.stage}" if b.stage else b.figure for b in staged(built_in())]
        values = [dict(zip(names, rng.random(len(names)), strict=True)) for _ in range(260)]
        calls = [CallFact(f"c{i}", "t", "2026-01-01", "demo", f"d{i % 130}", values=v) for i, v in enumerate(values)]
        false += any(i.finding for i in insights(built_in(), calls, deals).insights)
    assert false <= 2  # measured with 500: under 5 %


def test_handling_counts_by_type_and_framework():
    answers = [
        Answer("a", "price", "reframe_value", "resolved", 3.0, "one"),
        Answer("b", "price", "reframe_value", "lost", 4.0, "two"),
        Answer("c", "trust", "ignore", "parked", 5.0, "three"),
    ]
    found = handling(answers)
    assert [(h.objection, h.framework, h.resolved.hits, h.resolved.n) for h in found] == [
        ("price", "reframe_value", 1, 2), ("trust", "ignore", 0, 1),
    ]  # fmt: skip
    assert found[0].quotes[0] == ("a", 3.0, "one")


def test_a_spread_just_below_a_power_of_ten_has_a_threshold():
    spread = 0.1 - 2e-17 - 1.4e-17  # its logarithm is rounded up to -1
    for low in (0.0, 0.3, 0.7):
        values = [low, low, low + spread, low + spread, low + 0.3 - 0.2, low, low + 0.1]
        assert low <= threshold_of(values, TALK) <= low + 0.11

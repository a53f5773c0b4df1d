"""What calls say about a playbook: what is proposed, what came since, which entry to read again."""

from __future__ import annotations

from datetime import date

import pytest

from callcoach_desktop.coaching import playbook as rules
from callcoach_desktop.coaching.playbook import Ledger, Met, Next, Quoted
from callcoach_desktop.coaching.shares import share
from callcoach_desktop.domain.coaching import Behaviour, Insight
from callcoach_desktop.domain.playbook import (
    Content,
    Entry,
    Origin,
    Situation,
    Version,
    content_from_json,
    content_to_json,
    mark_of,
)

TODAY = date(2026, 11, 24)
REFRAME, EXPLORE = "reframe_value", "acknowledge_explore_respond"


def met(objection="price", way=REFRAME, outcome="resolved", day="2026-10-01T10:00:00", customer=None):
    return Met(objection, way, outcome, day, customer)


def many(n, good, **facts):
    return [met(outcome="resolved" if i < good else "lost", **facts) for i in range(n)]


def entry(about="price", kind="objection", *, id="e1", read="", title=""):  # noqa: A002
    content = Content(Situation(kind, about), title or f"About {about}", "Say so.", way=REFRAME)
    return Entry(id, Version(id, 1, content, Origin("own", "2026-10-01T00:00:00+00:00"), "m", "current"), read_at=read)


def insight(over, under, behaviour_id="next_step_specific"):
    behaviour = Behaviour(behaviour_id, "Next step agreed", "What it is.", "f", "higher", "yes_no", "Offer two dates.")
    return Insight(behaviour, None, None, "estimate", True, 0.5, over, under, 0.001, 0.01, None, "won more")


def propose(found, *, findings=(), taken=(), declined=(), quotes=lambda *_: []):
    return rules.proposals(Ledger(found), findings, set(taken), frozenset(declined), TODAY,
                           {REFRAME: "reframe to value"}, quotes)  # fmt: skip


def test_the_way_that_is_surely_resolved_is_proposed_with_its_figures():
    asked = []

    def quotes(objection, way):
        asked.append((objection, way))
        long = Quoted("What is it worth to you when no load is lost?", "c2", 9.0, "Fit", "2026-10-01", True)
        return [Quoted("Yes.", "c1", 4.0, "Short", "2026-10-02", None), long]

    found = propose([*many(10, 9), *many(8, 2, way=EXPLORE)], quotes=quotes)
    assert [one.key for one in found] == ["objection:price/reframe_value"]
    content = found[0].content
    assert asked == [("price", REFRAME)]
    assert content.title == "Price: reframe to value"
    assert content.say == "What is it worth to you when no load is lost?"  # of a won deal, long enough to learn from
    assert [(e.call, e.start) for e in content.examples] == [("c2", 9.0), ("c1", 4.0)]
    assert (content.figures.this, content.figures.others) == (share(9, 10), share(2, 8))
    assert content.figures.day == "2026-11-24"
    words = rules.figures_sentence(content.figures)
    assert "resolved 9 of 10 (60 to 98%)" in words
    assert "need not be a cause" in words


@pytest.mark.parametrize(
    "found",
    [
        many(4, 4),  # too few
        many(10, 5),  # a half is no success
        many(20, 20, way="ignore"),  # it went away by itself: nothing to advise
        many(20, 20, way="discount_immediately"),
        [],
    ],
)
def test_nothing_is_proposed_without_reason(found):
    assert propose(found) == []


def test_what_is_taken_or_declined_is_not_proposed_again():
    found = many(10, 10)
    assert propose(found, taken=[(Situation("objection", "price"), REFRAME)]) == []
    assert propose(found, declined=["objection:price/reframe_value"]) == []
    assert propose(found, taken=[(Situation("objection", "price"), EXPLORE)]) != []


def test_a_finding_is_proposed_for_its_stage_with_both_shares():
    found = propose([], findings=[insight(share(40, 50), share(10, 50))])
    assert found[0].content.situation == Situation("stage", "closing")
    assert found[0].content.say == "Offer two dates."
    assert found[0].content.figures.this == share(40, 50)
    lower = propose([], findings=[insight(share(4, 40), share(20, 40), "talk_ratio")])
    assert lower[0].content.figures.this == share(20, 40)  # the side that won more is the one that is advised


def test_each_wording_is_quoted_once():
    said = [Quoted(text, f"c{i}", 0.0, "", "") for i, text in enumerate(["A b c.", "a  B c.", "Other.", " "])]
    assert [one.call for one in rules.best_answers(said)] == ["c0", "c2"]


def test_before_and_since_are_told_apart_by_the_moment_of_the_entry():
    found = [
        *many(10, 2, day="2026-10-01T10:00:00"),
        *many(12, 12, day="2026-10-10T16:00:00"),
        *many(3, 1, way=EXPLORE, day="2026-10-11T10:00:00"),
        *many(5, 5, objection="timing", day="2026-10-11T10:00:00"),
        *many(1, 1, day="2026-10-10T09:00:00"),  # on the day of the entry, before it was written
    ]
    told = rules.since(entry().content, "2026-10-10T12:00:00", Ledger(found))
    assert (told.before, told.this, told.otherwise) == (share(3, 11), share(12, 12), share(1, 3))
    assert told.state == "better"
    assert told.low > 0
    assert "resolved 12 of 12" in told.sentence
    assert "this cannot say" in told.sentence
    for word in ("because", "thanks to", "caused", "made"):
        assert word not in told.sentence


@pytest.mark.parametrize(
    ("before", "after", "state", "words"),
    [
        ((0, 0), (3, 3), "too_early", "no such objection before this entry"),
        ((1, 1), (9, 9), "too_early", "only 1 such objection before"),
        ((9, 3), (0, 0), "too_early", "not met since, 5 are needed"),
        ((9, 3), (1, 1), "too_early", "met 1 time since"),
        ((10, 5), (10, 6), "no_sign", "no sign of a change"),
        ((20, 18), (20, 2), "worse", "less often than before"),
    ],
)
def test_what_is_said_since_then(before, after, state, words):
    found = [*many(*before, day="2026-10-01"), *many(*after, day="2026-10-20")]
    told = rules.since(entry().content, "2026-10-10", Ledger(found))
    assert told.state == state
    assert words in told.sentence


def test_without_a_way_every_answer_since_then_counts():
    content = Content(Situation("objection", "price"), "t", "s")
    told = rules.since(content, "2026-10-10", Ledger([*many(6, 3), *many(6, 6, way=EXPLORE, day="2026-10-20")]))
    assert (told.this.n, told.otherwise.n) == (6, 0)
    assert rules.since(Content(Situation("question", "How long?"), "t", "s"), "2026-10-10", Ledger([])) is None


def test_the_interval_is_newcombes():
    """Method 10 of Newcombe (1998), example (a): 56/70 - 48/80 = 0.2, from 0.0524 to 0.3339 at 95 %."""
    low, high = rules.difference(share(56, 70), share(48, 80), 1.959963984540054)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_the_entry_of_the_next_customers_open_objection_comes_first():
    entries = [entry("price", id="p"), entry("timing", id="t"), entry("trust", id="r")]
    found = [
        met("trust", day="2026-11-20T09:00:00", customer="Copper Kettle"),
        met("price", outcome="parked", day="2026-11-12T09:00:00", customer="copper kettle"),
        *many(5, 0, objection="timing", day="2026-11-20"),
    ]
    told = rules.reminder(entries, [Next("at 14:00", "Copper Kettle")], Ledger(found), TODAY)
    assert told.entry.id == "p"
    assert told.reason == "Copper Kettle, at 14:00: price came up on 12 November, and stayed open."


def test_else_the_objection_of_these_weeks_else_what_was_not_read_for_longest():
    entries = [entry("price", id="p", read="2026-11-20T08:00:00+00:00"), entry("timing", id="t")]
    recent = Ledger([*many(3, 2, day="2026-11-20"), *many(9, 9, objection="timing", day="2026-09-01")])
    told = rules.reminder(entries, [], recent, TODAY)
    assert (told.entry.id, told.reason) == ("p", "Price came up 3 times in the last two weeks: 1 of them stayed open.")
    quiet = Ledger([])
    assert rules.reminder(entries, [], quiet, TODAY).reason == "You have not read it yet."
    told = rules.reminder(entries[:1], [], quiet, TODAY)
    assert told.reason == "Not read for 4 days."
    assert rules.reminder([], [], quiet, TODAY) is None
    read = entry("price", read="2026-11-24T08:00:00")
    assert rules.reminder([read], [Next("at 14:00", "X")], Ledger([met(customer="X", day="2026-11-20")]), TODAY) is None


def test_content_goes_through_json_and_keeps_its_mark():
    content = propose(many(10, 9), quotes=lambda *_: [Quoted("Said well indeed.", "c1", 3.0, "T", "2026-10-01")])[
        0
    ].content
    again = content_from_json(content_to_json(content))
    assert again == content
    assert mark_of(again) == mark_of(content)
    assert mark_of(content_from_json({**content_to_json(content), "say": "Else."})) != mark_of(content)


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""}, {"title": 3}, {"say": "x" * 20_000}, {"situation": {"kind": "mood"}}, {"situation": None},
        {"examples": [1]}, {"examples": [{"quote": "x", "start": -1}]}, {"examples": [{"start": float("nan")}]},
        {"figures": {"measure": "luck"}}, {"figures": {"measure": "won", "this": {"hits": 3, "n": 2}}},
    ],
)  # fmt: skip
def test_content_that_is_none_is_refused(change):
    good = content_to_json(entry().content)
    with pytest.raises(ValueError, match=r"entry|example"):
        content_from_json(good | change)

"""What is proposed for a 1-on-1, from what happened since the last one."""

from __future__ import annotations

import itertools

from callcoach_desktop.coaching import agenda
from callcoach_desktop.coaching.agenda import Happened, Place
from callcoach_desktop.domain.coaching import Answer, Behaviour, CallFact, CallOutlier
from callcoach_desktop.domain.one_on_ones import Agreement

STORY = Behaviour("customer_story", "Customer's longest story", "", "longest_customer_story", "higher", "seconds", "")
LONG = Behaviour("longest_monologue", "Longest monologue", "", "longest_monologue", "lower", "seconds", "", high=90.0)


def outlier(call, kind, score=1.0, **more):
    return CallOutlier(call, call, "2026-11-20", "demo", kind, f"{call} stands out. Hear it at 0:10.", 10.0, 1.0, "0",
                       score, **more)  # fmt: skip


def fact(call, **values):
    return CallFact(call, call, "2026-11-20T10:00", "demo", values=values)


def find(call, second):
    return Place(second - 1, second + 9, f"words of {call}")


def propose(outliers=(), answers=(), calls=(), left=(), find=find, hear=lambda *_: 30.0):
    ids = itertools.count()
    happened = Happened(None, outliers, answers, calls, (STORY, LONG), left)
    return agenda.propose(happened, find, hear, lambda: f"i{next(ids)}")


def test_two_good_ones_a_hard_one_what_stands_out_and_open_agreements():
    answers = [Answer("a1", "price", "acknowledge_explore_respond", "resolved", 50.0, "why?"),
               Answer("a2", "price", "discount_immediately", "lost", 70.0, "ten off")]  # fmt: skip
    outliers = [outlier("o1", "unusually_good"), outlier("o2", "monologue", 1.2), outlier("o3", "no_next_step", 2.0)]
    found = propose(outliers, answers, left=[Agreement("g", "Ask before the price", due="2026-11-27")])
    assert [i.kind for i in found] == ["agreement", "good", "hard", "outlier", "outlier", "good"]
    assert [i.call for i in found] == [None, "o1", "a2", "o3", "o2", "a1"]
    assert len({i.id for i in found}) == 6
    back, good, hard, odd = found[:4]
    assert (back.title, back.about, back.figure) == ("Ask before the price", "g", "Agreed until 27 November.")
    assert (good.quote, good.start, good.end) == ("words of o1", 9.0, 19.0)
    assert good.figure == "o1 stands out."  # where to hear it is a button, not words
    assert hard.title == "An objection about the price"
    assert hard.figure == "The objection was about the price; the customer did not take it."
    assert odd.question.startswith("Why did you")


def test_every_question_asks_for_the_why_and_tells_no_figure():
    kinds = ["sentiment_high", "sentiment_low", "tone_dropped", "pricing_off_the_rails", "monologue", "no_next_step",
             "silent_customer", "unusually_good"]  # fmt: skip
    for kind in kinds:
        found = propose([outlier("o", kind)])
        assert [i.question.startswith("Why") for i in found] == [True]
        assert not any(c.isdigit() for c in found[0].question + found[0].title)


def test_where_nothing_stands_out_the_figures_say_where_to_listen():
    calls = [fact(f"c{i}", customer_story=10.0 * i, longest_monologue=100.0 - i) for i in range(5)]
    found = propose(calls=calls)
    assert [(i.kind, i.call) for i in found] == [("good", "c4"), ("hard", "c0"), ("good", "c3")]
    assert found[0].figure == "Customer's longest story: 40 s."
    assert found[1].figure == "Longest monologue: 1:40."
    assert found[0].about == "customer_story"


def test_one_call_is_neither_the_longest_nor_the_shortest():
    assert propose(calls=[fact("c", customer_story=10.0)]) == []


def test_a_call_that_cannot_be_heard_is_passed_over():
    outliers = [outlier("gone", "monologue", 3.0), outlier("here", "monologue", 1.0)]
    found = propose(outliers, find=lambda call, at: None if call == "gone" else find(call, at))
    assert [(i.kind, i.call) for i in found] == [("hard", "here")]


def test_what_was_dismissed_is_not_brought_up():
    assert propose([outlier("o", "monologue", dismissed=True)]) == []


def test_more_is_about_other_calls():
    outliers = [outlier(f"o{i}", "monologue", 5.0 - i) for i in range(5)]
    happened = Happened(None, outliers, (), (), (), ())
    found = agenda.more(happened, find, lambda *_: None, {"o0", "o2"}, lambda: "x")
    assert [i.call for i in found] == ["o1", "o3", "o4"]

"""Where the rep's own view and the figures say the same, and where they differ."""

from __future__ import annotations

from callcoach_desktop.coaching.self_review import Seen, compare, distance
from callcoach_desktop.domain.coaching import CallOutlier, Review, UsualRange
from callcoach_desktop.services.coaching import built_in

BY_ID = {b.id: b for b in built_in()}


def seen(name, value, mean=10.0, start=None, n=12):
    return Seen(BY_ID[name], value, UsualRange(n, mean, mean - 5, mean + 5), start)


GOOD = [
    seen("clarifying_questions", 14.0, start=60.0), seen("open_question_share", 14.0),
    seen("objections_explored", 12.0),
    seen("longest_monologue", 7.0, start=200.0), seen("interruptions", 12.0, start=300.0),
]  # fmt: skip


def outlier(kind):
    return CallOutlier("c", "t", "2026-11-01", "demo", kind, "Your longest turn lasted 4:00.", 90.0, 240.0, "1:00", 1.4)


def test_distance_knows_the_good_side():
    assert distance(seen("clarifying_questions", 15.0)) == 1.0
    assert distance(seen("longest_monologue", 15.0)) == -1.0
    assert distance(Seen(BY_ID["longest_monologue"], 5.0, UsualRange(6, 5.0, 5.0, 5.0), None)) == 0.0


def test_the_whole_call_is_held_against_what_was_said():
    well = compare(Review("c", 5), GOOD, [])
    assert [r.agrees for r in well] == [True]
    assert well[0].sentence == "You: it went very well. The figures: 4 of 5 on the good side of your own average."
    assert [r.agrees for r in compare(Review("c", 1), GOOD, [])] == [False]
    assert [r.agrees for r in compare(Review("c", 3), GOOD, [])] == [False]
    assert compare(Review("c", 4), GOOD[:2], [])[0].agrees is None
    assert compare(Review("c", intention="wait"), GOOD, [outlier("monologue")]) == ()


def test_what_stands_out_agrees_or_differs():
    found = compare(Review("c", 5), GOOD, [outlier("monologue"), outlier("unusually_good")])
    assert [(r.agrees, r.at) for r in found[1:]] == [(False, 90.0), (True, 90.0)]
    assert compare(Review("c", 3), GOOD, [outlier("monologue")])[1].agrees is None


def test_moments_are_set_beside_the_best_and_the_worst_place():
    keep, change = compare(Review("c", keep_at=80.0, change_at=30.0), GOOD, [])
    assert keep.agrees is True
    assert "the figures point near there, at 1:" in keep.sentence
    assert "(Clarifying questions, " in keep.sentence
    assert (change.agrees, change.at) == (False, 300.0)
    assert "Your moment to change is at 0:30; the figures would change 5:00" in change.sentence
    alone = compare(Review("c", keep_at=80.0), [seen("interruptions", 12.0, start=300.0)], [])
    assert alone[0].agrees is None


def test_yes_or_no_is_no_share_in_one_call():
    usual = UsualRange(12, 0.5, 0.0, 1.0)
    step = Seen(BY_ID["next_step_specific"], 1.0, usual, 280.0)
    assert (
        "(Specific next step agreed, yes, usually 50 %)" in compare(Review("c", keep_at=10.0), [step], [])[0].sentence
    )


def test_figures_without_a_usual_range_say_nothing():
    few = [Seen(BY_ID["clarifying_questions"], 3.0, UsualRange(2, None, None, None), 5.0)] * 6
    assert "Too few figures" in compare(Review("c", 4), few, [])[0].sentence

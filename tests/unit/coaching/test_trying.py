"""One thing to try, from what is usual for the rep."""

from __future__ import annotations

from callcoach_desktop.analysis.summary import summarise
from callcoach_desktop.coaching.heard import Heard
from callcoach_desktop.coaching.self_review import Seen
from callcoach_desktop.coaching.trying import to_try
from callcoach_desktop.domain.analysis import Analysis, Moment, Place
from callcoach_desktop.domain.coaching import UsualRange
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.services.coaching import built_in

BY_ID = {b.id: b for b in built_in()}
SIDES = {"r": "rep", "c": "customer"}
STEP = Moment("s", "next_step", "specific", "r", 560.0, 564.0, "I call you Tuesday.", 0.9, "", {})
VAGUE = Moment("v", "next_step", "vague", "r", 560.0, 564.0, "Let's talk.", 0.9, "", {})
WORRY = Moment("o", "objection", "price", "c", 100.0, 104.0, "Too expensive.", 0.9, "", {})
IGNORED = Moment("a", "objection_response", "ignore", "r", 106.0, 110.0, "Anyway.", 0.9, "", {"objection": "o"})


def call(*moments, duration=600.0, **metrics):
    values = {"talk_ratio": 0.5, "questions": 3.0, "talk_ratio_opening": 0.5, **metrics}
    places = {name: Place(33.0, 200.0) for name in metrics}
    people = (Speaker("r", "Rep", "rep"), Speaker("c", "Customer", "customer"))
    words = Transcript(duration, "en", people, (Utterance("u", "r", 0.0, duration, "Well."),))
    made = summarise(duration, values, places, moments, SIDES, ())
    return Heard(words, Analysis(1, (), moments, (), values, places, (), made))


def seen(name, value, mean, reach, start=40.0, n=9):
    return Seen(BY_ID[name], value, UsualRange(n, mean, mean - reach, mean + reach), start)


STEADY = seen("next_step_specific", 1.0, 0.5, 0.5)


def text(made, *figures):
    found = to_try(made, figures, "demo calls")
    return None if found is None else (found.kind, found.start, found.text)


def test_without_a_range_it_is_what_the_call_alone_advises():
    long = call(STEP, longest_monologue=150.0)
    few = Seen(BY_ID["longest_monologue"], 150.0, UsualRange(4, None, None, None), 33.0)
    assert text(long, few) == ("try", 33.0, "Break a turn of 2:30 with a question after each point")
    assert text(long) == text(long, few)
    assert text(call(STEP)) is None


def test_what_lies_furthest_outside_the_own_range_comes_first():
    made = call(WORRY, IGNORED, STEP)
    found = text(made, STEADY, seen("patience", 0.1, 0.6, 0.4), seen("clarifying_questions", 2.0, 20.0, 12.0, 55.0))
    assert found[:2] == ("try", 55.0)
    assert found[2] == (
        "After a customer names a problem, say it back with one word of theirs and ask what it costs them "
        "(clarifying questions: 2.0 an hour here, usually 20.0 an hour in your 9 demo calls)"
    )


def test_what_went_wrong_at_a_place_comes_before_what_is_only_a_little_off():
    made = call(WORRY, IGNORED, STEP)
    assert text(made, STEADY, seen("patience", 0.3, 0.6, 0.4))[1] == 106.0
    assert text(call(STEP), STEADY, seen("patience", 0.3, 0.6, 0.4))[2].endswith(
        "(patience: 0.3 s here, usually 0.6 s in your 9 demo calls)"
    )
    assert text(call(STEP), STEADY, seen("patience", 0.5, 0.6, 0.4)) is None


def test_a_next_step_that_the_rep_usually_agrees_is_missed_first():
    made = call(WORRY, IGNORED, VAGUE)
    usual = seen("next_step_specific", 0.0, 8 / 9, 0.5)
    assert text(made, usual) == (
        "try", 560.0, "Make the next step specific: who, what, by when (you did in 8 of your 9 demo calls)",
    )  # fmt: skip
    seldom = seen("next_step_specific", 0.0, 3 / 9, 0.5)
    assert text(made, seldom)[1] == 106.0
    assert text(call(VAGUE), seldom)[2].endswith("(you did in 3 of your 9 demo calls)")
    assert text(call(VAGUE), seen("next_step_specific", 0.0, 0.0, 0.0))[2].endswith("who, what, by when")


def test_a_limit_of_everybody_does_not_count_where_the_rep_did_better_than_usual():
    made = call(STEP, longest_monologue=150.0)
    assert text(made, STEADY, seen("longest_monologue", 150.0, 190.0, 90.0, 33.0)) is None
    assert text(made, STEADY, seen("longest_monologue", 150.0, 140.0, 90.0, 33.0)) == (
        "try", 33.0,
        "Break a turn of 2:30 with a question after each point (2:30 here, usually 2:20 in your 9 demo calls)",
    )  # fmt: skip


def test_a_figure_without_a_place_and_yes_or_no_are_not_pointed_at():
    outside = seen("fillers", 9.0, 2.0, 1.0, start=None)
    assert text(call(STEP), STEADY, outside, seen("next_step_specific", 0.0, 1.0, 0.1)) is None


def test_a_figure_with_two_wrong_sides_counts_only_outside_the_range():
    assert text(call(STEP), STEADY, seen("talk_ratio", 0.65, 0.5, 0.2)) is None
    assert text(call(STEP), STEADY, seen("talk_ratio", 0.9, 0.5, 0.2))[1] == 40.0


def test_a_short_call_is_given_no_advice():
    assert text(call(VAGUE, duration=60.0), seen("patience", 0.1, 0.6, 0.1)) is None

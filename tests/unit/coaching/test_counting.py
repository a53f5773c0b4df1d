"""The figures of one call, by hand."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from callcoach_desktop.coaching import behaviours as rules
from callcoach_desktop.coaching import counting
from callcoach_desktop.coaching.counting import count_all, key, read
from callcoach_desktop.coaching.heard import Heard
from callcoach_desktop.domain.analysis import Place
from callcoach_desktop.services.coaching import built_in

# Five minutes: opening 0-60, discovery 60-240, closing 240-300. The rep talks 40 + 60 s, the customer 20 + 80 s.
SAID = [
    ("r", 0.0, 40.0, "you and your team, and we"),
    ("c", 40.0, 60.0, "one two three four"),
    ("r", 60.0, 120.0, "we do it for you, you, you, you, you, you, you, us"),
    ("c", 120.0, 200.0, "five six seven eight"),
    ("c", 290.0, 300.0, "bye now then friend"),
]
STAGES = [("opening", 0.0, 60.0), ("discovery", 60.0, 240.0), ("closing", 240.0, 300.0)]


@pytest.fixture
def usual(call, moment):
    return call(
        SAID,
        [
            moment("question", "open", "r", 10.0, 12.0),
            moment("question", "closed", "r", 70.0, 72.0),
            moment("question", "clarifying", "r", 100.0, 102.0),
            moment("question", "rhetorical", "r", 104.0, 106.0),
            moment("question", "open", "c", 150.0, 152.0),
            moment("pricing", "price", "c", 45.0, 46.0),
            moment("pricing", "price", "r", 75.0, 76.0),
            moment("competitor", "Planwell", "c", 55.0, 56.0),
            moment("objection", "price", "c", 50.0, 52.0, "o1"),
            moment("objection_response", "ignore", "r", 60.0, 62.0, objection="o1", outcome="lost"),
            moment("objection", "trust", "c", 130.0, 132.0, "o2"),
            moment("next_step", "specific", "c", 292.0, 295.0),
            moment("tracker", "Agenda", "r", 5.0, 8.0),
        ],
        STAGES,
        metrics={"patience": 0.4, "interruptions_by_rep": 1.0, "words_per_minute": 150.0},
    )


def test_shares_of_talk_are_those_of_the_seconds(usual):
    assert read(usual, "talk_ratio").value == pytest.approx(100 / 210)
    assert read(usual, "customer_share").value == pytest.approx(110 / 210)
    assert read(usual, "talk_ratio", "discovery").value == pytest.approx(60 / 140)
    assert read(usual, "talk_ratio", "opening").value == pytest.approx(40 / 60)


def test_longest_turns_and_where_they_are(usual):
    found = read(usual, "longest_monologue")
    assert (found.value, found.start, found.end) == (60.0, 60.0, 120.0)
    assert read(usual, "longest_customer_story").value == 80.0
    assert read(usual, "longest_monologue", "opening").value == 40.0


def test_questions_are_those_of_the_rep_without_rhetorical_ones(usual):
    assert read(usual, "questions_per_hour").value == pytest.approx(3 * 12)
    assert read(usual, "questions_per_hour", "discovery").value == pytest.approx(2 * 20)
    assert read(usual, "clarifying_per_hour").value == pytest.approx(12)
    assert read(usual, "open_question_share").value == pytest.approx(1 / 3)
    assert read(usual, "first_question").value == 10.0


def test_price_counts_from_the_rep_s_first_word_of_it(usual):
    assert read(usual, "price_position").value == pytest.approx(75 / 300)


def test_a_competitor_is_answered_by_a_question_that_explores(usual):
    # the next rep turn (60 to 120) has a clarifying question
    assert read(usual, "competitor_value").value == 1.0


def test_an_objection_is_explored_when_something_is_asked_before_the_answer(usual, call, moment):
    # o1: asked nothing between 52 and the answer's end at 62; o2: nothing within 30 s
    assert read(usual, "objections_explored").value == 0.0
    asked = call(
        SAID,
        [
            moment("objection", "price", "c", 50.0, 52.0, "o1"),
            moment("question", "open", "r", 61.0, 62.0),
            moment("objection_response", "reframe_value", "r", 60.0, 70.0, objection="o1", outcome="resolved"),
        ],
        STAGES,
    )
    assert read(asked, "objections_explored").value == 1.0


def test_an_ignored_objection_of_price_is_trouble(usual):
    assert read(usual, "price_trouble").value == 1.0
    assert [(a.objection, a.framework, a.outcome) for a in counting.answers_of(usual, "x")] == [
        ("price", "ignore", "lost")
    ]


def test_the_next_step_is_yes_or_no(usual, call):
    assert (read(usual, "next_step_specific").value, read(usual, "next_step_specific").start) == (1.0, 292.0)
    assert read(call(SAID, [], STAGES), "next_step_specific").value == 0.0


def test_you_and_we_are_counted_by_word(usual):
    # you, your, you x 7 against we, we, us
    assert read(usual, "you_share").value == pytest.approx(9 / 12)


def test_rates_of_whole_calls_come_from_the_metrics(usual):
    assert read(usual, "patience").value == 0.4
    assert read(usual, "interruptions_per_hour").value == pytest.approx(12)
    assert read(usual, "fillers_per_100_words").value is None


def test_a_metric_is_heard_where_the_analysis_says(usual):
    places = {"shortest_wait": Place(200.0, 201.0)}
    moved = Heard(usual.transcript, replace(usual.analysis, places=places))
    assert read(moved, "patience").start == 200.0


def test_tone_is_the_customer_s_weighted_by_time(call):
    said = [("r", 0.0, 10.0, "a b c d e")] + [
        ("c", 10.0 + 20 * i, 20.0 + 20 * i, "one two three four five") for i in range(9)
    ]
    tones = {f"u{i}": score for i, score in enumerate([0.9, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0, -0.5, -0.5, -0.5])}
    heard = call(said, [], STAGES, tones=tones)
    assert read(heard, "customer_tone").value == pytest.approx(0.0)
    assert read(heard, "tone_change").value == pytest.approx(-1.0)
    assert read(call([*said[:4], ("r", 130.0, 140.0, "a b c d")], [], STAGES), "customer_tone").value is None


def test_a_tracker_counts_in_the_unit_that_was_chosen(usual):
    assert read(usual, "tracker:agenda", "opening", "per_call").value == 1.0
    assert read(usual, "tracker:agenda", "opening", "per_hour").value == pytest.approx(60.0)
    assert read(usual, "tracker:agenda", "discovery", "yes_no").value == 0.0


@pytest.mark.parametrize("figure", counting.COUNTERS)
def test_what_cannot_be_told_has_a_reason_and_no_value(call, figure):
    short = call([("r", 0.0, 10.0, "hello"), ("c", 11.0, 20.0, "hi")], [], [("opening", 0.0, 20.0)])
    alone = call([("r", 0.0, 300.0, "hello")], [], STAGES)
    untimed = call(SAID, [], STAGES, timed=False)
    for heard, reason in ((short, counting.TOO_SHORT), (alone, counting.NO_SIDES), (untimed, counting.NO_TIMES)):
        found = read(heard, figure)
        assert (found.value, found.reason) == (None, reason)
    assert read(call([], []), figure).value is None


@pytest.mark.parametrize("figure", counting.BY_STAGE)
def test_a_stage_that_a_call_does_not_have_has_no_value(usual, call, figure):
    assert (read(usual, figure, "pricing").value, read(usual, figure, "pricing").reason) == (None, counting.NO_STAGE)
    assert read(call(SAID, []), figure, "discovery").reason == counting.NO_ENGLISH


def test_every_reading_is_a_number_or_a_reason(usual):
    readings = count_all(usual)
    assert set(counting.COUNTERS) < set(readings)
    assert key("talk_ratio", "discovery") in readings
    for name, reading in readings.items():
        assert (reading.value is None) == bool(reading.reason), name


def test_at_least_fourteen_behaviours_come_with_a_source_and_a_tip():
    found = built_in()
    assert len(found) >= 14
    assert all(b.definition and b.tip for b in found)
    assert all(b.source for b in found if b.low is not None or b.high is not None)


def test_a_behaviour_that_makes_no_sense_is_refused():
    text = '[[behaviour]]\nid="x"\nname="X"\ndefinition="d"\ntip="t"\nfigure="{}"\ndirection="higher"\nunit="{}"'
    with pytest.raises(ValueError, match="nothing counts"):
        rules.built_in(tomllib.loads(text.format("smiles", "share")))
    with pytest.raises(ValueError, match="unit"):
        rules.built_in(tomllib.loads(text.format("talk_ratio", "furlongs")))


def test_own_behaviours_are_built_from_a_tracker_a_stage_and_a_unit():
    made = rules.own("Says the agenda", "Agenda", "opening", "per_call")
    assert (made.id, made.figure, made.own) == ("own:says-the-agenda", "tracker:Agenda", True)
    assert rules.figure_key(made) == "tracker:Agenda/per_call@opening"
    for wrong in (("", "a", None, "per_call"), ("a", " ", None, "per_call"), ("a", "b", "lunch", "per_call")):
        with pytest.raises(ValueError, match=r"."):
            rules.own(*wrong)


def test_values_are_spelled_as_people_write_them():
    by_id = {b.id: b for b in built_in()}
    assert rules.spell(0.434, by_id["talk_ratio"]) == "43 %"
    assert rules.spell(92.4, by_id["longest_monologue"]) == "1:32"
    assert rules.spell(0.44, by_id["patience"]) == "0.4 s"
    assert rules.spell(12.54, by_id["questions_per_hour"]) == "12.5 an hour"
    assert rules.spell_change(-0.08, by_id["talk_ratio"]) == "-8 points"

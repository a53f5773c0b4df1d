from types import SimpleNamespace

import pytest

from callcoach_desktop.domain.coaching import Baseline, Behaviour, Focus, UsualRange
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.coaching import built_in
from callcoach_desktop.ui.recording.focusing import coach_now, focus_coach
from callcoach_desktop.ui.recording.live import quiet_nudge


def level(t=600.0, **more):
    return {"type": "level", "t": t, "mic_db": -20.0, "rep_share": 0.5, **more}


def behaviour(name):
    return next(one for one in built_in() if one.id == name)


@pytest.mark.parametrize(
    ("name", "fine", "much", "says"),
    [
        ("talk_ratio", {"rep_share_5min": 0.5}, {"rep_share_5min": 0.6}, "You talked 60% of the last five minutes"),
        ("longest_monologue", {"monologue": 40.0}, {"monologue": 70.0}, "You have been talking for 1:10"),
        ("patience", {"patience": 0.9}, {"patience": 0.1}, "You wait 0.1 s before you answer"),
        (
            "interruptions",
            {"interruptions": 1},
            {"interruptions": 3},
            "You came in 3 times before the customer had ended",
        ),
        ("questions_per_hour", {"since_question": 60.0}, {"since_question": 130.0}, "2:10 since your last question"),
    ],
)
def test_the_behaviour_in_focus_is_told_and_nothing_else(name, fine, much, says):
    coach = focus_coach(behaviour(name), None)
    assert coach(level(**fine)) == ""
    assert coach(level(**much)) == says
    assert coach(level(90.0, **much)) == ""


def test_its_tip_opens_the_call():
    assert focus_coach(behaviour("patience"), None)(level(5.0)) == behaviour("patience").tip


def test_what_cannot_be_heard_without_words_leaves_the_usual_nudge():
    coach = focus_coach(behaviour("next_step_specific"), None)
    assert coach(level(monologue=95.0)) == "You have been talking for 1:35"


def test_without_a_published_range_the_own_past_counts():
    own = Behaviour("x", "X", "", "longest_monologue", "lower", "seconds", "Stop.")
    coach = focus_coach(own, 100.0)
    assert (coach(level(monologue=60.0)), coach(level(monologue=80.0))) == ("", "You have been talking for 1:20")


def test_the_focus_of_now_is_asked_for():
    def focus(state):
        baseline = Baseline((), UsualRange(0, None, None, None))
        return Focus("f", "patience", None, "2026-11-01", None, state, baseline)

    def gone(_name):
        raise KnownError("no_such_behaviour", "There is none.")

    def coaching(state, find=behaviour):
        return SimpleNamespace(current=lambda: focus(state) if state else None, behaviour=find)

    assert coach_now(None) is quiet_nudge
    assert coach_now(coaching(None)) is quiet_nudge
    assert coach_now(coaching("paused")) is quiet_nudge
    assert coach_now(coaching("active", gone)) is quiet_nudge
    assert coach_now(coaching("active"))(level(patience=0.1)).startswith("You wait 0.1 s")

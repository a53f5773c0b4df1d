"""The recorder's events as one picture and one sentence."""

from dataclasses import replace

import pytest

from callcoach_desktop.ui.recording.bar import figures
from callcoach_desktop.ui.recording.live import Live, follow

BEGUN = {"type": "recording", "tracks": {"mic": "Headset", "system": "Speakers"}}


def level(t=200.0, **more):
    return {"type": "level", "t": t, "mic_db": -20.0, "system_db": -30.0, "rep_share": 0.5, "warnings": [], **more}


def after(*events):
    live = Live()
    for event in events:
        live = follow(live, event)
    return live


def test_a_call_that_may_be_over_is_asked_about_and_not_called_silent():
    silent = {"type": "level", "t": 130.0, "mic_db": -96.0, "system_db": -96.0, "rep_share": 0.5}
    live = follow(Live("recording"), {**silent, "warnings": ["mic:silent", "unheard"]})
    assert live.warning
    live = follow(live, {"type": "quiet", "t": 130.0, "seconds": 120.0})
    assert live.quiet
    assert live.warning == ""
    assert "nearly full" in follow(live, {"type": "low_disk", "t": 131.0, "hours_left": 0.5}).warning


def test_levels_time_and_share_are_taken_over():
    live = after(BEGUN, level(rep_share=0.61, rep_share_5min=0.7, patience=0.8, monologue=72.0, interruptions=2))
    assert (live.phase, live.seconds, live.share, live.two_sided) == ("recording", 200.0, 0.61, True)
    assert figures(live) == "last 5 min 70% · this stretch 1:12 · you wait 0.8 s · 2 interruptions"
    assert (
        figures(replace(live, patience=-0.2, monologue=0.0, interruptions=None)) == "last 5 min 70% · you do not wait"
    )
    assert not after({"type": "recording", "tracks": {"mic": "Table"}}).two_sided


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"since_question": 130.0}, "2:10 since your last question"),
        ({"since_question": None, "monologue": 95.0}, "You have been talking for 1:35"),
        ({"rep_share_5min": 0.7}, "You talked 70% of the last five minutes"),
        ({"since_question": 30.0, "monologue": 20.0, "rep_share_5min": 0.4}, ""),
        ({"t": 60.0, "monologue": 60.0, "rep_share_5min": 0.99}, ""),
    ],
)
def test_one_quiet_nudge_and_only_of_what_is_known(more, said):
    assert after(BEGUN, level(**more)).nudge == said


@pytest.mark.parametrize(
    ("code", "word"),
    [("muted", "muted"), ("mic:silent", "right one"), ("system_silent", "other side"), ("mic:clipping", "too loud"),
     ("echo", "headset"), ("unheard", "other side"), ("no such code", "")],
)  # fmt: skip
def test_warnings_are_sentences(code, word):
    live = after(BEGUN, level(warnings=[code]))
    assert word in live.warning
    assert bool(live.warning) == bool(word)


def test_a_lost_device_is_told_until_it_is_back():
    live = after(BEGUN, level(), {"type": "lost", "track": "mic", "device": "Jabra", "t": 200.0})
    live = follow(live, level(201.0, warnings=["mic:silent"]))
    assert live.warning.startswith("“Jabra” is gone. Another microphone")
    assert live.warnings == ()
    live = follow(live, {"type": "back", "track": "mic", "device": "Laptop", "t": 205.0})
    assert (live.warning, live.news) == ("", "Your side is recorded again, from “Laptop”.")
    assert follow(live, level(206.0)).news
    assert not follow(live, level(230.0)).news


def test_little_room_on_the_disk_is_said_with_the_time_that_is_left():
    assert after(BEGUN, level(hours_left=30.0)).warning == ""
    assert after(BEGUN, level(hours_left=1.5)).warning.endswith("room for 1.5 h more.")
    assert after(BEGUN, {"type": "low_disk", "hours_left": 0.4}).warning.endswith("room for 24 min more.")


def test_a_quiet_call_is_offered_to_stop_until_somebody_speaks():
    live = after(BEGUN, level(mic_db=-80.0, system_db=-90.0), {"type": "quiet"})
    assert live.quiet
    assert follow(live, level(201.0, mic_db=-80.0, system_db=-90.0)).quiet
    assert not follow(live, level(202.0)).quiet


def test_pause_stop_and_the_way_back():
    live = after(BEGUN, level(monologue=95.0), {"type": "paused"})
    assert (live.phase, live.nudge) == ("paused", "")
    assert follow(live, level(201.0, monologue=95.0)).nudge == ""
    live = follow(live, {"type": "resumed"})
    assert live.phase == "recording"
    live = follow(live, {"type": "stopping"})
    assert live.phase == "stopping"
    assert follow(live, {"type": "recorded", "seconds": 240.0, "why": "stopped"}).seconds == 240.0
    assert live.spoken.startswith("Recording stopped, 3:20")


def test_a_pause_is_not_told_that_it_is_silent():
    silent = after(BEGUN, level(warnings=["mic:silent"]))
    assert "no sound" in silent.warning
    assert follow(silent, {"type": "paused"}).warning == ""
    gone = follow(silent, {"type": "lost", "track": "mic", "device": "Headset", "t": 2.0})
    assert "is gone" in follow(gone, {"type": "paused"}).warning

"""Words during the call: what the bar shows, and what is nudged from them."""

import threading

import pytest
from recording_fakes import FakeRecordings

from callcoach_desktop.services.live_words import Said
from callcoach_desktop.ui.recording.bar import RecordBar
from callcoach_desktop.ui.recording.live import Live
from callcoach_desktop.ui.recording.recorder import Plan, Recorder
from callcoach_desktop.ui.recording.words_strip import LINES
from callcoach_desktop.ui.recording.writing import SHOWN, Writing


class FakeWords:
    def __init__(self, why="", ends=""):
        self.wanted, self.why, self.ends = True, why, ends
        self.followed, self.go = [], threading.Event()
        self.tell = lambda _one: None

    def why_not(self):
        return self.why

    def follow(self, call, language, on_said, stopped):
        self.followed.append((call, language))
        self.tell = on_said
        self.go.set()
        pause = threading.Event()
        while not stopped() and not self.ends:
            pause.wait(0.01)
        return self.ends


@pytest.fixture
def writing(qtbot):
    made = Writing()
    yield made
    made.end()
    made.wait()


def said(n, side="rep", asked=None, text="Some words."):
    return Said(side, float(n), n + 1.0, text, asked)


def test_the_last_words_and_the_last_question_are_known(writing, qtbot):
    words = FakeWords()
    writing.begin(words, "call1", "en")
    assert words.go.wait(120)
    qtbot.waitUntil(lambda: writing.asked == 0.0)
    for n in range(SHOWN + 2):
        with qtbot.waitSignal(writing.changed):
            words.tell(said(n, asked=float(n) if n == 1 else None))
    with qtbot.waitSignal(writing.changed):
        words.tell(said(9, "customer", asked=9.5))
    assert words.followed == [("call1", "en")]
    assert len(writing.said) == SHOWN
    assert writing.said[-1].side == "customer"
    assert writing.asked == 1.0  # the customer's question is not the rep's
    assert writing.heard == 10.0
    writing.end()
    assert writing.said == ()
    assert writing.asked is None


def test_why_it_cannot_be_done_is_told_once(writing, qtbot):
    with qtbot.waitSignal(writing.problem) as told:
        writing.begin(FakeWords(why="Too slow."), "call1", None)
    assert told.args == ["Too slow."]
    with qtbot.waitSignal(writing.problem) as told:
        writing.begin(FakeWords(ends="It ended."), "call1", None)
    assert told.args == ["It ended."]
    assert writing.asked is None


def test_who_did_not_ask_for_it_is_not_told(writing, qtbot):
    words = FakeWords(why="Too slow.")
    words.wanted = False
    with qtbot.assertNotEmitted(writing.problem, wait=100):
        writing.begin(words, "call1", None)


def test_the_nudge_says_how_long_ago_the_last_question_was(qtbot):
    recorder, recordings = Recorder(), FakeRecordings()
    recorder.attach(recordings, lambda _call, _plan: None)
    recorder.asked = lambda: 20.0
    recorder.start(Plan())
    recordings.session.level(150.0, rep_share=0.4)
    qtbot.waitUntil(lambda: recorder.live.seconds == 150.0)
    assert recorder.live.since_question == 130.0
    assert recorder.live.nudge == "2:10 since your last question"
    recorder.heard = lambda: 100.0  # the words are late: he may have asked since
    recordings.session.level(151.0, rep_share=0.4)
    qtbot.waitUntil(lambda: recorder.live.seconds == 151.0)
    assert recorder.live.since_question == 80.0
    assert recorder.live.nudge == ""
    recorder.stop_now()
    qtbot.waitUntil(lambda: not recorder.active)


def test_the_large_bar_shows_three_lines_and_the_small_one_none(qtbot):
    bar = RecordBar()
    qtbot.addWidget(bar)
    bar.show_live(Live("recording", 60.0))
    bar.appear()
    before = bar.height()
    bar.show_words((said(1),))
    bar.show_live(Live("recording", 60.0))
    one = bar.height()
    assert before < one  # and no room is kept for what nobody has said yet
    long = "It has been like this since the spring, and nobody has looked at it " * 6
    bar.show_words((said(1), said(2, "customer", text=long)))
    bar.show_live(Live("recording", 61.0))
    assert bar.words.isVisible()
    assert bar.height() > one
    shown = bar.words.lines()
    assert len(shown) == LINES
    assert shown[0][1] == "Customer"  # its beginning is out of sight
    assert shown[0][2].startswith("…")
    assert "You: Some words." in bar.words.accessibleName()
    bar.set_small(on=True)
    assert not bar.words.isVisible()

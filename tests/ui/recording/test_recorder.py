import pytest
from recording_fakes import FakeRecordings

from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.recording.recorder import Plan, Recorder

PLAN = Plan("mic", "speakers", "Harrow Ridge", ImportOptions(customer="Harrow"), Consent("said"))


@pytest.fixture
def recordings():
    return FakeRecordings()


@pytest.fixture
def recorder(recordings, qtbot):
    made = Recorder()
    made.kept = []
    made.attach(recordings, lambda call, plan: made.kept.append((call, plan)))
    yield made
    made.detach()


def begun(recorder, qtbot):
    assert recorder.start(PLAN)
    qtbot.waitUntil(lambda: recorder.live.phase == "recording")


def test_a_recording_is_begun_kept_stopped_and_brought_in(recorder, recordings, qtbot):
    begun(recorder, qtbot)
    (asked,) = recordings.records
    assert (asked["mic"], asked["system"], asked["title"]) == ("mic", "speakers", "Harrow Ridge")
    assert asked["consent"] == Consent("said")
    assert recorder.kept == [(recordings.session.call, PLAN)]
    recordings.session.level(7.0)
    qtbot.waitUntil(lambda: recorder.live.seconds == 7.0)
    recorder.stop()
    qtbot.waitUntil(lambda: recorder.live.phase == "stopping")
    assert 8.0 < recorder.undo_s <= 10.0
    with qtbot.waitSignal(recorder.ended) as ended:
        recordings.session.tell("recorded", seconds=7.2, why="stopped")
    assert ended.args[0].audio_seconds == 1661.0
    assert recordings.finished == [(recordings.session.call, PLAN.said)]
    assert not recorder.active


def test_a_second_one_is_not_begun(recorder, recordings, qtbot):
    begun(recorder, qtbot)
    assert not recorder.start(PLAN)
    assert len(recordings.records) == 1


def test_pause_mark_and_a_stop_that_is_taken_back(recorder, recordings, qtbot):
    begun(recorder, qtbot)
    recorder.toggle_pause()
    qtbot.waitUntil(lambda: recorder.live.phase == "paused")
    recorder.mark("price")
    recorder.toggle_pause()
    qtbot.waitUntil(lambda: recorder.live.phase == "recording")
    assert recorder.live.marks == 1
    recorder.stop()
    qtbot.waitUntil(lambda: recorder.live.phase == "stopping")
    recorder.go_on()
    qtbot.waitUntil(lambda: recorder.live.phase == "recording")
    assert recordings.session.asked == ["pause", ("mark", "price"), "resume", "stop", "go_on"]
    assert recorder.undo_s is None


def test_what_kept_it_from_beginning_is_told(recorder, recordings, qtbot):
    recordings.session.tell("", error=KnownError("no_device", "There is no microphone.", "Plug one in."))
    with qtbot.waitSignals([recorder.problem, recorder.ended]) as _:
        recorder.start(PLAN)
    assert not recorder.active
    assert recordings.finished == []


def test_a_recorder_that_died_is_brought_in_all_the_same(recorder, recordings, qtbot):
    begun(recorder, qtbot)
    said = []
    recorder.problem.connect(said.append)
    with qtbot.waitSignal(recorder.ended):
        recordings.session.tell("", error=KnownError("recorder_died", "The recorder ended.", "All is safe."))
    assert said == ["The recorder ended. All is safe."]
    assert len(recordings.finished) == 1


def test_a_full_disk_is_told(recorder, recordings, qtbot):
    begun(recorder, qtbot)
    with qtbot.waitSignal(recorder.problem) as said:
        recordings.session.tell("recorded", seconds=9.0, why="disk_full")
    assert said.args[0].startswith("The disk was full.")


def test_a_recording_of_another_window_is_joined(recorder, recordings, qtbot):
    assert recorder.join("zzzzzzzzzzz2", "Lindenhof")
    qtbot.waitUntil(lambda: recorder.live.phase == "recording")
    assert (recorder.call, recorder.plan.title) == ("zzzzzzzzzzz2", "Lindenhof")
    assert recorder.kept == []


def test_the_end_of_the_library_ends_the_recording(recorder, recordings, qtbot):
    begun(recorder, qtbot)
    recorder.detach()
    assert not recorder.active
    assert recorder.start(PLAN) is False

"""The window, the real recorder and a real sound server; only the ears are missing."""

import os
import signal
import subprocess
import sys
import wave

import numpy as np
import pytest

from callcoach_desktop.app import Session
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.recording import Recordings
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui.recording.preferences import LAW_READ
from callcoach_desktop.ui.tasks import finish_tasks

SLOW = 30_000  # ms


@pytest.fixture
def session(qtbot, home):
    with Library.open(default_library()) as library:
        library.set_setting(LAW_READ, True)
    made = Session(default_library(), jobs=False)
    qtbot.addWidget(made.window)
    with qtbot.waitSignal(made.opened, timeout=SLOW):
        made.window.show()
    yield made
    flow = made.window.recording
    if flow.recorder.active:
        flow.recorder.stop_now()
        qtbot.waitUntil(lambda: not flow.recorder.active, timeout=SLOW)
    if flow.bar is not None:
        flow.bar.close()
    made.window.close()
    finish_tasks()


@pytest.fixture
def talk(tmp_path):
    """A minute of a tone that comes and goes like talk."""
    path = tmp_path / "talk.wav"
    at = np.arange(16_000 * 60)
    sound = (9000 * np.sin(at * 0.15) * (np.sin(at * 2 * np.pi / 48_000) > 0)).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(sound.tobytes())
    return path


@pytest.mark.slow
def test_a_call_is_recorded_from_the_dialog_to_the_library(session, sounds, talk, qtbot):
    window, flow = session.window, session.window.recording
    players = [sounds.play("speakers", talk), sounds.play("room", talk)]
    window.menus.record.trigger()
    qtbot.waitUntil(lambda: flow.dialog is not None, timeout=SLOW)
    dialog = flow.dialog
    qtbot.waitUntil(lambda: dialog.devices.system.count() == 2, timeout=SLOW)
    names = [dialog.devices.system.itemText(n).split("  ")[0] for n in range(2)]
    assert sorted(names) == ["Room", "Speakers"]
    # A null sink has no microphone: the room's own monitor stands in for one.
    dialog.devices.system.setCurrentIndex(names.index("Speakers"))
    dialog.devices.mic.addItem("Room", "room.monitor")
    dialog.devices._picked()
    dialog._fit()
    qtbot.waitUntil(lambda: dialog.devices.mic_meter.value > 0.5, timeout=SLOW)
    qtbot.waitUntil(lambda: dialog.devices.system_meter.value > 0.5, timeout=SLOW)
    dialog.customer.setText("Harrow Ridge")
    dialog.consent.tick.setChecked(True)
    dialog.begin.click()
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "recording", timeout=SLOW)
    call = flow.recorder.call
    qtbot.waitUntil(lambda: flow.recorder.live.seconds >= 3, timeout=SLOW)
    qtbot.waitUntil(lambda: flow.recorder.live.mic_db > -30, timeout=SLOW)
    assert flow.bar.isVisible()
    flow.mark()
    qtbot.waitUntil(lambda: flow.recorder.live.marks == 1, timeout=SLOW)
    flow.toggle_pause()
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "paused", timeout=SLOW)
    flow.toggle_pause()
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "recording", timeout=SLOW)
    flow.stop()
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "stopping", timeout=SLOW)
    flow.recorder.go_on()
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "recording", timeout=SLOW)
    flow.recorder.stop_now()
    qtbot.waitUntil(lambda: not flow.recorder.active, timeout=SLOW)
    for one in players:
        one.terminate()
        one.wait(10)
    detail = session.services.library.call(call)
    assert (detail.row.customer, detail.row.source) == ("Harrow Ridge", "recording")
    assert detail.row.duration > 3
    assert {comment.kind for comment in detail.comments} == {"bookmark"}  # the mark, and where it was paused
    assert session.services.consents.of(call).how == "said"
    (job,) = session.services.runner.jobs()
    assert (job.call, job.kind) == (call, "import")
    assert "is saved" in window.toast.text()


BEGIN = """
import sys, threading
from pathlib import Path
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.recording import Recordings
with Library.open(Path(sys.argv[1])) as library:
    with Recordings(library).record(mic="room.monitor", system="Speakers", title="Lindenhof") as session:
        for event in session.events(lambda: False):
            print(event["type"], event.get("t", 0), session.pid, flush=True)
"""


def begun_elsewhere():
    """A process that records, as a window that was killed would leave it; and its recorder's id. Sound is on the disk:
    what is cut off within its first second may be empty."""
    process = subprocess.Popen([sys.executable, "-c", BEGIN, str(default_library())], stdout=subprocess.PIPE, text=True)
    heard = 0.0
    for line in process.stdout:
        kind, seconds, pid = line.split()
        heard = max(heard, float(seconds))
        if kind == "level" and heard >= 2.0:
            return process, int(pid)
    raise AssertionError("it did not begin")


def killed(process):
    process.kill()
    process.wait(10)
    process.stdout.close()


@pytest.mark.slow
def test_a_recording_whose_window_was_killed_is_found_again(session, sounds, qtbot):
    services, window = session.services, session.window
    process, _ = begun_elsewhere()
    killed(process)
    window.detach()
    window.attach(services)
    flow = window.recording
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "recording", timeout=SLOW)
    assert flow.recorder.plan.title == "Lindenhof"
    seen = flow.recorder.live.seconds
    qtbot.waitUntil(lambda: flow.recorder.live.seconds > seen + 1, timeout=SLOW)
    assert flow.bar.isVisible()
    call = flow.recorder.call
    flow.recorder.stop_now()
    qtbot.waitUntil(lambda: not flow.recorder.active, timeout=SLOW)
    assert services.library.call(call).row.duration > 2


@pytest.mark.slow
def test_a_recording_that_was_cut_off_is_recovered_at_the_next_start(session, sounds, qtbot):
    services, window = session.services, session.window
    process, recorder = begun_elsewhere()
    os.kill(recorder, signal.SIGKILL)
    killed(process)
    qtbot.waitUntil(lambda: Recordings(services.library).waiting() != [], timeout=SLOW)
    window.detach()
    window.attach(services)
    flow = window.recording
    qtbot.waitUntil(lambda: flow.recovery is not None, timeout=SLOW)
    flow.recovery.recover.click()
    qtbot.waitUntil(lambda: "was cut off: recovered, 0:0" in window.toast.text(), timeout=SLOW)
    flow.recovery.recover.click()

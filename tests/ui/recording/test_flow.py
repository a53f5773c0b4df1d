"""The button, the dialog, the bar and the end, over a recorder that tests speak for."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from fake_services import FakeLibrary, make_rows, make_services
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox
from recording_fakes import FakeRecordings, Running

from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.domain.recording import REQUIRED
from callcoach_desktop.services.agenda import NextCall
from callcoach_desktop.ui.main_window import MainWindow
from callcoach_desktop.ui.recording import flow as flow_module
from callcoach_desktop.ui.recording import sounding
from callcoach_desktop.ui.recording.preferences import LAW_READ

DEVICES = [
    {"key": "jabra", "name": "Jabra Evolve 65", "kind": "mic", "default": True, "muted": False},
    {"key": "laptop", "name": "Built-in", "kind": "mic", "default": False, "muted": True},
    {"key": "speakers", "name": "Speakers", "kind": "system", "default": True, "muted": False},
]


class FakeMeter:
    made: ClassVar = []

    def __init__(self):
        self.heard = []
        self.devices = [DEVICES]
        FakeMeter.made.append(self)

    def listen(self, mic, system):
        self.heard.append((mic, system))

    def events(self, stopped):
        import threading

        pause = threading.Event()
        while not stopped():
            while self.devices:
                yield {"type": "sources", "devices": self.devices.pop(0)}
            yield {"type": "heard", "mic_db": -20.0, "system_db": None, "mic_clips": False, "system_clips": False}
            pause.wait(0.02)


class FakeConsents:
    def __init__(self, consent):
        self.consent, self.asked = consent, []

    def of(self, call):
        self.asked.append(call)
        return self.consent


class FakeAgenda:
    def __init__(self, *calls):
        self.calls = calls

    def next_calls(self, now):
        return list(self.calls)


@pytest.fixture
def recordings():
    return FakeRecordings()


@pytest.fixture
def agenda():
    return FakeAgenda()


@pytest.fixture
def window(qtbot, recordings, agenda, monkeypatch):
    import callcoach_desktop.services.beginning as beginning
    import callcoach_desktop.services.metering as metering

    FakeMeter.made.clear()
    monkeypatch.setattr(metering, "Meter", FakeMeter)
    kept = []
    monkeypatch.setattr(beginning, "begin", lambda library, call, said, consent: kept.append((call, said, consent)))
    made = MainWindow()
    qtbot.addWidget(made)
    made.kept = kept
    library = FakeLibrary(make_rows(2))
    library.set_setting(LAW_READ, True)
    made.attach(replace(make_services(library), recordings=recordings, agenda=agenda))
    made.show()
    yield made
    made.recording.recorder.stop_now()
    made.detach()
    if made.recording.bar is not None:
        made.recording.bar.close()


def dialog_of(window, qtbot):
    window.menus.record.trigger()
    qtbot.waitUntil(lambda: window.recording.dialog is not None)
    dialog = window.recording.dialog
    qtbot.waitUntil(lambda: dialog.devices.mic.count() == 2)
    return dialog


def begun(window, qtbot):
    dialog = dialog_of(window, qtbot)
    dialog.begin.click()
    qtbot.waitUntil(lambda: window.recording.recorder.live.phase == "recording")
    return window.recording


def listed_of(window):
    return window.calls.view_model.model._recorded


def test_record_is_in_rail_menu_and_tray(window):
    assert window.recording.button.isVisible()
    assert window.menus.record.shortcut().toString() == "Ctrl+R"
    assert window.menus.record.isEnabled()
    assert not window.menus.stop.isEnabled()


def test_from_the_dialog_to_the_bar_to_the_saved_call(window, recordings, qtbot):
    dialog = dialog_of(window, qtbot)
    dialog.customer.setText("Harrow  Ridge")
    dialog.call_type.setText("discovery")
    dialog.consent.tick.setChecked(True)
    dialog.begin.click()
    flow = window.recording
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "recording")
    (asked,) = recordings.records
    assert (asked["mic"], asked["system"], asked["title"]) == ("jabra", "speakers", "Harrow Ridge")
    ((call, said, consent),) = window.kept
    assert (said.customer, said.call_type, consent.how) == ("Harrow Ridge", "discovery", "said")
    assert flow.bar.isVisible()
    qtbot.waitUntil(lambda: recordings.remembered == [("jabra", "speakers")])
    recordings.session.level(65.0)
    qtbot.waitUntil(lambda: "1:05" in flow.button.accessibleName())
    assert window.menus.stop.isEnabled()
    listed = listed_of(window)
    assert listed == {call: ("Recording", 65.0)}
    window.menus.stop.trigger()
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "stopping")
    qtbot.waitUntil(lambda: "saved in" in flow.bar.message.text.text())
    recordings.session.tell("recorded", seconds=65.0, why="stopped")
    qtbot.waitUntil(lambda: not flow.recorder.active)
    assert not flow.bar.isVisible()
    assert recordings.finished[0][0] == call
    assert "is saved, 27:41" in window.toast.text()
    assert listed_of(window) == {}


def test_ctrl_r_shows_the_bar_while_a_call_is_recorded(window, recordings, qtbot):
    flow = begun(window, qtbot)
    flow.bar.hide()
    window.menus.record.trigger()
    assert flow.bar.isVisible()
    assert flow.dialog is None


def test_a_library_that_wants_consent_waits_for_the_tick(window, qtbot):
    window.services.library.set_setting(REQUIRED, True)
    dialog = dialog_of(window, qtbot)
    assert not dialog.begin.isEnabled()
    assert "consent" in dialog.why.text()
    dialog.consent.tick.setChecked(True)
    assert dialog.begin.isEnabled()
    dialog.reject()


def test_before_the_first_recording_the_law_is_told_once(window, qtbot):
    library = window.services.library
    library.set_setting(LAW_READ, None)
    from callcoach_desktop.ui.recording.law_dialog import LawDialog

    window.menus.record.trigger()
    qtbot.waitUntil(lambda: window.findChildren(LawDialog) != [])
    (law,) = window.findChildren(LawDialog)
    law.go_on.click()
    qtbot.waitUntil(lambda: window.recording.dialog is not None)
    qtbot.waitUntil(lambda: library.setting(LAW_READ) is True)
    window.recording.dialog.reject()


@pytest.mark.parametrize(
    ("hours", "told", "kind"),
    [
        (250.0, "Room on the disk for more than 100 hours", "muted"),
        (12.0, "Room on the disk for 12 h", "muted"),
        (0.5, "Room on the disk for 30 min", "warn"),
    ],
)
def test_the_dialog_says_how_much_the_disk_has_room_for(window, recordings, qtbot, hours, told, kind):
    recordings.hours = hours
    dialog = dialog_of(window, qtbot)
    assert (dialog.why.text(), dialog.why.property("kind")) == (told, kind)
    dialog.reject()


def test_at_a_table_only_the_microphone_is_recorded(window, recordings, qtbot):
    dialog = dialog_of(window, qtbot)
    dialog.devices.mode._buttons["table"].click()
    assert not dialog.devices.system.isVisible()
    assert FakeMeter.made[-1].heard[-1] == ("jabra", None)
    dialog.begin.click()
    qtbot.waitUntil(lambda: recordings.records != [])
    assert recordings.records[0]["system"] == "none"


def test_a_device_that_is_plugged_in_appears_and_the_choice_stays(window, qtbot):
    dialog = dialog_of(window, qtbot)
    dialog.devices.mic.setCurrentIndex(1)
    dialog.devices.mic.activated.emit(1)
    more = [*DEVICES, {"key": "new", "name": "Car", "kind": "mic", "default": False, "muted": False}]
    FakeMeter.made[-1].devices.append(more)
    qtbot.waitUntil(lambda: dialog.devices.mic.count() == 3)
    assert dialog.devices.mic.currentData() == "laptop"
    assert "changed" in dialog.devices.says.text()
    dialog.reject()


def test_what_was_used_with_these_devices_is_chosen(window, recordings, qtbot):
    recordings.pair = ("laptop", "none")
    dialog = dialog_of(window, qtbot)
    qtbot.waitUntil(lambda: dialog.devices.chosen() == ("laptop", "none"))
    dialog.reject()


def test_levels_move_and_the_test_says_what_is_wrong(window, recordings, qtbot):
    dialog = dialog_of(window, qtbot)
    qtbot.waitUntil(lambda: dialog.devices.mic_meter.value > 0.5)
    assert dialog.devices.system_meter.value == 0.0
    dialog.devices.test_button.click()
    qtbot.waitUntil(dialog.devices.play_button.isVisible)
    assert recordings.tested == [("jabra", "speakers", 3.0)]
    assert "right one" in dialog.devices.says.text()
    dialog.reject()


def test_a_call_of_the_calendar_fills_the_dialog_and_can_be_armed(window, agenda, recordings, qtbot):
    now = datetime.now().astimezone()
    near = NextCall("1", "Copper Kettle, negotiation", now, now + timedelta(hours=1), customer="Copper Kettle")
    later = NextCall("2", "Lindenhof", now + timedelta(hours=2), now + timedelta(hours=3))
    agenda.calls = (near, later)
    dialog = dialog_of(window, qtbot)
    assert (dialog.title.text(), dialog.customer.text()) == ("Copper Kettle, negotiation", "Copper Kettle")
    dialog.arm.menu().actions()[0].trigger()
    flow = window.recording
    assert flow.arming.call is later
    assert "Lindenhof" in flow.button.toolTip()
    assert flow.button.accessibleName() == flow.button.toolTip()
    assert window.menus.disarm.isEnabled()
    flow.arming._now = lambda: later.start + timedelta(seconds=1)
    flow.arming.look()
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "recording")
    assert recordings.records[0]["title"] == "Lindenhof"
    assert flow.arming.call is None


def armed(window, agenda, qtbot) -> datetime:
    """A call of the calendar is armed; returns when it begins."""
    now = datetime.now().astimezone()
    agenda.calls = (NextCall("2", "Lindenhof", now + timedelta(hours=2), now + timedelta(hours=3)),)
    dialog_of(window, qtbot).arm.menu().actions()[0].trigger()
    return agenda.calls[0].start


def test_the_recorder_of_an_armed_call_is_there_before_its_time(window, agenda, recordings, qtbot):
    start = armed(window, agenda, qtbot)
    arming = window.recording.arming
    arming._now = lambda: start - timedelta(seconds=61)
    arming.look()
    assert recordings.prepared == 0
    for before in (59, 30, 0.4):
        arming._now = lambda left=before: start - timedelta(seconds=left)
        arming.look()
    qtbot.waitUntil(lambda: recordings.prepared == 1)
    assert arming._timer.interval() <= 401  # not a second late
    told = []
    window.tray.notify = lambda *said: told.append(said[:2])
    recordings.may_begin.clear()
    arming._now = lambda: start
    arming.look()
    qtbot.waitUntil(lambda: recordings.records != [])
    assert told == []
    recordings.may_begin.set()
    qtbot.waitUntil(lambda: told == [("Recording has begun", "Lindenhof")])


def test_a_recorder_that_waits_goes_when_its_call_is_called_off(window, agenda, recordings, qtbot):
    start = armed(window, agenda, qtbot)
    arming = window.recording.arming
    arming._now = lambda: start - timedelta(seconds=30)
    arming.look()
    qtbot.waitUntil(lambda: recordings.prepared == 1)
    window.menus.disarm.trigger()
    assert recordings.prepared == 0


def test_a_call_that_was_slept_through_is_told(window, agenda, recordings, qtbot):
    now = datetime.now().astimezone()
    agenda.calls = (NextCall("2", "Lindenhof", now + timedelta(hours=2), now + timedelta(hours=3)),)
    dialog = dialog_of(window, qtbot)
    dialog.arm.menu().actions()[0].trigger()
    window.recording.arming._now = lambda: now + timedelta(hours=3)
    window.recording.arming.look()
    assert "slept" in window.toast.text()
    assert recordings.records == []


def test_the_window_does_not_close_over_a_recording(window, recordings, qtbot):
    flow = begun(window, qtbot)
    window.close()
    assert window.isVisible()
    (box,) = window.findChildren(QMessageBox)
    assert box.defaultButton().text() == "Go on recording"
    box.defaultButton().click()
    assert flow.recorder.active
    window.close()
    box = next(one for one in window.findChildren(QMessageBox) if one.isVisible())
    next(one for one in box.buttons() if one is not box.defaultButton()).click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(recordings.finished) == 1


class FakeBeeper(QObject):
    beeped = Signal()
    on = False

    def set_on(self, *, on):
        self.on = on


def test_a_recording_of_another_process_is_shown_again_and_beeps_on(qtbot, window, recordings, monkeypatch):
    monkeypatch.setattr(sounding, "Beeper", FakeBeeper)
    services = window.services
    window.detach()
    recordings.now_running = [Running("zzzzzzzzzzz2")]
    consents = FakeConsents(Consent("said", beep=True))
    window.attach(replace(services, consents=consents))
    qtbot.waitUntil(lambda: window.recording.recorder.live.phase == "recording")
    assert window.recording.bar.isVisible()
    assert consents.asked == ["zzzzzzzzzzz2"]
    assert window.recording._beeper.on
    window.recording._beeper.beeped.emit()
    assert recordings.session.asked == ["beep"]


def test_recordings_that_were_cut_off_are_brought_in(qtbot, window, recordings):
    services = window.services
    window.detach()
    recordings.cut_off = [make_rows(1)[0].id]
    window.attach(services)
    flow = window.recording
    qtbot.waitUntil(lambda: flow.recovery is not None)
    assert flow.recovery.recover.isDefault()
    flow.recovery.recover.click()
    qtbot.waitUntil(lambda: recordings.finished != [])
    qtbot.waitUntil(lambda: "recovered, 27:41" in window.toast.text())
    flow.recovery.recover.click()
    qtbot.waitUntil(lambda: flow.recovery is None)


def test_later_asks_again_at_the_next_start(qtbot, window, recordings):
    services = window.services
    for _ in range(2):
        window.detach()
        recordings.cut_off = [make_rows(1)[0].id]
        window.attach(services)
        qtbot.waitUntil(lambda: window.recording.recovery is not None)
        window.recording.recovery.later.click()
        qtbot.waitUntil(lambda: window.recording.recovery is None)
    assert recordings.finished == []


def test_the_tick_of_the_undo_ends_with_it(window, recordings, qtbot):
    flow = begun(window, qtbot)
    flow.stop()
    qtbot.waitUntil(flow._tick.isActive)
    flow.bar.message.go_on.click()
    qtbot.waitUntil(lambda: flow.recorder.live.phase == "recording")
    assert not flow._tick.isActive()
    assert flow_module.UNDO_TICK_MS < 1000


def test_the_head_of_a_call_tells_how_consent_was_given(qtbot):
    from PySide6.QtWidgets import QWidget

    from callcoach_desktop.ui.recording.consent_note import ConsentNote
    from callcoach_desktop.ui.screens.call.header import Header

    class Screen(QWidget):
        ready = Signal(str)

    class Kept:
        def of(self, call):
            return {"a": Consent("said", beep=True), "b": Consent("none")}.get(call)

    screen = Screen()
    qtbot.addWidget(screen)
    screen.header = Header(screen)
    ConsentNote(screen, Kept())
    for call, told in (("a", "Consent: said on the call, with a beep"), ("b", "Consent: none was noted"), ("c", "")):
        screen.ready.emit(call)
        qtbot.waitUntil(lambda told=told: screen.header.note.toolTip() == told)
        assert screen.header.note.isHidden() == (not told)


def test_the_recorded_call_opens_when_it_is_transcribed(window, recordings, qtbot, monkeypatch):
    from fake_services import make_job

    flow = begun(window, qtbot)
    call = flow.recorder.call
    flow.recorder.stop_now()
    qtbot.waitUntil(lambda: not flow.recorder.active)
    opened = []
    monkeypatch.setattr(window, "open_call", opened.append)
    window.jobs.finished.emit([make_job("other", call="another")], 0, 0)
    assert opened == []
    window.jobs.finished.emit([make_job("job", call=call)], 0, 0)
    assert opened == [call]
    window.jobs.finished.emit([make_job("job", call=call)], 0, 0)
    assert opened == [call]


@pytest.mark.qt_log_ignore("No such signal QPlatformNativeInterface")
def test_the_tray_says_that_a_call_is_recorded_and_goes_back(qtbot):
    from PySide6.QtCore import QObject

    from callcoach_desktop.ui.tray import Tray

    parent = QObject()
    tray = Tray(parent, available=lambda: True)
    tray.start()
    tray.show_recording("Recording, 12:07.")
    assert "12:07" in tray.icon.toolTip()
    assert tray.record.text() == "Stop recording"
    tray.show_progress(0.5, "Importing 1")
    assert "12:07" in tray.icon.toolTip()
    with qtbot.waitSignal(tray.record_wanted):
        tray.record.trigger()
    tray.show_recording("Recording paused, 12:08.", paused=True)
    tray.show_recording("")
    assert tray.record.text() == "Record a call…"
    assert "12:08" not in tray.icon.toolTip()
    tray.stop()

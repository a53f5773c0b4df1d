"""What the rep wanted to do in the next call of a customer, where that call begins."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from recording_fakes import FakeRecordings
from test_flow import FakeMeter

from callcoach_desktop.domain.coaching import Review
from callcoach_desktop.services.agenda import NextCall
from callcoach_desktop.ui.look_back.opening import LookingBack
from callcoach_desktop.ui.recording.bar import RecordBar
from callcoach_desktop.ui.recording.dialog import Prepared, StartDialog
from callcoach_desktop.ui.recording.live import Live
from callcoach_desktop.ui.tasks import finish_tasks

NOW = datetime.fromisoformat("2026-11-24T18:00:00+00:00")


def test_the_dialog_says_it_for_the_customer_of_the_calendar_and_for_one_that_is_typed(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    coming = NextCall("1", "Copper Kettle", NOW, NOW, (), "", "Copper Kettle")
    prepared = Prepared(agenda=(coming,), intentions={"copper kettle": "trade, never give", "brightwater": "wait"})
    dialog = StartDialog(parent, FakeRecordings(), FakeMeter(), prepared, NOW)
    assert dialog.intention.text() == "Your intention for this call: trade, never give"
    dialog.customer.setText(" Brightwater ")
    assert dialog.intention.text() == "Your intention for this call: wait"
    dialog.customer.setText("Somebody")
    assert dialog.intention.isHidden()
    dialog.reject()


class Recorder(QObject):
    began = Signal(str)
    changed = Signal()


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    bar = RecordBar()
    qtbot.addWidget(bar)
    bar.show_live(Live("recording", 7.0))
    bar.appear()
    recorder = Recorder(made)
    recorder.plan = SimpleNamespace(said=SimpleNamespace(customer="Brightwater"))
    made.recording = SimpleNamespace(recorder=recorder, bar=bar)
    made.told = []
    made.tell = lambda *said: made.told.append(said)
    yield made
    finish_tasks()


def test_the_bar_shows_it_while_the_call_is_recorded(window, qtbot):
    asked = []

    class Coach:
        def intention_for(self, customer, before):
            asked.append(customer)
            return Review("c", intention="ask who drives") if customer == "Brightwater" else None

    looking = LookingBack(window)
    looking.attach(Coach(), object())
    bar, recorder = window.recording.bar, window.recording.recorder
    low = bar.height()
    recorder.began.emit("x")
    qtbot.waitUntil(lambda: bar.intention.text() == "Your intention: ask who drives", timeout=5000)
    assert bar.height() > low
    recorder.plan = SimpleNamespace(said=SimpleNamespace(customer=None))
    recorder.began.emit("y")
    recorder.changed.emit()
    assert bar.intention.isHidden()
    assert asked == ["Brightwater"]

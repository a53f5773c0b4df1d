"""The playbook in the record bar: opened and closed, walked through, expanded; given when a recording begins."""

from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest

from callcoach_desktop.domain.playbook import Content, Entry, Origin, Reminder, Situation, Version
from callcoach_desktop.ui.playbook_notes import PlaybookNotes
from callcoach_desktop.ui.recording.bar import RecordBar
from callcoach_desktop.ui.recording.glance import FEW, MANY
from callcoach_desktop.ui.recording.glancing import Glancing, ordered
from callcoach_desktop.ui.recording.live import Live
from callcoach_desktop.ui.tasks import finish_tasks

LONG = "What is it worth to you when no load comes in warm? " * 12


def entry(id_, say="Say so.", kind="objection", about="price"):
    content = Content(Situation(kind, about), f"Entry {id_}", say)
    return Entry(id_, Version(id_, 1, content, Origin("own", "2026-11-01T00:00:00+00:00"), "m", "current"))


class Book:
    def __init__(self, entries):
        self.kept = entries
        self.asked = []

    def entries(self):
        return list(self.kept)

    def reminder(self, coming, today):
        self.asked.append((coming, today))
        return Reminder(self.kept[-1], "because") if coming else None


@pytest.fixture
def bar(qtbot):
    made = RecordBar()
    qtbot.addWidget(made)
    made.show_live(Live("recording", 727.0, share=0.61, mic_db=-20.0, system_db=-40.0))
    made.appear()
    return made


def test_without_entries_there_is_no_button(bar):
    assert bar.book.isHidden()
    low = bar.height()
    QTest.keyClick(bar, Qt.Key.Key_B)
    bar.toggle_glance()
    assert (bar.glance.isVisible(), bar.height()) == (False, low)


def test_a_key_opens_it_and_the_bar_grows_and_shrinks(bar):
    bar.show_entries([entry("a", LONG), entry("b")])
    low = bar.height()
    assert bar.book.isVisible()
    QTest.keyClick(bar, Qt.Key.Key_B)
    assert bar.glance.isVisible()
    assert bar.glance.title.text() == "Entry a"
    assert bar.glance.count.text() == "1 of 2"
    lines = bar.glance.words.lines(bar.glance.words.width())
    assert len(lines) == FEW
    assert lines[-1].endswith("…")
    glanced = bar.height()
    assert glanced > low
    QTest.keyClick(bar, Qt.Key.Key_Down)
    assert FEW < len(bar.glance.words.lines(bar.glance.words.width())) <= MANY
    assert bar.height() > glanced
    assert bar.glance.more.accessibleName() == "Less (Up)"
    QTest.keyClick(bar, Qt.Key.Key_Up)
    assert bar.height() == glanced
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert bar.glance.accessibleName() == "Entry b. Say so."
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert bar.glance.title.text() == "Entry a"
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert bar.glance.title.text() == "Entry b"
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert (bar.glance.isVisible(), bar.height()) == (False, low)


def test_the_buttons_do_the_same_and_the_small_bar_has_it_too(bar, qtbot):
    bar.show_entries([entry("a"), entry("b")])
    bar.set_small(on=True)
    qtbot.mouseClick(bar.book, Qt.MouseButton.LeftButton)
    assert bar.glance.isVisible()
    qtbot.mouseClick(bar.glance.on, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.glance.more, Qt.MouseButton.LeftButton)
    assert bar.glance.title.text() == "Entry b"
    assert bar.glance.is_large
    bar.show_live(Live("recording", 730.0, nudge="x"))  # a second later it is still there
    assert bar.glance.isVisible()
    assert bar.message.text.text() == "x"


def test_the_one_that_is_read_stays_when_the_entries_change(bar):
    bar.show_entries([entry("a"), entry("b")])
    bar.toggle_glance()
    bar.glance.step(1)
    bar.show_entries([entry("c"), entry("b"), entry("a")])
    assert bar.glance.title.text() == "Entry b"
    bar.show_entries([])
    assert not bar.glance.isVisible()
    assert bar.book.isHidden()


def test_the_customers_objection_comes_first():
    entries = [entry("s", kind="stage", about="closing"), entry("a"), entry("t", about="trust")]
    book = Book(entries)
    today = date(2026, 11, 24)
    assert [e.id for e in ordered(book, "Copper Kettle", today)] == ["t", "a", "s"]
    assert [e.id for e in ordered(book, None, today)] == ["a", "t", "s"]
    assert book.asked[0][0][0].customer == "Copper Kettle"


class Recorder(QObject):
    began = Signal(str)
    changed = Signal()

    def __init__(self):
        super().__init__()
        self.active = False
        self.plan = SimpleNamespace(said=SimpleNamespace(customer="Copper Kettle"))


class Keys(QObject):
    pressed = Signal(str)


def test_the_bar_gets_them_when_a_recording_begins(bar, qtbot):
    flow = SimpleNamespace(recorder=Recorder(), keys=Keys(), bar=None)
    notes = PlaybookNotes()
    notes.book = Book([entry("a"), entry("b")])
    glancing = Glancing(flow, notes)
    glancing.toggle()  # nothing is recorded: nothing to show it in
    flow.recorder.active = True
    flow.recorder.began.emit("call1")
    qtbot.waitUntil(lambda: len(glancing._entries) == 2)
    flow.bar = bar
    flow.recorder.changed.emit()
    assert [e.id for e in bar.glance.entries] == ["b", "a"]
    flow.keys.pressed.emit("glance")
    assert bar.glance.isVisible()
    flow.keys.pressed.emit("mark")
    assert bar.glance.isVisible()
    notes.book.kept = [entry("a")]
    notes.refresh()
    qtbot.waitUntil(lambda: len(bar.glance.entries) == 1)
    finish_tasks()

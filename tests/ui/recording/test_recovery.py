from datetime import datetime

import pytest
from PySide6.QtWidgets import QWidget
from recording_fakes import Done

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.recording.recovery import CutOff, RecoveryDialog, sentence, when

NOW = datetime(2026, 11, 25, 9, 0)  # noqa: DTZ001 - local, as calls are dated
FOUND = [CutOff("a", "Harrow Ridge", "2026-11-25T08:03:00"), CutOff("b", "Lindenhof", "2026-11-24T14:03:00")]


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_all_are_brought_in_one_after_the_other(parent, qtbot):
    asked, told = [], []

    def finish(call):
        asked.append(call)
        return Done(call)

    dialog = RecoveryDialog(parent, FOUND, finish, NOW)
    dialog.recovered.connect(lambda done: told.append(done.call))
    dialog.recover.click()
    qtbot.waitUntil(lambda: told == ["a", "b"])
    assert asked == ["a", "b"]
    assert dialog._words["a"].text() == "A recording of 08:03 was cut off: recovered, 27:41"
    assert dialog._words["b"].text() == "A recording of 24 Nov 2026, 14:03 was cut off: recovered, 27:41"
    assert dialog.recover.text() == "Close"
    with qtbot.waitSignal(dialog.accepted):
        dialog.recover.click()


def test_one_that_cannot_be_brought_in_says_why_and_the_next_goes_on(parent, qtbot):
    def finish(call):
        if call == "a":
            raise KnownError("recorder_hangs", "The recorder does not answer.", "Try again.")
        return Done(call, status="failed", error="The disk is full.")

    dialog = RecoveryDialog(parent, FOUND, finish, NOW)
    dialog.recover.click()
    qtbot.waitUntil(lambda: dialog.recover.text() == "Close")
    assert dialog._words["a"].text() == "The recorder does not answer. Try again."
    assert dialog._words["b"].text() == "The disk is full."


def test_while_it_works_it_cannot_be_put_off(parent, qtbot):
    import threading

    go_on = threading.Event()
    dialog = RecoveryDialog(parent, FOUND[:1], lambda call: go_on.wait(120) and Done(call), NOW)
    dialog.show()
    dialog.recover.click()
    dialog.reject()
    assert dialog.isVisible()
    go_on.set()
    qtbot.waitUntil(dialog.recover.isEnabled)


def test_what_became_of_it_in_words():
    assert when("2026-11-25T08:03:00", NOW) == "08:03"
    assert "still running" in sentence(Done("a", status="running"), "08:03")
    assert "before anything was heard" in sentence(Done("a", status="empty"), "08:03")

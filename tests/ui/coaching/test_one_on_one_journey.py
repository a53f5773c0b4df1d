"""A 1-on-1 in the real window, over a restart; and the sound of a moment to the device."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from callcoach_desktop.app import Session
from callcoach_desktop.domain.one_on_ones import Item
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui.sound.excerpts import Excerpts
from callcoach_desktop.ui.sound.player import Player
from callcoach_desktop.ui.tasks import finish_tasks
from tests.ui.coaching.conftest import add_call

RATE = 16_000


class Device:
    """Takes what it is given, 100 ms at a time, as fast as it comes."""

    def __init__(self, rate: int) -> None:
        self.rate, self.channels = rate, 2
        self.written: list[np.ndarray] = []

    def start(self) -> None:
        self.written.clear()

    def free_frames(self) -> int:
        return self.rate // 10

    def write(self, frames: np.ndarray) -> None:
        self.written.append(np.array(frames))

    def played_s(self) -> float:
        return sum(len(w) for w in self.written) / self.rate

    def stop(self) -> None:
        """Nothing to silence."""

    def broken(self) -> bool:
        return False


def test_the_seconds_of_a_moment_reach_the_sound_device(qtbot, library, coach):
    call = add_call(library, coach, 1, date(2026, 11, 24))
    path = library.folder / "calls" / "2026" / call / "sound.flac"
    path.parent.mkdir(parents=True)
    sound = np.zeros((9 * RATE, 2), dtype=np.float32)
    sound[4 * RATE : 5 * RATE, 0] = 0.5 * np.sin(2 * np.pi * 220 * np.arange(RATE) / RATE)  # only second 4 to 5
    soundfile.write(path, sound, RATE, subtype="PCM_16")
    mark = "UPDATE calls SET source = 'sound', sound = '{}', duration = 9 WHERE id = ?"
    library.db.write(lambda conn: conn.execute(mark, (call,)))
    devices: list[Device] = []

    def opened(rate: int) -> Device:
        devices.append(Device(rate))
        return devices[-1]

    heard = Excerpts(None, lambda parent: Player(parent, opened))
    heard.attach(library)
    try:
        with qtbot.waitSignal(heard.playing, timeout=10_000):
            heard.play("a", call, 4.0, 5.0)
        assert (heard.key, heard.call) == ("a", call)
        qtbot.waitUntil(lambda: heard.key == "", timeout=10_000)  # it stops at its end by itself
        made = np.concatenate(devices[0].written)
        assert len(made) / RATE == pytest.approx(1.0, abs=0.15)
        assert np.abs(made).max() > 0.2
        heard.play("b", call, 6.0, 7.0)
        qtbot.waitUntil(lambda: heard.key == "b", timeout=10_000)
        qtbot.waitUntil(lambda: heard.key == "", timeout=10_000)
        assert np.abs(np.concatenate(devices[0].written)).max() < 0.01
        with qtbot.waitSignal(heard.problem, timeout=10_000) as told:
            heard.play("c", add_call(library, coach, 2, date(2026, 11, 24)), 0.0, 1.0)
        assert "came as a transcript" in told.args[0]
    finally:
        heard.detach()


def opened(qtbot: Any, folder: Path) -> Session:
    made = Session(folder, jobs=False)
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    with qtbot.waitSignal(made.opened, timeout=30_000):
        made.window.show()
    return made


def closed(session: Session) -> None:
    session.window.close()
    finish_tasks()


def button(widget: Any, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if text in (b.text().strip(), b.accessibleName()))


def test_a_session_over_a_restart(qtbot):
    folder = default_library()
    with Library.open(folder) as library:
        coach = Coach(library)
        call = add_call(library, coach, 1, date(2026, 11, 20))
        coach.close()
    session = opened(qtbot, folder)
    window = session.window
    qtbot.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    page = window.pages.page("one-on-one")
    qtbot.waitUntil(page.empty.isVisible, timeout=20_000)
    assert window.stack.currentWidget() is page
    qtbot.mouseClick(button(page.empty, "Prepare a 1-on-1"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.currentWidget() is page.page, timeout=20_000)
    page.model.add(Item("m", "hard", "An objection", "Why did you ask?", "2 of 3.", "We hope.", call, 4.0, 9.0))
    page.agenda.topic.setText("Holiday")
    qtbot.keyClick(page.agenda.topic, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [r.item.title for r in page.agenda.rows] == ["An objection", "Holiday"], timeout=10_000)
    window.activateWindow()
    page.shared_button.setFocus()
    qtbot.waitUntil(page.shared_button.hasFocus)
    qtbot.keyClick(page.shared_button, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.shared is not None and page.shared.isVisible(), timeout=10_000)
    view = page.shared
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_3)
    assert view.slide.figure == "2 of 3."
    view.slide.said.setPlainText("Typed as the window closes")
    closed(session)  # with the shared view open
    again = opened(qtbot, folder)
    again.window.pages.show("one-on-one")
    page = again.window.pages.page("one-on-one")
    qtbot.waitUntil(lambda: page.currentWidget() is page.page and bool(page.agenda.rows), timeout=20_000)
    item = page.model.session.items[0]
    assert (item.title, item.rating, item.said) == ("An objection", 3, "Typed as the window closes")
    assert "Edit Item" in again.window.undoing.undo_text()
    again.window.activateWindow()
    again.window.setFocus()
    qtbot.keyClick(again.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.model.session.items[0].said == "", timeout=10_000)
    closed(again)

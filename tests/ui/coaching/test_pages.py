"""The rail's pages in the window, over a real library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from callcoach_desktop.app import Session
from callcoach_desktop.services.coaching import Coach
from callcoach_desktop.services.library import Library
from callcoach_desktop.ui import counting
from callcoach_desktop.ui.counting import Counting
from callcoach_desktop.ui.tasks import finish_tasks

Fill = Callable[[int, int], list[str]]


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    made = Session(tmp_path / "empty", jobs=False)
    with qtbot.waitSignal(made.opened, timeout=20_000):
        made.window.show()
    yield made
    made.window.close()
    finish_tasks()


def test_the_rail_and_keys_go_to_today_and_progress(session: Session, qtbot: QtBot):
    window = session.window
    for key, name in ((Qt.Key.Key_1, "today"), (Qt.Key.Key_3, "progress")):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        page = window.pages.page(name)
        assert window.stack.currentWidget() is page
        qtbot.waitUntil(lambda p=page: p.currentWidget() is p.empty, timeout=20_000)
        assert window.rail._buttons[name].isChecked()
    window.pages.show("calls")
    assert window.stack.currentWidget() is window.calls


def test_new_calls_are_counted_in_the_background(
    library: Library, coach: Coach, fill: Fill, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(counting, "REST_MS", 10)
    monkeypatch.setattr(counting, "AFTER_START_MS", 10)
    call = fill(1, 0)[0]
    filled: list[int] = []
    inside = coach.fill
    monkeypatch.setattr(coach, "fill", lambda stop=lambda: False: filled.append(inside(stop)) or filled[-1])
    count = Counting(library_owner := _owner(qtbot))
    count.attach(coach, library)
    qtbot.waitUntil(lambda: filled == [0], timeout=10_000)  # it was counted by the fixture
    library.reanalyse(call)
    qtbot.waitUntil(lambda: len(filled) > 1, timeout=10_000)
    count.detach()
    finish_tasks()
    assert library_owner is not None


def _owner(qtbot: QtBot):
    from PySide6.QtWidgets import QWidget

    made = QWidget()
    qtbot.addWidget(made)
    return made

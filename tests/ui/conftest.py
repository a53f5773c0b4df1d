"""What tests of the window get: an application in the light theme that nothing of an earlier test is left in."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from callcoach_desktop.system.garbage import hold_gc, release_gc
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.tasks import are_tasks_over, finish_tasks

PATIENCE_MS = 120_000
ROUNDS = 50
"""Results that ask for more at the end of a test; a longer chain is one that does not end."""
sys.path.insert(0, str(Path(__file__).parent))  # for `fake_services`


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform has no window frames and warns about size hints, raising and grabbing of windows."""
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


class PatientBot(QtBot):
    """Waits for what must come for as long as a laden machine may need, and lets go of Ctrl and Shift.

    A condition that comes true ends the wait at once: a shorter time would only make a test fail now and then.
    """

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, raising: bool | None = None, **more: Any) -> Any:
        wanted = raising is not False  # `assertNotEmitted` waits for what must not come
        return super().waitSignal(
            signal, timeout=max(timeout, PATIENCE_MS) if wanted else timeout, raising=raising, **more
        )

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=max(timeout, PATIENCE_MS), **more)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=max(timeout, PATIENCE_MS))

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE_MS))

    def settle(self) -> None:
        """Until all that was asked for in the background is done and shown, and the widgets have their places."""
        for _ in range(3):  # layouts, and what is done at the next turn of the loop
            self.waitUntil(are_tasks_over)
            self.wait(1)
        self.waitUntil(are_tasks_over)

    @staticmethod
    def keyClick(*args: Any, **kwargs: Any) -> None:
        QtBot.keyClick(*args, **kwargs)
        let_go_of_keys()

    @staticmethod
    def mouseClick(*args: Any, **kwargs: Any) -> None:
        QtBot.mouseClick(*args, **kwargs)
        let_go_of_keys()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """Pytest-qt's, patient."""
    return PatientBot(request)


def let_go_of_keys() -> None:
    """Nobody holds a key. A click that QTest makes with Ctrl or Shift leaves them held as far as Qt knows, also for
    the tests that follow; what Qt's lists then choose depends on it."""
    if QGuiApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """Before any fixture of a test goes, the work in the background ends: a window that is still there may have asked
    something of the library, and a fixture that closes the library would make an error of its answer."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _ended(app, deleting=False)  # fixtures still use their widgets


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """The light theme before each test. After it the work in the background ends with all that its results ask for,
    closed windows go, and one that is still open fails the test. Python looks for garbage then, and not in the middle
    of a test on a worker, where taking a widget apart could end the process.

    What is left over would live on in later tests: a result that is delivered in a test without a window starts a
    thread there, a window that is open takes the keyboard.
    """
    theme.apply(qapp, "light")
    let_go_of_keys()
    hold_gc()
    yield
    ends = _ended(qapp)
    gc.collect(1)
    release_gc()
    left = [one for one in qapp.topLevelWidgets() if one.isVisible()]
    names = [f"{type(one).__name__} {one.windowTitle() or one.accessibleName()!r}" for one in left]
    for one in left:
        one.hide()
        one.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if not ends:
        pytest.fail("the work in the background asks for more and more", pytrace=False)
    if names:
        pytest.fail(f"left open: {', '.join(names)} (qtbot.addWidget closes a window)", pytrace=False)


def _ended(qapp: QApplication, *, deleting: bool = True) -> bool:
    """Have everything end that is under way; False when it does not. Closed widgets go, or wait."""
    for _ in range(ROUNDS):
        finish_tasks()
        for thread in threading.enumerate():
            if thread.name.startswith("ui-ending"):
                thread.join()
        qapp.processEvents()
        if deleting:
            qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # Qt keeps them for the next loop that is run
        if are_tasks_over():
            finish_tasks()
            return True
    return False

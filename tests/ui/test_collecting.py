import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from callcoach_desktop.system.garbage import hold_gc, release_gc, without_gc
from callcoach_desktop.ui.collecting import Collecting
from callcoach_desktop.ui.tasks import run_task


@pytest.fixture(autouse=True)
def _looking() -> Iterator[None]:
    """As in the application before its window is there: Python looks by itself."""
    release_gc()
    yield
    hold_gc()


class Knot(QObject):
    """Garbage of Qt's that only the collector finds."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def many() -> list[list[int]]:
    """Makes what would have Python look for garbage dozens of times, and keeps it."""
    return [[n] for n in range(100_000)]


def test_garbage_is_found_on_the_ui_thread_alone(qapp: QApplication, qtbot):
    looked: list[int] = []

    def note(phase: str, _about: dict[str, int]) -> None:
        looked.append(threading.get_ident())

    one = Collecting(qapp)
    gc.callbacks.append(note)
    one.start()
    try:
        lost = weakref.ref(Knot())
        done: list[list[list[int]]] = []
        for _ in range(4):
            run_task(one, many, done.append)
        qtbot.waitUntil(lambda: len(done) == 4 and lost() is None)
    finally:
        one.stop()
        gc.callbacks.remove(note)
    assert set(looked) == {threading.get_ident()}
    assert gc.isenabled()


def test_a_long_reading_that_ends_later_does_not_have_python_look_by_itself(qapp: QApplication):
    one = Collecting(qapp)
    with without_gc():
        one.start()
    held = gc.isenabled()
    one.stop()
    assert not held
    assert gc.isenabled()


def test_stopping_and_starting_twice_is_as_once(qapp: QApplication):
    one = Collecting(qapp)
    one.start()
    one.start()
    one.stop()
    one.stop()
    assert gc.isenabled()

"""What tests of the window get: an application in the light theme, no task left over."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.tasks import finish_tasks

ROUNDS = 10
"""Tasks that follow from one another at the end of a test; a longer chain is one that does not end."""
sys.path.insert(0, str(Path(__file__).parent))  # for `fake_services`


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform has no window frames and warns about size hints, raising and grabbing of windows."""
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """The light theme before each test; the workers of `run_task` end after it, and what their results ask for.

    A result that is delivered in the next test, which may have no window, would start a thread there.
    """
    theme.apply(qapp, "light")
    yield
    for _ in range(ROUNDS):
        if not finish_tasks():
            break
        qapp.processEvents()
    finish_tasks()

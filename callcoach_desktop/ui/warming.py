"""Gets the call screen ready while nobody waits: its modules on a worker thread, its widgets one at a time.

The first widget of each kind costs the binding far more than the second. So the parts are made first, one an event,
and the screen is put together of them: no event takes long, and the first click finds all of it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.tasks import run_task

if TYPE_CHECKING:
    from callcoach_desktop.ui.screens.call.parts import Parts

PATIENCE_MS = 300
"""From the filled list to the first slice."""
SLICE_MS = 12
"""Between two slices: the event loop comes in between."""
_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
_SCREEN = "callcoach_desktop.ui.screens.call"
_MODULES = ("numpy", "callcoach_desktop.audio.sound", f"{_SCREEN}.scene", f"{_SCREEN}.map", f"{_SCREEN}.view")
_SMALL = (("figures", "MomentList"), ("comments", "CommentsPanel"))
"""Made once and dropped: the panel that has them would take too long with the first of each."""


class Warming(QObject):
    """`start` once. `make` makes the screen itself of its parts and gives it, `place` puts it into `parent`, where its
    parts have been from the first; they are then painted once, unseen."""

    def __init__(self, parent: QWidget, make: Callable[[Parts], QWidget | None], place: Callable[[], object]) -> None:
        super().__init__(parent)
        self._home, self._make, self._place = parent, make, place
        self._placed = False
        self._made: Parts | None = None
        self._parts: list[QWidget] | None = None
        self._todo = list(_SMALL)
        self._timer = QTimer(self)
        self._timer.setInterval(SLICE_MS)
        self._timer.timeout.connect(self._slice)
        self.started = self.done = False

    def start(self) -> None:
        """Begin soon; asking twice is fine."""
        if not self.started:
            self.started = True
            QTimer.singleShot(PATIENCE_MS, self, self._import)

    def _import(self) -> None:
        def work() -> None:
            for name in _MODULES:
                importlib.import_module(name)

        run_task(self, work, lambda _: self._timer.start())

    def _slice(self) -> None:
        if self._todo:
            module, name = self._todo.pop(0)
            getattr(importlib.import_module(f"{_SCREEN}.{module}"), name)().deleteLater()
            return
        if self._made is None:
            self._made = importlib.import_module(f"{_SCREEN}.parts").Parts(self._home)
        if self._parts is None:
            if self._made.make_one():
                return
            screen = self._make(self._made)
            self._made.drop()
            self._parts = screen.findChildren(QWidget, options=_DIRECT) if screen is not None else []
        elif not self._placed:
            self._placed = True
            self._place()
        elif self._parts:
            part = self._parts.pop()
            if shiboken6.isValid(part):  # the library may have been closed meanwhile
                part.grab()  # styles, icons and fonts are made ready by the first painting
        else:
            self._timer.stop()
            self.done = True

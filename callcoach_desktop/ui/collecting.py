"""When the garbage collector looks through everything: now and then, by a timer, and never in the middle of a paint."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

YOUNG, MIDDLE = 10_000, 8
"""New objects until the young are looked through (a few milliseconds), and how many times that until the middle."""
NEVER = 1_000_000_000
FIRST_MS = 4_000
EVERY_MS = 30_000


class Collecting(QObject):
    """Left alone, Python walks all objects of the window and of ten thousand rows at any moment, on any thread, for
    50 ms and more. Here the oldest are walked by a timer only, after those of the start were set aside for good."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._before = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        """From now on; `stop` gives the collector back its own ways."""
        if not self._timer.isActive():
            gc.set_threshold(YOUNG, MIDDLE, NEVER)
            QTimer.singleShot(FIRST_MS, self, self._set_aside)
            self._timer.start(EVERY_MS)

    def stop(self) -> None:
        """Put the thresholds back and everything under the collector's eyes again."""
        if self._timer.isActive():
            self._timer.stop()
            gc.set_threshold(*self._before)
            gc.unfreeze()
            gc.collect()  # while the application still lives: what belongs to Qt must not outlast it

    def _set_aside(self) -> None:
        if self._timer.isActive():
            # Modules, widgets and rows of the start live as long as the window: they are never walked again, also not
            # once now, which would hold everything up for 40 ms. What little is garbage among them stays with them.
            gc.freeze()

    def _collect(self) -> None:
        gc.collect()

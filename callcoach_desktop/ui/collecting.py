"""When the garbage collector looks for what is no longer used: by a timer, on the UI thread, never in a paint."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from callcoach_desktop.system.garbage import hold_gc, release_gc

LOOK_MS = 250
YOUNG, MIDDLE = 10_000, 8
"""New objects until the young are looked through (a few milliseconds), and how many times that until the middle."""
FIRST_MS = 4_000
EVERY_MS = 30_000


class Collecting(QObject):
    """Left alone, Python looks through objects at any moment, on whichever thread makes one: a widget that is garbage
    would be taken apart on a worker, which ends the process now and then, and a walk of everything holds the window
    up for 50 ms and more. Here the young are looked through by a timer on the UI thread, and everything by a slower
    one, after what was made at the start was set aside for good."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._young, self._all = QTimer(self), QTimer(self)
        self._young.timeout.connect(self._look)
        self._all.timeout.connect(self._collect)

    def start(self) -> None:
        """From now on; `stop` gives the collector back its own ways."""
        if not self._all.isActive():
            hold_gc()
            gc.freeze()  # the window itself and the modules: a first look at the young would be one at all of these
            QTimer.singleShot(FIRST_MS, self, self._set_aside)
            self._young.start(LOOK_MS)
            self._all.start(EVERY_MS)

    def stop(self) -> None:
        """Let Python look by itself again, at everything."""
        if self._all.isActive():
            self._young.stop()
            self._all.stop()
            gc.unfreeze()
            gc.collect()  # while the application still lives: what belongs to Qt must not outlast it
            release_gc()

    def _set_aside(self) -> None:
        if self._all.isActive():
            # Modules, widgets and rows of the start live as long as the window: they are never walked again, also not
            # once now, which would hold everything up for 40 ms. What little is garbage among them stays with them.
            gc.freeze()

    def _look(self) -> None:
        young, middle, _ = gc.get_count()
        if young > YOUNG:
            gc.collect(1 if middle >= MIDDLE else 0)

    def _collect(self) -> None:
        gc.collect()

"""What a call that came from the view model does to the screen: its head at once, map, text and panel after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.view_model import Loaded

BETWEEN_MS = 1
"""Twice from part to part: the first comes due while what was filled in is painted, and the second lets keys, clicks
and other timers have their turn after that painting, so that no part is filled in with the painting of another."""
Step = Callable[[CallScene | None, bool], None]


class Pending(QObject):
    """Fills in the parts of the screen after its head, each in an event of its own, so that none holds up the window.

    Each step gets the scene that was shown before (None for none) and whether the call is fresh.
    """

    def __init__(self, steps: Sequence[Step], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = tuple(steps)
        self._waiting: tuple[CallScene | None, bool] | None = None
        self._next = 0
        self._painted = False  # whether what was filled in last has been painted
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BETWEEN_MS)
        self._timer.timeout.connect(self._step)

    def ask(self, before: CallScene | None, *, fresh: bool) -> None:
        """Fill, beginning with the next event: a call that is read again is as much to lay out as a fresh one."""
        if self._waiting is not None:  # what came before was not filled in yet: this one is as fresh as that
            before, fresh = self._waiting[0], fresh or self._waiting[1]
        self._waiting = (before, fresh)
        self._next = 0
        self._wait()

    @property
    def idle(self) -> bool:
        """Whether all parts are filled in."""
        return self._waiting is None

    def forget(self) -> None:
        """Nothing is to be filled in."""
        self._waiting = None
        self._timer.stop()

    def _wait(self) -> None:
        self._painted = False
        self._timer.start()

    def _step(self) -> None:
        waiting, step = self._waiting, self._steps[self._next]
        if waiting is None:
            return
        if not self._painted:
            self._painted = True
            self._timer.start()
            return
        self._next += 1
        if self._next < len(self._steps):
            self._wait()
        else:
            self._waiting = None
            self._timer.stop()
        step(*waiting)


def notes(loaded: Loaded, *, swapped: bool) -> str:
    """What is to be said under the head of a call; "" for nothing."""
    scene = loaded.scene
    sentences = list(scene.notices)
    if scene.guessed and not swapped:
        by_channel = tr("Which channel is the rep was guessed; “Swap sides” takes the other one.")
        by_voice = tr("Who of the two is the rep was guessed from what is said; “Swap sides” exchanges them.")
        if len(scene.lanes) > 2:
            by_voice = tr("Who is the rep was guessed from what is said; click on a name to say who it is.")
        sentences.insert(0, by_voice if scene.by_voice else by_channel)
    if scene.state == "working" and scene.blocks:
        sentences.insert(0, tr("Still being transcribed: text appears as it is made, figures follow at the end."))
    if scene.state == "failed" and scene.blocks and scene.error:
        sentences.insert(0, scene.error)
    if loaded.sound_problem:
        sentences.append(loaded.sound_problem)
    return "  ".join(sentences)

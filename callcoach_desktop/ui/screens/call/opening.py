"""What a call that came from the view model does to the parts of the screen, the map first and the rest after it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.view_model import Loaded


class Pending(QObject):
    """Fills in text and figures one event after the map, so that neither holds up the window for long.

    `fill` gets the scene that was shown before (None for none) and whether the call is fresh.
    """

    def __init__(self, fill: Callable[[CallScene | None, bool], None], parent: QObject) -> None:
        super().__init__(parent)
        self._fill = fill
        self._waiting: tuple[CallScene | None, bool] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._now)

    def ask(self, before: CallScene | None, *, fresh: bool) -> None:
        """Fill: soon for a fresh call, else at once."""
        if self._waiting is not None:  # what came before was not filled in yet: this one is as fresh as that
            before, fresh = self._waiting
        self._waiting = (before, fresh)
        if fresh:
            self._timer.start()
        else:
            self._now()

    def forget(self) -> None:
        """Nothing is to be filled in."""
        self._waiting = None
        self._timer.stop()

    def _now(self) -> None:
        waiting, self._waiting = self._waiting, None
        self._timer.stop()
        if waiting is not None:
            self._fill(*waiting)


def notes(loaded: Loaded, *, swapped: bool) -> str:
    """What is to be said under the head of a call; "" for nothing."""
    scene = loaded.scene
    sentences = list(scene.notices)
    if scene.guessed and not swapped:
        by_channel = tr("Which channel is the rep was guessed; “Swap sides” takes the other one.")
        by_voice = tr("Who of the two is the rep was guessed from what is said; “Swap sides” exchanges them.")
        sentences.insert(0, by_voice if scene.by_voice else by_channel)
    if scene.state == "working" and scene.blocks:
        sentences.insert(0, tr("Still being transcribed: text appears as it is made, figures follow at the end."))
    if scene.state == "failed" and scene.blocks and scene.error:
        sentences.insert(0, scene.error)
    if loaded.sound_problem:
        sentences.append(loaded.sound_problem)
    return "  ".join(sentences)

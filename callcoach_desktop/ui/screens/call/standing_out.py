"""What of the open call stands out among the rep's own calls, read after the call is shown; and that it was heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject

from callcoach_desktop.domain.coaching import CallOutlier
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.screens.call.notable import with_outliers
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.sound.player import Player
from callcoach_desktop.ui.tasks import run_task


class CoachService(Protocol):
    """What the call screen asks of `services.coaching.Coach`."""

    def outliers_of(self, call_id: str) -> Sequence[CallOutlier]:
        """The outliers of one call, highest first."""

    def heard(self, call_id: str) -> None:
        """A person has listened to the call."""


class StandingOut(QObject):
    """Without a coach the map has the flags that need no other call."""

    def __init__(
        self,
        coach: CoachService | None,
        player: Player,
        show: Callable[[CallScene], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._coach, self._show = coach, show
        self._scene: CallScene | None = None
        self._heard = ""
        player.playing_changed.connect(self._playing)

    def set_scene(self, scene: CallScene | None) -> None:
        """A call is shown, or none; `show` gets it again, with its outliers, where it has some."""
        coach, self._scene = self._coach, scene
        if coach is None or scene is None or scene.state != "ready" or not scene.timed:
            return

        def done(found: Sequence[CallOutlier]) -> None:
            if self._scene is scene and found:
                self._scene = made = replace(scene, facts=with_outliers(scene.facts, found))
                self._show(made)

        run_task(self, lambda: coach.outliers_of(scene.call_id), done, self._failed)

    def _playing(self, playing: bool) -> None:
        coach, scene = self._coach, self._scene
        if playing and coach is not None and scene is not None and scene.call_id != self._heard:
            self._heard = call_id = scene.call_id
            run_task(self, lambda: coach.heard(call_id), lambda _: None, self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):  # one that is known: the call went away in the meantime
            raise error

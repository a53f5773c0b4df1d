"""Reads the rep's usual ranges in the background and hands them to figures and map."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.usual import Usual, usual
from callcoach_desktop.ui.screens.call.figure_cards import FigureGrid
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.tasks import run_task


class UsualRanges(QObject):
    """Asked anew for each call that is shown; an answer for a call that is no longer shown is dropped."""

    shown = Signal()

    def __init__(self, services: object, figures: FigureGrid, the_map: MapView, parent: QObject) -> None:
        super().__init__(parent)
        self._library = services if isinstance(services, Library) else None
        self._figures, self._map = figures, the_map
        self._call = ""

    def read(self, call_id: str) -> None:
        """Read the ranges for a call; those of the call before are forgotten at once."""
        if call_id != self._call:
            self._call = call_id
            self.show({})
        library = self._library
        if library is None:
            return

        def done(found: Mapping[str, Usual]) -> None:
            if self._call == call_id:
                self.show(found)

        def failed(error: BaseException) -> None:
            if not isinstance(error, KnownError):  # without ranges the figures stand as they are
                raise error

        run_task(self, lambda: usual(library, call_id), done, failed)

    def show(self, found: Mapping[str, Usual]) -> None:
        """Show these ranges."""
        self._figures.set_usual(found)
        ratio = found.get("talk_ratio")
        known = ratio is not None and ratio.low is not None and ratio.high is not None
        self._map.set_usual_share((ratio.low, ratio.high) if known else None)
        self.shown.emit()

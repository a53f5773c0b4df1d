"""The large widgets of the call screen, which can be made one at a time before the screen itself."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtWidgets import QFrame, QWidget

from callcoach_desktop.ui.screens.call.body_state import BodyState
from callcoach_desktop.ui.screens.call.figures import FigureGrid
from callcoach_desktop.ui.screens.call.find_bar import FindBar
from callcoach_desktop.ui.screens.call.header import Header
from callcoach_desktop.ui.screens.call.map import MapView
from callcoach_desktop.ui.screens.call.side_panel import SidePanel
from callcoach_desktop.ui.screens.call.transcript import TranscriptView
from callcoach_desktop.ui.screens.call.transport import Transport

W = TypeVar("W", bound=QWidget)
LARGE: tuple[Any, ...] = (Header, FindBar, MapView, Transport, BodyState, TranscriptView, FigureGrid, SidePanel)


class Parts:
    """Made ones wait as hidden children of a widget until a screen takes them."""

    def __init__(self, home: QWidget) -> None:
        self.home = (
            home  # where the screen will be: what goes from one window to another is dressed anew with all in it
        )
        self._holder: QWidget | None = None
        self._made: dict[type, QWidget] = {}

    def make_one(self) -> bool:
        """Make the next; False when all are there."""
        kind = next((one for one in LARGE if one not in self._made), None)
        if kind is None:
            return False
        if self._holder is None:
            self._holder = QWidget(self.home)
            self._holder.hide()
        if kind is SidePanel:
            self._made[kind] = SidePanel(self._holder, figures=self._made[FigureGrid])
        else:
            self._made[kind] = kind(self._holder)
        return True

    def take(self, kind: type[W]) -> W:
        """One of a kind, to be put into a layout: a made one, else a new one."""
        made = self._made.pop(kind, None)
        return made if isinstance(made, kind) else kind()

    def drop(self) -> None:
        """Let go of those that no screen took, because there was one already."""
        self._made.clear()
        if self._holder is not None:
            self._holder.deleteLater()
            self._holder = None


def card(parent: QWidget) -> QFrame:
    """The ground that a part stands on."""
    frame = QFrame(parent)
    frame.setProperty("card", "true")
    return frame

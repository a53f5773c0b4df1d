"""Which theme is on, and the signal that says it changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.ui.theme.tokens import Theme, load


class ThemeSignals(QObject):
    """`changed` is sent after palette and stylesheet have been replaced."""

    changed = Signal()


class _State:
    def __init__(self) -> None:
        self.theme: Theme | None = None
        self.mode = "system"
        self.signals: ThemeSignals | None = None
        self.following = False
        self.styled = False
        self.scale = 1.0


_state = _State()


def current() -> Theme:
    """The theme that is on; the light one before any was applied."""
    return _state.theme if _state.theme is not None else load("light")


def scale() -> float:
    """The size of text, 1.0 to 2.0."""
    return _state.scale


def px(pixels: float) -> int:
    """A distance or a size of the 4 px grid at the text size that is on: what holds text must grow with it."""
    return round(pixels * _state.scale)


def theme_signals() -> ThemeSignals:
    """The object that carries the signal `changed`; made on first use, on the UI thread."""
    if _state.signals is None:
        _state.signals = ThemeSignals()
    return _state.signals


def state() -> _State:
    """The one changeable thing behind this package; only `apply` writes to it."""
    return _state

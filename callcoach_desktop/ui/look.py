"""How the window looks, as a person chose it: theme, size of text, full screen. Kept between starts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.preferences import window_settings


class Look(QObject):
    """`mode_changed` carries the theme's mode, `text_size_changed` the size of text (1.0 to 2.0)."""

    mode_changed = Signal(str)
    text_size_changed = Signal(float)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def set_mode(self, mode: str) -> None:
        """Theme: `system`, `light` or `dark`."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and mode in theme.MODES:
            theme.apply(app, mode)
            window_settings().setValue("theme", mode)
            self.mode_changed.emit(mode)

    def step_text_size(self, step: int) -> None:
        """Larger (1), smaller (-1) or normal (0) text."""
        sizes = theme.SCALES
        now = min(range(len(sizes)), key=lambda i: abs(sizes[i] - theme.scale()))
        self.set_text_size(sizes[min(len(sizes) - 1, max(0, now + step))] if step else 1.0)

    def set_text_size(self, size: float) -> None:
        """The size of text."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.set_scale(app, size)
            window_settings().setValue("text_size", theme.scale())
            self.text_size_changed.emit(theme.scale())

    def toggle_full_screen(self) -> None:
        """View > Full Screen."""
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

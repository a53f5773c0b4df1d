"""Text that is kept by itself: nobody has to press Save in the middle of a talk."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from callcoach_desktop.ui.theme import px

QUIET_MS = 1500
"""What was typed is kept when nothing was typed for this long, when the field is left, and when it is hidden."""


UNDER_WAY_S = 4.0
"""So long at most a text that was sent is waited for before another one is shown."""


class KeptText(QPlainTextEdit):
    """`kept` carries the text when it is to be kept. What is being typed is never replaced by what was read."""

    kept = Signal(str)

    def __init__(self, name: str, hint: str = "", lines: int = 3, most: int = 10) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setObjectName("kept")  # the rule of all scroll areas takes their borders
        self.setStyleSheet(
            "QPlainTextEdit#kept { border: 1px solid palette(mid); border-radius: 7px; padding: 3px 5px; }"
            "QPlainTextEdit#kept:focus { border-color: palette(accent); }"
        )
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines, self._most = lines, most
        self._known = ""
        self._sent_at = 0.0  # when a text was sent that has not come back
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.keep)
        self.textChanged.connect(self._typed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def show_text(self, text: str) -> None:
        """Show what is kept, unless something is being typed that is not yet, or what comes was read before the text
        of this field was written."""
        if self.dirty:
            return
        if text == self._known:
            self._sent_at = 0.0
        elif time.monotonic() - self._sent_at > UNDER_WAY_S:
            self._known = text
            at = self.textCursor().position()
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.setPosition(min(at, len(text)))
            self.setTextCursor(cursor)

    def start_over(self, text: str) -> None:
        """Show the text of something else; what was typed before was kept before."""
        self._quiet.stop()
        self._known, self._sent_at = text, 0.0
        self.setPlainText(text)

    @property
    def dirty(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return self.toPlainText() != self._known

    def keep(self) -> None:
        """Have it kept now."""
        self._quiet.stop()
        if self.dirty:
            self._known, self._sent_at = self.toPlainText(), time.monotonic()
            self.kept.emit(self._known)

    def _typed(self) -> None:
        if self.dirty:
            self._quiet.start()

    def _grow(self) -> None:
        lines = max(self._lines, min(self._most, int(self.document().size().height())))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + px(22))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.keep()

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.dirty:
            self.keep()
        super().keyPressEvent(event)

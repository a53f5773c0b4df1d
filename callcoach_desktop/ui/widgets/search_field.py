"""A search field that waits until the typing rests."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr

DEBOUNCE_MS = 120


class SearchField(QLineEdit):
    """`searched` carries the text once no key came for `rest_ms`. Esc empties it; Down and Enter are signals."""

    searched = Signal(str)
    down = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None, *, rest_ms: int = DEBOUNCE_MS) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        sign = self.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setToolTip(hint)
        self._empty = self.addAction(theme.icon("x", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self._empty.setToolTip(tr("Empty the search"))
        for one in self.findChildren(QToolButton):  # Qt names its buttons for actions by nothing
            one.setAccessibleName(one.defaultAction().toolTip() if one.defaultAction() else hint)
        self._empty.setVisible(False)
        self._empty.triggered.connect(self._clear_now)
        self.setAcceptDrops(False)  # files that are dropped here belong to the window
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(rest_ms)
        self._timer.timeout.connect(self._send)
        self._sent = ""
        self.textChanged.connect(self._typed)

    def _typed(self, text: str) -> None:
        self._empty.setVisible(bool(text))
        self._timer.start()

    def _clear_now(self) -> None:
        self.clear()
        self.flush()

    def _send(self) -> None:
        text = self.text().strip()
        if text != self._sent:
            self._sent = text
            self.searched.emit(text)

    def flush(self) -> None:
        """Send what is typed now, without waiting."""
        self._timer.stop()
        self._send()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.text():
                self._clear_now()
            else:
                self.left.emit()
        elif key == Qt.Key.Key_Down:
            self.flush()
            self.down.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.flush()
            self.entered.emit()
        else:
            super().keyPressEvent(event)

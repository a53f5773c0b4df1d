"""A short notice at the window's foot, with one thing to do (such as Undo)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import label

SECONDS = 6.0


class Toast(QFrame):
    """One notice at a time over its parent. A notice that is replaced or times out runs its `expired`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        self._text = label()
        self.action = QPushButton()
        self.action.setAccessibleName(tr("Answer to the notice"))
        row.addWidget(self._text)
        row.addWidget(self.action)
        self._act: Callable[[], object] | None = None
        self._expired: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.finish)
        self.action.clicked.connect(self._acted)
        parent.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        """What is being said."""
        return self._text.text()

    def say(
        self,
        text: str,
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        expired: Callable[[], object] | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Show a notice. `act` runs when its button is pressed, `expired` when the notice goes without that."""
        self.finish()
        self._act, self._expired = act, expired
        self._text.setText(text)
        self.setAccessibleName(text)
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(int(seconds * 1000))

    def finish(self) -> None:
        """Let the notice go now (its `expired` runs)."""
        self._timer.stop()
        expired, self._act, self._expired = self._expired, None, None
        self.hide()
        if expired is not None:
            expired()

    def _acted(self) -> None:
        act, self._act, self._expired = self._act, None, None
        self._timer.stop()
        self.hide()
        if act is not None:
            act()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 24)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

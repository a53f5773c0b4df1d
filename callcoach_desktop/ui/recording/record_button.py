"""The button that is always in reach, at the head of the rail. While a call is recorded it shows the running time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording.bar_picture import paint_dot
from callcoach_desktop.ui.recording.live import Live

_DOT = 10


class RecordButton(QPushButton):
    """`show_live` with None when nothing is recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "primary")
        self.setProperty("place", "rail")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._live: Live | None = None
        self._narrow = False
        self._waits = ""
        self.show_live(None)

    def set_narrow(self, narrow: bool) -> None:
        """Only the dot."""
        self._narrow = narrow
        self._name()

    def set_waiting(self, text: str) -> None:
        """A recording is to begin by itself (`11:30 Copper Kettle`), "" for none."""
        self._waits = text
        self._name()

    def show_live(self, live: Live | None) -> None:
        """What is recorded, None for nothing."""
        self._live = live
        self._name()
        self.update()

    def _name(self) -> None:
        live = self._live
        if live is None:
            text, tip = tr("Record"), tr("Record a call (Ctrl+R)")
            if self._waits:  # seen also when the word about it is gone
                text = tr("At {time}", time=self._waits.split(maxsplit=1)[0])
                tip = tr("A recording begins by itself: {when}", when=self._waits)
        else:
            text, tip = clock(live.seconds), live.spoken
        room = "     "  # where the dot is painted
        self.setText("" if self._narrow else f"{room}{text}")
        self.setToolTip(tip)
        self.setAccessibleName(tip if live is not None or self._waits else text)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(theme.px(36), theme.px(36)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = theme.px(_DOT)
        left = (self.width() - size) / 2 if self._narrow else theme.px(14)
        rect = QRectF(left, (self.height() - size) / 2, size, size)
        paint_dot(painter, rect, self._live if self._live is not None else Live("recording"))

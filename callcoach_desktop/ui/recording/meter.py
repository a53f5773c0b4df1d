"""A level as a bar: where voices should be is marked, what is too loud is red and hatched."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording.bar_picture import loudness

FALL = 0.08  # of the bar, a tenth of a second: a peak can be seen before it is gone
LOW_DB, HIGH_DB = -35.0, -9.0  # where a voice that can be heard well lies
CLIP_STAYS = 15  # tenths of a second


class LevelMeter(QWidget):
    """Shows the levels (dB of full scale) that it is given ten times a second; None for a source that gives nothing."""

    def __init__(self, name: str, side: str) -> None:
        super().__init__()
        self._name, self._side = name, side
        self._shown = 0.0
        self._clipped = 0
        self._known = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Level of {name}", name=name))
        self.setToolTip(tr("A voice should reach the lighter part"))

    @property
    def value(self) -> float:
        """What is drawn, 0..1."""
        return self._shown

    def put(self, level: float | None, *, clipped: bool = False) -> None:
        """The next level."""
        self._known = level is not None
        self._shown = max(loudness(level), self._shown - FALL)
        self._clipped = CLIP_STAYS if clipped else max(0, self._clipped - 1)
        words = tr("too loud") if self._clipped else tr("heard") if self._shown > loudness(LOW_DB) else tr("quiet")
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(10))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.current()
        high = theme.px(6)
        rect = QRectF(0, (self.height() - high) / 2, self.width(), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.track)
        painter.drawRoundedRect(rect, high / 2, high / 2)
        low, top = loudness(LOW_DB) * rect.width(), loudness(HIGH_DB) * rect.width()
        painter.setBrush(theme.mix(tokens.side(self._side), tokens.track, 0.3))
        painter.drawRect(QRectF(low, rect.top(), top - low, high))
        if not self._known:
            painter.setPen(QPen(tokens.muted, 1, Qt.PenStyle.DashLine))
            painter.drawLine(rect.left(), rect.center().y(), rect.right(), rect.center().y())
        elif self._shown > 0:
            painter.setBrush(tokens.record if self._clipped else tokens.side(self._side))
            filled = QRectF(rect.left(), rect.top(), max(high, rect.width() * self._shown), high)
            painter.drawRoundedRect(filled, high / 2, high / 2)

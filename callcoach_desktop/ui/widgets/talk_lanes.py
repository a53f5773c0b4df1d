"""A call as two lanes of talk, with a few pins: small enough for a dialog, every second of it can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, font, mix, px
from callcoach_desktop.ui.widgets.spot_chart import SpotChart


@dataclass(frozen=True, slots=True)
class Pin:
    """A moment: where, what is said of it, and the token of its colour (`good`, `warn`, `accent`)."""

    at: float  # seconds
    words: str
    color: str


class TalkLanes(SpotChart):
    """A spot is a pin; a click beside the pins chooses the second under it."""

    chosen = Signal(float)  # seconds
    near = 7.5

    def __init__(self) -> None:
        super().__init__()
        self._turns: list[tuple[str, float, float]] = []
        self._stages: list[tuple[str, float, float]] = []
        self._length = 1.0
        self.pins: list[Pin] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Who talked when"))

    def set_call(
        self,
        turns: Sequence[tuple[str, float, float]],
        stages: Sequence[tuple[str, float, float]],
        length: float,
        pins: Sequence[Pin],
    ) -> None:
        """Show turns (side, start, end) and stages (name, start, end) of a call of `length` seconds."""
        self._turns, self._stages, self._length = list(turns), list(stages), max(1.0, length)
        self.pins, self.at = sorted(pins, key=lambda pin: pin.at), -1
        self.setAccessibleDescription(", ".join(self.words_of(n) for n in range(len(self.pins))))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(520), px(124))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), px(124))

    def _left(self) -> float:
        metrics = QFontMetricsF(font("small"))
        return max(metrics.horizontalAdvance(word) for word in (tr("You"), tr("Customer"))) + 10

    def _x(self, second: float) -> float:
        left = self._left()
        return left + min(1.0, second / self._length) * (self.width() - left - 4)

    def _second(self, x: float) -> float:
        left = self._left()
        return min(1.0, max(0.0, (x - left) / max(1.0, self.width() - left - 4))) * self._length

    def places(self) -> list[QPointF]:
        return [QPointF(self._x(pin.at), px(9)) for pin in self.pins]

    def words_of(self, at: int) -> str:
        return f"{clock(self.pins[at].at)} {self.pins[at].words}"

    def words_beside(self, point: QPointF) -> str:
        return clock(self._second(point.x()))

    def choose(self, at: int) -> None:
        self.chosen.emit(self.pins[at].at)

    def spot_at(self, point: QPointF) -> int:
        return super().spot_at(QPointF(point.x(), px(9)))  # a pin is as high as the lanes

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Every second can be chosen: the pointer stays the same."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.spot_at(event.position()) < 0:
            self.chosen.emit(self._second(event.position().x()))
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme = current()
        painter.setFont(font("small"))
        metrics = QFontMetricsF(painter.font())
        top, tall, gap = float(px(40)), float(px(24)), float(px(6))
        right = float(self.width() - 4)
        for name, start, end in self._stages:
            box = QRectF(self._x(start), top - px(18), max(1.0, self._x(end) - self._x(start) - 1), px(13))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(theme.muted, theme.surface, 0.16))
            painter.drawRoundedRect(box, 3, 3)
            if box.width() > metrics.horizontalAdvance(name) + 8:
                painter.setPen(theme.muted)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
        for row, side in enumerate(("rep", "customer")):
            y = top + row * (tall + gap)
            painter.setPen(theme.muted)
            name = tr("You") if row == 0 else tr("Customer")
            painter.drawText(QPointF(0, y + tall / 2 + metrics.ascent() / 2 - 1), name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.track)
            painter.drawRoundedRect(QRectF(self._left(), y, right - self._left(), tall), 3, 3)
            painter.setBrush(theme.side(side))
            for who, start, end in self._turns:
                if who == side:
                    box = QRectF(self._x(start), y + 2, max(1.5, self._x(end) - self._x(start)), tall - 4)
                    painter.drawRoundedRect(box, 2, 2)
        bottom = top + 2 * tall + gap
        for i, (pin, spot) in enumerate(zip(self.pins, self.places(), strict=True)):
            color = getattr(theme, pin.color)
            painter.setPen(QPen(color, 2))
            painter.drawLine(QPointF(spot.x(), px(12)), QPointF(spot.x(), bottom + 3))
            painter.setBrush(color)
            painter.drawEllipse(spot, px(5), px(5))
            if i == self.at and self.hasFocus():
                self.paint_ring(painter, spot, 8)
        painter.setPen(theme.muted)
        for part in range(5):
            second = self._length * part / 4
            text = clock(second)
            wide = metrics.horizontalAdvance(text)
            x = min(self._x(second) - (0 if part == 0 else wide / 2), right - wide)
            painter.drawText(QPointF(x, bottom + px(17)), text)
        self.paint_focus(painter)

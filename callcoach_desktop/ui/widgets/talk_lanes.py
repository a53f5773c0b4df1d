"""A call as two lanes of talk, with a few pins: small enough for a dialog, every second of it can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, font, mix, px, theme_signals


@dataclass(frozen=True, slots=True)
class Pin:
    """A moment: where, what is said of it, and the token of its colour (`good`, `warn`, `accent`)."""

    at: float  # seconds
    words: str
    color: str


class TalkLanes(QWidget):
    """Left and right go from pin to pin, Enter chooses one; a click chooses the second under it."""

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._turns: list[tuple[str, float, float]] = []
        self._stages: list[tuple[str, float, float]] = []
        self._length = 1.0
        self.pins: list[Pin] = []
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Who talked when"))
        theme_signals().changed.connect(self.update)

    def set_call(
        self,
        turns: Sequence[tuple[str, float, float]],
        stages: Sequence[tuple[str, float, float]],
        length: float,
        pins: Sequence[Pin],
    ) -> None:
        """Show turns (side, start, end) and stages (name, start, end) of a call of `length` seconds."""
        self._turns, self._stages, self._length = list(turns), list(stages), max(1.0, length)
        self.pins, self._at = sorted(pins, key=lambda pin: pin.at), -1
        self.setAccessibleDescription(", ".join(f"{clock(pin.at)} {pin.words}" for pin in self.pins))
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
        for i, pin in enumerate(self.pins):
            x, color = self._x(pin.at), getattr(theme, pin.color)
            painter.setPen(QPen(color, 2))
            painter.drawLine(QPointF(x, px(12)), QPointF(x, bottom + 3))
            painter.setBrush(color)
            painter.drawEllipse(QPointF(x, px(9)), px(5), px(5))
            if i == self._at and self.hasFocus():
                painter.setPen(QPen(theme.accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(x, px(9)), px(8), px(8))
        painter.setPen(theme.muted)
        for part in range(5):
            second = self._length * part / 4
            text = clock(second)
            wide = metrics.horizontalAdvance(text)
            x = min(self._x(second) - (0 if part == 0 else wide / 2), right - wide)
            painter.drawText(QPointF(x, bottom + px(17)), text)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _pin_at(self, x: float) -> int:
        near = [(abs(self._x(pin.at) - x), i) for i, pin in enumerate(self.pins)]
        away, found = min(near, default=(99.0, -1))
        return found if away <= 7 else -1

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            at = self._pin_at(event.position().x())
            self.chosen.emit(self.pins[at].at if at >= 0 else self._second(event.position().x()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._pin_at(event.pos().x())
            text = clock(self._second(event.pos().x()))
            if at >= 0:
                text = f"{clock(self.pins[at].at)}  {self.pins[at].words}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self.pins) - 1
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and last >= 0:
            self._at = min(max(0, self._at + (1 if key == Qt.Key.Key_Right else -1)), last)
            pin = self.pins[self._at]
            self.setAccessibleDescription(f"{clock(pin.at)} {pin.words}")
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._at <= last:
            self.chosen.emit(self.pins[self._at].at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def clock(seconds: float) -> str:
    """ "12:07", "1:02:07" from an hour on."""
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 60}:{whole % 60:02}"

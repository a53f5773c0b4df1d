"""One figure over days, small enough to stand beside others: a dot a call, the usual range behind it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, font, mix, px, theme_signals
from callcoach_desktop.ui.widgets.time_axis import TimeAxis

_NEAR = 9.0  # pixels


@dataclass(frozen=True, slots=True)
class SmallDot:
    """A call: its day, its value, what is said of it on hover and to a screen reader."""

    call: str
    day: date
    value: float
    words: str


class SmallChart(QWidget):
    """Left and right go from dot to dot, Enter opens the call; so does a click."""

    chosen = Signal(str)  # a call

    def __init__(
        self,
        name: str,
        dots: Sequence[SmallDot],
        days: tuple[date, date],
        spell: Callable[[float], str],
        band: tuple[float | None, float | None] = (None, None),
        bounds: tuple[float | None, float | None] = (0.0, None),
    ) -> None:
        super().__init__()
        self.dots = sorted(dots, key=lambda d: d.day)
        self._days, self._spell, self._band = days, spell, band
        values = [d.value for d in dots] + [v for v in band if v is not None]
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        room = (high - low) * 0.12 or abs(high) * 0.2 or 1.0
        self._low = low - room if bounds[0] is None else max(bounds[0], low - room)
        self._high = high + room if bounds[1] is None else min(bounds[1], high + room)
        if self._high - self._low < 1e-9:
            self._high = self._low + 1.0
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tr("{n} call|{n} calls", len(self.dots)))
        theme_signals().changed.connect(self._theme_changed)

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(220), px(74))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(130), px(74))

    def _plot(self) -> tuple[TimeAxis, float, float]:
        metrics = QFontMetricsF(font("small"))
        left = max(metrics.horizontalAdvance(self._spell(v)) for v in (self._low, self._high)) + 8
        return TimeAxis(*self._days, left, self.width() - 8.0), px(7), self.height() - px(9)

    def _y(self, value: float, top: float, bottom: float) -> float:
        return bottom - (value - self._low) / (self._high - self._low) * (bottom - top)

    def place(self, n: int) -> QPointF:
        """The middle of a dot."""
        axis, top, bottom = self._plot()
        return QPointF(axis.x(self.dots[n].day), self._y(self.dots[n].value, top, bottom))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme, metrics = current(), QFontMetricsF(font("small"))
        painter.setFont(font("small"))
        axis, top, bottom = self._plot()
        low, high = self._band
        if low is not None or high is not None:
            upper = self._y(min(high if high is not None else self._high, self._high), top, bottom)
            lower = self._y(max(low if low is not None else self._low, self._low), top, bottom)
            painter.fillRect(QRectF(axis.left, upper, axis.right - axis.left, lower - upper),
                             mix(theme.rep, theme.surface, 0.10))  # fmt: skip
        painter.setPen(mix(theme.line, theme.surface, 0.8))
        painter.drawLine(QPointF(axis.left, bottom + 3), QPointF(axis.right, bottom + 3))
        painter.setPen(theme.muted)
        for value, y in ((self._high, top + metrics.ascent() / 2), (self._low, bottom + 2)):
            text = self._spell(value)
            painter.drawText(QPointF(axis.left - 6 - metrics.horizontalAdvance(text), y), text)
        spots = [self.place(n) for n in range(len(self.dots))]
        painter.setPen(QPen(mix(theme.rep, theme.surface, 0.45), 1.4))
        for one, other in pairwise(spots):
            painter.drawLine(one, other)
        for n, spot in enumerate(spots):
            painter.setPen(QPen(theme.surface, 1.2))
            painter.setBrush(theme.rep)
            painter.drawEllipse(spot, px(4), px(4))
            if n == self._at and (self.hasFocus() or self.underMouse()):
                painter.setPen(QPen(theme.accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(spot, px(7), px(7))
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _dot_at(self, point: QPointF) -> int:
        best, found = _NEAR, -1
        for n in range(len(self.dots)):
            spot = self.place(n)
            away = math.hypot(spot.x() - point.x(), spot.y() - point.y())
            if away < best:
                best, found = away, n
        return found

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._dot_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor)
        if at != self._at:
            self._at = at
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._dot_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.chosen.emit(self.dots[at].call)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._dot_at(QPointF(event.pos()))
            if at >= 0:
                QToolTip.showText(event.globalPos(), self.dots[at].words, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.dots) - 1
        moves = {Qt.Key.Key_Left: self._at - 1, Qt.Key.Key_Right: self._at + 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: last}  # fmt: skip
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in moves and last >= 0 and plain:
            self._at = min(max(0, moves[Qt.Key(event.key())]), last)
            words = self.dots[self._at].words
            self.setAccessibleDescription(words)
            QToolTip.showText(self.mapToGlobal(self.place(self._at).toPoint()), words, self)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._at <= last:
            self.chosen.emit(self.dots[self._at].call)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

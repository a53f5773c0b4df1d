"""One figure over days, small enough to stand beside others: a dot a call, the usual range behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, font, mix, px
from callcoach_desktop.ui.widgets.spot_chart import SpotChart
from callcoach_desktop.ui.widgets.time_axis import TimeAxis


@dataclass(frozen=True, slots=True)
class SmallDot:
    """A call: its day, its value, what is said of it on hover and to a screen reader."""

    call: str
    day: date
    value: float
    words: str


class SmallChart(SpotChart):
    """A spot is a call; to choose one opens it."""

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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tr("{n} call|{n} calls", len(self.dots)))

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

    def places(self) -> list[QPointF]:
        axis, top, bottom = self._plot()
        return [QPointF(axis.x(dot.day), self._y(dot.value, top, bottom)) for dot in self.dots]

    def words_of(self, at: int) -> str:
        return self.dots[at].words

    def choose(self, at: int) -> None:
        self.chosen.emit(self.dots[at].call)

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
        spots = self.places()
        painter.setPen(QPen(mix(theme.rep, theme.surface, 0.45), 1.4))
        for one, other in pairwise(spots):
            painter.drawLine(one, other)
        for n, spot in enumerate(spots):
            painter.setPen(QPen(theme.surface, 1.2))
            painter.setBrush(theme.rep)
            painter.drawEllipse(spot, px(4), px(4))
            if n == self.marked:
                self.paint_ring(painter, spot, 7)
        self.paint_focus(painter)

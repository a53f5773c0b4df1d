"""Closed deals as dots: won above, lost below, along the value of a behaviour."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy

from callcoach_desktop.domain.coaching import Dot
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, font, mix, px
from callcoach_desktop.ui.widgets.dot_chart import nice_step
from callcoach_desktop.ui.widgets.spot_chart import SpotChart

_HIGH = 3  # dots on one another


class DealDots(SpotChart):
    """A spot is a deal; to choose one opens its last call."""

    chosen = Signal(str)  # a call

    def __init__(self, dots: Sequence[Dot], threshold: float, spell: Callable[[float], str]) -> None:
        super().__init__()
        self.dots = sorted(dots, key=lambda d: d.value)
        self._threshold, self._spell = threshold, spell
        values = [d.value for d in self.dots] + [threshold]
        room = (max(values) - min(values)) * 0.06 or 1.0
        self._low, self._high = min(values) - room, max(values) + room
        if min(values) >= 0:
            self._low = max(0.0, self._low)
        self._places: list[QPointF] = []
        self._placed_for = -1
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        won = sum(d.won for d in self.dots)
        self.setAccessibleName(tr("Deals as dots: {won} won, {lost} lost", won=won, lost=len(self.dots) - won))

    def restyled(self) -> None:
        self._placed_for = -1  # another size of text
        self._picture = None
        super().restyled()

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(88))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(84))

    def places(self) -> list[QPointF]:
        if self._placed_for != self.width():
            self._place_all()
        return self._places

    def words_of(self, at: int) -> str:
        dot = self.dots[at]
        ended = tr("won") if dot.won else tr("lost")
        calls = tr("{n} call|{n} calls", len(dot.calls))
        return f"{dot.name}: {ended}, {self._spell(dot.value)} ({calls})"

    def choose(self, at: int) -> None:
        if self.dots[at].calls:
            self.chosen.emit(self.dots[at].calls[-1])

    def _place_all(self) -> None:
        """Dots of nearly one value stand three high, side by side."""
        self._placed_for = self.width()
        self._places = [QPointF()] * len(self.dots)
        step = float(px(9))
        for won in (True, False):
            row: list[list[int]] = []  # dots that would lie on one another
            for i, dot in enumerate(self.dots):
                if dot.won != won:
                    continue
                if row and self._x(dot.value) - self._x(self.dots[row[-1][0]].value) < step * 0.8:
                    row[-1].append(i)
                else:
                    row.append([i])
            for same in row:
                columns = (len(same) + _HIGH - 1) // _HIGH
                left, right = self._left() + step, self.width() - step
                middle = self._x(self.dots[same[0]].value)
                first = min(max(left, middle - (columns - 1) * step / 2), max(left, right - (columns - 1) * step))
                for n, i in enumerate(same):
                    in_column = min(_HIGH, len(same) - n // _HIGH * _HIGH)
                    y = (px(17) if won else px(47)) + (n % _HIGH - (in_column - 1) / 2) * step
                    self._places[i] = QPointF(first + n // _HIGH * step, y)

    def _left(self) -> float:
        metrics = QFontMetricsF(font("small"))
        return max(metrics.horizontalAdvance(word) for word in (tr("won"), tr("lost"))) + 14

    def _x(self, value: float) -> float:
        left = self._left()
        return left + (value - self._low) / (self._high - self._low) * max(10.0, self.width() - left - 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.size() != (self.size() * ratio):
            self._picture = self._painted(ratio)  # thousands of dots: painted once, not each time the page is shown
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.marked >= 0:
            self.paint_ring(painter, self.places()[self.marked], 8)
        self.paint_focus(painter)

    def _painted(self, ratio: float) -> QPixmap:
        """The axis, the threshold and all dots."""
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme = current()
        painter.setFont(font("small"))
        metrics = QFontMetricsF(painter.font())
        bottom = px(62)
        painter.setPen(theme.muted)
        painter.drawText(QPointF(0, px(18) + metrics.ascent() / 2 - 1), tr("won"))
        painter.drawText(QPointF(0, px(46) + metrics.ascent() / 2 - 1), tr("lost"))
        painter.setPen(mix(theme.line, theme.surface, 0.9))
        painter.drawLine(QPointF(self._left(), bottom), QPointF(self.width() - 8, bottom))
        step = nice_step((self._high - self._low) / 5)
        value = math.ceil(self._low / step) * step
        painter.setPen(theme.muted)
        while value <= self._high + 1e-9:
            text = self._spell(value)
            x = min(
                self._x(value) - metrics.horizontalAdvance(text) / 2, self.width() - metrics.horizontalAdvance(text)
            )
            painter.drawText(QPointF(x, bottom + px(14)), text)
            value += step
        painter.setPen(QPen(theme.muted, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(self._x(self._threshold), 2), QPointF(self._x(self._threshold), bottom))
        for dot, spot in zip(self.dots, self.places(), strict=True):
            painter.setPen(QPen(theme.good if dot.won else theme.muted, 1.6))
            painter.setBrush(theme.good if dot.won else theme.surface)
            painter.drawEllipse(spot, px(4), px(4))
        painter.end()
        return picture

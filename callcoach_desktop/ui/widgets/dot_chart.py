"""Calls as dots over days: the calls before, thirty days of a focus, the usual range, the target, a running mean."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import Theme, current, font, mix, px
from callcoach_desktop.ui.widgets.spot_chart import SpotChart

DAYS = 30
_BEFORE = 0.21  # of the width for the calls before the focus


@dataclass(frozen=True, slots=True)
class ChartDot:
    """A call. `day` is 0..29 for those of the focus. `good` says whether it is better than the old average."""

    call: str
    value: float
    day: float
    words: str  # what is said of it on hover and to a screen reader
    good: bool | None = None
    mean: float | None = None
    ringed: bool = False  # a run rule fired at it


@dataclass(frozen=True, slots=True)
class ChartData:
    """What is drawn. `before` are in order of time; `others` are calls of another type, greyed."""

    points: tuple[ChartDot, ...]
    before: tuple[ChartDot, ...] = ()
    others: tuple[ChartDot, ...] = ()
    mean: float | None = None  # the old average
    low: float | None = None  # the usual range
    high: float | None = None
    target_low: float | None = None
    target_high: float | None = None
    floor: float | None = 0.0  # the least and most that the figure can be
    ceiling: float | None = None
    today: int = 0
    before_words: str = ""
    began_words: str = ""
    spell: Callable[[float], str] = str


class DotChart(SpotChart):
    """A spot is a call; to choose one opens it."""

    chosen = Signal(str)  # a call
    near = 11.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Calls of the focus, a dot each"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.data = ChartData(())
        self.dots: list[ChartDot] = []  # those that can be opened, from left to right
        self._kinds: list[str] = []
        self._span = (0.0, 1.0)
        self._font: QFont | None = None

    def sizeHint(self) -> QSize:
        return QSize(px(640), px(250))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), px(170))

    def set_font(self, words: QFont) -> None:
        """Write in another size, for a shared screen."""
        self._font = words
        self.update()

    def _words(self) -> QFont:
        return self._font if self._font is not None else font("small")

    def set_data(self, data: ChartData) -> None:
        """Show other calls."""
        self.data = data
        self._span = value_span(data)
        after = [(d, "point") for d in data.points] + [(d, "other") for d in data.others]
        self._kinds = ["before"] * len(data.before) + [kind for _, kind in sorted(after, key=lambda pair: pair[0].day)]
        self.dots = [*data.before, *(dot for dot, _ in sorted(after, key=lambda pair: pair[0].day))]
        self.at = min(self.at, len(self.dots) - 1)
        self.setAccessibleDescription(tr("{n} call|{n} calls", len(data.points)))
        self.update()

    # Where things lie

    def _plot(self) -> QRectF:
        metrics = QFontMetricsF(self._words())
        left = max(metrics.horizontalAdvance(self.data.spell(v)) for v in self._ticks()) + 10
        over, under = max(px(22), metrics.height() + 4), max(px(24), metrics.height() + 6)
        return QRectF(left, over, max(20.0, self.width() - left - 8), max(20.0, self.height() - over - under))

    def _began(self, plot: QRectF) -> float:
        return plot.left() + plot.width() * (_BEFORE if self.data.before else 0.0)

    def _x_at(self, i: int, plot: QRectF) -> float:
        """The pixel of the dot number i."""
        if self._kinds[i] == "before":
            return plot.left() + (i + 0.5) / len(self.data.before) * (self._began(plot) - plot.left() - 8)
        return self._x_of(self.dots[i], plot)

    def _x_of(self, dot: ChartDot, plot: QRectF) -> float:
        began = self._began(plot)
        return began + 10 + min(float(DAYS), dot.day + 0.5) / DAYS * (plot.right() - began - 16)

    def _y_of(self, value: float, plot: QRectF) -> float:
        low, high = self._span
        return plot.bottom() - (value - low) / (high - low) * plot.height()

    def places(self) -> list[QPointF]:
        plot = self._plot()
        return [QPointF(self._x_at(i, plot), self._y_of(dot.value, plot)) for i, dot in enumerate(self.dots)]

    def words_of(self, at: int) -> str:
        return self.dots[at].words

    def choose(self, at: int) -> None:
        self.chosen.emit(self.dots[at].call)

    def _ticks(self) -> list[float]:
        low, high = self._span
        step = nice_step((high - low) / 4)
        first = math.ceil(low / step - 1e-9) * step
        return [first + i * step for i in range(int((high - first) / step + 1e-9) + 1)]

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme, plot = current(), self._plot()
        painter.setFont(self._words())
        self._paint_bands(painter, plot, theme)
        self._paint_axes(painter, plot, theme)
        self._paint_words(painter, plot, theme)
        self._paint_mean(painter, plot, theme)
        self._paint_dots(painter, theme)
        self.paint_focus(painter)

    def _band(self, low: float | None, high: float | None, left: float, plot: QRectF) -> QRectF:
        floor = self._span[0] if low is None else max(low, self._span[0])
        ceiling = self._span[1] if high is None else min(high, self._span[1])
        y = self._y_of(ceiling, plot)
        return QRectF(left, y, plot.right() - left, max(0.0, self._y_of(floor, plot) - y))

    def _paint_bands(self, painter: QPainter, plot: QRectF, theme: Theme) -> None:
        data, began = self.data, self._began(plot)
        if data.low is not None or data.high is not None:
            box = self._band(data.low, data.high, plot.left(), plot)
            painter.fillRect(box, mix(theme.rep, theme.surface, 0.10))
            self._paint_limits(painter, plot, theme)
        if data.target_low is not None or data.target_high is not None:
            box = self._band(data.target_low, data.target_high, began + 6, plot)
            painter.fillRect(box, mix(theme.good, theme.surface, 0.13))
            painter.setPen(QPen(mix(theme.good, theme.surface, 0.6), 1, Qt.PenStyle.DotLine))
            for edge, there in ((box.top(), data.target_high), (box.bottom(), data.target_low)):
                if there is not None:
                    painter.drawLine(QPointF(box.left(), edge), QPointF(box.right(), edge))
            painter.setPen(theme.good)
            words = target_words(data)
            wide = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(QPointF(plot.right() - wide - 4, box.top() + painter.fontMetrics().ascent() + 3), words)

    def _limits(self, plot: QRectF) -> list[tuple[float, str]]:
        """Where the limits of the usual range lie, and their words; those within what the figure can be."""
        data, box, found = self.data, self._band(self.data.low, self.data.high, plot.left(), plot), []
        for value, y, name, bound in (
            (data.high, box.top(), tr("upper limit"), data.ceiling),
            (data.low, box.bottom(), tr("lower limit"), data.floor),
        ):
            if value is not None and value != bound:
                found.append((y, f"{name} {data.spell(value)}"))
        return found

    def _paint_limits(self, painter: QPainter, plot: QRectF, theme: Theme) -> None:
        painter.setPen(QPen(mix(theme.rep, theme.surface, 0.55), 1))
        for y, _ in self._limits(plot):
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))

    def _paint_words(self, painter: QPainter, plot: QRectF, theme: Theme) -> None:
        """The words at the limits and the mean, over what would strike them through and where few dots cover them."""
        data, metrics, spots = self.data, QFontMetricsF(painter.font()), self.places()
        words = self._limits(plot)
        if data.mean is not None:
            words.append((self._y_of(data.mean, plot), tr("usual {value}", value=data.spell(data.mean))))
        for y, text in words:
            lies = metrics.tightBoundingRect(text).adjusted(-2, -1, 2, 1).translated(0, y - 4)
            starts = (plot.left() + 4, self._began(plot) + 10, plot.right() - lies.width())
            boxes = [(lies.translated(x, 0), QPointF(x, y - 4)) for x in starts]
            near = px(4)
            box, base = min(boxes, key=lambda one: sum(_covers(one[0], spot, near) for spot in spots))
            inside = data.low is not None and self._band(data.low, data.high, plot.left(), plot).contains(box.center())
            painter.fillRect(box, mix(theme.rep, theme.surface, 0.10) if inside else theme.surface)
            painter.setPen(theme.muted)
            painter.drawText(base, text)

    def _paint_axes(self, painter: QPainter, plot: QRectF, theme: Theme) -> None:
        data, began = self.data, self._began(plot)
        metrics = QFontMetricsF(painter.font())
        for value in self._ticks():
            text, y = data.spell(value), self._y_of(value, plot)
            painter.setPen(mix(theme.line, theme.surface, 0.6))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.muted)
            base = y + metrics.ascent() / 2 - 1
            painter.drawText(QPointF(plot.left() - 6 - metrics.horizontalAdvance(text), base), text)
        for day in range(0, DAYS + 1, 5 if plot.width() > px(420) else 10):
            text = tr("day {n}", day)
            x = began + 10 + day / DAYS * (plot.right() - began - 16)
            x = min(x - metrics.horizontalAdvance(text) / 2, self.width() - metrics.horizontalAdvance(text) - 2)
            painter.drawText(QPointF(max(x, began if day == 0 else x), plot.bottom() + metrics.ascent() + px(6)), text)
        if data.before:
            painter.setPen(QPen(theme.line, 1))
            painter.drawLine(QPointF(began, 4), QPointF(began, plot.bottom()))
            painter.setPen(theme.muted)
            room = began - 8
            words = metrics.elidedText(data.before_words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(began - 8 - metrics.horizontalAdvance(words), metrics.ascent() + 1), words)
        painter.setPen(theme.muted)
        painter.drawText(QPointF(began + 10, metrics.ascent() + 1), data.began_words)
        if data.mean is not None:
            y = self._y_of(data.mean, plot)
            painter.setPen(QPen(mix(theme.rep, theme.surface, 0.7), 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))

    def _paint_mean(self, painter: QPainter, plot: QRectF, theme: Theme) -> None:
        """The running mean, only from two calls on."""
        with_mean = [d for d in self.data.points if d.mean is not None]
        if len(with_mean) < 2:
            return
        path = QPainterPath()
        for i, dot in enumerate(with_mean):
            spot = QPointF(self._x_of(dot, plot), self._y_of(dot.mean or 0.0, plot))
            path.moveTo(spot) if i == 0 else path.lineTo(spot)
        pen = QPen(theme.rep, 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _paint_dots(self, painter: QPainter, theme: Theme) -> None:
        faint = mix(theme.muted, theme.surface, 0.75)
        for i, (dot, spot) in enumerate(zip(self.dots, self.places(), strict=True)):
            if self._kinds[i] == "before":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(faint)
                painter.drawEllipse(spot, px(3.5), px(3.5))
            elif self._kinds[i] == "other":
                painter.setPen(QPen(faint, 1.3))
                painter.drawLine(spot + QPointF(-3, -3), spot + QPointF(3, 3))
                painter.drawLine(spot + QPointF(-3, 3), spot + QPointF(3, -3))
            else:
                painter.setPen(QPen(theme.rep, 1.8))
                painter.setBrush(theme.rep if dot.good else theme.surface)
                painter.drawEllipse(spot, px(5), px(5))
            if dot.ringed:
                painter.setPen(QPen(theme.warn, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(spot, px(7.5), px(7.5))
            if i == self.marked:
                self.paint_ring(painter, spot, 8.5)


def _covers(box: QRectF, spot: QPointF, size: float) -> bool:
    """Whether a dot of that radius reaches into a box."""
    return box.adjusted(-size, -size, size, size).contains(spot)


def nice_step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, at least as large as `rough`."""
    if rough <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(float(n * power) for n in (1, 2, 2.5, 5, 10) if n * power >= rough * (1 - 1e-9))


def value_span(data: ChartData) -> tuple[float, float]:
    """The least and the most value in the plot: all dots and the limits, with room around them."""
    values = [d.value for d in (*data.points, *data.before, *data.others)]
    values += [v for v in (data.mean, data.low, data.high, data.target_low, data.target_high) if v is not None]
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    room = (high - low) * 0.12 or abs(high) * 0.2 or 1.0
    low, high = low - room, high + room
    if data.floor is not None:
        low = max(low, data.floor)
    if data.ceiling is not None:
        high = min(high, data.ceiling)
    return (low, high) if high - low > 1e-9 else (low, low + 1.0)


def target_words(data: ChartData) -> str:
    """The target band in words."""
    low, high = data.target_low, data.target_high
    if low is not None and high is not None:
        return tr("others saw {low} to {high}", low=data.spell(low), high=data.spell(high))
    if low is not None:
        return tr("others saw {low} or more", low=data.spell(low))
    return tr("others saw {high} or less", high=data.spell(high)) if high is not None else ""

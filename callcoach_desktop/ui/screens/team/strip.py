"""One rep's values of a behaviour on a line: a dot a call, the usual range behind them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from callcoach_desktop.coaching.team import Strip
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, mix, px
from callcoach_desktop.ui.widgets.spot_chart import SpotChart


class StripChart(SpotChart):
    """All strips of a behaviour share one scale, `low` to `high`. A spot is a call; the keys go by value."""

    near = 8.0
    opens = False

    def __init__(self, strip: Strip, low: float, high: float, spell: Callable[[float], str], name: str) -> None:
        super().__init__()
        self.strip = strip
        self._low, self._high, self._spell = low, high, spell
        self.order = sorted(range(len(strip.values)), key=lambda n: strip.values[n])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if strip.values else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("{rep}: {behaviour}", rep=strip.rep, behaviour=name))
        self.setAccessibleDescription(range_words(strip, spell))

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(30))

    def places(self) -> list[QPointF]:
        """Equal ones stand a little apart from the line, in turn."""
        return [QPointF(self._x(self.strip.values[n]), self.height() / 2 + (-1, 1, 0)[n % 3] * px(4))
                for n in self.order]  # fmt: skip

    def words_of(self, at: int) -> str:
        n = self.order[at]
        return f"{self.strip.titles[n]}\n{self._spell(self.strip.values[n])}"

    def words_beside(self, point: QPointF) -> str:
        return range_words(self.strip, self._spell)

    def _x(self, value: float) -> float:
        return 8 + (value - self._low) / (self._high - self._low) * (self.width() - 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, middle = current(), self.height() / 2
        painter.setPen(mix(theme.line, theme.surface, 0.8))
        painter.drawLine(QPointF(4, middle), QPointF(self.width() - 4, middle))
        usual = self.strip.range
        if usual.low is not None and usual.high is not None and usual.mean is not None:
            left, right, mean = (
                self._x(min(max(v, self._low), self._high)) for v in (usual.low, usual.high, usual.mean)
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(theme.rep, theme.surface, 0.16))
            painter.drawRoundedRect(QRectF(left, middle - px(10), max(2.0, right - left), px(20)), 4, 4)
            painter.setPen(QPen(theme.rep, 1.6))
            painter.drawLine(QPointF(mean, middle - px(10)), QPointF(mean, middle + px(10)))
        places = self.places()
        painter.setPen(QPen(theme.surface, 1))
        painter.setBrush(mix(theme.rep, theme.surface, 0.85))
        for spot in places:
            painter.drawEllipse(spot, px(3.5), px(3.5))
        if self.marked >= 0:
            self.paint_ring(painter, places[self.marked], 6.5)
        self.paint_focus(painter)


def range_words(strip: Strip, spell: Callable[[float], str]) -> str:
    """The usual range of a rep in words, or why there is none."""
    usual = strip.range
    if not strip.values:
        return tr("no call could tell")
    if usual.mean is None or usual.low is None or usual.high is None:
        return tr("{n} call: too few for a usual range|{n} calls: too few for a usual range", len(strip.values))
    return tr("{mean}, usually {low} to {high}", mean=spell(usual.mean), low=spell(usual.low), high=spell(usual.high))

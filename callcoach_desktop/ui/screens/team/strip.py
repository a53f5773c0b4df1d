"""One rep's values of a behaviour on a line: a dot a call, the usual range behind them."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from callcoach_desktop.coaching.team import Strip
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, mix, px, theme_signals

_NEAR = 8.0


class StripChart(QWidget):
    """All strips of a behaviour share one scale, `low` to `high`. Left and right go from call to call."""

    def __init__(self, strip: Strip, low: float, high: float, spell: Callable[[float], str], name: str) -> None:
        super().__init__()
        self.strip = strip
        self._low, self._high, self._spell = low, high, spell
        self.order = sorted(range(len(strip.values)), key=lambda n: strip.values[n])
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if strip.values else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("{rep}: {behaviour}", rep=strip.rep, behaviour=name))
        self.setAccessibleDescription(range_words(strip, spell))
        theme_signals().changed.connect(self._theme_changed)

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(30))

    def place(self, n: int) -> QPointF:
        """The middle of a dot; equal ones stand a little apart from the line, in turn."""
        x = 8 + (self.strip.values[n] - self._low) / (self._high - self._low) * (self.width() - 16)
        return QPointF(x, self.height() / 2 + (-1, 1, 0)[n % 3] * px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, middle = current(), self.height() / 2
        painter.setPen(mix(theme.line, theme.surface, 0.8))
        painter.drawLine(QPointF(4, middle), QPointF(self.width() - 4, middle))
        usual = self.strip.range
        if usual.low is not None and usual.high is not None and usual.mean is not None:
            left, right, mean = (
                8 + (min(max(v, self._low), self._high) - self._low) / (self._high - self._low) * (self.width() - 16)
                for v in (usual.low, usual.high, usual.mean)
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(theme.rep, theme.surface, 0.16))
            painter.drawRoundedRect(QRectF(left, middle - px(10), max(2.0, right - left), px(20)), 4, 4)
            painter.setPen(QPen(theme.rep, 1.6))
            painter.drawLine(QPointF(mean, middle - px(10)), QPointF(mean, middle + px(10)))
        for n in range(len(self.strip.values)):
            painter.setPen(QPen(theme.surface, 1))
            painter.setBrush(mix(theme.rep, theme.surface, 0.85))
            painter.drawEllipse(self.place(n), px(3.5), px(3.5))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self._at >= 0:
                painter.setPen(QPen(theme.accent, 2))
                painter.drawEllipse(self.place(self.order[self._at]), px(6.5), px(6.5))
            painter.setPen(QPen(theme.accent, 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _words(self, n: int) -> str:
        return f"{self.strip.titles[n]}\n{self._spell(self.strip.values[n])}"

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            near = [
                (math.hypot(self.place(n).x() - event.pos().x(), self.place(n).y() - event.pos().y()), n)
                for n in range(len(self.strip.values))
            ]
            away, n = min(near, default=(_NEAR, -1))
            words = self._words(n) if away < _NEAR else range_words(self.strip, self._spell)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if way and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self._at = min(max(0, self._at + way), len(self.order) - 1)
            n = self.order[self._at]
            self.setAccessibleDescription(self._words(n))
            QToolTip.showText(self.mapToGlobal(self.place(n).toPoint()), self._words(n), self)
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def range_words(strip: Strip, spell: Callable[[float], str]) -> str:
    """The usual range of a rep in words, or why there is none."""
    usual = strip.range
    if not strip.values:
        return tr("no call could tell")
    if usual.mean is None or usual.low is None or usual.high is None:
        return tr("{n} call: too few for a usual range|{n} calls: too few for a usual range", len(strip.values))
    return tr("{mean}, usually {low} to {high}", mean=spell(usual.mean), low=spell(usual.low), high=spell(usual.high))

"""Thirty days as thirty cells: better than the old average, not better, no call, still to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import current, mix, px, theme_signals

GOOD, SOME, NONE, AHEAD = "good", "some", "none", "ahead"
"""The states of a day: a call better than the old average, a call, no call, not come yet."""


def day_states(days: Sequence[tuple[int, bool | None]], today: int, length: int = 30) -> list[str]:
    """From (day, whether that call was better) to a state for each day; one good call makes a good day."""
    states = [NONE if day <= today else AHEAD for day in range(length)]
    for day, good in days:
        if 0 <= day < length and states[day] != GOOD:
            states[day] = GOOD if good else SOME
    return states


class DayStrip(QWidget):
    """Good days are filled and taller; a day without a call is not a failure and is drawn as a small cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: list[str] = [AHEAD] * 30
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Thirty days"))
        theme_signals().changed.connect(self.update)

    def set_states(self, states: Sequence[str]) -> None:
        """Show these days."""
        self._states = list(states)
        good, calls = self._states.count(GOOD), self._states.count(GOOD) + self._states.count(SOME)
        words = tr("{good} of {n} day with calls above the old average|{good} of {n} days with calls are better than "
                   "the old average", calls, good=good)  # fmt: skip
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, count = current(), max(1, len(self._states))
        step = min(self.width() / count, float(px(18)))
        wide, high = step - max(2.0, step * 0.22), float(self.height() - 2)
        for i, state in enumerate(self._states):
            tall = high if state in (GOOD, AHEAD) else high * 0.72 if state == SOME else high * 0.34
            box = QRectF(i * step + 1, self.height() - 1 - tall, wide, tall)
            painter.setPen(Qt.PenStyle.NoPen)
            if state == AHEAD:
                pen = QPen(theme.line, 1)
                pen.setStyle(Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                box.adjust(0.5, high * 0.3, -0.5, -0.5)
            elif state == GOOD:
                painter.setBrush(theme.rep)
            elif state == SOME:
                painter.setBrush(mix(theme.rep, theme.surface, 0.42))
            else:
                painter.setBrush(theme.track)
            painter.drawRoundedRect(box, 2.5, 2.5)

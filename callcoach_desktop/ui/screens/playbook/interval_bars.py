"""Shares with their intervals, one under the other: the number beside each bar says the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.domain.coaching import Share
from callcoach_desktop.ui.screens.playbook.words import counted
from callcoach_desktop.ui.theme import current, font, px, theme_signals

_ROW = 24  # pixels at 100 %
_DOT = 4.5


class IntervalBars(QWidget):
    """A dot where the share is and a line where it may be, from 0 to 100 %; words at its left, counts at its right."""

    def __init__(self, name: str, rows: Sequence[tuple[str, Share]]) -> None:
        super().__init__()
        self._rows = list(rows)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setAccessibleDescription("; ".join(f"{words}: {counted(share)}" for words, share in self._rows))
        theme_signals().changed.connect(self._changed)

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(_ROW) * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), px(_ROW) * len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small, theme = font("small"), current()
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        told = [counted(share) for _, share in self._rows]
        right = max((metrics.horizontalAdvance(text) for text in told), default=0.0) + px(10)
        left = min(
            max((metrics.horizontalAdvance(words) for words, _ in self._rows), default=0.0) + px(12),
            max(0.0, self.width() - right) * 0.55,
        )
        room = max(0.0, self.width() - left - right)
        for number, (words, share) in enumerate(self._rows):
            box = QRectF(0, number * px(_ROW), self.width(), px(_ROW))
            middle = box.center().y()
            painter.setPen(theme.text if number == 0 else theme.muted)
            text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, left - px(8))
            line_up = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, box.top(), left, box.height()), line_up | Qt.AlignmentFlag.AlignLeft, text)
            place = QRectF(left + room, box.top(), right, box.height())
            painter.drawText(place, line_up | Qt.AlignmentFlag.AlignRight, told[number])
            if room < px(40):
                continue
            color = theme.accent if number == 0 else theme.muted
            painter.setPen(QPen(theme.track, px(4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(left, middle), QPointF(left + room, middle))
            if not share.n:
                continue
            painter.setPen(QPen(color, max(1.5, px(2)), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(left + share.low * room, middle), QPointF(left + share.high * room, middle))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QPointF(left + room * share.hits / share.n, middle), px(_DOT), px(_DOT))

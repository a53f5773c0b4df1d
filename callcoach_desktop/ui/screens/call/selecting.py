"""The span that is selected on the map: how it is drawn over the picture, and what stands at a pixel of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.map_layout import View
from callcoach_desktop.ui.screens.call.map_rows import Rows
from callcoach_desktop.ui.screens.call.wording import span_words
from callcoach_desktop.ui.theme import Theme, px

EDGE_REACH = 5.0  # pixels on both sides of an edge that take hold of it
SNAP_REACH = 8.0  # pixels within which an edge holds on to a border


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds of the call, `start` before `end`."""

    start: float
    end: float

    @classmethod
    def between(cls, one: float, other: float) -> Span:
        """The seconds between two points in any order."""
        return cls(min(one, other), max(one, other))

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start

    def x(self, view: View, rows: Rows) -> tuple[float, float]:
        """Both edges in pixels."""
        return rows.left + view.x(self.start, rows.width), rows.left + view.x(self.end, rows.width)


def edge_at(span: Span | None, view: View, rows: Rows, point: QPointF) -> str:
    """The edge of the selection under a point: "start", "end" or ""."""
    if span is None or not rows.plot_top <= point.y() <= rows.plot_bottom:
        return ""
    a, b = span.x(view, rows)
    if abs(point.x() - b) <= EDGE_REACH and abs(point.x() - b) <= abs(point.x() - a):
        return "end"
    return "start" if abs(point.x() - a) <= EDGE_REACH else ""


def paint_span(painter: QPainter, span: Span, view: View, rows: Rows, theme: Theme, *, looping: bool) -> None:
    """A veil over the lanes with two edges."""
    a, b = span.x(view, rows)
    left, wide = max(a, rows.left), min(b, rows.right) - max(a, rows.left)
    if wide < 0:
        return
    top, bottom = rows.ruler[1] - 1, rows.plot_bottom
    veil = QColor(theme.accent)
    veil.setAlphaF(0.2 if theme.dark else 0.15)
    painter.fillRect(QRectF(left, top, max(1.0, wide), bottom - top), veil)
    pen = QPen(theme.accent, 2)
    if looping:
        painter.fillRect(QRectF(left, top - 2, max(1.0, wide), 3), theme.accent)
    painter.setPen(pen)
    for x in (a, b):
        if rows.left - 1 <= x <= rows.right + 1:
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def paint_length(painter: QPainter, span: Span, view: View, rows: Rows, theme: Theme) -> None:
    """From when to when, and how long, in the ruler over the span."""
    a, b = span.x(view, rows)
    left, wide = max(a, rows.left), min(b, rows.right) - max(a, rows.left)
    if wide < 0:
        return
    font = face("small", QFont.Weight.DemiBold, 0.92)
    metrics = QFontMetricsF(font)
    text = f"{clock(span.start)} - {clock(span.end)} · {span_words(span.length)}"
    room = metrics.horizontalAdvance(text) + 12
    x = min(max(rows.left, left + wide / 2 - room / 2), rows.right - room)
    box = QRectF(x, rows.ruler[0] - 1, room, px(16))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent)
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(font)
    painter.setPen(theme.background if theme.dark else theme.surface)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

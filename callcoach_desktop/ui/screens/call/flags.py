"""Comments and bookmarks on the map: small flags in a row of their own, and the span they are about."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.ui.screens.call.map_layout import View
from callcoach_desktop.ui.screens.call.map_rows import Rows
from callcoach_desktop.ui.theme import Theme, mix, px


def flag_color(theme: Theme, kind: str) -> QColor:
    """Comments in the accent, bookmarks in the colour of text; their shapes differ too."""
    return theme.accent if kind == "comment" else theme.text


def paint_flag(painter: QPainter, center: QPointF, radius: float, kind: str, theme: Theme) -> None:
    """A speech bubble for a comment, a ribbon for a bookmark."""
    color = flag_color(theme, kind)
    x, y, r = center.x(), center.y(), radius
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if kind == "comment":
        painter.drawRoundedRect(QRectF(x - r, y - r * 0.85, 2 * r, r * 1.35), r * 0.35, r * 0.35)
        painter.drawPolygon(QPolygonF([QPointF(x - r * 0.5, y + r * 0.3), QPointF(x + r * 0.25, y + r * 0.3),
                                       QPointF(x - r * 0.5, y + r)]))  # fmt: skip
    else:
        painter.drawPolygon(QPolygonF([QPointF(x - r * 0.6, y - r), QPointF(x + r * 0.6, y - r),
                                       QPointF(x + r * 0.6, y + r), QPointF(x, y + r * 0.4),
                                       QPointF(x - r * 0.6, y + r)]))  # fmt: skip


def flags_in_view(comments: Iterable[Comment], hidden: frozenset[str], view: View) -> list[Comment]:
    """Those that are painted."""
    return [
        c
        for c in comments
        if c.kind not in hidden and (c.start if c.end is None else c.end) >= view.start and c.start <= view.end
    ]


def paint_flags(
    painter: QPainter,
    comments: Iterable[Comment],
    hidden: frozenset[str],
    view: View,
    rows: Rows,
    theme: Theme,
) -> list[tuple[float, Comment]]:
    """Paint those in view; returns the pixel of each flag's middle with its comment."""
    placed: list[tuple[float, Comment]] = []
    if rows.flags is None:
        return placed
    top, bottom = rows.flags
    radius = min(px(6), (bottom - top) / 2)
    painter.save()
    painter.setClipRect(QRectF(rows.left - radius, top - 2, rows.width + 2 * radius, rows.plot_bottom - top + 2))
    for comment in flags_in_view(comments, hidden, view):
        x = rows.left + view.x(comment.start, rows.width)
        color = flag_color(theme, comment.kind)
        if comment.end is not None:
            wide = (comment.end - comment.start) / view.length * rows.width
            painter.fillRect(QRectF(x, bottom + 1, max(2.0, wide), 2), color)
        painter.setPen(QPen(mix(color, theme.surface, 0.45), 1))
        painter.drawLine(QPointF(x, bottom), QPointF(x, rows.plot_bottom))
        paint_flag(painter, QPointF(x, (top + bottom) / 2), radius, comment.kind, theme)
        placed.append((x, comment))
    painter.restore()
    return placed

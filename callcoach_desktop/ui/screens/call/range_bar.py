"""A value on its usual range: a track, the range as a band, the value as a dot."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from callcoach_desktop.ui.theme import Theme, mix

_ROOM = 0.35  # of the range stays free on both sides, where there is no value to be seen


def scale(low: float, high: float, value: float | None) -> tuple[float, float]:
    """The values at both ends of the track: the range with room around it, and the value in any case."""
    reach = max(high - low, 1e-9)
    left, right = low - _ROOM * reach, high + _ROOM * reach
    if low >= 0.0:
        left = max(0.0, left)  # below nothing there is nothing
    if value is not None:
        left, right = min(left, value - 0.08 * reach), max(right, value + 0.08 * reach)
    return left, right


def paint_range(painter: QPainter, box: QRectF, low: float, high: float, value: float | None, theme: Theme) -> None:
    """Draw into `box`. Within the range the dot is filled, outside it is a ring: shape and place tell, not colour."""
    left, right = scale(low, high, value)
    middle, thick = box.center().y(), min(5.0, box.height())
    radius = box.height() / 2

    def x(at: float) -> float:
        inner = box.width() - 2 * radius
        return box.left() + radius + (at - left) / (right - left) * inner

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.track)
    painter.drawRoundedRect(QRectF(box.left(), middle - thick / 2, box.width(), thick), thick / 2, thick / 2)
    painter.setBrush(mix(theme.rep, theme.surface, 0.5))
    band = QRectF(x(low), middle - thick / 2, max(3.0, x(high) - x(low)), thick)
    painter.drawRoundedRect(band, thick / 2, thick / 2)
    if value is None:
        return
    inside = low <= value <= high
    painter.setPen(QPen(theme.surface if inside else theme.text, 1.6))
    painter.setBrush(theme.text if inside else theme.surface)
    painter.drawEllipse(QPointF(x(value), middle), radius - 0.8, radius - 0.8)

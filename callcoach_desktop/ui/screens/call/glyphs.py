"""The signs of moments: drawn the same on the map, in the legend and in the list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.marks import OPEN_TYPES
from callcoach_desktop.ui.theme import Theme, mix, px


def sign_color(theme: Theme, kind: str, side: str) -> QColor:
    """The ring of a kind's sign. Its shape says the kind too: colour is never the only difference."""
    if kind == "question":
        return theme.text
    if kind in ("pricing", "next_step", "commitment"):
        return theme.good
    if kind in ("competitor", "objection_response"):
        return theme.accent
    if kind == "objection":
        return theme.warn
    return theme.side_text(side)


def paint_sign(
    painter: QPainter,
    center: QPointF,
    radius: float,
    kind: str,
    type_: str,
    side: str,
    theme: Theme,
    *,
    faint: bool = False,
) -> None:
    """A disc with the sign of a moment. Open questions are filled, so that they stand out among the others; what
    the analysis is unsure of (`faint`) is drawn lighter, with a thinner ring."""
    color = sign_color(theme, kind, side)
    if faint:
        color = mix(color, theme.surface, 0.5)
    filled = kind == "question" and type_ in OPEN_TYPES
    dashed = kind == "question" and type_ == "rhetorical"
    pen = QPen(color, 1.0 if faint else 1.5)
    if dashed:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.setBrush(color if filled else theme.surface)
    painter.drawEllipse(center, radius, radius)
    _sign(painter, center, radius, kind, theme.surface if filled else color)


def paint_count(painter: QPainter, center: QPointF, radius: float, count: int, color: QColor, theme: Theme) -> None:
    """A pill with the number of marks that were merged."""
    text = str(count) if count < 100 else "99+"
    half = radius + (3.5 * (len(text) - 1))
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(theme.surface)
    painter.drawRoundedRect(QRectF(center.x() - half, center.y() - radius, 2 * half, 2 * radius), radius, radius)
    _letter(painter, center, radius, text, color)


_PICTURES: dict[tuple[object, ...], QPixmap] = {}
_MOST_PICTURES = 400


def cached_sign(
    painter: QPainter,
    center: QPointF,
    radius: float,
    kind: str,
    type_: str,
    side: str,
    theme: Theme,
    *,
    faint: bool = False,
) -> None:
    """`paint_sign` from a picture made once: a map has hundreds of them in each frame of a zoom."""
    key = (kind, type_ in OPEN_TYPES, type_ == "rhetorical", side, radius, theme.name, faint)
    paint = partial(paint_sign, radius=radius, kind=kind, type_=type_, side=side, theme=theme, faint=faint)
    _stamp(painter, center, key, paint)


def cached_count(painter: QPainter, center: QPointF, radius: float, count: int, color: QColor, theme: Theme) -> None:
    """`paint_count` from a picture made once."""
    key = (min(count, 100), color.rgba(), radius, theme.name)
    _stamp(painter, center, key, partial(paint_count, radius=radius, count=count, color=color, theme=theme))


def _stamp(painter: QPainter, center: QPointF, key: tuple[object, ...], paint: Callable[..., None]) -> None:
    ratio = painter.device().devicePixelRatio()
    picture = _PICTURES.get((*key, ratio))
    half = float(px(22))
    if picture is None:
        if len(_PICTURES) >= _MOST_PICTURES:
            _PICTURES.clear()
        picture = QPixmap(round(2 * half * ratio), round(2 * half * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        inside = QPainter(picture)
        inside.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        paint(inside, QPointF(half, half))
        inside.end()
        _PICTURES[(*key, ratio)] = picture
    painter.drawPixmap(QPointF(center.x() - half, center.y() - half), picture)


def _letter(painter: QPainter, center: QPointF, radius: float, text: str, color: QColor) -> None:
    painter.setFont(face("small", QFont.Weight.Bold, round(radius / px(9.2), 3)))
    painter.setPen(color)
    box = QRectF(center.x() - 3 * radius, center.y() - radius, 6 * radius, 2 * radius)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


_LETTERS = {
    "question": "?", "pricing": "$", "objection": "!", "filler": "…", "hedge": "~", "jargon": "J", "you": "Y",
    "we": "W", "fast": "»", "slow": "«", "raised": "↑", "lowered": "↓", "wording": "Aa",
}  # fmt: skip


def _sign(painter: QPainter, c: QPointF, r: float, kind: str, color: QColor) -> None:
    letter = _LETTERS.get(kind)
    if letter:
        _letter(painter, c, r, letter, color)
        return
    s = r * 0.46
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if kind == "competitor":
        painter.drawPolygon(_polygon(c, ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)), s))
    elif kind == "pain":
        painter.drawEllipse(c, s, s)
    elif kind == "need":
        painter.drawRect(QRectF(c.x() - s * 0.9, c.y() - s * 0.9, s * 1.8, s * 1.8))
    elif kind == "tracker":
        painter.drawPolygon(_polygon(c, ((-0.8, -1.2), (1.1, -0.5), (-0.8, 0.3)), s))
        painter.setPen(QPen(color, 1.2))
        painter.drawLine(QPointF(c.x() - s * 0.8, c.y() - s * 1.2), QPointF(c.x() - s * 0.8, c.y() + s * 1.3))
    else:
        painter.setPen(QPen(color, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = QPainterPath()
        lines = {
            "next_step": (((-1.1, 0), (1.1, 0)), ((0.3, -0.9), (1.1, 0), (0.3, 0.9))),
            "commitment": (((-1, 0.1), (-0.3, 0.8), (1.1, -0.8)),),
            "objection_response": (((1, 0.9), (1, -0.3), (-0.9, -0.3)), ((-0.2, -1.1), (-1, -0.3), (-0.2, 0.5))),
        }.get(kind, (((-0.9, 0), (0.9, 0)),))
        for line in lines:
            path.moveTo(c.x() + line[0][0] * s, c.y() + line[0][1] * s)
            for x, y in line[1:]:
                path.lineTo(c.x() + x * s, c.y() + y * s)
        painter.drawPath(path)


def _polygon(c: QPointF, points: tuple[tuple[float, float], ...], s: float) -> QPolygonF:
    return QPolygonF([QPointF(c.x() + x * s, c.y() + y * s) for x, y in points])

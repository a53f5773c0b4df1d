"""What stands out on the map, as labelled flags, and the tone of both sides, as curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.map_layout import View
from callcoach_desktop.ui.screens.call.map_pictures import curve_image
from callcoach_desktop.ui.screens.call.map_rows import Rows
from callcoach_desktop.ui.screens.call.notable import Fact
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.theme import Theme, mix

VOICE_REACH = 0.6
"""How lively a voice is at the edge of the plot: a raised one, as the smoothed curve shows it."""
Placed = tuple[float, float, Fact]
"""From which pixel to which a fact's flag reaches."""


def fact_color(theme: Theme, fact: Fact) -> QColor:
    """Warnings and good news; their signs differ too."""
    return theme.good if fact.good else theme.warn


def paint_facts(
    painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme, others: Sequence[float] = ()
) -> list[Placed]:
    """A flag with its words where they fit, its sign alone where they do not; a thin line down to the lanes. `others`
    are the pixels (from the lanes' left) of flags in the same row, in order, which no words are written over."""
    placed: list[Placed] = []
    if rows.flags is None:
        return placed
    top, bottom = rows.flags
    small = face("small", QFont.Weight.DemiBold, 0.88)
    metrics = QFontMetricsF(small)
    radius = (bottom - top) / 2 - 1
    painter.save()
    painter.setClipRect(
        QRectF(rows.left - radius - 2, top - 2, rows.width + 2 * radius + 4, rows.plot_bottom - top + 2)
    )
    seen = [f for f in scene.facts if f.end >= view.start and f.start <= view.end]
    spots = [min(max(view.x(f.start, rows.width), radius), rows.width - radius) for f in seen]
    taken = 0.0
    for i, fact in enumerate(seen):
        x = max(spots[i], taken)
        words = metrics.horizontalAdvance(fact.label)
        x = _beside(x, words, radius, others, rows.width)
        ahead = min((other - 2 * radius for other in others if other > x), default=rows.width)
        room = min(spots[i + 1] if i + 1 < len(seen) else rows.width, ahead) - x - 2 * radius - 10
        to_left = max(taken, rows.width - words - 2 * radius - 10)
        if i + 1 == len(seen) and words > room and not any(to_left - 2 * radius < other for other in others):
            x = to_left  # the last one may reach to its left
            room = rows.width - x - 2 * radius - 9
        color = fact_color(theme, fact)
        if fact.end - fact.start > 1.0:
            a = max(0.0, view.x(fact.start, rows.width))
            b = min(rows.width, view.x(fact.end, rows.width))
            painter.fillRect(QRectF(rows.left + a, bottom + 1, max(2.0, b - a), 2), color)
        painter.setPen(QPen(mix(color, theme.surface, 0.5), 1))
        painter.drawLine(QPointF(rows.left + spots[i], bottom), QPointF(rows.left + spots[i], rows.plot_bottom))
        left = rows.left + x - radius
        with_words = words <= room
        wide = 2 * radius + (words + 8 if with_words else 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.good_soft if fact.good else theme.warn_soft)
        painter.drawRoundedRect(QRectF(left - 2, top, wide + 4, bottom - top), 4, 4)
        paint_fact_sign(painter, QPointF(left + radius, (top + bottom) / 2), radius - 1, fact, theme)
        if with_words:
            painter.setFont(small)
            painter.setPen(color)
            base = (top + bottom) / 2 + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left + 2 * radius + 3, base), fact.label)
        placed.append((left - 2, left + wide + 2, fact))
        taken = x + wide + 8
    painter.restore()
    return placed


def _beside(x: float, words: float, radius: float, others: Sequence[float], width: float) -> float:
    """Where a flag begins whose words would lie over others at `x`: right of them, where it still fits."""
    for other in others:
        if x - 2 * radius < other < x + words + 3 * radius and other + 3 * radius + 2 <= width:
            x = other + 2 * radius + 2
    return x


def paint_fact_sign(painter: QPainter, c: QPointF, r: float, fact: Fact, theme: Theme) -> None:
    """A triangle for what went off, a star for what went well."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fact_color(theme, fact))
    if fact.good:
        angles = np.arange(10) * np.pi / 5 - np.pi / 2
        lengths = np.where(np.arange(10) % 2 == 0, r, r * 0.45)
        painter.drawPolygon(QPolygonF([QPointF(c.x() + a * np.cos(t), c.y() + a * np.sin(t))
                                       for a, t in zip(lengths, angles, strict=True)]))  # fmt: skip
    else:
        painter.drawPolygon(QPolygonF([QPointF(c.x(), c.y() - r), QPointF(c.x() + r, c.y() + r * 0.8),
                                       QPointF(c.x() - r, c.y() + r * 0.8)]))  # fmt: skip


def paint_tone(painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme) -> None:
    """One curve a side around a line for neutral: the rep's is whole, the customer's is dashed. Paler ones are of their
    voices, where it is asked for how something is said."""
    if rows.tone is None:
        return
    top, bottom = rows.tone
    middle = (top + bottom) / 2
    painter.setPen(QPen(mix(theme.muted, theme.surface, 0.4), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(rows.left, middle), QPointF(rows.right, middle))
    reach, ratio = tone_reach(scene), painter.device().devicePixelRatio()
    for curve in scene.voices:
        faint = mix(theme.side(curve.side), theme.surface, 0.6)
        picture = curve_image(curve.times, curve.values / VOICE_REACH, view, (rows.width, bottom - top), faint, ratio,
                              dashed=curve.side != "rep")  # fmt: skip
        painter.drawImage(QPointF(rows.left, top), picture)
    for curve in scene.tones:
        picture = curve_image(curve.times, curve.values / reach, view, (rows.width, bottom - top),
                              theme.side(curve.side), ratio, dashed=curve.side != "rep")  # fmt: skip
        painter.drawImage(QPointF(rows.left, top), picture)


def tone_reach(scene: CallScene) -> float:
    """The tone at the edge of the plot: as far as this call goes, at least 0.3."""
    most = max((float(np.nanmax(np.abs(c.values))) for c in scene.tones if np.isfinite(c.values).any()), default=0.0)
    return max(0.3, most)


def tone_word(score: float) -> str:
    """A tone in a word: beyond 0.1 it leans to a side."""
    return tr("warm") if score > 0.1 else tr("cool") if score < -0.1 else tr("neutral")


def voice_word(lively: float) -> str:
    """How lively a voice is, in words."""
    return tr("livelier") if lively > 0.15 else tr("calmer") if lively < -0.15 else tr("as usual")

"""Paints the map of a call: stages, ruler, lanes, marks, talk share; the play head apart, since it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.flags import flags_in_view, paint_flags
from callcoach_desktop.ui.screens.call.glyphs import cached_count, cached_sign, sign_color
from callcoach_desktop.ui.screens.call.map_extras import Placed, paint_facts, paint_tone
from callcoach_desktop.ui.screens.call.map_layout import Cluster, View, cluster, ticks, within
from callcoach_desktop.ui.screens.call.map_pictures import lane_image, share_image, share_y
from callcoach_desktop.ui.screens.call.map_rows import MARKS_APART, Rows, mark_radius
from callcoach_desktop.ui.screens.call.mark_kinds import stage_word
from callcoach_desktop.ui.screens.call.scene import CallScene, Lane
from callcoach_desktop.ui.screens.call.sound_picture import SoundPicture
from callcoach_desktop.ui.theme import Theme, mix, px

_AROUND_S = 5.0  # marks so far outside of the view still reach into it, or push those inside aside
_STAGE_INDENT, _STAGE_EDGE = 8.0, 2.0  # pixels before a stage's word, and the least on both sides of it
_HEAD_RADIUS = 4.5
_HEAD_ROOM = _HEAD_RADIUS + 3.0


@dataclass(slots=True)
class Painted:
    """What the painting found out and the mouse needs: the clusters of marks of each lane, the comments' flags."""

    clusters: list[list[Cluster]] = field(default_factory=list)
    marks: list[Sequence[int]] = field(default_factory=list)
    flags: list[tuple[float, Comment]] = field(default_factory=list)  # the pixel of each comment's flag
    facts: list[Placed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Content:
    """What is drawn: a call, the sound in it, a person's comments, what the legend hides, the usual talk share."""

    scene: CallScene
    sound: SoundPicture | None = None
    comments: tuple[Comment, ...] = ()
    hidden: frozenset[str] = frozenset()
    usual_share: tuple[float, float] | None = None  # 0..1


def paint_head(painter: QPainter, x: float, rows: Rows, theme: Theme) -> None:
    """The play head at a pixel, where that is in view."""
    if not rows.left - 1 <= x <= rows.right + 1:
        return
    painter.setPen(QPen(theme.text, 1.5))
    top = rows.ruler[0] + px(8)
    painter.drawLine(QPointF(x, top), QPointF(x, rows.plot_bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text)
    painter.drawEllipse(QPointF(x, top), _HEAD_RADIUS, _HEAD_RADIUS)


def paint_map(painter: QPainter, content: Content, view: View, rows: Rows, theme: Theme) -> Painted:
    """Paint all that does not move with the play head; returns where the marks are."""
    scene = content.scene
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    if rows.stage:
        _stages(painter, scene, view, rows, theme)
    _ruler(painter, view, rows, theme)
    for i, lane in enumerate(scene.lanes):
        _lane(painter, lane, view, rows, i, theme, content.sound)
    _overlaps(painter, scene, view, rows, theme)
    if rows.share:
        _share(painter, content, view, rows, theme)
    paint_tone(painter, scene, view, rows, theme)
    said = [view.x(c.start, rows.width) for c in flags_in_view(content.comments, content.hidden, view)]
    facts = paint_facts(painter, scene, view, rows, theme, sorted(said))
    painted = _marks(painter, content, view, rows, theme)
    painted.facts = facts
    painted.flags = paint_flags(painter, content.comments, content.hidden, view, rows, theme)
    _labels(painter, scene, rows, theme)
    return painted


def _clip(painter: QPainter, rows: Rows) -> None:
    painter.setClipRect(QRectF(rows.left, 0, rows.width, rows.mini[0]))


def _stages(painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme) -> None:
    top, bottom = rows.stage or (0, 0)
    painter.save()
    _clip(painter, rows)
    painter.setFont(face("small"))
    metrics = QFontMetricsF(painter.font())
    words = {name: stage_word(name) for name in {stage.name for stage in scene.stages}}
    widths = {name: metrics.horizontalAdvance(word) for name, word in words.items()}
    for stage in scene.stages:
        a, b = view.x(stage.start, rows.width), view.x(stage.end, rows.width)
        if b < 0 or a > rows.width:
            continue
        box = QRectF(rows.left + a + 0.5, top + 0.5, b - a - 2, bottom - top - 1)
        painter.setPen(theme.line)
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(box, 4, 4)
        left, end = max(box.left(), rows.left), min(box.right(), rows.left + rows.width)
        spare = end - left - widths[stage.name]
        if spare >= 2 * _STAGE_EDGE:  # a narrow stage is named too, with its word in the middle
            painter.setPen(theme.muted)
            where = QRectF(left + min(_STAGE_INDENT, spare / 2), top, widths[stage.name] + 1, bottom - top)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, words[stage.name])
    painter.restore()


def _ruler(painter: QPainter, view: View, rows: Rows, theme: Theme) -> None:
    _top, bottom = rows.ruler
    small = face("small", scale=0.92)
    painter.setFont(small)
    metrics = QFontMetricsF(small)
    faint = mix(theme.line, theme.surface, 0.6)
    for second in ticks(view, rows.width):
        x = rows.left + view.x(second, rows.width)
        text = clock(second)
        wide = metrics.horizontalAdvance(text)
        first = rows.left + (_HEAD_ROOM if second <= 0 else 0)  # at the start the play head stands on it
        left = min(max(first, x - wide / 2), rows.left + rows.width - wide)
        painter.setPen(theme.muted)
        painter.drawText(QPointF(left, bottom - 4), text)
        painter.setPen(faint)
        painter.drawLine(QPointF(x, bottom), QPointF(x, rows.plot_bottom))


def _lane(
    painter: QPainter, lane: Lane, view: View, rows: Rows, index: int, theme: Theme, sound: SoundPicture | None
) -> None:
    top, bottom = rows.lanes[index]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.raised)
    painter.drawRoundedRect(QRectF(rows.left, top, rows.width, bottom - top), 4, 4)
    painter.drawImage(QPointF(rows.left, top), lane_image(lane, view, rows.width, bottom - top, theme, sound,
                                                         painter.device().devicePixelRatio()))  # fmt: skip


def _overlaps(painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme) -> None:
    """Both at once: a bracket between the lanes, over the very seconds."""
    if len(rows.lanes) < 2 or not len(scene.overlaps):
        return
    top, bottom = rows.lanes[0][1] + 1.5, rows.lanes[1][0] - 1.5
    first, last = within(scene.overlaps[:, 0], scene.overlaps[:, 1], view)
    painter.save()
    _clip(painter, rows)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(theme.text, theme.surface, 0.72))
    middle = (top + bottom) / 2
    boxes = []
    for a, b in scene.overlaps[first:last]:
        x, wide = rows.left + view.x(a, rows.width), max(2.0, (b - a) / view.length * rows.width)
        # An H on its side: it touches both lanes, so that it is read as "both of these".
        boxes.append(QRectF(x, middle - 1, wide, 2))
        boxes.append(QRectF(x, top, 1.6, bottom - top))
        if wide > 4:
            boxes.append(QRectF(x + wide - 1.6, top, 1.6, bottom - top))
    painter.drawRects(boxes)
    painter.restore()


def _share(painter: QPainter, content: Content, view: View, rows: Rows, theme: Theme) -> None:
    """The rep's part of the talk: above the middle line the rep talks more (its colour), below the other.

    The band behind it is the rep's usual talk ratio, where there is one.
    """
    scene = content.scene
    top, bottom = rows.share or (0, 0)
    ratio = painter.device().devicePixelRatio()
    if content.usual_share is not None:
        low, high = (share_y(scene, part, bottom - top) for part in content.usual_share)
        band = QRectF(rows.left, top + max(0.0, high), rows.width, min(bottom - top, low) - max(0.0, high))
        painter.fillRect(band, mix(theme.text, theme.surface, 0.07))
    picture = share_image(scene, view, rows.width, bottom - top, theme, ratio)
    painter.drawImage(QPointF(rows.left, top), picture)
    half = (top + bottom) / 2
    painter.setPen(QPen(mix(theme.muted, theme.surface, 0.5), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(rows.left, half), QPointF(rows.left + rows.width, half))


def _marks(painter: QPainter, content: Content, view: View, rows: Rows, theme: Theme) -> Painted:
    scene, hidden = content.scene, content.hidden
    painted = Painted()
    painter.save()
    largest = mark_radius()
    painter.setClipRect(QRectF(rows.left - largest, 0, rows.width + 2 * largest, rows.mini[0]))
    for (top, bottom), row in zip(rows.lanes, scene.mark_rows, strict=True):
        radius = min(largest, (bottom - top) / 2 - 1)
        first, last = row.seconds.searchsorted((view.start - _AROUND_S, view.end + _AROUND_S)).tolist()
        found, xs = row.marks[first:last], view.x(row.seconds[first:last], rows.width).tolist()
        if hidden:
            shown = [i for i, key in enumerate(row.keys[first:last]) if key not in hidden]
            found, xs = tuple(found[i] for i in shown), [xs[i] for i in shown]
        clusters = cluster(xs, px(MARKS_APART))
        painted.clusters.append(clusters)
        painted.marks.append(found)
        for group in clusters:
            center = QPointF(rows.left + group.x, (top + bottom) / 2)
            members = [scene.marks[found[i]] for i in group.members]
            if len(members) == 1:
                mark = members[0]
                cached_sign(painter, center, radius, mark.kind, mark.type, mark.side, theme, faint=mark.faint)
            else:
                kinds = {m.kind for m in members}
                color = sign_color(theme, members[0].kind, members[0].side) if len(kinds) == 1 else theme.text
                cached_count(painter, center, radius, len(members), color, theme)
    painter.restore()
    return painted


def _labels(painter: QPainter, scene: CallScene, rows: Rows, theme: Theme) -> None:
    body = face("small", QFont.Weight.DemiBold)
    small = face("small", scale=0.92)
    metrics = QFontMetricsF(body)
    for lane, (top, bottom) in zip(scene.lanes, rows.lanes, strict=True):
        middle = (top + bottom) / 2
        painter.setFont(body)
        painter.setPen(theme.side_text(lane.side))
        name = metrics.elidedText(lane.name, Qt.TextElideMode.ElideRight, rows.left - px(26))
        two_lines = bottom - top >= px(28)
        painter.drawText(QPointF(16, middle - 1 if two_lines else middle + px(4)), name)
        if two_lines:
            painter.setFont(small)
            painter.setPen(theme.muted)
            painter.drawText(QPointF(16, middle + px(13)), lane.caption)
    if rows.share:
        top, bottom = rows.share
        painter.setFont(small)
        painter.setPen(theme.muted)
        middle = (top + bottom) / 2
        # Under the 50 %, because over it would be in the way of the lane's caption.
        painter.drawText(QPointF(16, middle + px(17)), tr("Talk share"))
        half = "50%"
        painter.drawText(QPointF(rows.left - QFontMetricsF(small).horizontalAdvance(half) - 4, middle + px(4)), half)
    if rows.tone:
        painter.setFont(small)
        painter.setPen(theme.muted)
        painter.drawText(QPointF(16, (rows.tone[0] + rows.tone[1]) / 2 + px(4)), tr("Tone"))

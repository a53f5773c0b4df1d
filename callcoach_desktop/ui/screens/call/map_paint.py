"""Paints the map of a call: stages, ruler, lanes, marks, talk share. Everything but the play head."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.glyphs import cached_count, cached_sign, sign_color
from callcoach_desktop.ui.screens.call.map_layout import Cluster, View, cluster, coverage, ticks, within
from callcoach_desktop.ui.screens.call.scene import CallScene, Lane
from callcoach_desktop.ui.screens.call.sound_picture import SoundPicture
from callcoach_desktop.ui.screens.call.wording import clock
from callcoach_desktop.ui.theme import Theme, mix

GUTTER = 96.0
RIGHT = 14.0
MARK_RADIUS = 9.0
MARKS_APART = 14.0
_HATCH = 7  # pixels from line to line


@dataclass(slots=True)
class Rows:
    """Where everything lies, top down, in pixels. Lanes are (top, bottom) pairs."""

    stage: tuple[float, float] | None
    ruler: tuple[float, float]
    lanes: list[tuple[float, float]]
    share: tuple[float, float] | None
    foot: tuple[float, float]
    left: float
    width: float

    @property
    def plot_bottom(self) -> float:
        """Where lanes and curves end."""
        return self.share[1] if self.share else self.lanes[-1][1] if self.lanes else self.ruler[1]


@dataclass(slots=True)
class Painted:
    """What the painting found out and the mouse needs: the clusters of marks of each lane."""

    clusters: list[list[Cluster]] = field(default_factory=list)
    marks: list[list[int]] = field(default_factory=list)


def arrange(scene: CallScene, width: float, height: float) -> Rows:
    """Share the height out: fixed rows first, the lanes take what is left."""
    y = 10.0
    stage = None
    if scene.stages:
        stage = (y, y + 20)
        y += 26
    ruler = (y, y + 16)
    y += 20
    foot = (height - 24, height - 8)
    has_share = bool(np.isfinite(scene.share).any())
    bottom = foot[0] - 8
    count = max(1, len(scene.lanes))
    share_h = min(58.0, max(34.0, (bottom - y) * 0.26)) if has_share else 0.0
    room = bottom - y - (share_h + 10 if has_share else 0)
    gap = 12.0 if count > 1 else 0.0
    lane_h = min(64.0, max(18.0, (room - gap * (count - 1)) / count))
    lanes = []
    for _ in range(len(scene.lanes)):
        lanes.append((y, y + lane_h))
        y += lane_h + gap
    y = y - gap + 10 if lanes else y
    share = (y, bottom) if has_share else None
    return Rows(stage, ruler, lanes, share, foot, GUTTER, max(10.0, width - GUTTER - RIGHT))


def paint_map(
    painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme, sound: SoundPicture | None
) -> Painted:
    """Paint all that does not move with the play head; returns where the marks are."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    if rows.stage:
        _stages(painter, scene, view, rows, theme)
    _ruler(painter, view, rows, theme)
    for i, lane in enumerate(scene.lanes):
        _lane(painter, lane, view, rows, i, theme, sound)
    _overlaps(painter, scene, view, rows, theme)
    if rows.share:
        _share(painter, scene, view, rows, theme)
    painted = _marks(painter, scene, view, rows, theme)
    _labels(painter, scene, rows, theme)
    return painted


def _clip(painter: QPainter, rows: Rows) -> None:
    painter.setClipRect(QRectF(rows.left, 0, rows.width, rows.foot[1]))


def _stages(painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme) -> None:
    top, bottom = rows.stage or (0, 0)
    painter.save()
    _clip(painter, rows)
    painter.setFont(face("small"))
    metrics = QFontMetricsF(painter.font())
    for stage in scene.stages:
        a, b = view.x(stage.start, rows.width), view.x(stage.end, rows.width)
        if b < 0 or a > rows.width:
            continue
        box = QRectF(rows.left + a + 0.5, top + 0.5, b - a - 2, bottom - top - 1)
        painter.setPen(theme.line)
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(box, 4, 4)
        left = max(box.left(), rows.left) + 8
        room = min(box.right(), rows.left + rows.width) - left - 4
        text = stage.name.capitalize()
        if metrics.horizontalAdvance(text) <= room:
            painter.setPen(theme.muted)
            painter.drawText(QRectF(left, top, room, bottom - top), Qt.AlignmentFlag.AlignVCenter, text)
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
        left = min(max(rows.left, x - wide / 2), rows.left + rows.width - wide)
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


def lane_image(
    lane: Lane, view: View, width: float, height: float, theme: Theme, sound: SoundPicture | None, ratio: float
) -> QImage:
    """A lane's talk as a picture: turns as soft blocks (hatched on the customer's lane), the sound in them solid.

    Every column is as dark as the part of it that is talk, so the lane is to scale at any zoom.
    """
    w, h = max(1, round(width * ratio)), max(1, round(height * ratio))
    edges = np.linspace(view.start, view.end, w + 1)
    talk = coverage(lane.talk_starts, lane.talk_ends, edges)
    turn = coverage(lane.turn_starts, lane.turn_ends, edges) if len(lane.turn_starts) else talk
    turn = np.maximum(turn, talk * 0.999) if sound is None else turn
    loud = sound.loudness(lane.channel, view.start, view.end, w) if sound else np.full(w, 0.62, dtype=np.float32)
    middle = (h - 1) / 2
    y = np.abs(np.arange(h)[:, np.newaxis] - middle)
    half = h / 2
    # Quiet talk keeps a line of its own; without sound the talk fills four fifths of the lane.
    reach = np.maximum(loud * half * 0.92, 1.2 * ratio) * (talk > 0.02)
    wave = np.clip(reach - y + 0.5, 0.0, 1.0) * np.minimum(1.0, 0.35 + talk * 0.65)
    block_reach = np.where(turn > 0.0, half, half * 0.45)
    block_cover = np.maximum(turn, talk)
    block = np.clip(block_reach - y + 0.5, 0.0, 1.0) * block_cover
    block *= _corners(turn if len(lane.turn_starts) else talk, h, min(4.0 * ratio, h / 4))
    strength = 0.36 if theme.dark else 0.30
    if lane.side == "customer":
        # Lines stand still in time, not on the screen, so that they do not swim while the map is moved.
        shift = round(view.start / view.length * w)
        lines = (np.arange(w)[np.newaxis, :] + shift + np.arange(h)[:, np.newaxis]) % round(_HATCH * ratio)
        pattern = np.where(lines < 2 * ratio, strength + 0.22, strength * 0.78)
    else:
        pattern = np.full((1, 1), strength)
    alpha = np.maximum(block * pattern, wave * 0.96)
    return _tinted(alpha, theme.side(lane.side), ratio)


def _corners(cover: np.ndarray, h: int, radius: float) -> np.ndarray:
    """Takes the corners off blocks that are wide enough to have some: 1 inside, 0 outside."""
    solid = cover > 0.5
    n = len(cover)
    edge = np.flatnonzero(np.diff(np.concatenate(([False], solid, [False])).astype(np.int8)))
    starts, ends = edge[::2], edge[1::2]
    mask = np.ones((h, n))
    r = int(np.ceil(radius))
    wide = ends - starts >= 3 * r
    if not wide.any() or r < 1:
        return mask
    grid = np.arange(r) + 0.5
    cut = np.clip(radius - np.hypot(radius - grid[:, np.newaxis], radius - grid[np.newaxis, :]) + 0.5, 0, 1)
    for a, b in zip(starts[wide], ends[wide], strict=True):
        if a > 0:
            mask[:r, a : a + r] = np.minimum(mask[:r, a : a + r], cut)
            mask[h - r :, a : a + r] = np.minimum(mask[h - r :, a : a + r], cut[::-1])
        if b < n:
            mask[:r, b - r : b] = np.minimum(mask[:r, b - r : b], cut[:, ::-1])
            mask[h - r :, b - r : b] = np.minimum(mask[h - r :, b - r : b], cut[::-1, ::-1])
    return mask


def _tinted(
    alpha: np.ndarray, color: QColor, ratio: float, *, where: np.ndarray | None = None, other: QColor | None = None
) -> QImage:
    """A picture of one colour with this alpha; of another colour where `where` is false."""
    h, w = alpha.shape
    pixels = np.empty((h, w, 4), dtype=np.uint8)
    # Premultiplied, in the byte order of Format_ARGB32_Premultiplied on little-endian machines.
    for i, part in enumerate((QColor.blue, QColor.green, QColor.red)):
        level = part(color) if where is None or other is None else np.where(where, part(color), part(other))
        pixels[..., i] = alpha * level
    pixels[..., 3] = alpha * 255
    image = QImage(pixels.data, w, h, 4 * w, QImage.Format.Format_ARGB32_Premultiplied).copy()
    image.setDevicePixelRatio(ratio)
    return image


def _overlaps(painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme) -> None:
    """Both at once: a bracket between the lanes, over the very seconds."""
    if len(rows.lanes) < 2 or not len(scene.overlaps):
        return
    top, bottom = rows.lanes[0][1] + 3, rows.lanes[1][0] - 3
    first, last = within(scene.overlaps[:, 0], scene.overlaps[:, 1], view)
    painter.save()
    _clip(painter, rows)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(theme.text, theme.surface, 0.62))
    boxes = []
    for a, b in scene.overlaps[first:last]:
        x = rows.left + view.x(a, rows.width)
        boxes.append(QRectF(x, top, max(2.0, (b - a) / view.length * rows.width), bottom - top))
    painter.drawRects(boxes)
    painter.restore()


def _share(painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme) -> None:
    """The rep's part of the talk: above the middle line the rep talks more (its colour), below the other."""
    top, bottom = rows.share or (0, 0)
    ratio = painter.device().devicePixelRatio()
    picture = share_image(scene, view, rows.width, bottom - top, theme, ratio)
    painter.drawImage(QPointF(rows.left, top), picture)
    half = (top + bottom) / 2
    painter.setPen(QPen(mix(theme.muted, theme.surface, 0.5), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(rows.left, half), QPointF(rows.left + rows.width, half))


def share_image(scene: CallScene, view: View, width: float, height: float, theme: Theme, ratio: float) -> QImage:
    """The curve and the area between it and one half; where nobody talked there is a gap."""
    w, h = max(2, round(width * ratio)), max(2, round(height * ratio))
    seconds = np.linspace(view.start, view.end, w + 1)
    values = np.interp(seconds, scene.share_times, scene.share)  # NaN spreads over the stretch it stands in
    middle = (h - 1) / 2
    ys = middle - (values - 0.5) / share_reach(scene) * (h - 3 * ratio) / 2
    low, high = np.minimum(ys[:-1], ys[1:]), np.maximum(ys[:-1], ys[1:])
    known = np.isfinite(low)
    low, high = np.where(known, low, -99.0), np.where(known, high, -99.0)
    y = np.arange(h)[:, np.newaxis]
    away = np.maximum(0.0, np.maximum(low - y, y - high))
    line = np.clip(0.9 * ratio - away + 0.5, 0.0, 1.0) * known
    inner = np.where(low + high < 2 * middle, np.clip(y - low + 0.5, 0, 1) * (y <= middle),
                     np.clip(high - y + 0.5, 0, 1) * (y >= middle))  # fmt: skip
    alpha = np.maximum(line, inner * known * (0.26 if theme.dark else 0.2))
    above = (y < middle) | ((y - middle < 1) & ((low + high)[np.newaxis, :] < 2 * middle))
    above = np.broadcast_to(above, alpha.shape)
    return _tinted(alpha, theme.rep, ratio, where=above, other=theme.customer)


def share_reach(scene: CallScene) -> float:
    """How far from one half the talk share is drawn to the edge: as far as this call goes, at least 0.3."""
    return min(0.5, max(0.3, float(np.nanmax(np.abs(scene.share - 0.5))) + 0.03))


def _marks(painter: QPainter, scene: CallScene, view: View, rows: Rows, theme: Theme) -> Painted:
    painted = Painted()
    by_lane: list[list[int]] = [[] for _ in scene.lanes]
    for mark in scene.marks:
        if mark.lane < len(by_lane) and view.start - 5 <= mark.start <= view.end + 5:
            by_lane[mark.lane].append(mark.index)
    painter.save()
    painter.setClipRect(QRectF(rows.left - MARK_RADIUS, 0, rows.width + 2 * MARK_RADIUS, rows.foot[1]))
    for (top, bottom), found in zip(rows.lanes, by_lane, strict=True):
        radius = min(MARK_RADIUS, (bottom - top) / 2 - 1)
        xs = [view.x(mark_second(scene, i), rows.width) for i in found]
        order = sorted(range(len(found)), key=xs.__getitem__)
        found = [found[i] for i in order]
        clusters = cluster([xs[i] for i in order], MARKS_APART)
        painted.clusters.append(clusters)
        painted.marks.append(found)
        for group in clusters:
            center = QPointF(rows.left + group.x, (top + bottom) / 2)
            members = [scene.marks[found[i]] for i in group.members]
            if len(members) == 1:
                mark = members[0]
                cached_sign(painter, center, radius, mark.kind, mark.type, mark.side, theme)
            else:
                kinds = {m.kind for m in members}
                color = sign_color(theme, members[0].kind, members[0].side) if len(kinds) == 1 else theme.text
                cached_count(painter, center, radius, len(members), color, theme)
    painter.restore()
    return painted


def mark_second(scene: CallScene, index: int) -> float:
    """Where a mark sits: the middle of its words, so that it lies on the talk that it is about."""
    mark = scene.marks[index]
    return (mark.start + min(mark.end, mark.start + 6.0)) / 2


def _labels(painter: QPainter, scene: CallScene, rows: Rows, theme: Theme) -> None:
    body = face("small", QFont.Weight.DemiBold)
    small = face("small", scale=0.92)
    metrics = QFontMetricsF(body)
    for lane, (top, bottom) in zip(scene.lanes, rows.lanes, strict=True):
        middle = (top + bottom) / 2
        painter.setFont(body)
        painter.setPen(theme.side_text(lane.side))
        name = metrics.elidedText(lane.name, Qt.TextElideMode.ElideRight, GUTTER - 26)
        two_lines = bottom - top >= 28
        painter.drawText(QPointF(16, middle - 1 if two_lines else middle + 4), name)
        if two_lines:
            painter.setFont(small)
            painter.setPen(theme.muted)
            painter.drawText(QPointF(16, middle + 13), lane.caption)
    if rows.share:
        top, bottom = rows.share
        painter.setFont(small)
        painter.setPen(theme.muted)
        middle = (top + bottom) / 2
        painter.drawText(QPointF(16, middle - 10), "Talk share")
        half = "50%"
        painter.drawText(QPointF(rows.left - QFontMetricsF(small).horizontalAdvance(half) - 4, middle + 4), half)

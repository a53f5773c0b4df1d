"""The pictures of a map's rows, made column by column with numpy: talk with its sound, talk share."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor, QImage

from callcoach_desktop.ui.screens.call.map_layout import View, coverage
from callcoach_desktop.ui.screens.call.scene import CallScene, Lane
from callcoach_desktop.ui.screens.call.sound_picture import SoundPicture
from callcoach_desktop.ui.theme import Theme

_HATCH = 7  # pixels from line to line
_CURVE = 1.7  # pixels of a curve's line
_DASH, _DASHES = 6.8, 10.5  # pixels of a dash, and from one to the next


def lane_image(
    lane: Lane, view: View, width: float, height: float, theme: Theme, sound: SoundPicture | None, ratio: float
) -> QImage:
    """A lane's talk as a picture: turns as soft blocks (hatched on the customer's lane), the sound in them solid.

    Every column is as dark as the part of it that is talk, so the lane is to scale at any zoom.
    """
    w, h = max(1, round(width * ratio)), max(1, round(height * ratio))
    edges = np.linspace(view.start, view.end, w + 1)
    # Single precision: these arrays have a value a pixel, and this is what a frame of zooming waits for.
    talk = coverage(lane.talk_starts, lane.talk_ends, edges).astype(np.float32)
    turn = coverage(lane.turn_starts, lane.turn_ends, edges).astype(np.float32) if len(lane.turn_starts) else talk
    turn = np.maximum(turn, talk * 0.999) if sound is None else turn
    loud = sound.loudness(lane.channel, view.start, view.end, w) if sound else np.full(w, 0.62, dtype=np.float32)
    middle = (h - 1) / 2
    y = np.abs(np.arange(h, dtype=np.float32)[:, np.newaxis] - np.float32(middle))
    half = h / 2
    # Quiet talk keeps a line of its own; without sound the talk fills four fifths of the lane.
    reach = np.maximum(loud * half * 0.92, 1.2 * ratio) * (talk > 0.02)
    wave = np.clip(reach - y + 0.5, 0.0, 1.0) * np.minimum(1.0, 0.35 + talk * 0.65)
    block_reach = np.where(turn > 0.0, np.float32(half), np.float32(half * 0.45))
    block_cover = np.maximum(turn, talk)
    block = np.clip(block_reach - y + 0.5, 0.0, 1.0) * block_cover
    block *= _corners(turn if len(lane.turn_starts) else talk, h, min(4.0 * ratio, h / 4))
    strength = 0.36 if theme.dark else 0.30
    if lane.side == "customer":
        # Lines stand still in time, not on the screen, so that they do not swim while the map is moved.
        shift = round(view.start / view.length * w)
        lines = (np.arange(w + h - 1) + shift) % round(_HATCH * ratio)
        row = np.where(lines < 2 * ratio, strength + 0.22, strength * 0.78).astype(np.float32)
        pattern = np.lib.stride_tricks.sliding_window_view(row, w)  # each row one pixel further: lines at 45 degrees
    else:
        pattern = np.full((1, 1), strength, dtype=np.float32)
    alpha = np.maximum(block * pattern, wave * 0.96)
    return _tinted(alpha, theme.side(lane.side), ratio)


def _corners(cover: np.ndarray, h: int, radius: float) -> np.ndarray:
    """Takes the corners off blocks that are wide enough to have some: 1 inside, 0 outside."""
    solid = cover > 0.5
    n = len(cover)
    edge = np.flatnonzero(np.diff(np.concatenate(([False], solid, [False])).astype(np.int8)))
    starts, ends = edge[::2], edge[1::2]
    mask = np.ones((h, n), dtype=np.float32)
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
    level = (alpha * np.float32(255)).astype(np.uint8)
    pixels = np.take(_shades(color.rgb()), level)
    if where is not None and other is not None:
        pixels = np.where(where, pixels, np.take(_shades(other.rgb()), level))
    image = QImage(pixels.data, w, h, 4 * w, QImage.Format.Format_ARGB32_Premultiplied).copy()
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=32)
def _shades(rgb: int) -> np.ndarray:
    """A colour at each of 256 alphas, premultiplied, as Format_ARGB32_Premultiplied has it in 32 bits."""
    alpha = np.arange(256, dtype=np.uint32)
    made = alpha << 24
    for shift in (16, 8, 0):
        made |= (((rgb >> shift) & 0xFF) * alpha // 255) << shift
    return made


def share_y(scene: CallScene, part: float, height: float) -> float:
    """Where a talk share of `part` (0..1) lies in the plot, in pixels from its top."""
    return height / 2 - (part - 0.5) / share_reach(scene) * (height - 3) / 2


def share_image(scene: CallScene, view: View, width: float, height: float, theme: Theme, ratio: float) -> QImage:
    """The curve and the area between it and one half; where nobody talked there is a gap."""
    w, h = max(2, round(width * ratio)), max(2, round(height * ratio))
    seconds = np.linspace(view.start, view.end, w + 1)
    values = np.interp(seconds, scene.share_times, scene.share)  # NaN spreads over the stretch it stands in
    middle = (h - 1) / 2
    ys = middle - (values - 0.5) / share_reach(scene) * (h - 3 * ratio) / 2
    low, high = np.minimum(ys[:-1], ys[1:]), np.maximum(ys[:-1], ys[1:])
    known = np.isfinite(low)
    low = np.where(known, low, -99.0).astype(np.float32)
    high = np.where(known, high, -99.0).astype(np.float32)
    y = np.arange(h, dtype=np.float32)[:, np.newaxis]
    line = _line(low, high, y, 1.8 * ratio) * known
    inner = np.where(low + high < 2 * middle, np.clip(y - low + 0.5, 0, 1) * (y <= middle),
                     np.clip(high - y + 0.5, 0, 1) * (y >= middle))  # fmt: skip
    alpha = np.maximum(line, inner * known * (0.26 if theme.dark else 0.2))
    above = (y < middle) | ((y - middle < 1) & ((low + high)[np.newaxis, :] < 2 * middle))
    above = np.broadcast_to(above, alpha.shape)
    return _tinted(alpha, theme.rep, ratio, where=above, other=theme.customer)


def _line(low: np.ndarray, high: np.ndarray, y: np.ndarray, thick: float) -> np.ndarray:
    """How much of each pixel a line covers that goes from `low` to `high` in each column."""
    away = np.maximum(np.float32(0.0), np.maximum(low - y, y - high))
    return np.clip(np.float32(thick / 2 + 0.5) - away, 0.0, 1.0)


def curve_image(
    times: np.ndarray,
    values: np.ndarray,
    view: View,
    size: tuple[float, float],
    color: QColor,
    ratio: float,
    *,
    dashed: bool,
) -> QImage:
    """A curve of values from -1 (the foot) to 1 as a line, whole or dashed; a gap where a value is not a number.

    A stroked path of a thousand points takes ten times as long, and dashed even more.
    """
    w, h = max(2, round(size[0] * ratio)), max(2, round(size[1] * ratio))
    seconds = np.linspace(view.start, view.end, w + 1)
    middle = np.float32((h - 1) / 2)
    edge = np.interp(seconds, times, values, left=np.nan, right=np.nan)
    ys = middle - edge.astype(np.float32) * np.float32(h / 2 - (_CURVE / 2 + 1) * ratio)
    low, high = np.minimum(ys[:-1], ys[1:]), np.maximum(ys[:-1], ys[1:])
    known = np.isfinite(low)
    low, high = np.where(known, low, np.float32(-99.0)), np.where(known, high, np.float32(-99.0))
    alpha = _line(low, high, np.arange(h, dtype=np.float32)[:, np.newaxis], _CURVE * ratio)
    if dashed:
        # Like the hatching the dashes stand still in time.
        along = (np.arange(w, dtype=np.float32) + round(view.start / view.length * w)) % np.float32(_DASHES * ratio)
        alpha *= np.clip(np.minimum(along, _DASH * ratio - along) + 0.5, 0.0, 1.0).astype(np.float32)
    return _tinted(alpha, color, ratio)


def share_reach(scene: CallScene) -> float:
    """How far from one half the talk share is drawn to the edge: as far as this call goes, at least 0.3."""
    return min(0.5, max(0.3, float(np.nanmax(np.abs(scene.share - 0.5))) + 0.03))

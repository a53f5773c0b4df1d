"""Where the parts of the map lie, from the size of the widget and of the text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.theme import px

MARK_RADIUS = 9.0
MARKS_APART = 14.0
MINI_HEIGHT = 18  # holds no text, so it does not grow with it
LEGEND_HEIGHT = 26
TONE_HEIGHT = 28


def gutter() -> float:
    """The width at the left for the names of lanes and plots, in pixels."""
    return float(px(96))


def right() -> float:
    """The margin at the right, in pixels."""
    return 14.0


def mark_radius() -> float:
    """The radius of a mark, in pixels."""
    return float(px(MARK_RADIUS))


@dataclass(slots=True)
class Rows:
    """Where everything lies, top down, in pixels. Each pair is (top, bottom)."""

    stage: tuple[float, float] | None
    ruler: tuple[float, float]
    flags: tuple[float, float] | None
    lanes: list[tuple[float, float]]
    share: tuple[float, float] | None
    tone: tuple[float, float] | None
    mini: tuple[float, float]
    legend: tuple[float, float]
    left: float
    width: float

    @property
    def plot_bottom(self) -> float:
        """Where lanes and curves end."""
        last = self.tone or self.share or (self.lanes[-1] if self.lanes else self.ruler)
        return last[1]

    @property
    def plot_top(self) -> float:
        """Where lanes begin."""
        return self.flags[0] if self.flags else self.ruler[1]

    @property
    def right(self) -> float:
        """The last pixel of the plot."""
        return self.left + self.width

    def lane_at(self, y: float) -> int | None:
        """The lane under a pixel."""
        return next((i for i, (top, bottom) in enumerate(self.lanes) if top <= y <= bottom), None)


def has_share(scene: CallScene) -> bool:
    """Whether there is a talk share to draw."""
    return bool(np.isfinite(scene.share).any())


def heights(scene: CallScene | None, *, flags: bool) -> tuple[int, int]:
    """The height that shows the scene well, and the least that shows it at all, in pixels. While a call is being read
    (None) it is that of a call with two sides and all curves, as most are: then nothing moves when it comes."""
    lanes = max(1, len(scene.lanes)) if scene else 2
    fixed = 10 + px(20) + 8 + MINI_HEIGHT + 4 + px(LEGEND_HEIGHT) + 4
    fixed += px(26) if scene is None or scene.stages else 0
    fixed += px(16) if flags else 0
    share = scene is None or has_share(scene)
    good = fixed + (px(34) + 12) * lanes + (px(36) + 8 if share else 0)
    good += px(TONE_HEIGHT) + 6 if scene is None or scene.tones else 0
    least = fixed + (px(18) + 7) * lanes  # the talk share goes first
    return good, least


def arrange(scene: CallScene, width: float, height: float, *, flags: bool = False) -> Rows:
    """Share the height out: fixed rows first, the lanes take what is left."""
    y = 10.0
    stage = None
    if scene.stages:
        stage = (y, y + px(20))
        y += px(26)
    ruler = (y, y + px(16))
    y += px(20)
    flag_row = None
    if flags:
        flag_row = (y - 2, y + px(16) - 4)
        y += px(16)
    legend = (height - px(LEGEND_HEIGHT) - 2, height - 2)
    mini = (legend[0] - 4 - MINI_HEIGHT, legend[0] - 4)
    bottom = mini[0] - 8
    count = max(1, len(scene.lanes))
    tone_h = 0.0
    if scene.tones and bottom - y >= (px(18) + 7) * count + px(TONE_HEIGHT) + px(20) + 16:
        tone_h = float(px(TONE_HEIGHT))
        bottom -= tone_h + 6
    share_too = has_share(scene) and bottom - y >= (px(18) + 7) * count + px(20) + 10
    share_h = min(px(58), max(px(20), (bottom - y) * 0.26)) if share_too else 0.0
    room = bottom - y - (share_h + 10 if share_too else 0)
    gap = (12.0 if room > count * px(34) else 7.0) if count > 1 else 0.0
    lane_h = min(px(64), max(px(16), (room - gap * (count - 1)) / count))
    lanes = []
    for _ in range(len(scene.lanes)):
        lanes.append((y, y + lane_h))
        y += lane_h + gap
    y = y - gap + 10 if lanes else y
    share = (y, max(y + 8, bottom)) if share_too else None
    foot = share[1] if share else lanes[-1][1] if lanes else y
    tone = (foot + 6, foot + 6 + tone_h) if tone_h else None
    wide = max(10.0, width - gutter() - right())
    return Rows(stage, ruler, flag_row, lanes, share, tone, mini, legend, gutter(), wide)

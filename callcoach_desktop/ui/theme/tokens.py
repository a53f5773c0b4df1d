"""The tokens of a theme: read from `resources/themes/*.toml`, the rest derived from them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor

from callcoach_desktop.system.paths import resources

GROUNDS = (
    "surface", "background", "raised", "hover", "selection", "track", "rep_soft", "customer_soft", "accent_soft",
    "good_soft", "warn_soft",
)  # fmt: skip
"""Everything that text or a shape may stand on."""
WRITTEN = ("text", "muted", "accent", "good", "warn", "rep_text", "customer_text")
"""Everything that text may be written in: 4.5 to 1 on every ground (WCAG 2.2, 1.4.3)."""
DRAWN = ("rep", "customer", "accent", "good", "warn", "muted", "record")
"""Everything that a shape may be drawn in: 3 to 1 on every ground (WCAG 2.2, 1.4.11)."""
SPACE = 4
"""The grid in pixels; every distance is a multiple of it."""


def mix(top: QColor, bottom: QColor, amount: float) -> QColor:
    """`amount` (0..1) of `top` over `bottom`, opaque."""
    return QColor.fromRgbF(
        top.redF() * amount + bottom.redF() * (1 - amount),
        top.greenF() * amount + bottom.greenF() * (1 - amount),
        top.blueF() * amount + bottom.blueF() * (1 - amount),
    )


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two opaque colours, 1..21 (WCAG 2.2, relative luminance)."""

    def luminance(color: QColor) -> float:
        parts = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in (color.redF(), color.greenF(), color.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(color: QColor, behind: QColor, towards: QColor, ratio: float = 4.5) -> QColor:
    """`color` moved towards `towards` in steps until it has `ratio` to 1 on `behind`."""
    for step in range(51):
        made = mix(towards, color, step / 50)
        if contrast(made, behind) >= ratio:
            return made
    return towards


@dataclass(frozen=True)
class Theme:
    """All colours of the window. The first eleven come from the token file, the others are mixed from them."""

    name: str
    dark: bool
    background: QColor  # behind everything
    surface: QColor  # cards, tables, fields
    text: QColor
    muted: QColor  # second-rank text
    line: QColor  # hairlines and borders
    rep: QColor
    customer: QColor
    accent: QColor  # focus, links, selection
    good: QColor
    warn: QColor
    record: QColor  # the dot that says that a call is recorded
    # derived
    raised: QColor  # a lane, a quiet field on a surface
    hover: QColor
    track: QColor  # the empty part of a bar
    selection: QColor
    rep_soft: QColor
    customer_soft: QColor
    accent_soft: QColor
    good_soft: QColor
    warn_soft: QColor
    inverse: QColor  # the main button
    on_inverse: QColor
    rep_text: QColor  # names and figures in a side's colour, readable on a surface (contrast 4.5 and more)
    customer_text: QColor

    @property
    def other(self) -> QColor:
        """Voices that are neither rep nor customer."""
        return self.muted

    def side(self, side: str) -> QColor:
        """The colour of `rep`, `customer` or any other side."""
        return {"rep": self.rep, "customer": self.customer}.get(side, self.muted)

    def side_text(self, side: str) -> QColor:
        """A side's colour for text: at least 4.5 to 1 on a surface (WCAG 2.2, 1.4.3)."""
        return {"rep": self.rep_text, "customer": self.customer_text}.get(side, self.muted)

    def side_soft(self, side: str) -> QColor:
        """The quiet tint of a side, for text backgrounds."""
        return {"rep": self.rep_soft, "customer": self.customer_soft}.get(side, self.raised)


def from_tokens(data: dict[str, Any]) -> Theme:
    """A theme from the content of a token file. Raises KeyError for a missing token, ValueError for a bad colour."""
    base: dict[str, QColor] = {}
    for key, value in data["colors"].items():
        color = QColor(value)
        if not color.isValid():
            raise ValueError(f"theme {data['name']}: {key} = {value!r} is not a colour")
        base[key] = color
    dark = bool(data["dark"])
    surface, text, accent = base["surface"], base["text"], base["accent"]
    soft = 0.18 if dark else 0.13
    behind = {
        "raised": mix(text, surface, 0.035 if dark else 0.02),
        "hover": mix(text, surface, 0.05 if dark else 0.035),
        "track": mix(text, surface, 0.12 if dark else 0.09),
        "selection": mix(accent, surface, 0.20 if dark else 0.10),
        "rep_soft": mix(base["rep"], surface, soft),
        "customer_soft": mix(base["customer"], surface, soft + 0.02),
        "accent_soft": mix(accent, surface, soft),
        "good_soft": mix(base["good"], surface, soft),
        "warn_soft": mix(base["warn"], surface, soft),
    }
    grounds = (surface, base["background"], *behind.values())

    def legible(color: QColor) -> QColor:
        for ground in grounds:
            color = readable(color, ground, text)
        return color

    # What is written in a colour can be read on everything that it may be written on, a selected row included.
    for name in ("muted", "accent", "good", "warn"):
        base[name] = legible(base[name])
    return Theme(
        name=str(data["name"]),
        dark=dark,
        **base,
        **behind,
        inverse=text,
        on_inverse=surface if not dark else base["background"],
        rep_text=legible(base["rep"]),
        customer_text=legible(base["customer"]),
    )


def themes_folder() -> Path:
    """Where the token files and the two drawings of the stylesheet are."""
    return resources() / "themes"


@cache
def load(name: str) -> Theme:
    """The theme `light` or `dark`."""
    with (themes_folder() / f"{name}.toml").open("rb") as file:
        return from_tokens(tomllib.load(file))

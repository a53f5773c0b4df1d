"""Fonts made once: a painting asks for them hundreds of times. What is handed out must not be changed."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont

from callcoach_desktop.ui.theme import Role, font
from callcoach_desktop.ui.theme.state import scale as text_scale


def face(role: Role, weight: QFont.Weight = QFont.Weight.Normal, scale: float = 1.0) -> QFont:
    """The theme's font of a role, weight and size; shared, so copy it before changing anything."""
    return _face(role, weight, scale, text_scale())


@cache
def _face(role: Role, weight: QFont.Weight, scale: float, _chosen: float) -> QFont:
    made = font(role, weight=weight)
    made.setPointSizeF(made.pointSizeF() * scale)
    return made

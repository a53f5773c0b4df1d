"""One sans, three sizes, tabular figures; one more size for what is read from a metre away."""

from __future__ import annotations

import sys
from functools import cache
from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from callcoach_desktop.ui.theme.state import scale

Role = Literal["far", "title", "body", "small"]
SIZES: dict[Role, float] = {"far": 30.0, "title": 20.0, "body": 13.5, "small": 12.0}
"""Sizes in device-independent pixels at 100 %."""

_TABULAR = QFont.Tag.fromString("tnum")


@cache
def _families() -> tuple[str, ...]:
    """The system's own sans; on Linux Inter first where it is installed."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if sys.platform.startswith("linux"):
        return (*(name for name in ("Inter", "Inter Variable") if QFontDatabase.hasFamily(name)), system)
    return (system,)


def font(role: Role = "body", *, weight: QFont.Weight = QFont.Weight.Normal, italic: bool = False) -> QFont:
    """The font of a role. Figures have one width, so that columns and running times do not dance."""
    screen = QGuiApplication.primaryScreen()
    dots = screen.logicalDotsPerInch() if screen is not None else 96.0
    made = QFont()
    made.setFamilies(list(_families()))
    made.setPointSizeF(SIZES[role] * scale() * 72.0 / dots)
    made.setWeight(weight)
    made.setItalic(italic)
    made.setFeature(_TABULAR, 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if role in {"far", "title"}:
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.5)
    return made

"""Colours, fonts and icons of the window: `current()`, `apply()`, `font()`, `icon()`, `theme_signals().changed`.

Text has a size of 100 to 200 %: `font()` and `px()` follow it.
"""

from callcoach_desktop.ui.theme.apply import MODES, SCALES, Mode, apply, mode, new_application, set_scale
from callcoach_desktop.ui.theme.fonts import Role, font
from callcoach_desktop.ui.theme.icons import icon, paint_icon
from callcoach_desktop.ui.theme.state import ThemeSignals, current, px, scale, theme_signals
from callcoach_desktop.ui.theme.tokens import SPACE, Theme, contrast, mix

__all__ = [
    "MODES",
    "SCALES",
    "SPACE",
    "Mode",
    "Role",
    "Theme",
    "ThemeSignals",
    "apply",
    "contrast",
    "current",
    "font",
    "icon",
    "mix",
    "mode",
    "new_application",
    "paint_icon",
    "px",
    "scale",
    "set_scale",
    "theme_signals",
]

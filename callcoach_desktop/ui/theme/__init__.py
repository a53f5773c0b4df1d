"""Colours, fonts and icons of the window: `current()`, `apply()`, `font()`, `icon()`, `theme_signals().changed`."""

from callcoach_desktop.ui.theme.apply import MODES, Mode, apply, mode
from callcoach_desktop.ui.theme.fonts import Role, font
from callcoach_desktop.ui.theme.icons import icon, paint_icon
from callcoach_desktop.ui.theme.state import ThemeSignals, current, theme_signals
from callcoach_desktop.ui.theme.tokens import SPACE, Theme, contrast, mix

__all__ = [
    "MODES",
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
    "paint_icon",
    "theme_signals",
]

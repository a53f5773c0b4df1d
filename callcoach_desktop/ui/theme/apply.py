"""Puts a theme on: Fusion, the palette, one stylesheet; follows the system while it is told to."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from callcoach_desktop.ui.theme.fonts import font
from callcoach_desktop.ui.theme.state import current, state, theme_signals
from callcoach_desktop.ui.theme.style import stylesheet
from callcoach_desktop.ui.theme.tokens import Theme, load, mix

Mode = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = ("system", "light", "dark")
SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""Sizes of text that are offered."""


def palette(theme: Theme) -> QPalette:
    """The Qt palette of a theme, for everything that the stylesheet leaves to Fusion."""
    made = QPalette()
    role = QPalette.ColorRole
    faint = mix(theme.muted, theme.surface, 0.6)
    colors: dict[QPalette.ColorRole, QColor] = {
        role.Window: theme.background,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.warn,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.hover,
        role.Mid: theme.line,
        role.Dark: theme.muted,
        role.Shadow: theme.line,
    }
    for key, color in colors.items():
        made.setColor(key, color)
    for key in (role.Text, role.WindowText, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, key, faint)
    return made


def new_application(name: str) -> QApplication:
    """An application in our style from the first moment: told it afterwards, Qt makes the desktop's own first, and the
    binding everything that is known of styles (10 ms)."""
    state().styled = True
    return QApplication([name, "-style", "Fusion"])


def _wanted(app: QApplication, mode: Mode) -> str:
    if mode != "system":
        return mode
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def _restyle(app: QApplication, theme: Theme) -> None:
    """Replace the stylesheet. Qt gives widgets the fonts back that they had before the one before: keep today's."""
    own = [(one, one.font()) for one in app.allWidgets() if one.testAttribute(Qt.WidgetAttribute.WA_SetFont)]
    app.setFont(font("body"))
    app.setStyleSheet(stylesheet(theme))
    # With a style the desktop's own fonts for buttons, menus and heads of columns have come back.
    app.setFont(font("body"))
    for widget, kept in own:
        if widget.font() != kept:
            widget.setFont(kept)


def _put_on(app: QApplication, theme: Theme) -> None:
    state().theme = theme
    app.setPalette(palette(theme))
    _restyle(app, theme)
    theme_signals().changed.emit()


def _system_changed() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and state().mode == "system":
        theme = load(_wanted(app, "system"))
        if theme is not state().theme:
            _put_on(app, theme)


def apply(app: QApplication, mode: Mode = "system") -> None:
    """Dress the application. `system` goes on following the system's choice until another mode is applied."""
    held = state()
    held.mode = mode
    hints = app.styleHints()
    if not held.following:
        held.following = True
        if not held.styled:
            app.setStyle("Fusion")
        hints.colorSchemeChanged.connect(_system_changed)
    # Native dialogs and window frames follow this hint.
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(mode, Qt.ColorScheme.Unknown)
    hints.setColorScheme(scheme)
    _put_on(app, load(_wanted(app, mode)))


def set_scale(app: QApplication, wanted: float) -> None:
    """Set the size of text, 1.0 to 2.0, also in what is already shown: fonts, icons and the stylesheet's distances.

    What paints itself is told by `theme_signals().changed`, as for a new theme.
    """
    held = state()
    wanted = min(SCALES[-1], max(SCALES[0], wanted))
    if wanted == held.scale:
        return
    by, held.scale = wanted / held.scale, wanted
    if held.theme is not None:
        _restyle(app, held.theme)
    for widget in app.allWidgets():
        grow(widget, by)
    theme_signals().changed.emit()


def grow(widget: QWidget, by: float) -> None:
    """Make what was given a size of its own larger: its font, its icon, what was fixed."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
        own = widget.font()
        if own.pointSizeF() > 0:
            own.setPointSizeF(own.pointSizeF() * by)
            widget.setFont(own)
    if isinstance(widget, QAbstractButton):
        size = widget.iconSize()
        widget.setIconSize(QSize(round(size.width() * by), round(size.height() * by)))
    low, high = widget.minimumSize(), widget.maximumSize()
    if 0 < low.width() == high.width():
        widget.setFixedWidth(round(low.width() * by))
    if 0 < low.height() == high.height():
        widget.setFixedHeight(round(low.height() * by))
    widget.updateGeometry()  # what paints itself measures its font in sizeHint
    parent = widget.parentWidget()
    if widget.layout() is not None and parent is not None and parent.layout() is None and not widget.isWindow():
        widget.adjustSize()  # placed by hand over something: no layout will give it its new size


def mode() -> Mode:
    """The mode last applied."""
    return state().mode


__all__ = ["MODES", "SCALES", "Mode", "apply", "current", "mode", "new_application", "palette", "set_scale"]

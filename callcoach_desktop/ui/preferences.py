"""What the window remembers between starts: an ini file in CALLCOACH_HOME."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from callcoach_desktop.system.paths import home


def version() -> str:
    """The version of the installed program."""
    from importlib import metadata  # slow, and rarely needed

    try:
        return metadata.version("callcoach-desktop")
    except metadata.PackageNotFoundError:
        return "from source"


def window_settings() -> QSettings:
    """Geometry, theme, the library last opened. Never anything about a call."""
    return QSettings(str(home() / "window.ini"), QSettings.Format.IniFormat)

"""What the window remembers between starts: an ini file in CALLCOACH_HOME."""

from __future__ import annotations

from pathlib import Path

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


def writing_folder(key: str) -> Path:
    """The folder to offer for a file that is written: the last one (setting `key`), the documents, the home; the first
    of them that is there."""
    from PySide6.QtCore import QStandardPaths  # not for the first picture

    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kept = str(window_settings().value(key, "") or "")
    return next((Path(one) for one in (kept, documents) if one and Path(one).is_dir()), Path.home())

"""The native dialogs that ask for files and folders; each remembers where it was last.

Qt's class for them is named where it is used: making it takes a millisecond or two of the start.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings

SOUND_KINDS = (
    "*.wav *.flac *.mp3 *.m4a *.aac *.ogg *.oga *.opus *.webm *.mp4 *.m4v *.mov *.mkv *.amr *.wma *.aiff "
    "*.vtt *.srt *.json *.callcoach"
)
_FOLDER = "import/folder"


class Choosing:
    """Asks for what shall be imported and hands it to `import_paths`."""

    def __init__(self, window: QWidget, import_paths: Callable[[list[Path]], object]) -> None:
        self._window, self._import = window, import_paths

    def files(self) -> None:
        """File > Import…"""
        from PySide6.QtWidgets import QFileDialog

        settings = window_settings()
        start = str(settings.value(_FOLDER, ""))
        kinds = f"{tr('Calls')} ({SOUND_KINDS});;{tr('All files')} (*)"
        chosen, _ = QFileDialog.getOpenFileNames(self._window, tr("Import calls"), start, kinds)
        if chosen:
            settings.setValue(_FOLDER, str(Path(chosen[0]).parent))
            self._import([Path(one) for one in chosen])

    def folder(self) -> None:
        """File > Import folder…"""
        from PySide6.QtWidgets import QFileDialog

        settings = window_settings()
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Import a folder"), str(settings.value(_FOLDER, "")))
        if chosen:
            settings.setValue(_FOLDER, chosen)
            self._import([Path(chosen)])

    def library(self, now: str) -> str:
        """The folder of another library, "" when none was chosen."""
        from PySide6.QtWidgets import QFileDialog

        chosen = QFileDialog.getExistingDirectory(self._window, tr("Folder of the library"), now)
        return "" if chosen == now else chosen

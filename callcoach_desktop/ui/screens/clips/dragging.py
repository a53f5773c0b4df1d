"""The sound of clips as files, made before somebody lets them go over another program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTemporaryDir

from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.tasks import run_task


class DraggedSounds(QObject):
    """Writes clips to a folder of its own that goes with it. A drag has the files that are there when it begins: they
    are begun as soon as the pointer is over a clip, and are as short as what is heard."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.exporter: Any = None  # services.clip_export.ClipExporter
        self._folder: QTemporaryDir | None = None
        self._files: dict[tuple[Any, ...], Path | None] = {}  # None: being written, or it cannot be

    def prepare(self, clips: Sequence[ShownClip]) -> None:
        """Write those that have sound and are not there yet."""
        exporter = self.exporter
        if exporter is None:
            return
        if self._folder is None:
            self._folder = QTemporaryDir()
        for shown in clips:
            key = _key(shown)
            if not shown.sound or key in self._files:
                continue
            self._files[key] = None
            folder = Path(self._folder.filePath(str(len(self._files))))
            run_task(self, lambda shown=shown, folder=folder: _write(exporter, shown.clip.id, folder),
                     lambda made, key=key: self._files.update({key: made}))  # fmt: skip

    def files(self, clips: Sequence[ShownClip]) -> list[Path]:
        """The files that are there by now."""
        found = [self._files.get(_key(shown)) for shown in clips]
        return [path for path in found if path is not None]


def _key(shown: ShownClip) -> tuple[Any, ...]:
    return shown.clip.id, shown.clip.start, shown.clip.end, shown.clip.name


def _write(exporter: Any, clip_id: str, folder: Path) -> Path | None:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        made: Sequence[Path] = exporter.export([clip_id], folder).files
    except KnownError:  # its sound is gone or the disk is full: the export that is asked for says so
        return None
    return made[0]

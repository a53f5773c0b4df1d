"""The log file and the crash log.

The log says what the program did, never what people said: no text of a call, no name and no path of a customer is
logged above DEBUG. A crash of native code is written by faulthandler into `crash.log`.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TextIO

from callcoach_desktop.system.files import private_folder

_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
_BYTES_A_FILE = 1_000_000
_FILES = 5

log = logging.getLogger(__name__)


class _RotatingFiles(logging.Handler):
    """Rotating log files that only their owner may read. The first record makes them: Python's module for it brings
    sockets and pickles, 15 ms that the first picture of a window would wait for."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._files: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write it."""
        if self._files is None:
            from callcoach_desktop.system.log_files import PrivateRotatingFiles

            self._files = PrivateRotatingFiles(
                self._path, maxBytes=_BYTES_A_FILE, backupCount=_FILES - 1, encoding="utf-8", delay=True
            )
            self._files.setFormatter(self.formatter)
        self._files.emit(record)

    def close(self) -> None:
        """Close the file that is open."""
        if self._files is not None:
            self._files.close()
        super().close()


class Logs:
    """The open log of this process; `close` puts everything back as it was."""

    def __init__(self, folder: Path, *, level: int = logging.INFO) -> None:
        private_folder(folder)
        self.path = folder / "callcoach.log"
        self.crash_path = folder / "crash.log"
        self._handler = _RotatingFiles(self.path)
        self._handler.setFormatter(logging.Formatter(_FORMAT))
        self._root = logging.getLogger()
        self._old_level = self._root.level
        self._root.addHandler(self._handler)
        self._root.setLevel(level)
        self._crash_file = _open_crash_log(self.crash_path)
        faulthandler.enable(self._crash_file, all_threads=True)
        self._hook = sys.excepthook
        self._thread_hook = threading.excepthook
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def close(self) -> None:
        """Stop logging to files; an empty crash log is removed."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        if faulthandler.is_enabled():
            faulthandler.disable()
        self._crash_file.close()
        _remove_when_empty(self.crash_path)
        self._root.removeHandler(self._handler)
        self._root.setLevel(self._old_level)
        self._handler.close()

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            log.critical("an error of ours was not caught", exc_info=(kind, error, trace))
        self._hook(kind, error, trace)

    def _uncaught_in_thread(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            name = failure.thread.name if failure.thread else "unknown"
            log.critical(
                "an error of ours was not caught in thread %s",
                name,
                exc_info=(failure.exc_type, failure.exc_value, failure.exc_traceback),
            )
        self._thread_hook(failure)


def take_crash_report(folder: Path) -> str | None:
    """What a crash of an earlier run left in `crash.log`, moved to `crash.old.log`; None when there was none.

    Call it before `Logs` is opened.
    """
    path = folder / "crash.log"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    if not text.strip():
        return None
    path.replace(folder / "crash.old.log")
    return text


def _open_crash_log(path: Path) -> TextIO:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(fd, "a", encoding="utf-8")


def _remove_when_empty(path: Path) -> None:
    try:
        if path.stat().st_size == 0:
            path.unlink()
    except OSError:
        return  # another process of ours has it open (Windows) or removed it first

"""The start of the window's program: its arguments, the application's dress, one window a library, the log."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication

from callcoach_desktop.app.session import Session
from callcoach_desktop.system.paths import default_library, logs_folder
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.errors import ErrorDialog, Excepthook
from callcoach_desktop.ui.main_window import MainWindow
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.single import Single, hand_over
from callcoach_desktop.ui.tasks import finish_tasks

PAINTED_AT = "CALLCOACH_MEASURE"
"""When this variable is set, `painted` and `filled` are printed, each with the epoch and this process's processor
seconds, and the program ends."""


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callcoach-gui", description="Opens the window of CallCoach.")
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library to show")
    parser.add_argument("--open", default="", metavar="CALL", help="a call to open: its id or the beginning of it")
    parser.add_argument("paths", nargs="*", type=Path, metavar="FILE", help="recordings or transcripts to import")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    return parser.parse_args(list(argv))


def _library_folder(named: Path | None) -> Path:
    if named is not None:
        return named.expanduser().absolute()
    kept = window_settings().value("library")
    return Path(str(kept)) if kept else default_library()


def make_application() -> QApplication:
    """The application, dressed in the theme that was chosen last."""
    QCoreApplication.setApplicationName("CallCoach")
    QCoreApplication.setOrganizationName("CallCoach")
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, on=False)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = theme.new_application("CallCoach")
    app.setDesktopFileName("callcoach")
    with contextlib.suppress(ValueError):  # somebody wrote into the file by hand
        theme.set_scale(app, float(str(window_settings().value("text_size", 1.0))))
    mode = str(window_settings().value("theme", "system"))
    theme.apply(app, mode if mode in theme.MODES else "system")
    return app


def run(argv: Sequence[str] = ()) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    arguments = _parse(argv)
    app = make_application()
    if arguments.screenshots is not None:
        from callcoach_desktop.ui.screenshots import take_all

        session = Session(_library_folder(arguments.library), jobs=False)
        return take_all(session, arguments.screenshots, arguments.open)
    folder = _library_folder(arguments.library)
    single = Single(folder)
    if not single.take():
        if hand_over(folder, arguments.paths):
            return 0
        print("callcoach-gui: this library is open in another window, which does not answer", file=sys.stderr)
        return 1
    hook = Excepthook()
    session = Session(folder, call=arguments.open, paths=arguments.paths, single=single)
    window = session.window
    if os.environ.get(PAINTED_AT):
        _measure(session, app.quit)
    window.show()
    logs: list[object] = []
    crash = _start_logs(logs)
    if crash is not None:
        window.tell("CallCoach stopped unexpectedly last time", "Details", lambda: _show_crash(window, crash))
    status = app.exec()
    session.close()
    finish_tasks()
    hook.remove()
    for one in logs:
        one.close()
    return status


def _start_logs(logs: list[object]) -> str | None:
    """Begin to log; gives what a crash of an earlier run left behind."""
    from callcoach_desktop.system.logging import Logs, take_crash_report

    try:
        crash = take_crash_report(logs_folder())
        logs.append(Logs(logs_folder()))
    except OSError as error:
        print(f"callcoach: no log is written: {error}", file=sys.stderr)
        return None
    return crash


def _show_crash(window: MainWindow, crash: str) -> None:
    dialog = ErrorDialog(crash, window, earlier=True)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _measure(session: Session, leave: Callable[[], None]) -> None:
    """For tests/benchmarks/first_paint.py."""

    def say(what: str) -> None:
        print(f"{what} {time.time():.4f} {time.process_time():.4f}", flush=True)

    def filled() -> None:
        if not session.window.calls.view_model.is_loaded:
            return
        # One turn of the event loop later the rows are painted.
        QTimer.singleShot(0, lambda: (say("filled"), leave()))

    session.window.painted.connect(lambda: say("painted"))
    session.window.calls.view_model.loaded.connect(filled)

"""Pictures of the real window over a real library, for the documentation and `make demo`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.tasks import finish_tasks

SIZES = ((1280, 800), (1920, 1080))
PATIENCE_MS = 20_000


def _turn(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _wait_for(condition: Callable[[], bool]) -> bool:
    deadline = QDeadlineTimer(PATIENCE_MS)
    while not condition():
        if deadline.hasExpired():
            return False
        _turn(20)
    return True


def take_all(folder: Path, target: Path, make_session: Callable[[Path], Any]) -> int:
    """Write `calls-*` and `call-*` pictures in both themes and sizes to `target`; prints their paths.

    Returns 0, or 1 when the library did not open in time. The newest call that is ready is the one
    shown, one with sound before one without.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("pictures need an application")
    target.mkdir(parents=True, exist_ok=True)
    before = theme.mode()
    session = make_session(folder)
    window = session.window
    window.show()
    model = window.calls.view_model
    ok = _wait_for(lambda: model.is_loaded)
    rows = [row for row in model.model.shown() if row.state == "ready"]
    ready = next((row for row in rows if row.source != "transcript"), rows[0] if rows else None)
    for mode in ("light", "dark"):
        theme.apply(app, mode)
        for width, height in SIZES:
            window.resize(width, height)
            window.show_calls()
            if ready is not None:
                window.calls.table.choose(ready.id)
            _turn(150)
            _save(window, target / f"calls-{mode}-{width}.png")
            if ready is not None:
                window.open_call(ready.id)
                _wait_for(lambda: window.host.screen.scene is not None)
                window.host.screen.seek(ready.duration * 0.4)
                _turn(500)
                _save(window, target / f"call-{mode}-{width}.png")
    theme.apply(app, before)
    window.close()
    finish_tasks()
    return 0 if ok else 1


def _save(window: Any, path: Path) -> None:
    window.grab().save(str(path))
    print(path)

"""Pictures of the real window over a real library, for the documentation and `make demo`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.tasks import finish_tasks

SIZES = ((1280, 800), (1920, 1080))
PATIENCE_MS = 100_000
PLACE = 0.4
"""Where the play head stands in the pictures, as a part of the call."""


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


def take_all(session: Any, target: Path, call: str = "") -> int:
    """Write `calls-*` and `call-*` pictures in both themes and sizes to `target`; prints their paths.

    `session` is a window with its library, not shown yet. `call` is the beginning of the id of the call to draw;
    without one it is the newest that is ready, one with sound before one without. Returns 0, or 1 when the library
    did not open or has no such call.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("pictures need an application")
    target.mkdir(parents=True, exist_ok=True)
    before = theme.mode()
    window = session.window
    window.show()
    model = window.calls.view_model
    ok = _wait_for(lambda: model.is_loaded)
    rows = [row for row in model.model.shown() if row.state == "ready"]
    if call:
        rows = [row for row in rows if row.id.startswith(call)]
        if len(rows) != 1:
            print(f"callcoach-gui: there is no single call {call!r} that is ready", file=sys.stderr)
            ok = False
    chosen = next((row for row in rows if row.source != "transcript"), rows[0] if rows else None)
    for mode in ("light", "dark"):
        theme.apply(app, mode)
        for width, height in SIZES:
            window.resize(width, height)
            window.show_calls()
            if chosen is not None:
                window.calls.table.choose(chosen.id)
            _turn(150)
            _save(window, target / f"calls-{mode}-{width}x{height}.png")
            if chosen is not None:
                window.open_call(chosen.id)
                shown: list[str] = []
                window.host.screen.ready.connect(shown.append)  # not `scene`: that is the last picture's still
                ok = _wait_for(lambda: bool(shown)) and ok  # noqa: B023 - waited for here and now
                window.host.screen.ready.disconnect(shown.append)
                window.host.screen.seek(chosen.duration * PLACE)
                _turn(500)
                _save(window, target / f"call-{mode}-{width}x{height}.png")
    theme.apply(app, before)
    window.close()
    finish_tasks()
    return 0 if ok else 1


def _save(window: Any, path: Path) -> None:
    window.grab().save(str(path))
    print(path)

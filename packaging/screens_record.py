"""Pictures of recording in both themes: `python packaging/screens_record.py LIBRARY TARGET`.

The window is the running application. What the recorder tells, and which devices there are, is told by this script: a
picture of a warning needs no broken headset.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent))

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from screenshots import Camera, few_colours

from callcoach_desktop.services.agenda import NextCall
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.recording.bar import RecordBar
from callcoach_desktop.ui.recording.dialog import Prepared, StartDialog
from callcoach_desktop.ui.recording.law_dialog import LawDialog
from callcoach_desktop.ui.recording.live import Live, follow
from callcoach_desktop.ui.recording.recovery import CutOff, RecoveryDialog

BEGUN = {"type": "recording", "tracks": {"mic": "Jabra Evolve 65", "system": "Jabra Evolve 65"}}
NAMES = (
    ("jabra", "Jabra Evolve 65", "mic"),
    ("built-in", "Built-in Audio", "mic"),
    ("out", "Jabra Evolve 65", "system"),
)


def level(**more: Any) -> dict[str, Any]:
    """A second of a call in its thirteenth minute."""
    usual = {
        "t": 727.3, "mic_db": -18.0, "system_db": -44.0, "rep_share": 0.61, "rep_share_5min": 0.7, "monologue": 72.0,
        "since_question": None, "patience": 0.8, "interruptions": 1, "hours_left": 40.0, "warnings": [],
    }  # fmt: skip
    return {"type": "level", **usual, **more}


STATES: dict[str, tuple[dict[str, Any], ...]] = {
    "nudge": (BEGUN, level()),
    "calm": (BEGUN, level(t=94.0, rep_share=0.44, rep_share_5min=0.44, monologue=0.0, interruptions=0)),
    "warning": (BEGUN, level(warnings=["unheard"], system_db=-96.0)),
    "lost": (BEGUN, level(), {"type": "lost", "track": "mic", "device": "Jabra Evolve 65", "t": 727.0}),
    "paused": (BEGUN, level(), {"type": "paused"}),
    "stopped": (BEGUN, level(), {"type": "stopping"}),
    "quiet": (BEGUN, level(mic_db=-80.0, system_db=-90.0, rep_share_5min=0.5, monologue=0.0), {"type": "quiet"}),
    "table": (
        {"type": "recording", "tracks": {"mic": "Built-in"}},
        level(rep_share=None, rep_share_5min=None, monologue=0.0, patience=None, interruptions=None),
    ),
}


class Devices:
    """A headset and a laptop, and somebody who talks."""

    def listen(self, mic: str | None, system: str | None) -> None:
        """Whatever is chosen is heard."""

    def events(self, stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """As `services.metering.Meter` tells them."""
        pause = threading.Event()
        devices = [
            {"key": key, "name": name, "kind": kind, "default": key != "built-in", "muted": False}
            for key, name, kind in NAMES
        ]
        yield {"type": "sources", "devices": devices}
        while not stopped():
            yield {"type": "heard", "mic_db": -19.0, "system_db": -31.0}
            pause.wait(0.1)


class Sources:
    """Nothing was remembered."""

    def choices(self) -> tuple[None, None]:
        """The system's own."""
        return None, None


def bars(camera: Camera) -> None:
    """All states of the bar in both sizes, one picture a theme."""
    rows: list[tuple[QPixmap, QPixmap]] = []
    for events in STATES.values():
        live = Live()
        for event in events:
            live = follow(live, event)
        both = []
        for small in (False, True):
            bar = RecordBar()
            bar.set_small(on=small)
            bar.show()
            bar.show_live(live, 8.0)
            QTest.qWait(30)
            both.append(bar.grab())
            bar.close()
        rows.append((both[0], both[1]))
    gap = 12
    wide = sum(max(row[n].width() for row in rows) for n in (0, 1)) + 3 * gap
    sheet = QPixmap(wide, sum(row[0].height() for row in rows) + gap * 2)
    sheet.fill(theme.current().background)
    painter, y = QPainter(sheet), gap
    for large, small_one in rows:
        painter.drawPixmap(gap, y, large)
        painter.drawPixmap(2 * gap + large.width(), y, small_one)
        y += large.height()
    painter.end()
    path = camera.target / f"record-bar-{theme.current().name}.png"
    few_colours(sheet.toImage()).save(str(path), "PNG", 0)
    print(path)


def over_the_list(camera: Camera) -> None:
    """The bar where it stands during a call, and the time in the rail."""
    flow, window = camera.window.recording, camera.window
    for event in STATES["nudge"]:
        flow.recorder.live = follow(flow.recorder.live, event)
    flow.recorder.changed.emit()
    QTest.qWait(200)
    picture, bar = window.grab(), flow.bar.grab()
    painter = QPainter(picture)
    painter.drawPixmap(picture.width() - bar.width() - 8, picture.height() - bar.height() - 8, bar)
    painter.end()
    path = camera.target / f"record-window-{theme.current().name}.png"
    few_colours(picture.toImage()).save(str(path), "PNG", 0)
    print(path)
    flow.recorder.live = Live(phase="over")
    flow.recorder.changed.emit()


def dialogs(camera: Camera) -> None:
    """The start dialog, the law, the recovery."""
    name, window = theme.current().name, camera.window
    now = datetime(2026, 11, 24, 11, 26).astimezone()
    calls = (
        NextCall("1", "Copper Kettle, negotiation", now.replace(minute=30), now, customer="Copper Kettle"),
        NextCall("2", "Lindenhof, second demo", now + timedelta(hours=4), now),
    )

    def start() -> None:
        made = StartDialog(window, Sources(), Devices(), Prepared(agenda=calls), now)
        made.open()
        QTest.qWait(500)
        made.consent.tick.setChecked(True)
        made.move(window.mapToGlobal(QPoint(340, 60)))

    camera.dialog(f"record-start-{name}", start)
    camera.dialog(f"record-law-{name}", lambda: LawDialog(window, first=True).open())
    found = [CutOff("a", "Harrow Ridge, pricing", "2026-11-24T14:03:00")]
    camera.dialog(
        f"record-recovery-{name}",
        lambda: RecoveryDialog(window, found, lambda _call: None, datetime(2026, 11, 24, 15)).open(),  # noqa: DTZ001
    )


def main() -> int:
    """Take them all; returns the exit status."""
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    camera = Camera(Path(sys.argv[1]), Path(sys.argv[2]))
    for mode in ("light", "dark"):
        camera.look(mode, (1280, 800))
        bars(camera)
        over_the_list(camera)
        dialogs(camera)
        camera.window.show_settings("recording")
        QTest.qWait(300)
        camera.take(f"record-settings-{mode}")
        camera.window.show_calls()
    camera.close()
    return 0


if __name__ == "__main__":
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    sys.exit(main())

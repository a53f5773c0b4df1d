"""A rep's call in the real window: words switched on in the settings, recorded, marked by a global key, stopped.

    window_call.py SOUND.wav OUT [--play SECONDS] [--nudge] [--beep] [--pictures]

Runs as a program of its own, on the X display and the sound server that its environment names; SOUND has the rep on
the left. Every step is done at widgets, or by keys of the display, and waits for what a person would wait for. Prints
what was seen as one JSON object; --pictures takes the whole display at each step, in both themes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import soundfile
from PySide6.QtCore import QDeadlineTimer, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMessageBox, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from x_server import Hands

from callcoach_desktop.app import Session, make_application
from callcoach_desktop.audio.journal import read_journal
from callcoach_desktop.domain.recording import LIVE_WORDS
from callcoach_desktop.jobs.speed import setting_key
from callcoach_desktop.system.paths import default_library
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.tasks import finish_tasks

PATIENCE_MS = 240_000
IMPORT_MS = 1_800_000
SPEED = 12.0  # what this computer is said to have measured: a machine that is busy would be told that it is too slow


def until(condition: Callable[[], Any], what: str, patience_ms: int = PATIENCE_MS) -> Any:
    """Let the window run until a condition holds."""
    deadline = QDeadlineTimer(patience_ms)
    while not (held := condition()):
        if deadline.hasExpired():
            raise TimeoutError(f"waited for {what} in vain")
        QTest.qWait(20)
    return held


def click(widget: QWidget) -> None:
    """With the mouse, where a person would hit it: a check box at its box."""
    at = QPoint(12, widget.height() // 2) if widget.inherits("QCheckBox") else widget.rect().center()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def choose(combo: QComboBox, name: str) -> None:
    """An entry by its name, with the keyboard."""
    places = [n for n in range(combo.count()) if combo.itemText(n).startswith(name)]
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(places[0]):
        QTest.keyClick(combo, Qt.Key.Key_Down)
    until(lambda: combo.currentText().startswith(name), f"{name} to be chosen")


class Rep:
    """Does it, and keeps what is seen."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.app = make_application()
        self.session = Session(default_library())
        self.window = self.session.window
        self.flow = self.window.recording
        self.hands = Hands(os.environ["DISPLAY"])
        self.seen: dict[str, Any] = {"words": [], "nudges": [], "problems": []}
        self._count = 0
        self._players: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        self.window.resize(1280, 800)
        self.window.show()
        until(lambda: self.session.services is not None, "the library")
        try:
            self.switch_on()
            self.begin()
            self.talk()
            self.stop()
            self.look()
        finally:
            for one in self._players:
                one.kill()
                one.wait()
            if self.flow.recorder.active:
                self.flow.recorder.stop_now()
                until(lambda: not self.flow.recorder.active, "the recording to end")
            self.window.close()
            finish_tasks()

    def picture(self, name: str) -> None:
        """The whole display in both themes."""
        self._count += 1
        if not self.arguments.pictures:
            return
        for mode in ("dark", "light"):
            theme.apply(self.app, mode)
            QTest.qWait(400)
            picture = QGuiApplication.primaryScreen().grabWindow(0)
            picture.save(str(self.arguments.out / f"{self._count:02}-{name}-{mode}.png"))

    def switch_on(self) -> None:
        """Words during the call, in the settings of a library that is new."""
        library = self.session.services.library
        library.set_setting(setting_key("base"), SPEED)
        self.window.show_settings("recording")
        tick = self.window.settings().recording.live_words
        until(tick.isVisible, "the settings")
        QTest.qWait(200)
        self.window.settings().scroll.ensureWidgetVisible(tick)
        self.picture("settings")
        click(tick)
        until(lambda: library.setting(LIVE_WORDS), "the setting to be kept")
        self.picture("settings-on")
        self.window.show_calls()

    def begin(self) -> None:
        """From the button to the first second."""
        click(self.flow.button)
        law = until(lambda: self.window.findChild(QWidget, "law") or _top("LawDialog"), "what the law says")
        self.picture("law")
        click(law.go_on)
        dialog = until(lambda: self.flow.dialog, "the dialog")
        until(lambda: dialog.devices.mic.count() and dialog.devices.system.count() > 1, "the sources")
        choose(dialog.devices.mic, "Headset")
        choose(dialog.devices.system, "Speakers")
        QTest.keyClicks(dialog.customer, "Brightwater Dental")
        QTest.keyClicks(dialog.title, "Discovery")
        click(dialog.consent.tick)
        if dialog.consent.beep.isChecked() != self.arguments.beep:
            click(dialog.consent.beep)
        self.picture("dialog")
        until(dialog.begin.isEnabled, "the button")
        click(dialog.begin)
        until(lambda: self.flow.recorder.live.phase == "recording", "the recording")
        self.flow.problem.connect(self.seen["problems"].append)
        until(self.flow.bar.isVisible, "the bar")
        self.seen["taken"] = list(self.flow.keys.taken)

    def talk(self) -> None:
        """Both sides speak, and are written along."""
        with tempfile.TemporaryDirectory() as folder:
            sound, rate = soundfile.read(self.arguments.sound, dtype="int16", always_2d=True)
            sound = sound[: round(self.arguments.play * rate)]
            for side, sink in enumerate(("room", "speakers")):
                path = Path(folder) / f"{sink}.wav"
                soundfile.write(path, sound[:, side], rate, subtype="PCM_16")
                self._players.append(subprocess.Popen(["paplay", "-d", sink, "--latency-msec=4000", str(path)]))
            self._listen()

    def _listen(self) -> None:
        flow, bar, kept = self.flow, self.flow.bar, self.seen["words"]
        marked, pictured = False, False
        until_nudge = self.arguments.nudge
        deadline = time.monotonic() + PATIENCE_MS / 1000

        def over() -> bool:
            played = all(one.poll() is not None for one in self._players)
            return played and {"rep", "customer"} <= {side for side, _ in kept} and marked and not until_nudge

        while not over():
            if time.monotonic() > deadline + self.arguments.play:
                raise TimeoutError(f"waited for words and nudge in vain: {self.seen} {flow.recorder.live}")
            QTest.qWait(50)
            for one in flow.writing.said:
                if [one.side, one.text] not in kept:
                    kept.append([one.side, one.text])
                    self.seen["strip"] = bar.words.isVisible() and bar.words.accessibleName()
            if kept and not marked:
                self.hands.type(("Control_L", "Alt_L"), ("m",))
                until(lambda: flow.recorder.live.marks == 1, "the mark")
                marked = True
                self.picture("marked")
            if len(kept) > 4 and not pictured:
                pictured = True
                self.picture("words")
            nudge = flow.recorder.live.nudge
            if nudge and nudge not in self.seen["nudges"]:
                self.seen["nudges"].append(nudge)
                if until_nudge:
                    until_nudge = False
                    self.picture("nudge")
        self.picture("talked")
        self.seen["beeps"] = 0 if flow._beeper is None else flow._beeper.beeps

    def stop(self) -> None:
        """Stop, take it back, stop again and wait."""
        flow, bar = self.flow, self.flow.bar
        click(bar.stop)
        until(lambda: flow.recorder.live.phase == "stopping", "the stop")
        self.picture("stopping")
        click(bar.message.go_on)
        until(lambda: flow.recorder.live.phase == "recording", "the recording to go on")
        call = self.seen["call"] = flow.recorder.call
        folder = self.session.services.library.folder / "recordings" / ".inprogress" / call
        self.hands.type(("Control_L", "Alt_L"), ("r",))
        until(lambda: flow.recorder.live.phase == "stopping", "the second stop")
        journal = read_journal(folder)
        for kind in ("gap", "dropped", "beep", "mark"):
            self.seen[kind] = sum(entry["k"] == kind for entry in journal)
        until(lambda: not flow.recorder.active, "the recording to be saved")
        # The last that the bar showed: while the machine is busy, it is seconds behind what is played.
        self.seen["live_share"] = flow.recorder.live.share
        self.seen["toast"] = self.window.toast.text()
        self.picture("saved")

    def look(self) -> None:
        """The call opens by itself when it is transcribed."""
        host = self.window.host
        until(lambda: host.is_open and host.screen.scene is not None, "the call to open", IMPORT_MS)
        QTest.qWait(500)
        self.picture("call")
        detail = self.session.services.library.call(self.seen["call"])
        self.seen |= {
            "title": detail.row.title,
            "customer": detail.row.customer,
            "state": detail.row.state,
            "duration": detail.row.duration,
            "marks": [comment.start for comment in detail.comments if comment.kind == "bookmark"],
            "talk_ratio": detail.analysis.metrics["talk_ratio"],
            "text": [[speaker_side(detail, one.speaker), one.text] for one in detail.transcript.utterances],
        }


def speaker_side(detail: Any, speaker: str) -> str:
    return next(one.side for one in detail.transcript.speakers if one.id == speaker)


def _top(name: str) -> QWidget | None:
    """A window by the name of its class."""
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QMessageBox):
            raise RuntimeError(f"a question in the way: {one.text()}")
        if type(one).__name__ == name and one.isVisible():
            return one
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--play", type=float, default=24.0)
    parser.add_argument("--nudge", action="store_true")
    parser.add_argument("--beep", action="store_true")
    parser.add_argument("--pictures", action="store_true")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    rep = Rep(arguments)
    rep.run()
    (arguments.out / "seen.json").write_text(json.dumps(rep.seen, indent=1))


if __name__ == "__main__":
    main()

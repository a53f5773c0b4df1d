"""Where the sound comes from: the two sources with their levels, and a test of three seconds."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording import words
from callcoach_desktop.ui.recording.listening import Listening, MeterService
from callcoach_desktop.ui.recording.meter import LevelMeter
from callcoach_desktop.ui.recording.recorder import RecordingsService
from callcoach_desktop.ui.recording.sounding import Sound
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.widgets.basics import button, label, set_kind
from callcoach_desktop.ui.widgets.segmented import Segmented

TEST_S = 3.0
HEARD_DB = -50.0  # dB of full scale: less than that in three seconds was not a voice


class DeviceBox(QWidget):
    """`changed` when another source is chosen. `mic()` and `system()` are what `Recordings.record` takes."""

    changed = Signal()

    def __init__(self, recordings: RecordingsService, meter: MeterService) -> None:
        super().__init__()
        self._recordings = recordings
        self._sound = Sound(self)
        self._test: Path | None = None
        self._pair: tuple[str | None, str | None] = (None, None)
        self._devices: list[dict[str, Any]] = []
        self._touched = False
        self.mode = Segmented(
            tr("What is recorded"),
            (("call", tr("A call on this computer")), ("table", tr("People at a table"))),
            "call",
        )
        self.mode.chosen.connect(lambda _: self._picked())
        self.mic, self.system = self._combo(tr("Microphone")), self._combo(tr("Computer's sound"))
        self.mic_meter = LevelMeter(tr("the microphone"), "rep")
        self.system_meter = LevelMeter(tr("the computer's sound"), "customer")
        self.test_button = button(tr("Test 3 seconds"), self.test, "", "mic")
        self.play_button = button(tr("Play it"), self._play, "", "play")
        self.play_button.hide()
        self.says = label("", "small", "muted", wrap=True)
        self.says.setMinimumHeight(self.says.fontMetrics().height())
        self._build()
        self.listening = Listening(self, meter)
        self.listening.sources.connect(self._came)
        self.listening.heard.connect(self._heard)
        self.listening.problem.connect(lambda text: self._say(text, "warn"))

    def _combo(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setMinimumWidth(theme.px(300))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.activated.connect(lambda _: self._picked())
        return made

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._system_row: list[QWidget] = []
        for row, (name, combo, meter) in enumerate(
            ((tr("Microphone"), self.mic, self.mic_meter), (tr("Computer's sound"), self.system, self.system_meter))
        ):
            head = label(name, "body", "muted")
            head.setBuddy(combo)
            grid.addWidget(head, row * 3, 0)
            grid.addWidget(combo, row * 3, 1)
            grid.addWidget(meter, row * 3 + 1, 1)
            grid.setRowMinimumHeight(row * 3 + 2, 4)
            if row:
                self._system_row = [head, combo, meter]
        self.mac = label(words.blackhole(), "small", "muted", wrap=True)
        self.mac.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.mac.hide()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.test_button)
        foot.addWidget(self.play_button)
        foot.addWidget(self.says, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.mode)
        column.addLayout(grid)
        column.addWidget(self.mac)
        column.addLayout(foot)

    # what is chosen

    def start(self) -> None:
        """Begin to listen, and ask which sources were used last with these devices."""
        self.listening.start()
        run_task(self, self._recordings.choices, self._remembered, self._none_remembered)

    def _came(self, devices: list[dict[str, Any]]) -> None:
        """Another set of devices has a memory of its own."""
        again = bool(self._devices)
        self.set_devices(devices)
        if again:
            run_task(self, self._recordings.choices, self._remembered, self._none_remembered)

    def _remembered(self, pair: tuple[str | None, str | None]) -> None:
        if self._touched:  # a person was faster
            return
        self._pair = (pair[0], pair[1])
        if pair[1] == "none":
            self.mode.set_value("table")
        if self._devices:
            self.set_devices(self._devices)

    def _none_remembered(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self._say(error.problem.sentence(), "warn")

    def stop(self, *, wait: bool = False) -> None:
        """Listen no longer."""
        self._sound.stop()
        self.listening.stop(wait=wait)

    def chosen(self) -> tuple[str | None, str | None]:
        """Keys of the microphone and of the computer's sound ("none" at a table); None for the system's choice."""
        system = "none" if self.mode.value() == "table" else self.system.currentData()
        return self.mic.currentData(), system

    def set_devices(self, devices: Sequence[dict[str, Any]]) -> None:
        """The devices that are there now; what was chosen stays chosen while it is there."""
        before = len(self._devices)
        self._devices = list(devices)
        for combo, kind, kept in ((self.mic, "mic", self._pair[0]), (self.system, "system", self._pair[1])):
            now = combo.currentData() if self._touched else kept
            combo.clear()
            for one in devices:
                if one["kind"] == kind:
                    icon = {"mic": "mic", "system": "volume-2"}[kind]
                    combo.addItem(theme.icon(icon, "muted"), self._name(one), one["key"])
            combo.setIconSize(QSize(theme.px(14), theme.px(14)))
            place = combo.findData(now) if now else -1
            combo.setCurrentIndex(place if place >= 0 else self._usual(kind))
            combo.setEnabled(combo.count() > 0)
        self.mac.setVisible(sys.platform == "darwin" and self.system.count() == 0)
        if self.mic.count() == 0:
            self._say(tr("There is no microphone. Plug one in: it appears here by itself."), "warn")
        elif before and before != len(devices):
            self._say(tr("The devices have changed; please look whether the right ones are chosen."))
        self._chosen()

    def _usual(self, kind: str) -> int:
        kinds = [one for one in self._devices if one["kind"] == kind]
        return next((place for place, one in enumerate(kinds) if one["default"]), 0)

    @staticmethod
    def _name(device: dict[str, Any]) -> str:
        more = [tr("muted")] if device["muted"] else []
        more += [tr("in use by the system")] if device["default"] else []
        return f"{device['name']}  ·  {', '.join(more)}" if more else str(device["name"])

    def _picked(self) -> None:
        self._touched = True
        self._chosen()

    def _chosen(self) -> None:
        table = self.mode.value() == "table"
        for one in self._system_row:
            one.setVisible(not table)
        mic, system = self.chosen()
        self.listening.listen(mic, None if system == "none" else system)
        self.changed.emit()

    def _heard(self, levels: dict[str, Any]) -> None:
        self.mic_meter.put(levels["mic_db"], clipped=bool(levels.get("mic_clips")))
        self.system_meter.put(levels["system_db"], clipped=bool(levels.get("system_clips")))

    # the test

    def test(self) -> None:
        """Record three seconds and say what came of it."""
        mic, system = self.chosen()
        self.test_button.setEnabled(False)
        self.play_button.hide()
        self._say(tr("Say something…"))
        run_task(self, lambda: self._recordings.test(mic, system, TEST_S), self._tested, self._not_tested)

    def _tested(self, done: Any) -> None:
        self.test_button.setEnabled(True)
        self._test = Path(done.path)
        self.play_button.show()
        found = [words.warning(str(code)) for code in done.warnings]
        warnings = list(dict.fromkeys(filter(None, found)))
        if warnings:
            self._say(" ".join(warnings), "warn")
            return
        mic = done.levels.get("mic") if isinstance(done.levels, dict) else None
        if mic is not None and mic < HEARD_DB:
            self._say(tr("You were hardly heard. Was that the right microphone?"), "warn")
        else:
            self._say(tr("You were heard well."), "good")

    def _not_tested(self, error: BaseException) -> None:
        self.test_button.setEnabled(True)
        if not isinstance(error, KnownError):
            raise error
        self._say(error.problem.sentence(), "warn")

    def _play(self) -> None:
        if self._test is not None and not self._sound.play(self._test):
            self._say(tr("This computer has no loudspeaker that is ready."), "warn")

    def _say(self, text: str, kind: str = "muted") -> None:
        self.says.setText(text)
        set_kind(self.says, kind)

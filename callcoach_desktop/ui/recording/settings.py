"""The settings of recording: consent, beep, hiding, the calendar, mains power."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.domain.recording import ICS_PATH, LIVE_WORDS, ON_MAINS, REQUIRED
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.recording.bar import SIZE
from callcoach_desktop.ui.recording.hiding import about_hiding, can_hide
from callcoach_desktop.ui.recording.hotkeys import about_hotkeys
from callcoach_desktop.ui.recording.preferences import BEEP, HIDE
from callcoach_desktop.ui.recording.writing import WordsService
from callcoach_desktop.ui.screens.settings.sections import Row
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label
from callcoach_desktop.ui.widgets.segmented import Segmented


class RecordingSettings(QObject):
    """Its `rows` go into the settings page; `put` keeps a value; `record_wanted` opens the dialog of the sources."""

    record_wanted = Signal()
    law_wanted = Signal()

    def __init__(self, parent: QWidget, put: Callable[[str, Any], object]) -> None:
        super().__init__(parent)
        self._parent, self._put = parent, put
        self.required = self._tick(tr("Do not record before I have ticked it"), REQUIRED, when_off=None)
        self.beep = self._tick(tr("Beep every 15 seconds"), BEEP, when_off=None)
        self.hide = self._tick(tr("Keep the bar out of a shared screen"), HIDE, when_off=False)
        self.hide.setEnabled(can_hide())
        self.live_words = self._tick(tr("Write along in the record bar"), LIVE_WORDS, when_off=None)
        self.live_words.toggled.connect(lambda _: self._look_at_words())
        self.words_say = label("", "small", "warn", wrap=True)
        self.words_say.hide()
        self._words: WordsService | None = None
        self.on_mains = self._tick(tr("Only on mains power"), ON_MAINS, when_off=None)
        sizes = (("large", tr("Large")), ("small", tr("Small")))
        self.size = Segmented(tr("Size of the bar"), sizes, str(window_settings().value(SIZE, "large")))
        self.size.chosen.connect(lambda value: window_settings().setValue(SIZE, value))
        self.calendar = ElidedLabel(tr("None"), "small", "muted", middle=True)
        self.forget = button(tr("Forget"), self._forget, "quiet", describe=tr("Forget the calendar file"))
        self.rows = self._rows()
        self._show_calendar("")

    def _tick(self, text: str, key: str, *, when_off: Any) -> QCheckBox:
        made = QCheckBox(text)
        made.setAccessibleName(text)
        made.setFont(theme.font())
        made.toggled.connect(lambda on: self._put(key, True if on else when_off))
        return made

    def _rows(self) -> list[Row]:
        files = QWidget()
        row = QHBoxLayout(files)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.forget)
        row.addWidget(button(tr("Choose…"), self._choose, describe=tr("Choose the calendar file")))
        words = QWidget()
        words.setAccessibleName(self.live_words.accessibleName())
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.live_words, 0, Qt.AlignmentFlag.AlignRight)
        self.words_say.setFixedWidth(theme.px(280))
        column.addWidget(self.words_say, 0, Qt.AlignmentFlag.AlignRight)
        sources = button(tr("Choose and test…"), self.record_wanted.emit, "", "mic")
        law = button(tr("Read it"), self.law_wanted.emit, describe=tr("Read what the law says"))
        return [
            Row(
                tr("Sources"),
                tr("Remembered for each set of devices: at the desk, with the headset, in the car"),
                sources,
            ),
            Row(tr("What the law says"), tr("One party or all: in plain words"), law),
            Row(tr("Consent"), tr("How the others agreed is kept with each call"), self.required),
            Row(tr("Beep"), tr("So that everybody in the room hears that it is recorded"), self.beep),
            Row(tr("Record bar"), tr("It stays on top; drag it where it does not disturb"), self.size),
            Row(
                tr("Words during the call"),
                tr("What is said, some seconds later; kept nowhere. Needs a computer that transcribes fast"),
                words,
            ),
            Row(tr("Sharing your screen"), about_hiding(), self.hide),
            Row(tr("Keys everywhere"), about_hotkeys(), QWidget()),
            Row(tr("Calendar file (.ics)"), self.calendar, files),
            Row(tr("Transcribe"), tr("On battery, recordings wait; they are all kept"), self.on_mains),
        ]

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what is kept."""
        for tick, key, default in (
            (self.required, REQUIRED, False), (self.beep, BEEP, False), (self.hide, HIDE, True),
            (self.on_mains, ON_MAINS, False), (self.live_words, LIVE_WORDS, False),
        ):  # fmt: skip
            kept = values.get(key)
            blocked = tick.blockSignals(True)
            tick.setChecked(default if kept is None else bool(kept))
            tick.blockSignals(blocked)
        if not can_hide():
            blocked = self.hide.blockSignals(True)
            self.hide.setChecked(False)
            self.hide.blockSignals(blocked)
        self._look_at_words()
        self.size.set_value(str(window_settings().value(SIZE, "large")))
        self._show_calendar(str(values.get(ICS_PATH) or ""))

    def attach(self, words: WordsService | None) -> None:
        """Begin with a library; `words` knows why nobody can write along (None: nobody does)."""
        self._words = words

    def _look_at_words(self) -> None:
        """Say now, and not only during the call, why it cannot be done on this computer."""
        words = self._words
        if words is None or not self.live_words.isChecked():
            self._say_words("")
        else:
            run_task(self, words.why_not, self._say_words, self._not_known)

    def _say_words(self, why: str) -> None:
        shown = why if self.live_words.isChecked() else ""
        self.words_say.setText(shown)
        self.words_say.setVisible(bool(shown))

    @staticmethod
    def _not_known(error: BaseException) -> None:
        raise error

    def _show_calendar(self, path: str) -> None:
        self.calendar.setText(path or tr("None yet. With one, Today and the record dialog know your next calls"))
        self.forget.setVisible(bool(path))

    def _choose(self) -> None:
        kinds = f"{tr('Calendars')} (*.ics *.ical *.ifb);;{tr('All files')} (*)"
        chosen, _ = QFileDialog.getOpenFileName(self._parent, tr("Calendar file"), str(Path.home()), kinds)
        if chosen:
            self._put(ICS_PATH, chosen)
            self._show_calendar(chosen)

    def _forget(self) -> None:
        self._put(ICS_PATH, None)
        self._show_calendar("")

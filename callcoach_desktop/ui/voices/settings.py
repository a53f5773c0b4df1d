"""The rep's own voice: what is known of it, half a minute to teach it, and a way to forget it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.voices import VoiceState
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.settings.sections import Row
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.widgets.basics import button, label

RECORD_S = 30


class VoiceSettings(QObject):
    """Its `rows` go into the settings page; `problem` carries a sentence. Dead until `attach`."""

    problem = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._own: Any = None  # services.voices.OwnVoice
        self._recordings: Any = None  # services.recording.Recordings
        self._left = 0
        self.status = label(tr("Not known yet"), "small", "muted", wrap=True)
        self.status.setAccessibleName(tr("Your voice"))
        self.record = button(tr("Record 30 seconds"), self._record, "", "mic", describe=tr("Record your voice"))
        self.choose = button(tr("Choose a file…"), self._choose, describe=tr("Choose a recording of your voice"))
        self.forget = button(tr("Forget"), self._forget, "quiet", describe=tr("Forget your voice and all voices"))
        self.learning = QCheckBox(tr("Learn it from calls in which you are known"))
        self.learning.setAccessibleName(self.learning.text())
        self.learning.setFont(theme.font())
        self.learning.toggled.connect(self._learn)
        self._ticking = QTimer(self)
        self._ticking.setInterval(1000)
        self._ticking.timeout.connect(self._tick)
        self.rows = self._rows()
        self._enable()

    def _rows(self) -> list[Row]:
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for one in (self.record, self.choose, self.forget):
            row.addWidget(one)
        row.addStretch(1)
        about = tr(
            "Tells calls with one channel at once who is the rep. Kept in the library as 192 numbers, no sound; "
            "“Forget” deletes them, those of all calls too."
        )
        return [
            Row(tr("Your voice"), about, self.status),
            Row("", "", buttons, wide=True),
            Row(tr("Learn your voice"), tr("Only where you or the folder said who is the rep"), self.learning),
        ]

    def attach(self, own: Any, recordings: Any) -> None:
        """Begin with a library: `services.voices.OwnVoice`, and `services.recording.Recordings` or None."""
        self._own, self._recordings = own, recordings
        self.load()

    def detach(self) -> None:
        """The library is being closed: what is being listened to is stopped."""
        if self._own is not None:
            self._own.cancel()
        self._own = self._recordings = None
        self._ticking.stop()
        self._enable()

    def load(self) -> None:
        """Read again what is known."""
        if self._own is not None:
            own = self._own
            self._do(own.state)

    def show_state(self, state: VoiceState) -> None:
        """Show what is known."""
        said = [
            tr("From your recording, {seconds} s of speech", seconds=f"{voice.seconds:.0f}")
            if voice.origin == "enrolled"
            else tr("From {calls} calls, {seconds} s of speech", calls=voice.calls, seconds=f"{voice.seconds:.0f}")
            for voice in state.own
        ]
        self.status.setText("\n".join(said) or tr("Not known yet"))
        blocked = self.learning.blockSignals(True)
        self.learning.setChecked(state.learning)
        self.learning.blockSignals(blocked)
        self._enable()
        self.forget.setEnabled(bool(state.own or state.calls_with_voices))

    def _enable(self, *, busy: bool = False) -> None:
        ready = self._own is not None and not busy
        for one in (self.choose, self.learning, self.forget):
            one.setEnabled(ready)
        self.record.setEnabled(ready and self._recordings is not None)

    def _do(self, work: Callable[[], VoiceState]) -> None:
        own = self._own
        self._enable(busy=True)

        def failed(error: BaseException) -> None:
            if self._own is not own or own is None:
                return
            self._ticking.stop()
            self._do(own.state)
            if not isinstance(error, KnownError):
                raise error
            self.problem.emit(f"{error.problem.what} {error.problem.do}")

        def done(state: VoiceState) -> None:
            if self._own is own and own is not None:
                self._ticking.stop()
                self.show_state(state)

        run_task(self, work, done, failed)

    def _record(self) -> None:
        own, recordings = self._own, self._recordings
        if own is None or recordings is None:
            return

        def work() -> VoiceState:
            mic, _ = recordings.choices()
            heard = Path(recordings.test(mic, "none", float(RECORD_S)).path)
            try:
                return own.enrol(heard)  # type: ignore[no-any-return]
            finally:
                heard.unlink(missing_ok=True)  # the sound of it is not kept

        self._left = RECORD_S
        self._tick()
        self._ticking.start()
        self._do(work)

    def _tick(self) -> None:
        if self._left > 0:
            self.status.setText(tr("Speak as you do in calls: {seconds} s to go", seconds=self._left))
        else:
            self.status.setText(tr("Listening to it…"))
        self._left -= 1

    def _choose(self) -> None:
        kinds = f"{tr('Recordings')} (*.wav *.flac *.mp3 *.m4a *.ogg *.opus *.webm *.mp4);;{tr('All files')} (*)"
        chosen, _ = QFileDialog.getOpenFileName(self._parent, tr("A recording of you alone"), str(Path.home()), kinds)
        if chosen and self._own is not None:
            own = self._own
            self.status.setText(tr("Listening to it…"))
            self._do(lambda: own.enrol(Path(chosen)))

    def _forget(self) -> None:
        if self._own is not None:
            self._do(self._own.forget)

    def _learn(self, on: bool) -> None:
        if self._own is not None:
            own = self._own
            self._do(lambda: own.set_learning(on))

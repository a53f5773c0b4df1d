"""Recording in the window: from the button to the call that opens. What it needs is made when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording.appointment import Appointment
from callcoach_desktop.ui.recording.hotkeys import HotKeys
from callcoach_desktop.ui.recording.listed import listed
from callcoach_desktop.ui.recording.preferences import BEEP, HOW, LAW_READ, Preferences, read_preferences
from callcoach_desktop.ui.recording.record_button import RecordButton
from callcoach_desktop.ui.recording.recorder import Plan, Recorder
from callcoach_desktop.ui.recording.starting import found_at_start, prepared
from callcoach_desktop.ui.recording.writing import Writing
from callcoach_desktop.ui.tasks import run_task

if TYPE_CHECKING:
    from callcoach_desktop.domain.consent import Consent
    from callcoach_desktop.domain.jobs import Job
    from callcoach_desktop.ui.main_window import MainWindow
    from callcoach_desktop.ui.recording.bar import RecordBar
    from callcoach_desktop.ui.recording.dialog import Prepared, StartDialog
    from callcoach_desktop.ui.recording.recovery import CutOff, RecoveryDialog
    from callcoach_desktop.ui.recording.sounding import Beeper
    from callcoach_desktop.ui.services import Services

UNDO_TICK_MS = 250


class RecordFlow(QObject):
    """`changed` when a recording begins, goes on, ends, or waits for its time; `problem` carries a sentence."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._services: Services | None = None
        self._preferences = Preferences()
        self._close_after = False
        self._opens = ""
        """The call that was recorded and is to be opened once it is transcribed."""
        self._asking = False
        self._cut_off: frozenset[str] = frozenset()
        self.button = RecordButton()
        self.button.clicked.connect(lambda _=False: self.open())
        self.recorder = Recorder(self)
        self.writing = Writing(self)
        self.recorder.asked = lambda: self.writing.asked
        self.recorder.heard = lambda: self.writing.heard
        self.writing.changed.connect(self._show)
        self.writing.problem.connect(self.problem)
        self._appointment = Appointment(self, window)
        self.arming = self._appointment.arming
        self._chosen: Plan | None = None
        """Whose sources are remembered once they give sound."""
        self.bar: RecordBar | None = None
        self.dialog: StartDialog | None = None
        self.recovery: RecoveryDialog | None = None
        self._beeper: Beeper | None = None
        self.keys = HotKeys(self)
        self.keys.pressed.connect(self._pressed)
        self._tick = QTimer(self)
        self._tick.setInterval(UNDO_TICK_MS)
        self._tick.timeout.connect(self._show)
        self.recorder.changed.connect(self._show)
        self.recorder.began.connect(self._began)
        self.recorder.ended.connect(self._ended)
        self.recorder.problem.connect(self.problem)
        self.arming.changed.connect(self._show)
        window.jobs.finished.connect(self._job_done)
        window.tray.record_wanted.connect(self.toggle)
        window.rail.set_top(self.button)
        self.button.setEnabled(False)

    @property
    def available(self) -> bool:
        """Whether there is a library to record into."""
        return self._services is not None and self._services.recordings is not None

    # the library comes and goes

    def attach(self, services: Services) -> None:
        """Begin with a library: recordings that still run are shown again, cut off ones are brought in."""
        self._services = services
        recordings, library = services.recordings, services.library
        self.button.setEnabled(recordings is not None)
        if recordings is None:
            return
        from callcoach_desktop.services.beginning import begin

        self.recorder.attach(recordings, lambda call, plan: begin(library, call, plan.said, plan.consent))
        self.keys.start()
        run_task(self, lambda: found_at_start(services), self._found, self._tell)
        self.changed.emit()

    def detach(self) -> None:
        """The library is being closed."""
        self.arming.disarm()
        self.keys.stop()
        for one in (self.dialog, self.recovery):
            if one is not None:
                one.done(0)
        self.writing.end()
        self.recorder.detach()
        self.writing.wait()
        self._services = None
        self._cut_off = frozenset()
        self.button.setEnabled(False)
        self._show()

    def _found(self, found: tuple[list[tuple[Any, Consent | None]], list[CutOff]]) -> None:
        running, cut_off = found
        self._cut_off = frozenset(one.call for one in cut_off)
        self._show()
        if self._services is None:
            return
        if running and not self.recorder.active:
            one, consent = running[0]
            self._read_preferences(lambda: self.recorder.join(one.call, one.title, consent))
        if cut_off:
            self._ask_recovery(self._services, cut_off)

    def _ask_recovery(self, services: Services, cut_off: list[CutOff]) -> None:
        from callcoach_desktop.ui.recording.recovering import ask_recovery  # hardly ever needed

        self.recovery = ask_recovery(self._window, services, cut_off)
        self.recovery.finished.connect(self._recovery_closed)

    def _recovery_closed(self) -> None:
        self.recovery = None

    # what a person asks for

    def open(self) -> None:
        """Ctrl+R: the dialog, or the bar when a call is being recorded."""
        if self.recorder.active:
            if self.bar is not None:
                self.bar.appear()
                self.bar.activateWindow()
        elif self.available and self.dialog is None and not self._asking:
            self._asking = True
            services = self._services
            run_task(self, lambda: prepared(services), self._open, self._not_opened)

    def toggle(self) -> None:
        """The tray and the global key: stop what is recorded, else ask for a recording."""
        if self.recorder.active:
            self.stop()
        else:
            self._window.come_to_front()
            self.open()

    def _pressed(self, name: str) -> None:
        {"record": self.toggle, "mark": self.mark, "pause": self.toggle_pause}.get(name, lambda: None)()

    def note_consent(self, screen: QWidget) -> None:
        """Let a call screen show how consent was given."""
        if self._services is not None and self._services.consents is not None:
            from callcoach_desktop.ui.recording.consent_note import ConsentNote

            ConsentNote(screen, self._services.consents)

    def show_law(self) -> None:
        """What the law says, at any time."""
        from callcoach_desktop.ui.recording.law_dialog import LawDialog

        law = LawDialog(self._window, first=False)
        law.finished.connect(law.deleteLater)
        law.open()

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        self.recorder.toggle_pause()

    def mark(self) -> None:
        """Mark this moment."""
        self.recorder.mark()

    def stop(self) -> None:
        """Stop, with ten seconds to take it back."""
        self.recorder.stop()

    def may_close(self) -> bool:
        """Whether the window may close now; while a call is recorded a person is asked first."""
        if not self.recorder.active:
            return True
        if self.recorder.live.phase in {"stopping", "saving"}:
            self._close_after = True
            self.recorder.stop_now()
            return False
        from PySide6.QtWidgets import QMessageBox  # not for the first picture

        box = QMessageBox(self._window)
        box.setWindowTitle(tr("Recording"))
        box.setText(tr("A call is being recorded."))
        box.setInformativeText(tr("Stop and save it, or let it go on?"))
        stop = box.addButton(tr("Stop, save and close"), QMessageBox.ButtonRole.AcceptRole)
        go_on = box.addButton(tr("Go on recording"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(go_on)
        box.setEscapeButton(go_on)
        box.finished.connect(box.deleteLater)
        stop.clicked.connect(self._stop_and_close)
        box.open()
        return False

    def _stop_and_close(self) -> None:
        self._close_after = True
        self.recorder.stop_now()

    # before

    def _open(self, read: Prepared) -> None:
        self._asking = False
        if self._services is None or self.recorder.active:
            return
        self._preferences = read.preferences
        if read.preferences.law_read:
            self._ask(read)
            return
        from callcoach_desktop.ui.recording.law_dialog import LawDialog

        law = LawDialog(self._window, first=True)
        law.accepted.connect(lambda: (self._put(LAW_READ, value=True), self._ask(read)))
        law.finished.connect(law.deleteLater)
        law.open()

    def _ask(self, read: Prepared) -> None:
        from callcoach_desktop.services.metering import Meter
        from callcoach_desktop.ui.recording.dialog import StartDialog

        if self._services is None:
            return
        now = datetime.now().astimezone()
        dialog = StartDialog(self._window, self._services.recordings, Meter(), read, now)

        def closed() -> None:
            self.dialog = None
            dialog.deleteLater()

        dialog.begun.connect(self.start)
        dialog.armed.connect(self._appointment.arm)
        dialog.finished.connect(closed)
        self.dialog = dialog
        dialog.open()
        QTimer.singleShot(500, dialog, self._bar)  # ready before it is wanted

    def _not_opened(self, error: BaseException) -> None:
        self._asking = False
        self._tell(error)

    def start(self, plan: Plan) -> None:
        """Begin to record, unless that is done already."""
        if self._services is None or not self.recorder.start(plan):
            return
        self._chosen = plan
        self.arming.disarm()
        if plan.consent.how not in {"none", self._preferences.how}:
            self._put(HOW, value=plan.consent.how)
        if plan.consent.beep != self._preferences.beep:
            self._put(BEEP, value=plan.consent.beep)

    # during

    def _began(self, call: str) -> None:
        self._close_after = False
        services, chosen = self._services, self._chosen
        self._chosen = None
        if services is not None:
            if chosen is not None:
                remember = services.recordings.remember
                run_task(self, lambda: remember(chosen.mic, chosen.system), lambda _: None, self._tell)
            from callcoach_desktop.ui.recording.focusing import coach_now

            run_task(self, lambda: coach_now(services.coach), self.recorder.set_coach, self._tell)
            if services.live_words is not None:
                self.writing.begin(services.live_words, call, self.recorder.plan.said.language)

    def _show(self) -> None:
        """Bring bar, button, tray and menu to what is."""
        recorder, live = self.recorder, self.recorder.live
        active = recorder.active
        if active:
            self._bar().show_words(self.writing.said)
            self._bar().show_live(live, recorder.undo_s)
            if not self._bar().isVisible():
                self._bar().appear()
        elif self.bar is not None:
            self.bar.hide()
        undo = live.phase == "stopping"
        if undo and not self._tick.isActive():
            self._tick.start()
        elif not undo:
            self._tick.stop()
        self.button.show_live(live if active else None)
        waits = self.arming.call
        self.button.set_waiting("" if waits is None else f"{waits.start:%H:%M}  {waits.title}")
        self._window.calls.view_model.model.set_recorded(listed(recorder, self._cut_off))
        self._window.tray.show_recording(live.spoken if active else "", paused=live.phase != "recording")
        beeps = live.phase == "recording" and recorder.plan.consent.beep
        if beeps or self._beeper is not None:
            self._beeping().set_on(on=beeps)
        self.changed.emit()

    def _bar(self) -> RecordBar:
        if self.bar is None:
            from callcoach_desktop.ui.recording.bar import RecordBar

            bar = RecordBar()
            bar.mark_wanted.connect(self.mark)
            bar.pause_wanted.connect(self.toggle_pause)
            bar.stop_wanted.connect(self.stop)
            bar.go_on_wanted.connect(self.recorder.go_on)
            bar.window_wanted.connect(self._window.come_to_front)
            self._window.destroyed.connect(bar.deleteLater)
            self.bar = bar
        self.bar.set_hidden_from_share(on=self._preferences.hide)
        return self.bar

    def _beeping(self) -> Beeper:
        if self._beeper is None:
            from callcoach_desktop.ui.recording.sounding import Beeper

            self._beeper = Beeper(self)
            self._beeper.beeped.connect(self.recorder.beeped)
        return self._beeper

    # after

    def _ended(self, done: Any) -> None:
        self.writing.end()
        self._chosen = None
        if self._services is not None and done is not None:
            self._services.runner.wake()
            if done.status == "recovered":
                self._opens = done.call
                runner, job = self._services.runner, done.job
                if not self._close_after:
                    self._window.flow.offer_model(lambda: run_task(self, lambda: runner.retry(job), lambda _: None))
                length = clock(done.audio_seconds)
                self._window.tell(
                    tr("“{title}” is saved, {length}. It is transcribed next.", title=done.title, length=length)
                )
            elif done.status == "empty":
                self.problem.emit(tr("Nothing was recorded."))
        if self._close_after:
            self._close_after = False
            QTimer.singleShot(0, self._window, self._window.close)

    def _job_done(self, done: list[Job], _known: int, _back: int) -> None:
        """Open the call that was just recorded, unless its person is busy with another thing."""
        if any(job.call == self._opens for job in done) and self._opens:
            call, self._opens = self._opens, ""
            if not self.recorder.active and not self._window.host.is_open and self.dialog is None:
                self._window.open_call(call)

    # the library's settings

    def _read_preferences(self, then: Callable[[], object]) -> None:
        services = self._services
        if services is None:
            return

        def read(found: Preferences) -> None:
            self._preferences = found
            then()

        run_task(self, lambda: read_preferences(services.library), read, self._tell)

    def _put(self, key: str, *, value: Any) -> None:
        services = self._services
        if services is not None:
            if key == LAW_READ:
                self._preferences = replace(self._preferences, law_read=True)
            run_task(self, lambda: services.library.set_setting(key, value), lambda _: None, self._tell)

    def _tell(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(error.problem.sentence())

"""One recording at a time, seen from the window: begun or found running, followed, stopped, brought in.

The sound is in the hands of a process of its own; a thread here waits for what it tells and hands it to the UI thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.recording import words
from callcoach_desktop.ui.recording.live import Coach, Live, follow, quiet_nudge
from callcoach_desktop.ui.tasks import on_ui_thread

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import ImportOptions
    from callcoach_desktop.domain.consent import Consent

log = logging.getLogger(__name__)

UNDO_S = 10.0
"""How long a stop can be taken back."""
LEAVE_S = 30.0  # seconds that the end of the window waits for the recorder to close its files


class SessionService(Protocol):
    """`services.recording.Session`."""

    call: str

    def events(self, stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def mark(self, text: str = "") -> None: ...

    def beep(self) -> None: ...

    def stop(self) -> None: ...

    def go_on(self) -> None: ...


class RecordingsService(Protocol):
    """`services.recording.Recordings`, as far as the window uses it."""

    def record(
        self, *, mic: str | None, system: str | None, title: str | None, consent: Consent | None
    ) -> AbstractContextManager[SessionService]: ...

    def running(self) -> list[Any]: ...

    def waiting(self) -> list[str]: ...

    def prepare(self) -> None: ...

    def let_go(self) -> None: ...

    def join(self, call: str) -> Any: ...

    def finish(self, call: str, options: ImportOptions | None = None) -> Any: ...

    def test(self, mic: str | None, system: str | None, seconds: float = 3.0) -> Any: ...

    def choices(self) -> Any: ...

    def hours_left(self) -> float: ...

    def remember(self, mic: str | None, system: str | None) -> None: ...


def _nothing_said() -> ImportOptions:
    from callcoach_desktop.domain.calls import ImportOptions

    return ImportOptions()


def _nobody_asked() -> Consent:
    from callcoach_desktop.domain.consent import Consent

    return Consent("none")


@dataclass(frozen=True)
class Plan:
    """What a person chose before a recording. `mic` and `system` are keys of sources; system "none": the microphone
    alone."""

    mic: str | None = None
    system: str | None = None
    title: str = ""
    said: ImportOptions = field(default_factory=_nothing_said)
    consent: Consent = field(default_factory=_nobody_asked)


class Recorder(QObject):
    """`changed` after each event; `began` with the call's id once its sources are open: what else begins with a call
    must not slow that down; `ended` with what `finish` gave (`Recovered`); `problem`
    with a sentence."""

    changed = Signal()
    began = Signal(str)
    ended = Signal(object)
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.coach: Coach = quiet_nudge
        self.asked: Callable[[], float | None] = lambda: None
        """When the rep's last question ended, in seconds of the recording; None while no words are known."""
        self.heard: Callable[[], float] = lambda: float("inf")
        """Up to which second words are known: what was asked after it nobody knows yet."""
        self.live = Live(phase="over")
        self.call = ""
        self._recordings: RecordingsService | None = None
        self._keep: Callable[[str, Plan], object] = lambda _call, _plan: None
        self._session: SessionService | None = None
        self._thread: threading.Thread | None = None
        self._now = threading.Event()
        self._undo_until = 0.0

    @cached_property
    def plan(self) -> Plan:
        """What is recorded now, or was last; before the first one that says nothing, which is made when asked for."""
        return Plan()

    @property
    def active(self) -> bool:
        """Whether a recording runs, is paused, or is being saved."""
        return self.live.phase != "over"

    @property
    def undo_s(self) -> float | None:
        """Seconds for which the stop can still be taken back; None when nothing was stopped."""
        return max(0.0, self._undo_until - time.monotonic()) if self.live.phase == "stopping" else None

    def attach(self, recordings: RecordingsService, keep: Callable[[str, Plan], object]) -> None:
        """Begin with a library; `keep` stores what was said of a call, on a worker thread."""
        self._recordings, self._keep = recordings, keep

    def detach(self) -> None:
        """The library is being closed: what runs is stopped and its files are closed; the next start brings it in."""
        self._now.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(LEAVE_S)
        self.let_go()
        self._recordings, self._session = None, None
        if self.active:
            self.live = Live(phase="over")
            self.changed.emit()

    def set_coach(self, coach: Coach) -> None:
        """Who chooses the nudge from the next second on."""
        self.coach = coach

    # what a person asks for

    def prepare(self) -> None:
        """A recording begins soon: start its process, on the caller's thread. Raises KnownError."""
        if self._recordings is not None:
            self._recordings.prepare()

    def let_go(self) -> None:
        """No recording begins soon after all."""
        if self._recordings is not None:
            self._recordings.let_go()

    def start(self, plan: Plan) -> bool:
        """Begin to record; False when that is not possible now."""
        recordings = self._recordings
        if recordings is None or self.active:
            return False
        return self._begin(
            plan,
            lambda: recordings.record(
                mic=plan.mic, system=plan.system, title=plan.title or None, consent=plan.consent
            ),
            fresh=True,
        )  # fmt: skip

    def join(self, call: str, title: str = "", consent: Consent | None = None) -> bool:
        """Follow a recording that runs in a process which another window began; it beeps on when it did."""
        recordings = self._recordings
        if recordings is None or self.active:
            return False
        plan = Plan(title=title) if consent is None else Plan(title=title, consent=consent)
        return self._begin(plan, lambda: _as_context(recordings.join(call)), fresh=False)

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        if self._session is not None:
            if self.live.phase == "recording":
                self._ask(self._session.pause)
            elif self.live.phase == "paused":
                self._ask(self._session.resume)

    def mark(self, text: str = "") -> None:
        """Mark this moment to come back to."""
        session = self._session
        if session is not None and self.live.phase in {"recording", "paused"}:
            self._ask(lambda: session.mark(text))

    def beeped(self) -> None:
        """The beep of consent is played now."""
        if self._session is not None and self.live.phase == "recording":
            self._ask(self._session.beep)

    def stop(self) -> None:
        """Stop; `go_on` takes it back for ten seconds."""
        if self._session is not None and self.live.phase in {"recording", "paused"}:
            self._undo_until = time.monotonic() + UNDO_S
            self._ask(self._session.stop)

    def go_on(self) -> None:
        """Take a stop back, or say that a quiet call is not over."""
        if self._session is not None and self.live.phase == "stopping":
            self._ask(self._session.go_on)
        elif self.live.quiet:
            self.live = replace(self.live, quiet=False)
            self.changed.emit()

    def stop_now(self) -> None:
        """Stop without an undo."""
        self._now.set()

    def _ask(self, act: Callable[[], object]) -> None:
        try:
            act()
        except KnownError as error:
            self.problem.emit(error.problem.sentence())

    # the thread

    def _begin(self, plan: Plan, enter: Callable[[], AbstractContextManager[SessionService]], *, fresh: bool) -> bool:
        self.plan, self.live, self.call = plan, Live(), ""
        self._now = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(plan, enter, self._now, fresh), name="recording", daemon=True
        )
        self._thread.start()
        self.changed.emit()
        return True

    def _run(
        self, plan: Plan, enter: Callable[[], AbstractContextManager[SessionService]], now: threading.Event, fresh: bool
    ) -> None:
        recordings, keep, call = self._recordings, self._keep, ""
        problem = ""
        try:
            with enter() as session:
                call = session.call
                if fresh:
                    keep(call, plan)
                self._post(lambda: self._entered(session))
                for event in session.events(now.is_set):
                    self._post(lambda event=event: self._take(event))
                    if event["type"] == "recorded":
                        problem = words.ended(str(event.get("why", "")))
        except KnownError as error:
            problem = error.problem.sentence()
            if error.problem.code != "recorder_died":
                self._post(lambda: self._over(None, problem))
                return
        done = None
        if recordings is not None and call:
            self._post(self._saving)
            try:
                done = recordings.finish(call, plan.said)
            except KnownError as error:  # the library is being closed: the next start brings it in
                log.info("a recording waits for the next start: %s", error.problem.code)
        self._post(lambda: self._over(done, problem))

    def _post(self, call: Callable[[], None]) -> None:
        on_ui_thread(self, call)

    def _entered(self, session: SessionService) -> None:
        self._session, self.call = session, session.call
        self.changed.emit()

    def _take(self, event: dict[str, Any]) -> None:
        before, asked = self.live.phase, self.asked()
        if event["type"] == "level" and asked is not None:
            known = min(float(event["t"]), self.heard())
            event = {**event, "since_question": max(0.0, known - asked)}
        self.live = follow(self.live, event, self.coach)
        if event["type"] == "recording":
            self.began.emit(self.call)
        if self.live.phase == "stopping" and before != "stopping":
            self._undo_until = max(self._undo_until, time.monotonic() + float(event.get("undo_s", UNDO_S)))
        self.changed.emit()

    def _saving(self) -> None:
        self.live = replace(self.live, phase="saving", nudge="", quiet=False)
        self.changed.emit()

    def _over(self, done: Any, problem: str) -> None:
        self._session = None
        self.live = replace(self.live, phase="over")
        if problem:
            self.problem.emit(problem)
        if done is not None and done.status == "failed":
            self.problem.emit(str(done.error))
        self.ended.emit(done)
        self.changed.emit()


class _Plain(AbstractContextManager[SessionService]):
    """A session that was joined and need not be left."""

    def __init__(self, session: SessionService) -> None:
        self._session = session

    def __enter__(self) -> SessionService:
        return self._session

    def __exit__(self, *_: object) -> None:
        return None


def _as_context(session: Any) -> AbstractContextManager[SessionService]:
    return session if isinstance(session, AbstractContextManager) else _Plain(session)

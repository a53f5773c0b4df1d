"""What the list of running imports knows and may ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import on_ui_thread, run_task

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import ChangeSet
    from callcoach_desktop.domain.jobs import Job

REREAD_MS = 200
"""Progress is read at most five times a second."""
LINES_KEPT = 6
"""Newest stretches of text kept for each job while it is transcribed."""


def step_name(step: str) -> str:
    """What is being done, in words."""
    return {
        "waiting": tr("Waiting"),
        "reading": tr("Reading the file"),
        "listening": tr("Listening for speech"),
        "transcribing": tr("Transcribing"),
        "analysing": tr("Measuring"),
        "finished": tr("Done"),
    }[step]


_ORDER = {"running": 0, "paused": 1, "queued": 2, "failed": 3}


class JobsService(Protocol):
    """What the list needs of the queue; `jobs.runner.JobRunner` satisfies it."""

    @property
    def trouble(self) -> str | None: ...

    def jobs(self) -> list[Job]: ...

    def pause(self, job_id: str) -> object: ...

    def resume(self, job_id: str) -> object: ...

    def cancel(self, job_id: str) -> object: ...

    def retry(self, job_id: str) -> object: ...

    def on_partial(self, listener: Callable[[str, Any], None]) -> Callable[[], None]: ...

    def words_so_far(self, job_id: str) -> list[Any]: ...

    def options(self, job_id: str) -> dict[str, Any]: ...


class ChangeSource(Protocol):
    """Whoever says what was written."""

    def subscribe(self, fn: Callable[[ChangeSet], None]) -> Callable[[], None]: ...


def words_of(batch: Any) -> str:
    """The text of a batch of words: `Word`s or `[text, start, end, ...]` rows."""
    return " ".join(str(word.text if hasattr(word, "text") else word[0]).strip() for word in batch)


def start_of(batch: Any) -> float:
    """Where a batch of words begins, in seconds."""
    return min((float(word.start if hasattr(word, "start") else word[1]) for word in batch), default=0.0)


class JobsViewModel(QObject):
    """`shown` are the jobs a person cares about now: running, waiting, paused, and failed until dismissed.

    Signals: `changed`; `partial` (job id) when text came; `finished` (jobs that were done just now, how many
    of them found their sound in the library already, and how many found it in the bin, from which it is back).
    """

    changed = Signal()
    partial = Signal(str)
    finished = Signal(list, int, int)
    came_back = Signal(object, int, int)  # a job whose package brought comments and answers to scorecards
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: list[Job] = []
        self.lines: dict[str, list[tuple[float, str]]] = {}
        self._runner: JobsService | None = None
        self._ends: list[Callable[[], None]] = []
        self._states: dict[str, str] = {}
        self._dismissed: set[str] = set()
        self._first = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REREAD_MS)
        self._timer.timeout.connect(self.reload)
        self._reading = False

    def attach(self, runner: JobsService, changes: ChangeSource) -> None:
        """Begin to show a queue."""
        self._runner = runner
        self._first = True
        self._ends = [changes.subscribe(self._written), runner.on_partial(self._text_came)]
        self.reload()

    def detach(self) -> None:
        """Let go of the queue."""
        for end in self._ends:
            end()
        self._ends = []
        self._runner = None
        self._reading = False
        self._dismissed.clear()
        self.lines.clear()
        if self.shown:
            self.shown = []
            self.changed.emit()

    def _written(self, changes: ChangeSet) -> None:
        """Called on the writing thread."""
        if changes.jobs:
            on_ui_thread(self, self._soon)

    def _soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _text_came(self, job_id: str, batch: Any) -> None:
        """Called on the queue's thread."""
        text, start = words_of(batch), start_of(batch)
        if text:
            on_ui_thread(self, lambda: self._keep(job_id, start, text))

    def _keep(self, job_id: str, start: float, text: str) -> None:
        self.lines[job_id] = [*self.lines.get(job_id, []), (start, text)][-LINES_KEPT:]
        self.partial.emit(job_id)

    def reload(self) -> None:
        """Read the queue in the background."""
        runner = self._runner
        if runner is None:
            return
        if self._reading:
            self._soon()
            return
        self._reading = True
        run_task(self, runner.jobs, lambda jobs: self._read(runner, jobs), self._failed)

    def _failed(self, error: BaseException) -> None:
        self._reading = False
        self._tell(error)

    def _read(self, runner: JobsService, jobs: Sequence[Job]) -> None:
        if runner is not self._runner:
            return  # of a library that was closed meanwhile
        self._reading = False
        if self._first:
            # Failures of earlier days stand at their calls; here only what happens while the window is open,
            # and files that never became a call.
            self._dismissed.update(job.id for job in jobs if job.state == "failed" and job.call)
            self._states = {job.id: job.state for job in jobs}
            self._first = False
        shown = [
            job for job in jobs if job.state in _ORDER and not (job.state == "failed" and job.id in self._dismissed)
        ]
        shown.sort(key=lambda job: (_ORDER[job.state], job.position))
        done = [job for job in jobs if job.state == "done" and self._states.get(job.id) != "done"]
        self._states = {job.id: job.state for job in jobs}
        for job_id in self.lines.keys() - {job.id for job in shown}:
            del self.lines[job_id]
        if shown != self.shown:
            self.shown = shown
            self.changed.emit()
        if done:
            self._report(done)

    @property
    def trouble(self) -> str:
        """Why nothing that waits can be done now, as a sentence; "" when it can."""
        return "" if self._runner is None else self._runner.trouble or ""

    def seconds_left(self) -> float | None:
        """An estimate for all that runs or waits, None when nothing is known."""
        known = [job.seconds_left for job in self.shown if job.state in ("running", "queued") and job.seconds_left]
        return sum(known) if known else None

    def working(self) -> int:
        """How many jobs run or wait."""
        return sum(1 for job in self.shown if job.state in ("running", "queued"))

    def share(self) -> float | None:
        """How far all that runs or waits is (0..1), by seconds of speech; None while nothing is known."""
        jobs = [job for job in self.shown if job.state in ("running", "queued") and job.total_seconds > 0]
        total = sum(job.total_seconds for job in jobs)
        return min(1.0, sum(job.done_seconds for job in jobs) / total) if total else None

    def pause(self, job_id: str) -> None:
        """Stop after the chunk in hand; what is done is kept."""
        self._ask(lambda runner: runner.pause(job_id))

    def resume(self, job_id: str) -> None:
        """Go on."""
        self._ask(lambda runner: runner.resume(job_id))

    def cancel(self, job_id: str) -> None:
        """Stop within a second; nothing half imported stays."""
        self._ask(lambda runner: runner.cancel(job_id))

    def retry(self, job_id: str) -> None:
        """Try a failed job again."""
        self._dismissed.discard(job_id)
        self._ask(lambda runner: runner.retry(job_id))

    def retry_call(self, call_id: str) -> None:
        """Try the newest failed job of a call again."""

        def work(runner: JobsService) -> None:
            failed = [job.id for job in runner.jobs() if job.call == call_id and job.state == "failed"]
            if failed:
                runner.retry(failed[-1])

        self._ask(work)

    def _report(self, done: list[Job]) -> None:
        runner = self._runner
        if runner is not None:

            def look() -> list[tuple[Job, dict[str, Any]]]:
                return [(job, runner.options(job.id)) for job in done]

            run_task(self, look, self._say_finished, self._tell)

    def _say_finished(self, done: list[tuple[Job, dict[str, Any]]]) -> None:
        brought = {job.id: tuple(told.get("brought") or (0, 0)) for job, told in done}
        others = [(job, told) for job, told in done if not any(brought[job.id])]
        if others:
            back = sum(bool(told.get("restored")) for _, told in others)
            known = sum(bool(told.get("duplicate") and not told.get("restored")) for _, told in others)
            self.finished.emit([job for job, _ in others], known, back)
        for job, _ in done:
            if any(brought[job.id]):
                self.came_back.emit(job, *brought[job.id])

    def dismiss(self, job_id: str) -> None:
        """Take a failed job out of the list: its call keeps the sentence, and one without a call does not come back."""
        self._dismissed.add(job_id)
        if any(job.id == job_id and not job.call for job in self.shown):
            self.cancel(job_id)
        else:
            self.reload()

    def _ask(self, what: Callable[[JobsService], object]) -> None:
        runner = self._runner
        if runner is not None:
            run_task(self, lambda: what(runner), lambda _: self.reload(), self._tell)

    def _tell(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self.problem.emit(error.problem.sentence())
        else:
            raise error

"""Importing files: what was named becomes jobs of the queue, and what became of them is told file by file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from callcoach_desktop.domain.calls import CallRow, ChangeSet, ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.jobs import ImportResult, Job
from callcoach_desktop.domain.recording import ON_MAINS
from callcoach_desktop.jobs.intake import go_on
from callcoach_desktop.jobs.runner import JobRunner
from callcoach_desktop.jobs.wishes import Wish, raw_path, wish_from_json
from callcoach_desktop.services.finding import Found, Search, find, title_of
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls, jobs, transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.store.jobs import NewJob
from callcoach_desktop.system.power import on_battery

LOOK = 0.1  # seconds between looks at the jobs that are waited for, beside being told of changes
OVER = frozenset({"done", "failed", "cancelled", "paused"})
PAUSED = "The import is paused. `callcoach jobs resume` lets it go on."
CANCELLED = "The import was cancelled."
BACK = "It was in the bin and is back."
GONE = "The call was deleted while it was imported."

OnProgress = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A file of an import and the job that takes it in. Without a job, `error` says why there is none.

    `joined` is True for a transcript that goes with the sound file of the same name: both have one job.
    """

    path: str
    job: str | None
    began: float  # monotonic seconds
    error: str | None = None
    joined: bool = False


def make_runner(library: Library) -> JobRunner:
    """The job runner of a library with everything that this program puts into it; not started."""

    def model_folder(name: str | None) -> Path:
        from callcoach_desktop.services.models import ensure_model  # the manifest and hashing: not for the first paint

        return ensure_model(name)

    def hold() -> str | None:
        if library.setting(ON_MAINS, default=False) and on_battery():
            return "Waits for mains power, as you chose in the settings."
        return None

    return JobRunner(
        library.folder, library.db, library.changed, model_folder, analyse=library.store_analysis, hold=hold
    )


class Importer:
    """Imports files into one library by the jobs of one runner."""

    def __init__(self, library: Library, runner: JobRunner) -> None:
        self._library = library
        self._runner = runner

    def queue(self) -> list[Job]:
        """The jobs of the library, those that are over among them."""
        return self._runner.jobs()

    def find(self, paths: Sequence[Path]) -> Search:
        """What the paths mean: files to import, and files of folders that are left alone."""
        return find(paths)

    def submit(self, paths: Sequence[Path], options: ImportOptions | None = None) -> list[Ticket]:
        """Queue what was named, folders walked. Returns as soon as the jobs are durable; reads no file's content.

        Raises KnownError for options that make no sense (a date that is none).
        """
        return self.submit_found(find(paths), options)

    def submit_found(self, search: Search, options: ImportOptions | None = None) -> list[Ticket]:
        """The same for files that were found already, one ticket a file in the given order."""
        options = checked_options(options or ImportOptions())
        new: list[NewJob] = []
        jobs: dict[int, str] = {}
        of_sound: dict[Path, str] = {}
        for place, found in enumerate(search.found):
            if found.problem is None and found.joined_to is None:
                job = _job(found, options)
                new.append(job)
                jobs[place] = job.id
                of_sound.setdefault(found.path, job.id)
        self._runner.submit(new)
        began = time.monotonic()
        tickets = []
        for place, found in enumerate(search.found):
            if found.problem is not None:
                tickets.append(Ticket(str(found.path), None, began, found.problem.sentence()))
            elif found.joined_to is not None:
                tickets.append(Ticket(str(found.path), of_sound[found.joined_to], began, joined=True))
            else:
                tickets.append(Ticket(str(found.path), jobs[place], began))
        return tickets

    def transcribe_again(self, ids: Sequence[str], model: str | None = None) -> list[str]:
        """Queue calls to be transcribed anew, with `model` or the model in force; returns the jobs.

        A call keeps its words until the new ones are there, and what a person did to it for good: edits, names, sides,
        tags, comments. Raises KnownError `no_sound` when some have no sound (the others are queued), and
        `no_such_call`.
        """
        silent: list[CallRow] = []
        queued: list[str] = []

        def work(conn: Connection) -> None:
            for call_id in dict.fromkeys(ids):
                row = calls.row(conn, call_id)
                waiting = [job for job in jobs.of_call(conn, call_id) if job.state not in {"done", "cancelled"}]
                first = next((job for job in jobs.of_call(conn, call_id) if job.kind == "import"), None)
                wish = Wish(ImportOptions()) if first is None else wish_from_json(jobs.options(conn, first.id))
                if row.source == "transcript":
                    silent.append(row)
                elif waiting and waiting[-1].state == "running":
                    queued.append(waiting[-1].id)  # it is being transcribed right now
                elif waiting:
                    go_on(conn, waiting[-1], model)
                    queued.append(waiting[-1].id)
                else:
                    options = replace(wish.options, model=model)
                    path = transcripts.origin(conn, call_id) or ""
                    job = NewJob(new_id(), "transcribe", path, row.title, call_id, Wish(options).to_json())
                    jobs.add(conn, job)
                    queued.append(job.id)

        self._library.db.write(work)
        self._runner.wake()
        if silent:
            one, many = f"“{silent[0].title}” came as text", f"{len(silent)} of these calls came as text"
            rest = f" The other calls ({len(queued)}) are queued." if queued else ""
            raise KnownError(
                "no_sound",
                f"{one if len(silent) == 1 else many}: there is no sound to transcribe.",
                f"Import the recording to have it transcribed.{rest}",
            )
        return queued

    def wait(self, tickets: Sequence[Ticket], on_progress: OnProgress | None = None) -> list[ImportResult]:
        """Wait for all of them; see `results`."""
        return list(self.results(tickets, on_progress))

    def results(
        self,
        tickets: Sequence[Ticket],
        on_progress: OnProgress | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[ImportResult]:
        """What became of each file, in order, each as soon as it and those before it are over.

        `on_progress` gets the job that is waited for whenever it changes. Ends early when `stop` says so.
        """
        changed = threading.Event()

        def told(_changes: ChangeSet) -> None:
            changed.set()

        unsubscribe = self._library.subscribe(told)
        answered: dict[str, bool] = {}  # the job that did the work -> was it taken as this import's own
        try:
            for ticket in tickets:
                job = self._over(ticket, on_progress, changed, stop)
                if job is None and ticket.job is not None and stop():
                    return
                result = self._result(ticket, job, answered)
                yield result
        finally:
            unsubscribe()

    def _over(
        self, ticket: Ticket, on_progress: OnProgress | None, changed: threading.Event, stop: Callable[[], bool]
    ) -> Job | None:
        """The job that did (or did not do) the work for a ticket, once it is over; None when it is gone or `stop`."""
        seen: Job | None = None
        while ticket.job is not None and not stop():
            job = self._working(ticket.job)
            if job is None or job.state in OVER:
                return job
            if on_progress is not None and job != seen:
                seen = job
                on_progress(job)
            changed.wait(LOOK)
            changed.clear()
        return None

    def _working(self, job_id: str) -> Job | None:
        """The job itself, or the one that it follows because that one works on the same content."""
        seen = set()
        job = self._runner.job(job_id)
        while job is not None and job.state == "done" and job.id not in seen:
            seen.add(job.id)
            follows = wish_from_json(self._runner.options(job.id)).follows
            if follows is None:
                return job
            followed = self._runner.job(follows)
            if followed is None:
                return job
            job = followed
        return job

    def _result(self, ticket: Ticket, job: Job | None, answered: dict[str, bool]) -> ImportResult:
        seconds = round(time.monotonic() - ticket.began, 2)
        if ticket.error is not None:
            return ImportResult(ticket.path, None, "failed", ticket.error, 0.0, seconds)
        if job is None:
            return ImportResult(ticket.path, None, "failed", GONE, 0.0, seconds)
        status: Literal["done", "duplicate", "failed"] = "failed"
        error = {"paused": PAUSED, "cancelled": CANCELLED}.get(job.state, job.error)
        wish = wish_from_json(self._runner.options(job.id))
        own = wish_from_json(self._runner.options(ticket.job)) if ticket.job is not None else wish
        note = BACK if wish.restored or own.restored else _brought(own)
        duration = 0.0
        call = job.call
        if call is not None:
            try:
                duration = self._library.db.read(lambda conn: calls.row(conn, call)).duration
            except KnownError:
                return ImportResult(ticket.path, None, "failed", GONE, 0.0, seconds)
        if job.state == "done":
            again = job.id in answered and not ticket.joined
            duplicate = again or wish.duplicate
            status, error = ("duplicate" if duplicate else "done"), None
            answered.setdefault(job.id, True)
        return ImportResult(ticket.path, call, status, error, round(duration, 3), seconds, note)


def _job(found: Found, options: ImportOptions) -> NewJob:
    wish = Wish(options, found.transcript, raw=raw_path(found.path))
    return NewJob(new_id(), "import", str(found.path), title_of(found.path), options=wish.to_json())


def checked_options(options: ImportOptions) -> ImportOptions:
    """The options with a date that is one, as local time without a zone. Raises KnownError `bad_date`."""
    if options.date is None:
        return options
    try:
        moment = datetime.fromisoformat(options.date)
    except ValueError as error:
        raise KnownError(
            "bad_date", f"{options.date!r} is not a date.", "Write it as 2026-03-31 or 2026-03-31T14:05."
        ) from error
    if moment.tzinfo is not None:
        moment = moment.astimezone().replace(tzinfo=None)
    return replace(options, date=moment.isoformat(timespec="seconds"))


def _brought(wish: Wish) -> str | None:
    """What a package brought to a call that was there, in a sentence; None for nothing."""
    parts = [
        f"{number} {thing}{'' if number == 1 else 's'}"
        for number, thing in zip(wish.brought, ("comment", "filled scorecard"), strict=True)
        if number
    ]
    return f"{' and '.join(parts)} came with it." if parts else None

"""The durable queue at work: one job at a time in one thread, in one process of all that have the library open.

What a person asks (pause, cancel, move, retry) is written into the job's row and nowhere else, so that it works the
same from the window, from a command and from another process: whoever runs the job looks at its row several times a
second. Jobs that were running in a process that died are queued again by the next one that takes the lock.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.jobs.analyser import analyse_here
from callcoach_desktop.jobs.child import Child
from callcoach_desktop.jobs.intake import Intake, go_on
from callcoach_desktop.jobs.order import Watch, next_job, put_back, tidy
from callcoach_desktop.jobs.work import UndecodableError, Work
from callcoach_desktop.store import calls, jobs, settings, transcripts
from callcoach_desktop.store.database import Database
from callcoach_desktop.store.jobs import NewJob
from callcoach_desktop.system.locks import FileLock

log = logging.getLogger(__name__)

LOCK_NAME = "runner.lock"
IDLE = 0.7  # seconds between looks at the queue while there is nothing to do
WAITING = 0.3  # seconds between looks while another process does the jobs
HELD = 5.0  # seconds between looks whether a queue that is held may go on
TROUBLE = 2.0  # seconds between attempts while the library cannot be read or written
OUR_BUG = "An error inside CallCoach stopped this job. Try again; if it happens again, the log says more."

Words = Sequence[Sequence[Any]]


class JobRunner:
    """The queue of one library. `start` it in a process that may do jobs; without it, it only reads and asks."""

    def __init__(
        self,
        library_folder: Path,
        db: Database,
        publish: Callable[[ChangeSet], None],
        model_folder: Callable[[str | None], Path],
        *,
        analyse: Callable[[str], None] | None = None,
        decoder: Child | None = None,
        transcriber: Child | None = None,
        hold: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`publish` is told what other processes changed (our own writes are published by the database).

        `model_folder` returns the verified folder of a model or raises KnownError; `analyse` analyses a call and
        stores the result, `Library.store_analysis` in the program. `hold` gives a sentence while no job may begin.
        """
        self._db = db
        self._publish = publish
        self._decoder = decoder or Child("decode")
        self._transcriber = transcriber or Child("transcribe")
        self._intake = Intake(db, library_folder)
        self._lock = FileLock(library_folder / LOCK_NAME)
        self._work = Work(
            db,
            library_folder,
            self._intake,
            self._decoder,
            self._transcriber,
            model_folder,
            analyse or self._analyse,
            self._tell_words,
        )
        self._listeners: list[Callable[[str, Words], None]] = []
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble: str | None = None
        self._hold, self._waits_for = hold, hold()
        self._seen_version: int | None = None
        self._seen_jobs: dict[str, Job] = {}

    # In the process that does jobs

    def start(self) -> None:
        """Begin to do jobs, as soon as no other process does."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop within about a second; the running job is queued again with all its finished batches."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @property
    def trouble(self) -> str | None:
        """Why the whole queue cannot go on for now (a sentence), such as a full disk; None when it can."""
        return self._trouble or self._waits_for

    @property
    def alive(self) -> bool:
        """Whether `start` was called and the thread lives."""
        return self._thread is not None and self._thread.is_alive()

    def on_partial(self, listener: Callable[[str, Words], None]) -> Callable[[], None]:
        """Call `listener(job, words)` with the words of each batch as it is done; returns what ends it.

        Words are `[text, start, end, probability, channel]`; the calling thread is the runner's.
        """
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    # Asking

    def jobs(self) -> list[Job]:
        """All jobs in the order of the queue."""
        return self._db.read(jobs.all_jobs)

    def job(self, job_id: str) -> Job | None:
        """One job."""
        return self._db.read(lambda conn: jobs.get(conn, job_id))

    def options(self, job_id: str) -> dict[str, Any]:
        """What the job was asked for (see `jobs.wishes`)."""
        return self._db.read(lambda conn: jobs.options(conn, job_id))

    def busy(self) -> bool:
        """Whether anything waits or runs."""
        return bool(self._db.read(lambda conn: jobs.all_jobs(conn, "queued", "running")))

    def submit(self, new: Sequence[NewJob]) -> None:
        """Put jobs at the end of the queue, all or none. What failed for the same path without a trace is forgotten."""
        paths = {job.path for job in new}

        def work(conn: Any) -> None:
            for old in jobs.all_jobs(conn, "failed", "cancelled"):
                if old.call is None and old.path in paths:
                    jobs.delete(conn, old.id)
            for job in new:
                jobs.add(conn, job)

        self._db.write(work)
        self._wake.set()

    def wake(self) -> None:
        """Look at the queue now: jobs were put into it by somebody else."""
        self._wake.set()

    def pause(self, job_id: str) -> bool:
        """Stop a job within a second and keep what it has finished; False when it neither waits nor runs."""
        return self._change(job_id, ("queued", "running"), lambda conn, job: jobs.set_state(conn, job.id, "paused"))

    def resume(self, job_id: str) -> bool:
        """Let a paused job go on; False when it is not paused."""
        return self._change(job_id, ("paused",), go_on)

    def retry(self, job_id: str) -> bool:
        """Try a failed or cancelled job again, from what it had finished; False when it is neither."""
        return self._change(job_id, ("failed", "cancelled"), go_on)

    def cancel(self, job_id: str) -> bool:
        """Stop a job within a second and take its half-made call out again; False when it is over already. A failed
        one that never became a call is let go of as well."""
        before = self.job(job_id)

        def work(conn: Any, job: Job) -> None:
            jobs.set_state(conn, job.id, "cancelled")

        if before is None:
            return False
        states = ("queued", "running", "paused") if before.call else ("queued", "running", "paused", "failed")
        if not self._change(job_id, states, work):
            return False
        if before.state != "running":  # the process that runs a job does this itself
            self._drop_call(job_id)
        return True

    def move(self, job_id: str, position: int) -> bool:
        """Put a waiting job at a place among those that wait, 0 first; False when it does not wait."""

        def work(conn: Any, job: Job) -> None:
            others = [j for j in jobs.all_jobs(conn, "queued", "paused") if j.id != job.id]
            place = min(max(position, 0), len(others))
            before = others[place - 1].position if place > 0 else None
            after = others[place].position if place < len(others) else None
            if before is not None and after is not None:
                jobs.move(conn, job.id, (before + after) / 2)
            elif before is not None:
                jobs.move(conn, job.id, before + 1)
            elif after is not None:
                jobs.move(conn, job.id, after - 1)

        return self._change(job_id, ("queued", "paused"), work)

    def words_so_far(self, job_id: str) -> list[Sequence[Any]]:
        """The words that a running or paused job has finished, in order of time (as `on_partial` gives them)."""
        import json

        _, batches = self._db.read(lambda conn: jobs.load_batches(conn, job_id))
        words = [word for batch in batches.values() for word in json.loads(batch)]
        return sorted(words, key=lambda word: float(word[1]))

    def _change(self, job_id: str, states: tuple[str, ...], change: Callable[[Any, Job], None]) -> bool:
        def work(conn: Any) -> bool:
            job = jobs.get(conn, job_id)
            if job is None or job.state not in states:
                return False
            change(conn, job)
            return True

        done = self._db.write(work)
        self._wake.set()
        return done

    # The thread

    def _run(self) -> None:
        # A job runs in a pool of one so that whatever it raises comes back as a value and this thread goes on.
        with ThreadPoolExecutor(1, thread_name_prefix="job") as pool:
            while not self._stopping.is_set():
                error = pool.submit(self._turn).exception()
                if error is None:
                    self._trouble = None
                    continue
                # The library cannot be read or written (a full disk, a lost drive): say so once and wait for better
                # times; the jobs are as they were and go on from there.
                sentence = error.problem.sentence() if isinstance(error, KnownError) else OUR_BUG
                if sentence != self._trouble:
                    log.warning("The queue has to wait", exc_info=error)
                self._trouble = sentence
                self._stopping.wait(TROUBLE)
            self._decoder.stop()
            self._transcriber.stop()

    def _turn(self) -> None:
        """Do what is queued; without work, look what other processes did and wait a moment."""
        if not self.busy():
            self._waits_for = None
            self._rest(IDLE)
        elif self._holds():
            self._rest(HELD)
        elif not self._lock.acquire(blocking=False):
            self._rest(WAITING)
        else:
            try:
                self._db.write(tidy)
                self._trouble = None
                self._intake.sweep()
                while not self._stopping.is_set() and (job := self._db.read(next_job)) is not None:
                    self._one(job)
                    if self._holds():
                        break
            finally:
                self._lock.release()

    def _holds(self) -> bool:
        self._waits_for = self._hold()
        return self._waits_for is not None

    def _rest(self, seconds: float) -> None:
        self._decoder.rest()
        self._transcriber.rest()
        self._look_around()
        self._wake.wait(seconds)
        self._wake.clear()

    def _look_around(self) -> None:
        """Publish what another process did to the jobs, so that our screens read again."""
        version = self._db.data_version()
        if version == self._seen_version:
            return
        self._seen_version = version
        now = {job.id: job for job in self.jobs()}
        changed = [job for job in now.values() if self._seen_jobs.get(job.id) != job]
        gone = [job for job_id, job in self._seen_jobs.items() if job_id not in now]
        self._seen_jobs = now
        if changed or gone:
            every = [*changed, *gone]
            self._publish(ChangeSet(frozenset(j.call for j in every if j.call), frozenset(j.id for j in every)))

    def _one(self, job: Job) -> None:
        """Run one job to its end, to its interruption, or into its error."""
        if not self._change(job.id, ("queued",), lambda conn, job: jobs.set_state(conn, job.id, "running")):
            return
        began = time.monotonic()
        with ThreadPoolExecutor(1, thread_name_prefix="job-step") as pool:
            error = pool.submit(self._steps, job).exception()
        if error is None:
            log.info("Job %s ended after %.1f s", job.id, time.monotonic() - began)
        elif isinstance(error, Cancelled):
            self._interrupted(job.id)
        elif isinstance(error, UndecodableError):
            self._failed(job.id, error.problem.sentence(), drop=True)
        elif isinstance(error, KnownError):
            self._failed(job.id, error.problem.sentence(), drop=False)
        else:
            log.error("Job %s met a bug", job.id, exc_info=error)
            self._failed(job.id, OUR_BUG, drop=False)

    def _steps(self, job: Job) -> None:
        interrupted = Watch(self._db, job.id, self._stopping, self._look_around)
        if job.call is None:
            self._db.write(lambda conn: jobs.set_step(conn, job.id, "reading"))
            call = self._intake.take(job, interrupted)
            if call is None:
                return
            # Every file that was dropped is taken in before the first long transcription begins: from then on the
            # person may unplug the recorder. So this job goes back to its place and waits for its turn.
            first = self._db.read(next_job)
            if first is not None and (first.call is None or first.position < job.position):
                self._change(job.id, ("running",), put_back)
                return
        else:
            call = job.call
        self._work.do(job, call, interrupted)

    def _interrupted(self, job_id: str) -> None:
        def work(conn: Any) -> bool:
            job = jobs.get(conn, job_id)
            if job is None:
                return False
            if job.state == "running":  # we were asked to stop, not the job
                put_back(conn, job)
            elif job.state == "paused" and _makes_its_call(conn, job):
                calls.set_state(conn, job.call or "", "queued")
            return job.state == "cancelled"

        if self._db.write(work):
            self._drop_call(job_id)

    def _failed(self, job_id: str, sentence: str, *, drop: bool) -> None:
        """Keep the sentence; `drop` takes the call out, else it is kept and its job can be tried again."""

        def work(conn: Any) -> None:
            job = jobs.get(conn, job_id)
            if job is None or job.state == "cancelled":  # while it failed
                return
            jobs.set_state(conn, job_id, "failed", sentence)
            if _makes_its_call(conn, job):
                calls.set_state(conn, job.call or "", "failed", sentence)

        job = self.job(job_id)
        if job is not None and (drop or job.state == "cancelled"):
            self._drop_call(job_id, work)
        else:
            self._db.write(work)

    def _drop_call(self, job_id: str, also: Callable[[Any], None] = lambda _conn: None) -> None:
        """Take the call of a job out of the library, unless it is complete; `also` is done in the same transaction."""

        def work(conn: Any) -> None:
            jobs.clear_batches(conn, job_id)
            also(conn)

        job = self.job(job_id)
        call = None if job is None else job.call
        material = None if call is None else self._db.read(lambda conn: jobs.material(conn, call))
        if call is not None and material is not None and material.state != "ready":
            self._intake.discard(call, work)
        else:
            self._db.write(also)

    def _analyse(self, call: str) -> None:
        """Analyse a call where no library is at hand."""
        words, vocabulary = self._db.read(lambda conn: (transcripts.transcript(conn, call), settings.vocabulary(conn)))
        if words is None:
            return
        result = analyse_here(words, vocabulary)

        def keep(conn: Any) -> None:
            if calls.exists(conn, call):
                transcripts.set_analysis(conn, call, result)

        self._db.write(keep)

    def _tell_words(self, job_id: str, words: Words) -> None:
        for listener in list(self._listeners):
            listener(job_id, words)


def _makes_its_call(conn: Any, job: Job) -> bool:
    """Whether the call of a job stands and falls with it; one that is transcribed again has its words already."""
    return job.kind != "transcribe" and job.call is not None and calls.exists(conn, job.call)

"""Which job comes next, whether the running one is to stop, and what a dead process left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.store import calls, jobs
from callcoach_desktop.store.database import Database

LOOK = 0.15  # seconds between looks at the row of the running job
KEPT_DAYS = 7  # after which a job that is done or cancelled is forgotten


class Watch:
    """Whether a running job is to stop: asked ten times a second and more, it reads the row every `LOOK` seconds."""

    def __init__(self, db: Database, job_id: str, stopping: threading.Event, look_around: Callable[[], None]) -> None:
        self._db = db
        self._job_id = job_id
        self._stopping = stopping
        self._look_around = look_around
        self._looked = float("-inf")
        self._stopped = False

    def __call__(self) -> bool:
        """True once the job is not running any more or this process is to stop."""
        if self._stopped or self._stopping.is_set():
            return True
        now = time.monotonic()
        if now - self._looked >= LOOK:
            self._looked = now
            job = self._db.read(lambda conn: jobs.get(conn, self._job_id))
            self._stopped = job is None or job.state != "running"
            self._look_around()
        return self._stopped


def tidy(conn: Any) -> None:
    """Queue what a dead process was running; forget what was done long ago."""
    jobs.requeue_running(conn)
    before = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat(timespec="seconds")
    for job in jobs.all_jobs(conn, "done", "cancelled"):
        if job.created_at < before:
            jobs.delete(conn, job.id)


def next_job(conn: Any) -> Job | None:
    """Files that are not in the library yet first, then in order."""
    waiting = jobs.all_jobs(conn, "queued")
    return next((job for job in waiting if job.call is None), waiting[0] if waiting else None)


def put_back(conn: Any, job: Job) -> None:
    """Put a running job back into the queue, at its place."""
    jobs.set_step(conn, job.id, "waiting")
    jobs.set_state(conn, job.id, "queued")
    if job.call is not None and calls.exists(conn, job.call):
        material = jobs.material(conn, job.call)
        if material is not None and material.state != "ready":
            calls.set_state(conn, job.call, "queued")

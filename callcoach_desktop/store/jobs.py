"""The durable queue: jobs in their order, and what a transcription has finished so far."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from callcoach_desktop.domain.jobs import Job, JobKind, JobState, JobStep
from callcoach_desktop.store.calls import now, to_json
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

_JOB = """
    SELECT id, kind, call_id, path, title, state, step, position, done_seconds, total_seconds, seconds_left, error,
           created_at FROM jobs
"""  # the columns in the order of Job's fields


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to put at the end of the queue. `options` is plain JSON that only the runner reads."""

    id: str
    kind: JobKind
    path: str
    title: str
    call: str | None = None
    options: dict[str, Any] | None = None


def add(conn: sqlite3.Connection, job: NewJob) -> None:
    """Put a job at the end of the queue."""
    conn.execute(
        """
        INSERT INTO jobs (id, kind, call_id, path, title, state, step, position, options, created_at)
        VALUES (?, ?, ?, ?, ?, 'queued', 'waiting', (SELECT COALESCE(max(position), 0) + 1 FROM jobs), ?, ?)
        """,
        (
            job.id,
            job.kind,
            job.call,
            clean(job.path),
            clean(job.title),
            clean(to_json(job.options or {})),
            now(),
        ),
    )
    touch(conn, job=job.id)


def get(conn: sqlite3.Connection, job_id: str) -> Job | None:
    """One job."""
    found = conn.execute(f"{_JOB} WHERE id = ?", (job_id,)).fetchone()
    return None if found is None else Job(*found)


def options(conn: sqlite3.Connection, job_id: str) -> dict[str, Any]:
    """The options of a job; empty for an unknown one."""
    found = conn.execute("SELECT options FROM jobs WHERE id = ?", (job_id,)).fetchone()
    return {} if found is None else dict(json.loads(found[0]))


def set_options(conn: sqlite3.Connection, job_id: str, value: dict[str, Any]) -> None:
    """Replace the options of a job."""
    conn.execute("UPDATE jobs SET options = ? WHERE id = ?", (clean(to_json(value)), job_id))
    touch(conn, job=job_id)


def all_jobs(conn: sqlite3.Connection, *states: JobState) -> list[Job]:
    """All jobs, or those in one of `states`, in the order of the queue."""
    marks = ", ".join("?" * len(states))
    where = f"WHERE state IN ({marks})" if states else ""
    return [Job(*found) for found in conn.execute(f"{_JOB} {where} ORDER BY position, created_at, id", states)]


def of_call(conn: sqlite3.Connection, call_id: str) -> list[Job]:
    """The jobs of a call, oldest first."""
    return [Job(*found) for found in conn.execute(f"{_JOB} WHERE call_id = ? ORDER BY position, id", (call_id,))]


def set_state(conn: sqlite3.Connection, job_id: str, state: JobState, error: str | None = None) -> None:
    """Move a job to another state; `error` is a sentence when it failed. `done` also ends its step."""
    conn.execute("UPDATE jobs SET state = ?, error = ? WHERE id = ?", (state, error and clean(error), job_id))
    if state == "done":
        conn.execute("UPDATE jobs SET step = 'finished', seconds_left = NULL WHERE id = ?", (job_id,))
    touch(conn, job=job_id)


def set_step(conn: sqlite3.Connection, job_id: str, step: JobStep) -> None:
    """What is being done for the job."""
    conn.execute("UPDATE jobs SET step = ? WHERE id = ?", (step, job_id))
    touch(conn, job=job_id)


def set_call(conn: sqlite3.Connection, job_id: str, call_id: str | None) -> None:
    """The call that the job works for."""
    conn.execute("UPDATE jobs SET call_id = ? WHERE id = ?", (call_id, job_id))
    touch(conn, job=job_id)


def set_progress(
    conn: sqlite3.Connection, job_id: str, done_seconds: float, total_seconds: float, seconds_left: float | None
) -> None:
    """Seconds of speech that are done, of how many, and the estimate of what is left."""
    conn.execute(
        "UPDATE jobs SET done_seconds = ?, total_seconds = ?, seconds_left = ? WHERE id = ?",
        (done_seconds, total_seconds, seconds_left, job_id),
    )
    touch(conn, job=job_id)


def move(conn: sqlite3.Connection, job_id: str, position: float) -> None:
    """Give a job another place; between two jobs is the mean of their positions."""
    conn.execute("UPDATE jobs SET position = ? WHERE id = ?", (position, job_id))
    touch(conn, job=job_id)


def delete(conn: sqlite3.Connection, job_id: str) -> None:
    """Remove a job with its batches."""
    conn.execute("DELETE FROM jobs WHERE id = ?", (job_id,))
    touch(conn, job=job_id)


def delete_of_call(conn: sqlite3.Connection, call_id: str) -> None:
    """Remove the jobs of a call: before the call is deleted, because they hold its path and its words."""
    for job in of_call(conn, call_id):
        delete(conn, job.id)


def requeue_running(conn: sqlite3.Connection) -> list[str]:
    """Put back what ran when its process died; returns the jobs."""
    found = [str(job[0]) for job in conn.execute("SELECT id FROM jobs WHERE state = 'running'")]
    for job_id in found:
        set_state(conn, job_id, "queued")
    return found


def save_plan(conn: sqlite3.Connection, job_id: str, plan: str, batches: dict[int, float]) -> None:
    """Keep the plan of a transcription (opaque JSON) and the seconds of each batch; finished batches stay finished."""
    conn.execute("UPDATE jobs SET plan = ? WHERE id = ?", (plan, job_id))
    conn.executemany(
        "INSERT INTO job_batches (job_id, number, seconds) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET seconds = excluded.seconds",
        [(job_id, number, seconds) for number, seconds in batches.items()],
    )
    touch(conn, job=job_id)


def save_batch(conn: sqlite3.Connection, job_id: str, number: int, words: str, seconds: float | None = None) -> None:
    """Keep the words (opaque JSON) of a finished batch."""
    conn.execute(
        "INSERT INTO job_batches (job_id, number, seconds, words) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET words = excluded.words",
        (job_id, number, seconds or 0.0, clean(words)),
    )
    touch(conn, job=job_id)


def load_batches(conn: sqlite3.Connection, job_id: str) -> tuple[str | None, dict[int, str]]:
    """The plan, and the words of each finished batch."""
    found = conn.execute("SELECT plan FROM jobs WHERE id = ?", (job_id,)).fetchone()
    words = conn.execute(
        "SELECT number, words FROM job_batches WHERE job_id = ? AND words IS NOT NULL ORDER BY number", (job_id,)
    )
    return (None if found is None else found[0]), {int(number): str(text) for number, text in words}


def count_crash(conn: sqlite3.Connection, job_id: str, number: int) -> int:
    """Note that a child died on this batch; returns how often it now has."""
    found = conn.execute(
        "INSERT INTO job_batches (job_id, number, crashes) VALUES (?, ?, 1) "
        "ON CONFLICT DO UPDATE SET crashes = crashes + 1 RETURNING crashes",
        (job_id, number),
    ).fetchone()
    return int(found[0])


def clear_batches(conn: sqlite3.Connection, job_id: str) -> None:
    """Forget plan and batches: their words are in the call now, or the job starts anew."""
    conn.execute("UPDATE jobs SET plan = NULL WHERE id = ?", (job_id,))
    conn.execute("DELETE FROM job_batches WHERE job_id = ?", (job_id,))
    touch(conn, job=job_id)


def forget_crashes(conn: sqlite3.Connection, job_id: str) -> None:
    """A person wants the job tried again: what crashed before counts anew. Finished batches stay finished."""
    conn.execute("UPDATE job_batches SET crashes = 0 WHERE job_id = ?", (job_id,))


@dataclass(frozen=True, slots=True)
class Material:
    """What a job finds of its call: the folder relative to the library, the original (a name in it, or a path when
    linked), what the call was made from, its state, and whether it is decoded and has words."""

    folder: str
    original: str | None
    linked: bool
    source: str
    state: str
    decoded: bool
    has_words: bool
    channels: int  # of the working copy; 0 before it is decoded


def material(conn: sqlite3.Connection, call_id: str) -> Material | None:
    """What there is to work with; None when the call is gone."""
    found = conn.execute(
        "SELECT folder, original, linked, source, state, sound, "
        "EXISTS (SELECT 1 FROM transcripts WHERE call_id = calls.id) FROM calls WHERE id = ?",
        (call_id,),
    ).fetchone()
    if found is None:
        return None
    folder, original, linked, source, state, sound, words = found
    channels = 0 if sound is None else int(json.loads(sound)["channels"])
    return Material(folder, original, bool(linked), source, state, sound is not None, bool(words), channels)

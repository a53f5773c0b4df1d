"""The first step of an import: from a path to a call of the library, or to the call that is there already.

Whatever is killed in here leaves either nothing (a staging folder that `sweep` removes) or a call with its job: the
row is written before the staging folder gets its final name, and `sweep` and `settle` finish that rename.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.calls import Source
from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.exchange import is_transcript, read_transcript
from callcoach_desktop.exchange.package import Package
from callcoach_desktop.jobs import parcels
from callcoach_desktop.jobs.originals import INCOMING, Fingerprint, copy_in, fingerprint, move_in, told
from callcoach_desktop.jobs.wishes import Wish, wish_from_json
from callcoach_desktop.store import calls, jobs, journal
from callcoach_desktop.store.database import Database
from callcoach_desktop.store.ids import new_id
from callcoach_desktop.system.files import private_folder, remove_tree

log = logging.getLogger(__name__)

TRASH = ".trash"
KEPT = "It is not transcribed. The recording is kept."
UNFINISHED = ("running", "queued", "paused", "failed")  # in this order a job is chosen to be followed


class Intake:
    """Takes files in, and takes half-made calls out again."""

    def __init__(self, db: Database, library: Path) -> None:
        self._db = db
        self._library = library

    def take(self, job: Job, cancelled: Callable[[], bool]) -> str | None:
        """Make the call of an import job; None when the content is there already and the job is settled by that.

        Raises `KnownError` with its sentence or `Cancelled`; nothing of the file is then in the library.
        """
        wish = wish_from_json(self._db.read(lambda conn: jobs.options(conn, job.id)))
        path = wish.path(job.path)
        found = fingerprint(path, cancelled)
        existing = self._db.read(lambda conn: calls.by_hash(conn, found.sha256))
        package = parcels.opened(path) if existing is None else None
        if package is not None:
            wish = parcels.wish_of(wish, package)
            existing = self._db.read(lambda conn: parcels.known(conn, package))
        if existing is not None:
            return self._db.write(lambda conn: _meet(conn, job, wish, existing, package))
        for transcript in (path if is_transcript(path) else None, wish.transcript):
            if transcript is not None and package is None:
                check_transcript(transcript)
        call = new_id()
        staging = self._staging(call)
        try:
            with told(path):
                private_folder(staging)
            if package is None:
                original = self._stage(path, staging, wish, found, cancelled)
                new = _new_call(call, path, wish, found, original, job.title)
            else:
                original = parcels.stage(package, path, staging, cancelled)
                new = parcels.named(_new_call(call, path, wish, found, original, job.title), package)
            kept = self._db.write(lambda conn: _keep(conn, job, wish, new, found, package))
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        if kept != call:  # the same content came in by another way in between
            shutil.rmtree(staging, ignore_errors=True)
            return self._db.write(lambda conn: _meet(conn, job, wish, kept))
        self.settle(call)
        return call

    def settle(self, call: str) -> Path:
        """The folder of a call, with what is staged for it moved in. Raises `KnownError` when that cannot be."""
        final = self.folder(call)
        with told(final):
            if self._staging(call).is_dir():
                move_in(self._staging(call), final)
            private_folder(final)
        return final

    def folder(self, call: str) -> Path:
        """Where the files of a call are. Raises KnownError `no_such_call`."""
        material = self._db.read(lambda conn: jobs.material(conn, call))
        if material is None:
            self._db.read(lambda conn: calls.row(conn, call))  # raises, with its sentence
            raise RuntimeError("a call came back between two reads")
        return self._library / material.folder

    def discard(self, call: str, also: Callable[[Any], None] = lambda _conn: None) -> None:
        """Remove a half-made call with its files, and do `also` in the same transaction. Its jobs stay, without it.

        A recording is kept, as one that failed: its only copy is here.
        """

        def work(conn: Any) -> tuple[str | None, bool]:
            also(conn)
            material = jobs.material(conn, call)
            if material is not None and material.source == "recording":
                if material.state != "failed":
                    calls.set_state(conn, call, "failed", KEPT)
                return None, False
            return calls.delete(conn, call), material is not None and material.has_words

        folder, had_words = self._db.write(work)
        shutil.rmtree(self._staging(call), ignore_errors=True)
        if folder is None:
            return
        path = self._library / folder
        if path.exists():
            try:
                remove_tree(path, self._library / "calls" / TRASH)
            except OSError as error:  # the tombstone stays, and the library's next upkeep tries again
                log.info("A half-made call's folder could not be removed yet: %s", error)
                return
        if not had_words:  # else the next upkeep takes them out of the search index
            self._db.write(lambda conn: calls.forget_deleted(conn, call))

    def sweep(self) -> None:
        """Finish or remove what a killed import left. Call it only while holding the runner's lock."""
        incoming = self._library / "calls" / INCOMING
        for staging in sorted(incoming.iterdir()) if incoming.is_dir() else []:
            if self._state(staging.name) is not None:
                self.settle(staging.name)
            else:
                shutil.rmtree(staging, ignore_errors=True)
        for job in self._db.read(lambda conn: jobs.all_jobs(conn, "cancelled")):
            if job.call is not None and self._state(job.call) not in {None, "ready"}:
                self.discard(job.call)

    def _state(self, call: str) -> str | None:
        material = self._db.read(lambda conn: jobs.material(conn, call))
        return None if material is None else material.state

    def _staging(self, call: str) -> Path:
        return self._library / "calls" / INCOMING / call

    def _stage(self, path: Path, staging: Path, wish: Wish, found: Fingerprint, cancelled: Callable[[], bool]) -> str:
        """Put what the call needs into the staging folder; returns what the row keeps as its original."""
        if wish.transcript is not None:
            transcript = wish.transcript
            copy_in(transcript, staging / f"transcript{suffix(transcript)}", fingerprint(transcript), cancelled)
        if wish.links:
            return str(path)
        name = f"original{suffix(path)}"
        copy_in(path, staging / name, found, cancelled)
        return name


def suffix(path: Path) -> str:
    """A file's suffix in lower case when it is an ordinary one, else `.bin`."""
    text = path.suffix.lower()
    return text if text[1:].isalnum() and text.isascii() and len(text) <= 8 else ".bin"


def check_transcript(path: Path) -> None:
    """Read a transcript to its end, so that a bad one is told before anything is made. Raises `KnownError`."""
    with told(path):
        read_transcript(path)


def started_at(path: Path, recorded: datetime | None = None) -> str:
    """When the call began: metadata, else the file's name, else its time stamp. ISO 8601, local time, no zone."""
    from callcoach_desktop.audio.names import date_from_name, telling_name

    moment = recorded or date_from_name(telling_name(path))
    if moment is None:
        with told(path):
            moment = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    if moment.tzinfo is not None:
        moment = moment.astimezone().replace(tzinfo=None)
    return moment.isoformat(timespec="seconds")


def go_on(conn: Any, job: Job, model: str | None = None) -> None:
    """Queue a paused, failed or cancelled job again; another `model` than its own begins its transcription anew."""
    wish = wish_from_json(jobs.options(conn, job.id))
    if model is not None and model != (wish.model or wish.options.model):
        jobs.clear_batches(conn, job.id)
        jobs.set_options(conn, job.id, replace(wish, options=replace(wish.options, model=model), model=None).to_json())
    jobs.forget_crashes(conn, job.id)
    jobs.set_step(conn, job.id, "waiting")
    jobs.set_state(conn, job.id, "queued")
    if job.call is not None:
        material = jobs.material(conn, job.call)
        if material is not None and material.state != "ready":
            calls.set_state(conn, job.call, "queued")


def _new_call(call: str, path: Path, wish: Wish, found: Fingerprint, original: str, title: str) -> calls.NewCall:
    begun = started_at(path)
    source: Source = "transcript" if is_transcript(path) else "sound+transcript" if wish.transcript else "sound"
    return calls.NewCall(
        id=call,
        title=title,
        started_at=begun,
        source=source,
        folder=f"calls/{begun[:4]}/{call}",
        sha256=found.sha256,
        original=original,
        linked=wish.links,
        origin=str(path),
    )


def _keep(
    conn: Any, job: Job, wish: Wish, new: calls.NewCall, found: Fingerprint, package: Package | None = None
) -> str:
    """Write the call, what the person said about it, and the job's link to it; returns the call with this content."""
    existing = calls.by_hash(conn, found.sha256)
    if existing is not None:
        return existing
    calls.insert(conn, new)
    said = wish.options
    typed = {"customer": said.customer, "deal": said.deal, "call_type": said.call_type, "started_at": said.date}
    for field, value in typed.items():
        if value is not None:
            calls.set_override(conn, new.id, field, value)
    if said.rep_channel is not None:
        calls.remember_channel(conn, str(Path(job.path).parent), said.rep_channel)
    if package is not None:
        parcels.keep(conn, new.id, package, said)
    jobs.set_call(conn, job.id, new.id)
    jobs.set_options(conn, job.id, replace(wish, stamp=(found.size, found.modified_ns)).to_json())
    return new.id


def _meet(conn: Any, job: Job, wish: Wish, call: str, package: Package | None = None) -> str | None:
    """The content is there: finished (a duplicate), in work (follow that job), or left behind (this job goes on)."""
    if package is not None:
        wish = replace(wish, brought=parcels.merge(conn, call, package))
    others = [other for other in jobs.of_call(conn, call) if other.id != job.id and other.state in UNFINISHED]
    others.sort(key=lambda other: UNFINISHED.index(other.state))
    jobs.set_call(conn, job.id, call)
    row = calls.row(conn, call)
    if row.binned_at is not None:  # whoever brings a call in wants to see it
        journal.do(conn, "Restore call", [journal.Change(call, "binned", None)])
        wish = replace(wish, restored=True)
    if row.state == "ready":
        jobs.set_options(conn, job.id, replace(wish, duplicate=True).to_json())
        jobs.set_state(conn, job.id, "done")
        return None
    if not others:
        if wish.restored:  # the job goes on, and says so when it ends
            jobs.set_options(conn, job.id, wish.to_json())
        return call
    if others[0].state in {"paused", "failed"}:
        go_on(conn, others[0], wish.options.model)
    jobs.set_options(conn, job.id, replace(wish, follows=others[0].id).to_json())
    jobs.set_state(conn, job.id, "done")
    return None

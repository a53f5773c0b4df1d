"""The steps of one job: decode, transcribe, analyse. Each finished batch is one transaction, so any step resumes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from callcoach_desktop.domain.codec import sound_copy_from_json, transcript_from_json
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.domain.sound import SoundCopy
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.domain.voices import Voiceprint
from callcoach_desktop.exchange import assign_sides, read_transcript
from callcoach_desktop.jobs import child as children
from callcoach_desktop.jobs.intake import Intake, started_at, suffix
from callcoach_desktop.jobs.originals import told
from callcoach_desktop.jobs.sides import learn, of_transcript, told_apart
from callcoach_desktop.jobs.speed import Meter, setting_key
from callcoach_desktop.jobs.wishes import Wish, wish_from_json
from callcoach_desktop.store import calls, jobs, settings, transcripts, voices
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.database import Database
from callcoach_desktop.workers.protocol import Message, problem_from_json

CRASHES = 2  # on one batch (or while decoding, or loading) before the job has failed
SILENT = "No speech was heard in this recording."
REP_CHANNEL = "rep_channel"  # setting: the rep's channel where neither the folder nor a person has said it
IDENTICAL = "Both channels carry the same sound; taken as mono."

Interrupted = Callable[[], bool]
OnWords = Callable[[str, Sequence[Sequence[Any]]], None]


class UndecodableError(KnownError):
    """The file is no recording that can be used: nothing of it is kept."""


class Work:
    """Does jobs one at a time with two children. Raises `KnownError` (the job has failed) or `Cancelled`."""

    def __init__(
        self,
        db: Database,
        library: Path,
        intake: Intake,
        decoder: children.Child,
        transcriber: children.Child,
        model_folder: Callable[[str | None], Path],
        analyse: Callable[[str], None],
        on_words: OnWords,
    ) -> None:
        self._db = db
        self._library = library
        self._intake = intake
        self._decoder = decoder
        self._transcriber = transcriber
        self._model_folder = model_folder
        self._analyse = analyse
        self._on_words = on_words

    def do(self, job: Job, call: str, interrupted: Interrupted) -> None:
        """Bring the call of a job from wherever it stands to `ready`, and the job to `done`."""
        folder = self._intake.settle(call)
        wish = self._wish(job)
        material = self._material(call)
        again = job.kind == "transcribe"
        if not again:  # a call that is transcribed again stays ready with the words it has
            self._db.write(lambda conn: calls.set_state(conn, call, "working"))
        hear = not wish.heard if again else material.source in {"sound", "recording"} and not material.has_words
        if hear:
            self._transcriber.warm()  # it loads its libraries while the other child decodes
        if material.source != "transcript" and not (material.decoded and _whole(folder)):
            self._decode(job, call, folder, wish, interrupted)
        if hear:
            self._transcribe(job, call, folder, wish, interrupted)
        elif not self._material(call).has_words:
            self._read_words(call, folder, wish)
        if interrupted():
            raise Cancelled
        self._db.write(lambda conn: jobs.set_step(conn, job.id, "analysing"))
        self._analyse(call)
        self._db.write(lambda conn: _finish(conn, job.id, call))

    # Decoding

    def _decode(self, job: Job, call: str, folder: Path, wish: Wish, interrupted: Interrupted) -> None:
        self._db.write(lambda conn: jobs.set_step(conn, job.id, "reading"))
        source = self._original(call, folder, wish)
        crashes = 0
        while True:
            request = {"id": job.id, "source": str(source), "folder": str(folder)}
            reply = self._decoder.ask("decode", request, _ignore, interrupted)
            if isinstance(reply, children.Answered):
                break
            if isinstance(reply, children.Cancelled):
                raise Cancelled
            crashes += 1
            if crashes >= CRASHES:
                raise UndecodableError(*_why(reply, "reading this file"))
        if reply.message["type"] == "failed":
            problem = problem_from_json(reply.message["problem"])
            # The child speaks of the copy; the person knows the file by the name that was dropped.
            what, do = (t.replace(f"“{source.name}”", f"“{Path(job.path).name}”") for t in (problem.what, problem.do))
            raise UndecodableError(problem.code, what, do)
        copy = sound_copy_from_json(reply.message["copy"])
        notes = tuple(str(note) for note in reply.message.get("notes", ()))
        self._db.write(lambda conn: _keep_sound(conn, job, call, wish, copy, notes))

    def _original(self, call: str, folder: Path, wish: Wish) -> Path:
        """The file to decode. Raises `KnownError` for a linked one that is gone or not what it was."""
        material = self._material(call)
        if not material.linked:
            return folder / (material.original or "original")
        path = Path(material.original or "")
        with told(path):
            now = path.stat()
        if wish.stamp is not None and wish.stamp != (now.st_size, now.st_mtime_ns):
            raise UndecodableError(
                "file_changed",
                f"“{path.name}” is not what it was when it was linked.",
                "Import it again to take it as it is now.",
            )
        return path

    # Words

    def _read_words(self, call: str, folder: Path, wish: Wish) -> None:
        """The words of a transcript file take the place of a transcription."""
        material = self._material(call)
        if material.source == "transcript":
            path = Path(material.original or "") if material.linked else folder / (material.original or "")
        else:
            path = folder / f"transcript{suffix(wish.transcript) if wish.transcript else ''}"
        said = read_transcript(path)
        read = assign_sides(said, wish.options.rep_name, wish.options.customer)
        duration = max(read.duration, self._db.read(lambda conn: calls.row(conn, call)).duration)
        words = Transcript(duration, wish.options.language or read.language, read.speakers, read.utterances)
        told = any(speaker.side != "other" for speaker in said.speakers)  # a package knows the sides, all of them

        def put(conn: Connection) -> None:
            sided = words if told else of_transcript(conn, call, words, wish.options)
            transcripts.set_transcript(conn, call, sided, None)

        self._db.write(put)

    def _transcribe(self, job: Job, call: str, folder: Path, wish: Wish, interrupted: Interrupted) -> None:
        name = wish.model or wish.options.model or self._setting("model")
        model = self._model_folder(name)
        name = name or model.name
        self._db.write(lambda conn: jobs.set_options(conn, job.id, replace(wish, model=name).to_json()))
        attempt = _Attempt(self._db, job.id, Meter(self._setting(setting_key(name))), self._on_words)
        outside = 0  # crashes outside of any batch: while loading, planning or putting the text together
        while True:
            request = {
                "id": job.id,
                "sound": str(folder / "sound.flac"),
                "model": str(model),
                "language": wish.options.language or self._setting("language"),
                "hotwords": list(self._db.read(settings.vocabulary).names()),
                "device": self._setting("device") or "auto",
                "speakers": wish.options.speakers,
                **attempt.resume(),
            }
            reply = self._transcriber.ask("transcribe", request, attempt.heard, interrupted)
            if isinstance(reply, children.Answered):
                break
            if isinstance(reply, children.Cancelled):
                raise Cancelled
            batch = attempt.current()
            if batch is None:
                outside += 1
                crashes = outside
            else:
                crashes = self._db.write(lambda conn, batch=batch: jobs.count_crash(conn, job.id, batch))  # type: ignore[misc]
            if crashes >= CRASHES:
                where = "transcribing" if batch is None else f"transcribing part {batch + 1} of {attempt.batches}"
                raise KnownError(*_why(reply, where))
        if reply.message["type"] == "failed":
            problem = problem_from_json(reply.message["problem"])
            raise KnownError(problem.code, problem.what, problem.do)
        words = transcript_from_json(reply.message["transcript"])
        notes = [str(note) for note in reply.message["notes"]]
        if not words.utterances:
            notes.append(SILENT)
        learned = attempt.meter.learned()
        heard = [Voiceprint(**v) for v in reply.message.get("voices", ())]

        def keep(conn: Any) -> None:
            told = told_apart(conn, call, words, wish.options, heard)
            transcripts.set_transcript(conn, call, told, name, tuple(notes))
            if voices.learning(conn):
                voices.put(conn, call, heard)
                learn(conn)
            jobs.set_options(conn, job.id, replace(wish, model=name, heard=True).to_json())
            jobs.clear_batches(conn, job.id)
            if learned is not None:
                settings.put(conn, setting_key(name), round(learned, 3))

        self._db.write(keep)

    # Reading

    def _wish(self, job: Job) -> Wish:
        return wish_from_json(self._db.read(lambda conn: jobs.options(conn, job.id)))

    def _material(self, call: str) -> jobs.Material:
        found = self._db.read(lambda conn: jobs.material(conn, call))
        if found is None:
            raise Cancelled  # the call was deleted meanwhile
        return found

    def _setting(self, key: str) -> Any:
        return self._db.read(lambda conn: settings.get(conn, key))


class _Attempt:
    """One job's transcription, over however many children it takes."""

    def __init__(self, db: Database, job: str, meter: Meter, on_words: OnWords) -> None:
        self.meter = meter
        self._db = db
        self._job = job
        self._on_words = on_words
        self._seconds: dict[int, float] = {}
        self._done: set[int] = set()

    @property
    def batches(self) -> int:
        """How many batches are planned."""
        return len(self._seconds)

    def resume(self) -> dict[str, Any]:
        """What the request says about work that is done already."""
        plan, done = self._db.read(lambda conn: jobs.load_batches(conn, self._job))
        self._done = set(done)
        self._seconds = {}
        self._db.write(lambda conn: jobs.set_step(conn, self._job, "listening"))
        return {
            "plan": None if plan is None else json.loads(plan),
            "done": {str(index): json.loads(words) for index, words in done.items()},
        }

    def current(self) -> int | None:
        """The batch that was in work when the child ended; None outside of any."""
        return next((index for index in self._seconds if index not in self._done), None)

    def heard(self, message: Message) -> None:
        """Keep what the child says; one transaction a message."""
        if message["type"] == "planned":
            self._seconds = {int(b["index"]): float(b["seconds"]) for b in message["batches"]}
            self.meter.start()
            plan = calls.to_json(message["plan"])
            self._db.write(lambda conn: self._keep_plan(conn, plan))
        elif message["type"] == "batch":
            index = int(message["index"])
            self._seconds.setdefault(index, float(message["seconds"]))
            self.meter.add(self._seconds[index])
            self._done.add(index)
            self._db.write(lambda conn: self._keep_batch(conn, index, message))
            self._on_words(self._job, message["words"])

    def _keep_plan(self, conn: Any, plan: str) -> None:
        self._check(conn)
        jobs.save_plan(conn, self._job, plan, self._seconds)
        jobs.set_step(conn, self._job, "transcribing")
        self._progress(conn)

    def _keep_batch(self, conn: Any, index: int, message: Message) -> None:
        self._check(conn)
        jobs.save_batch(conn, self._job, index, calls.to_json(message["words"]), self._seconds[index])
        self._progress(conn)

    def _check(self, conn: Any) -> None:
        if jobs.get(conn, self._job) is None:  # its call was deleted, and what it heard since then goes too
            raise Cancelled

    def _progress(self, conn: Any) -> None:
        total = sum(self._seconds.values())
        done = sum(seconds for index, seconds in self._seconds.items() if index in self._done)
        jobs.set_progress(conn, self._job, done, total, self.meter.left(total - done))


def _keep_sound(conn: Any, job: Job, call: str, wish: Wish, copy: SoundCopy, notes: tuple[str, ...]) -> None:
    calls.set_sound(conn, call, copy)
    calls.add_notes(conn, call, notes)
    if copy.identical and not any("same sound" in note for note in notes):
        calls.add_notes(conn, call, (IDENTICAL,))
    if copy.info.recorded_at is not None:
        calls.set_started_at(conn, call, started_at(Path(job.path), copy.info.recorded_at))
    if copy.channels != 2:
        return
    said = wish.options.rep_channel
    usual = settings.get(conn, REP_CHANNEL)  # holds for all recordings of which nothing else is known
    remembered = calls.remembered_channel(conn, str(Path(job.path).parent)) or usual
    if said is not None:
        calls.set_rep_channel(conn, call, said, "said")
    elif remembered is not None:
        calls.set_rep_channel(conn, call, remembered, "remembered")
    else:
        calls.set_rep_channel(conn, call, "left", "guessed")  # told wherever the call is shown, until somebody says


def _finish(conn: Any, job: str, call: str) -> None:
    if not calls.exists(conn, call):  # deleted while it was analysed
        return
    calls.set_state(conn, call, "ready")
    jobs.clear_batches(conn, job)
    jobs.set_state(conn, job, "done")


def _whole(folder: Path) -> bool:
    return (folder / "sound.flac").is_file() and (folder / "peaks.npz").is_file()


def _ignore(_message: Message) -> None:
    """Decoding is told by its step; its seconds of sound are not seconds of speech."""


def _why(reply: children.Crashed | children.OutOfMemory | children.ProtocolBroken, doing: str) -> tuple[str, str, str]:
    """Code, what happened, what to do: for a job whose child ended too often."""
    if isinstance(reply, children.OutOfMemory):
        return (
            "out_of_memory",
            f"There was not enough memory while {doing}; it was tried twice.",
            "Close other programs or choose a smaller model, then try again. What was finished is kept.",
        )
    if isinstance(reply, children.ProtocolBroken):
        return (
            "worker_protocol",
            f"A part of CallCoach did not understand the rest of it while {doing}.",
            "Install CallCoach again, then try again.",
        )
    do = (
        "Try again; if it happens again, convert the recording to WAV or choose another model. Finished parts are kept."
    )
    how = "stopped answering" if reply.hung else f"crashed (signal {reply.signal})" if reply.signal else "crashed"
    return "worker_crashed", f"The program {how} twice while {doing}.", do

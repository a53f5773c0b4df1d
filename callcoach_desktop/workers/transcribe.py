"""The child that turns sound into words. The model stays loaded from one request to the next."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path

from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.domain.codec import transcript_to_json
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.speech.models.offline import offline_environment
from callcoach_desktop.speech.plan import Plan, plan_from_json
from callcoach_desktop.speech.recogniser import Recogniser
from callcoach_desktop.speech.sound import RATE
from callcoach_desktop.speech.speakers.prints import enrolment, prints_of
from callcoach_desktop.speech.transcribe import Row, Wanted, transcribe
from callcoach_desktop.workers.guard import Channel, serve
from callcoach_desktop.workers.protocol import Message

PROGRESS_SECONDS = 0.2  # at most five progress messages a second


class _Models:
    """The one model that is loaded, by folder and device."""

    def __init__(self) -> None:
        self._key: tuple[str, str] | None = None
        self._loaded: Recogniser | None = None

    def get(self, folder: str, device: str) -> Recogniser:
        if self._loaded is None or self._key != (folder, device):
            self._loaded = None  # the old one goes before the new one comes: two do not fit into small memories
            self._loaded = Recogniser(Path(folder), device)
            self._key = (folder, device)
        return self._loaded


class _Sink:
    """Tells the parent what is finished."""

    def __init__(self, channel: Channel, request_id: str, done: dict[int, list[Row]]) -> None:
        self._channel = channel
        self._id = request_id
        self._plan: Plan | None = None
        self._last = 0.0
        self._known = set(done)

    def listened(self, seconds: float, total: float) -> None:
        now = time.monotonic()
        if now - self._last >= PROGRESS_SECONDS:
            self._last = now
            self._channel.send("progress", id=self._id, done=round(seconds, 2), total=round(total, 2))

    def planned(self, plan: Plan) -> None:
        self._plan = plan
        self._channel.send(
            "planned",
            id=self._id,
            plan=plan.to_json(),
            batches=[{"index": i, "seconds": round(plan.seconds(i), 3)} for i in range(len(plan.batches))],
            speech_seconds=round(sum(b - a for spans in plan.spans for a, b in spans), 3),
            language=plan.language,
        )

    def finished(self, index: int, rows: list[Row]) -> None:
        if self._plan is None:
            raise RuntimeError("a batch was finished before there was a plan")
        self._channel.send("batch", id=self._id, index=index, seconds=round(self._plan.seconds(index), 3), words=rows)

    def check(self) -> None:
        self._channel.check(self._id)


def run() -> int:
    """Serve transcribe requests until the parent goes; returns the exit status."""
    offline_environment()
    _import_early()
    models = _Models()

    def handle(request: Message, channel: Channel) -> None:
        _transcribe(request, channel, models)

    return serve({"transcribe": handle, "enrol": _enrol})


def _import_early() -> None:
    """Load the native libraries while the parent still decodes: the first request then starts at once."""
    import faster_whisper  # noqa: F401
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # on Windows its official builds trace to the system's collector


def _transcribe(request: Message, channel: Channel, models: _Models) -> None:
    """Answer with `planned`, `batch`es and `transcribed`; raises KnownError for a sound or model that is unusable."""
    done = {int(index): rows for index, rows in request["done"].items()}
    sink = _Sink(channel, request["id"], done)
    notes: list[str] = []

    def recogniser() -> Recogniser:
        loaded = models.get(request["model"], request["device"])
        notes[:] = loaded.notes
        return loaded

    channel.send("loading", id=request["id"])
    plan = None if request["plan"] is None else plan_from_json(request["plan"])
    if plan is not None:
        sink.planned(plan)
    with SoundReader(Path(request["sound"])) as sound:
        if sound.rate != RATE:
            raise KnownError("copy_unreadable", "The working copy of this call is damaged.", "Import the file again.")
        transcript = transcribe(
            sound,
            recogniser,
            Wanted(request["language"], tuple(request["hotwords"]), request.get("speakers")),
            sink,
            plan,
            done,
        )
        voices = [asdict(voice) for voice in prints_of(sound, transcript, sink.check)]
    channel.send("transcribed", id=request["id"], transcript=transcript_to_json(transcript), notes=notes, voices=voices)


def _enrol(request: Message, channel: Channel) -> None:
    """Answer with `enrolled`; raises KnownError where the sound is not one person's speech."""
    with SoundReader(Path(request["sound"])) as sound:
        voice = enrolment(sound, lambda: channel.check(request["id"]))
    channel.send("enrolled", id=request["id"], voice=asdict(voice))

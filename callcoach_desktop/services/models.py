"""Speech models, as a screen or a command asks for them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models.get import Via, get_model_into, remove_from
from callcoach_desktop.speech.models.manifest import Model, load_manifest
from callcoach_desktop.speech.models.own import check_own_folder
from callcoach_desktop.speech.models.verify import Cancel, Progress, never, no_progress, verify_folder
from callcoach_desktop.system.paths import models_folder, resources
from callcoach_desktop.workers.protocol import Message, problem_from_json

DEFAULT_MODEL = "base"
SAMPLE = "cold-call-workshop-uniforms.mono.flac"
CALIBRATION_S = 10.0
LONGEST_S = 25.0  # that somebody waits for a calibration on a busy machine

State = Literal["ready", "broken", "absent"]


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model of the manifest and what this machine has of it. `bytes` is its size on disk."""

    name: str
    title: str
    languages: str  # "many" or an ISO 639-1 code
    licence: str
    about: str
    bytes: int
    default: bool
    state: State
    folder: Path
    problem: str | None  # a sentence, when state is broken


def ensure_model(name: str | None = None) -> Path:
    """The verified folder of a model that is on this machine; opens no connection.

    `name` is a name of the manifest (None: the default), or the path of a faster-whisper folder of the user's own.
    Raises KnownError (`model_unknown`, `model_missing`, `model_broken`) that says what to do.
    """
    if name is not None and _is_path(name):
        return check_own_folder(Path(name).expanduser().absolute())
    model = _model(name)
    folder = models_folder() / model.name
    verify_folder(folder, model)
    return folder


def get_model(
    name: str | None = None,
    *,
    source: Path | None = None,
    via: Via | None = None,
    progress: Progress = no_progress,
    cancelled: Cancel = never,
) -> Path:
    """The verified folder of a model, fetched when needed: see `speech.models.get.get_model_into`."""
    return get_model_into(models_folder(), _model(name), source=source, via=via, progress=progress, cancelled=cancelled)


def list_models() -> list[ModelState]:
    """All models of the manifest, in its order. Raises KnownError when the manifest is broken."""
    manifest = load_manifest()
    return [_state(model, default=model.name == manifest.default) for model in manifest.models]


def remove_model(name: str) -> int:
    """Remove a model and what is half fetched of it; returns the bytes freed. Raises KnownError."""
    return remove_from(models_folder(), _model(name))


def verify_model(name: str | None = None, *, progress: Progress = no_progress, cancelled: Cancel = never) -> Path:
    """Read every file of a model again and compare its checksum; returns its folder. Raises KnownError, Cancelled."""
    model = _model(name)
    folder = models_folder() / model.name
    verify_folder(folder, model, again=True, progress=progress, cancelled=cancelled)
    return folder


def calibrate(name: str, *, device: str = "auto", cancelled: Cancel = never) -> float:
    """How fast this machine transcribes with a model: seconds of speech a second of work, loading not counted.

    Our sample call is transcribed in a child for ten seconds, or longer until one batch is done, but never longer than
    LONGEST_S with the loading. Raises KnownError (`model_missing`, `model_broken`, `calibration_failed`,
    `calibration_slow`), Cancelled.
    """
    from callcoach_desktop.jobs.child import Answered, Child  # no child is needed for a list of models

    meter = _Measured()
    child = Child("transcribe")
    request: dict[str, Any] = {
        "id": "calibration", "sound": str(resources() / "samples" / SAMPLE), "model": str(ensure_model(name)),
        "language": "en", "hotwords": [], "device": device, "speakers": None, "plan": None, "done": {},
    }  # fmt: skip
    try:
        reply = child.ask("transcribe", request, meter.heard, lambda: cancelled() or meter.enough())
    finally:
        child.stop()
    if cancelled():
        raise Cancelled
    if isinstance(reply, Answered) and reply.message["type"] == "failed":
        problem = problem_from_json(reply.message["problem"])
        raise KnownError(problem.code, problem.what, problem.do)
    speed = meter.speed()
    if speed is None and meter.is_late():
        raise KnownError(
            "calibration_slow",
            f"{name} did not get anywhere in {LONGEST_S:.0f} seconds: this machine is busy with other programs, or too "
            "slow for it.",
            "Measure again when less is running, or choose a smaller model.",
        )
    if speed is None:
        raise KnownError("calibration_failed", f"The speed of {name} could not be measured.", "Try again later.")
    return speed


class _Measured:
    """What a child has done and in which time."""

    def __init__(self) -> None:
        self._began = self._last = 0.0
        self._asked = time.monotonic()
        self._speech = 0.0

    def heard(self, message: Message) -> None:
        now = time.monotonic()
        if message["type"] == "planned":
            self._began = self._last = now
        elif message["type"] == "batch":
            self._speech += float(message["seconds"])
            self._last = now

    def enough(self) -> bool:
        return self.is_late() or (self._speech > 0 and time.monotonic() - self._began > CALIBRATION_S)

    def is_late(self) -> bool:
        """Whether nobody should have to wait any longer."""
        return time.monotonic() - self._asked > LONGEST_S

    def speed(self) -> float | None:
        worked = self._last - self._began
        return self._speech / worked if self._speech > 0 and worked > 0 else None


def _model(name: str | None) -> Model:
    manifest = load_manifest()
    return manifest.model(manifest.default if name is None else name)


def _is_path(name: str) -> bool:
    return any(mark in name for mark in (os.sep, os.altsep) if mark) or name.startswith("~")


def _state(model: Model, *, default: bool) -> ModelState:
    folder = models_folder() / model.name
    state: State = "ready"
    size, problem = model.bytes, None
    try:
        size = sum(f.bytes for f in verify_folder(folder, model))
    except KnownError as error:
        state = "absent" if error.problem.code == "model_missing" else "broken"
        problem = error.problem.sentence() if state == "broken" else None
    return ModelState(
        model.name, model.title, model.languages, model.licence, model.about, size, default, state, folder, problem
    )

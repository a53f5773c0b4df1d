"""What is said while a call is recorded, as text: for the eyes of the rep during the call, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.recording import LIVE_WORDS, ON_MAINS
from callcoach_desktop.domain.transcript import Side
from callcoach_desktop.jobs.child import Answered, Cancelled, Child
from callcoach_desktop.jobs.speed import setting_key
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.models import DEFAULT_MODEL, ensure_model
from callcoach_desktop.services.recording import IN_PROGRESS
from callcoach_desktop.system.power import on_battery
from callcoach_desktop.workers.protocol import Message, problem_from_json

LEAST_SPEED = 4.0
"""Seconds of speech that a second of work must transcribe: pieces alone take about twice the work that batches take,
and half of the machine belongs to the call. Measured by each transcription (`jobs.speed`)."""


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance. Times are seconds of the recording; `asked` is when its last question ends, None without one."""

    side: Side
    start: float
    end: float
    text: str
    asked: float | None


class LiveWords:
    """Writes along with one recording at a time. Nothing here is for the UI thread."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @property
    def wanted(self) -> bool:
        """Whether the person has switched it on; it is off by default."""
        return bool(self._library.setting(LIVE_WORDS, default=False))

    def why_not(self) -> str:
        """Why it cannot be done now, as a sentence; "" when it can."""
        name = self._model()
        try:
            ensure_model(name)
        except KnownError as error:
            return error.problem.sentence()
        speed = self._library.setting(setting_key(name))
        if speed is None:
            return "How fast this computer transcribes is not known yet: import a call, or measure it under Models."
        if float(speed) < LEAST_SPEED:
            return (
                f"This computer transcribes {float(speed):.1f} seconds of speech a second with {name}; "
                f"writing along needs {LEAST_SPEED:.0f}. Choose a smaller model."
            )
        if self._library.setting(ON_MAINS, default=False) and on_battery():
            return "On battery nothing is transcribed, as you chose in the settings."
        return ""

    def follow(
        self, call: str, language: str | None, on_said: Callable[[Said], object], stopped: Callable[[], bool]
    ) -> str:
        """Write along until `stopped` says so; a sentence when it had to end before, else "".

        `on_said` gets each utterance, seconds after it was said, on this thread; `stopped` is asked ten times a second.
        """
        name = self._model()
        try:
            folder = ensure_model(name)
        except KnownError as error:
            return error.problem.sentence()
        request = {
            "id": call,
            "folder": str(self._library.folder / "recordings" / IN_PROGRESS / call),
            "model": str(folder),
            "language": language or self._library.setting("language"),
            "hotwords": list(self._library.vocabulary().names()),
            "device": self._library.setting("device") or "auto",
        }

        def heard(message: Message) -> None:
            if message["type"] == "said":
                on_said(Said(*(message[key] for key in Said.__slots__)))

        # A call may be silent for as long as it likes.
        child = Child("follow", silence_limit=float("inf"))
        try:
            reply = child.ask("follow", request, heard, stopped)
        finally:
            child.stop()
        if isinstance(reply, Cancelled):
            return ""
        if isinstance(reply, Answered) and reply.message["type"] == "failed":
            return problem_from_json(reply.message["problem"]).sentence()
        return "Writing along ended unexpectedly. The recording goes on, and is transcribed when the call is over."

    def _model(self) -> str:
        return str(self._library.setting("model") or DEFAULT_MODEL)

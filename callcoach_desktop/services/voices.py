"""The rep's own voice: enrolled from a recording or learned from calls, kept in the library, forgotten when told."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.voices import Voiceprint, VoiceState
from callcoach_desktop.jobs.child import Answered, Cancelled, Child
from callcoach_desktop.jobs.sides import learn
from callcoach_desktop.store import voices
from callcoach_desktop.workers.protocol import problem_from_json

if TYPE_CHECKING:
    from callcoach_desktop.services.library import Library


class OwnVoice:
    """The voice by which later calls tell who is the rep. All methods may be called from any thread but the UI's."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._cancel = threading.Event()

    def state(self) -> VoiceState:
        """What is known of the voice, and whether calls may teach it."""
        return self._library.db.read(voices.state)

    def enrol(self, path: Path) -> VoiceState:
        """Learn the voice from a recording of the rep alone, about 30 s; it takes the place of an earlier one.

        The recording is read by a child and nothing of it is kept but 192 numbers. Raises KnownError:
        `too_little_speech`, `several_voices`, `enrol_failed`, or why the file cannot be read.
        """
        self._cancel.clear()
        if not path.is_file():
            raise KnownError("no_such_file", f"“{path.name}” is not there.", "Choose a recording.")
        with tempfile.TemporaryDirectory(prefix=".voice-", dir=self._library.folder) as folder:
            self._ask("decode", {"id": "voice", "source": str(path.resolve()), "folder": folder})
            found = self._ask("transcribe", {"id": "voice", "sound": str(Path(folder) / "sound.flac")}, "enrol")
        voice = Voiceprint(**found["voice"])
        self._library.db.write(lambda conn: voices.keep_own(conn, "enrolled", voice))
        return self.state()

    def cancel(self) -> None:
        """Stop an enrolment that runs in another thread; it raises KnownError `enrol_stopped`."""
        self._cancel.set()

    def forget(self) -> VoiceState:
        """Take the rep's voice and those of all calls out of the library; calls teach none from now on."""
        self._library.db.write(voices.forget)
        return self.state()

    def set_learning(self, learning: bool) -> VoiceState:
        """Whether calls in which it is known who is the rep may teach the voice."""

        def put(conn: Any) -> None:
            voices.set_learning(conn, learning)
            learn(conn)

        self._library.db.write(put)
        return self.state()

    def _ask(self, worker: str, fields: dict[str, Any], kind: str | None = None) -> dict[str, Any]:
        child = Child(worker)
        try:
            reply = child.ask(kind or worker, fields, lambda _: None, self._cancel.is_set)
        finally:
            child.stop()
        if isinstance(reply, Cancelled):
            raise KnownError("enrol_stopped", "Listening to your voice was stopped.", "Start again when you like.")
        if not isinstance(reply, Answered):
            raise KnownError(
                "enrol_failed", "The recording could not be listened to.", "Try again, or choose another recording."
            )
        if reply.message["type"] == "failed":
            problem = problem_from_json(reply.message["problem"])
            raise KnownError(problem.code, problem.what, problem.do)
        return dict(reply.message)

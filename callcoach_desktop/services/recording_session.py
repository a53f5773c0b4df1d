"""A recording that runs, for who began it and for who found it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, Self

from callcoach_desktop.workers.protocol import Message

UNDO = 10.0
"""Seconds in which a stop can be taken back."""


class _Recorder(Protocol):
    @property
    def pid(self) -> int: ...
    def send(self, kind: str, **fields: Any) -> None: ...
    def answer(self, timeout: float) -> Message | None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Running:
    """A recording that runs. `pid` is 0 when its recorder has only just begun."""

    call: str
    title: str
    started_at: str  # ISO 8601, local time
    pid: int


@dataclass(frozen=True, slots=True)
class DeviceTest:
    """What a test of the sources heard: a WAV to play, the loudest 20 ms of each track in dB of full scale, codes of
    warnings (`audio.watching`)."""

    path: str
    levels: dict[str, float]
    warnings: tuple[str, ...]


class Session:
    """A recording that runs. Everything but `events` may be called from any thread and returns at once."""

    def __init__(self, call: str, recorder: _Recorder) -> None:
        self.call = call
        self._recorder = recorder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._recorder.close()

    @property
    def pid(self) -> int:
        """The recorder's process."""
        return self._recorder.pid

    def events(self, stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """What the recorder tells, each once: `recording`, `level` every second, `lost`, `back` and
        `returned` of a source, `paused`, `resumed`, `marked`, `low_disk`, `quiet`, `stopping`, at last `recorded`.

        When `stopped` says so, the recorder is asked to stop at once. Raises KnownError when it died or could not
        begin. A session that was joined hears what is in force first.
        """
        asked = False
        while True:
            if stopped() and not asked:
                asked = True
                self._recorder.send("stop")
            message = self._recorder.answer(0.1)
            if message is None or message["type"] == "ready":
                continue
            yield {key: value for key, value in message.items() if key not in {"v", "id"}}
            if message["type"] == "recorded":
                return

    def pause(self) -> None:
        """Write nothing until `resume`; the time is not in the call."""
        self._recorder.send("pause")

    def resume(self) -> None:
        """Go on after a pause."""
        self._recorder.send("resume")

    def mark(self, text: str = "") -> None:
        """Mark this moment to come back to; it becomes a bookmark of the call."""
        self._recorder.send("mark", text=text)

    def beep(self) -> None:
        """Say that the beep of consent is played now, so that it is not taken for somebody's voice."""
        self._recorder.send("beep")

    def stop(self) -> None:
        """Stop; for ten seconds `go_on` takes it back as if it had not been."""
        self._recorder.send("stop", undo_s=UNDO)

    def go_on(self) -> None:
        """Take a stop back."""
        self._recorder.send("go_on")

"""How fast this machine transcribes, and how long a job will still take.

The speed of a model is seconds of speech a second of work, measured on this machine, kept in the library's settings
and mended after every job. Nothing is guessed for a model that has never run here: the time left is then unknown
until the first batch is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable

MEMORY = 0.5  # share of the newest job in the stored speed: follows a changed machine within two or three jobs
LEAST_SPEECH = 20.0  # seconds of speech below which a job says little about speed (loading and padding dominate)
TRUST = 60.0  # seconds of work after which a running job's own speed counts for more than the stored one


def setting_key(model: str) -> str:
    """The setting that holds a model's speed."""
    return f"speed.{model}"


class Meter:
    """Measures one job. Times are seconds; `clock` is monotonic."""

    def __init__(self, known: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._known = known if known is not None and known > 0 else None
        self._clock = clock
        self._started: float | None = None
        self._worked = 0.0
        self._speech = 0.0

    def start(self) -> None:
        """The model is loaded and the work begins."""
        self._started = self._clock()

    def add(self, speech: float) -> None:
        """A batch with `speech` seconds of speech is done."""
        if self._started is None:
            return
        self._worked = self._clock() - self._started
        self._speech += speech

    def left(self, remaining: float) -> float | None:
        """Seconds of work that `remaining` seconds of speech need; None when nothing is known yet."""
        own = self._speech / self._worked if self._speech > 0 and self._worked > 0 else None
        if own is None and self._known is None:
            return None
        if own is None or self._known is None:
            speed = own if own is not None else self._known
        else:
            weight = self._worked / (self._worked + TRUST)
            speed = weight * own + (1 - weight) * self._known
        return max(0.0, remaining) / speed if speed else None

    def learned(self) -> float | None:
        """The speed to store after the job; None when this job was too short to tell."""
        if self._speech < LEAST_SPEECH or self._worked <= 0:
            return None
        own = self._speech / self._worked
        return own if self._known is None else MEMORY * own + (1 - MEMORY) * self._known

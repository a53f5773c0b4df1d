"""Ctrl-C and termination, for commands that stop cleanly."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

LOOK = 0.1  # seconds between looks whether somebody stopped the program


@contextlib.contextmanager
def interruptible() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C or a termination sets; a second one ends the program as usual. Wait for it with
    `pause` alone."""
    stopped = threading.Event()
    before: dict[signal.Signals, Any] = {}

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.set()
        signal.signal(number, before[signal.Signals(number)])

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, stop)
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def pause(stopped: threading.Event, seconds: float) -> None:
    """Sleep so long, or until `stopped` is set.

    The event's own `wait` holds its lock for a moment; a signal whose handler sets the event just then waits for that
    lock in the same thread, for ever.
    """
    end = time.monotonic() + seconds
    while not stopped.is_set() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, LOOK))

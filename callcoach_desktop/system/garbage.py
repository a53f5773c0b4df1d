"""The garbage collector, held off: while it can find nothing, or while somebody else says when it looks."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Hold:
    """Python's own looking for garbage is off, on all threads, from the first `take` to the last `release`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holders = 0
        self._was_on = True

    def take(self) -> None:
        with self._lock:
            if not self._holders:
                self._was_on = gc.isenabled()
                gc.disable()
            self._holders += 1

    def release(self) -> None:
        with self._lock:
            self._holders -= 1
            if not self._holders and self._was_on:
                gc.enable()


_hold = _Hold()


def hold_gc() -> None:
    """Have Python look for garbage no more by itself, until everybody who asked for it has called `release_gc`."""
    _hold.take()


def release_gc() -> None:
    """The end of one `hold_gc`."""
    _hold.release()


@contextmanager
def without_gc() -> Iterator[None]:
    """Tens of thousands of small objects are about to be made, none of them garbage: do not look through them."""
    hold_gc()
    try:
        yield
    finally:
        release_gc()

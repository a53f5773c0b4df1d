"""Steps that are being taken now, for those who must come after them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class UnderWay:
    """Several threads take steps at the same time; one that takes a step back waits for those that began before."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: set[int] = set()
        self._last = 0

    @contextmanager
    def step(self) -> Iterator[None]:
        """A step from its beginning to its end, also when it fails."""
        with self._changed:
            self._last += 1
            number = self._last
            self._running.add(number)
        try:
            yield
        finally:
            with self._changed:
                self._running.discard(number)
                self._changed.notify_all()

    def settle(self) -> None:
        """Wait until all that began before this call has ended; what begins later is not waited for."""
        with self._changed:
            before = set(self._running)
            self._changed.wait_for(lambda: not before & self._running)

"""How late the UI thread is, and what it was that made it late: for the benchmarks that drive a window.

Between two beats of a timer a gap is made of `own` (the thread's own processor time), `queue` (in line for a processor
that others had, as Linux tells it) and `lock`, the rest: waiting for the interpreter or the disk. On a busy machine the
thread that has the interpreter stands in line itself while the UI thread waits for it, and that looks like a lock that
is held for long. So `held` is the least of `lock` and the processor time that all other threads of the process used in
the gap: no thread can have kept the interpreter for longer of its own doing, however busy the machine is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """What passed from one beat to the next, in seconds; `length` is how late the beat was."""

    length: float
    own: float
    queue: float
    lock: float
    held: float

    @property
    def less_queue(self) -> float:
        """How late it would have been with a processor to spare."""
        return max(0.0, self.length - self.queue)


class Clocks:
    """The clocks of the thread that makes it."""

    def __init__(self, beat: float) -> None:
        self._beat, self._line = beat, _queue_clock()
        self.start()

    def start(self) -> None:
        """The next gap begins now."""
        self._last = self._read()

    def gap(self) -> Gap:
        """The gap that ends now; the next one begins."""
        before, self._last = self._last, self._read()
        passed, own, queue, every = (now - was for now, was in zip(self._last, before, strict=True))
        lock = max(0.0, passed - own - queue - self._beat)
        return Gap(max(0.0, passed - self._beat), own, queue, lock, min(lock, max(0.0, every - own)))

    @property
    def since(self) -> float:
        """How late the beat that is awaited is by now."""
        return time.perf_counter() - self._last[0] - self._beat

    def queued(self) -> float:
        """How long this thread has stood in line so far."""
        return self._line()

    def _read(self) -> tuple[float, float, float, float]:
        return time.perf_counter(), time.thread_time(), self._line(), time.process_time()


def _queue_clock() -> Callable[[], float]:
    """Seconds that this thread has stood in line for a processor so far; always 0 where the kernel does not say."""
    try:
        file = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
    except OSError:
        return lambda: 0.0
    return lambda: int(os.pread(file, 100, 0).split()[1]) / 1e9

"""How fast a transfer goes, from its last seconds."""

from __future__ import annotations

from collections import deque

WINDOW_SECONDS = 10.0  # long enough to be calm, short enough to follow a connection that changes
_MIN_SECONDS = 1.0  # before that an estimate would jump


class Rate:
    """Bytes a second over the last ten seconds, and the time left at that speed."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, now: float, done: int) -> None:
        """Note that at `now` (seconds of any steady clock) `done` bytes were there. Going back starts anew."""
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[0][0] > WINDOW_SECONDS:
            self._seen.popleft()

    def bytes_per_second(self) -> float | None:
        """The speed; None while there is nothing to tell it from."""
        if len(self._seen) < 2:
            return None
        (start, first), (end, last) = self._seen[0], self._seen[-1]
        return (last - first) / (end - start) if end - start >= _MIN_SECONDS else None

    def seconds_left(self, total: int) -> float | None:
        """Seconds until `total` bytes are there; None when unknown or when nothing moves."""
        speed = self.bytes_per_second()
        if not speed:
            return None
        return max(0, total - self._seen[-1][1]) / speed

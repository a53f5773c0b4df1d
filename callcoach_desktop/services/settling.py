"""Files that may still be written: watched until they have stood still and are whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from callcoach_desktop.services.finished import Verdict, verdict
from callcoach_desktop.store.watching import FileState, SeenFile, inside

SETTLE = 5.0  # seconds without a change before a file is looked into
PATIENCE: dict[Verdict, float] = {"yes": 1, "unknown": 3, "odd": 12}  # times SETTLE; a "no" is never enough
AGAIN = 30.0  # seconds until a file that is not whole is looked into again


@dataclass(slots=True)
class _Waiting:
    size: int
    mtime_ns: int
    since: float
    look_again: float = 0.0


class Settling:
    """The files that wait. Not safe for threads: its owner has the lock. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._files: dict[str, _Waiting] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._files)

    def __contains__(self, path: str) -> bool:
        """Whether a file waits."""
        return path in self._files

    def growing(self, path: str) -> bool:
        """Whether a file waits that has begun; an empty one may stay so for ever."""
        return path in self._files and self._files[path].size > 0

    def count(self, folder: str) -> int:
        """How many wait in a folder."""
        return sum(1 for path in self._files if inside(path, folder))

    def over(self, path: str) -> None:
        """A file need not wait any more."""
        self._files.pop(path, None)

    def drop(self, which: Callable[[str], bool]) -> None:
        """Forget files; when they come back they wait anew."""
        self._files = {path: waiting for path, waiting in self._files.items() if not which(path)}

    def look(self, path: str, entry: os.DirEntry[str], seen: SeenFile | None) -> SeenFile | None:
        """The file, once nobody writes it any more; None while it waits, or when it is the one that was `seen`."""
        now = self._clock()
        try:
            stat = entry.stat() if os.name != "nt" else os.stat(path)  # noqa: PTH116 - Windows' listing lags behind
            if seen is not None and seen.size == stat.st_size:
                return None
            waiting = self._files.get(path)
            if waiting is None or (waiting.size, waiting.mtime_ns) != (stat.st_size, stat.st_mtime_ns):
                self._files[path] = _Waiting(stat.st_size, stat.st_mtime_ns, now)
                return None
            if now - waiting.since < SETTLE or now < waiting.look_again:
                return None
            told = verdict(Path(path), stat.st_size)
        except OSError:
            self.over(path)  # it went, or its drive did
            return None
        if told == "no":
            waiting.look_again = now + AGAIN
            return None
        if now - waiting.since < SETTLE * PATIENCE[told]:
            return None
        return seen_as(path, stat, "offered")


def seen_as(path: str, stat: os.stat_result, state: FileState) -> SeenFile:
    """A file as it is now."""
    return SeenFile(path, stat.st_size, stat.st_mtime_ns, state)

"""What can be recorded, as it comes and goes, and how loud it is, before anything is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from callcoach_desktop.jobs.recording import RecordChild


class Meter:
    """Listens to a pair of sources in a child of its own. `listen` may be called from any thread."""

    def __init__(self) -> None:
        self._child: RecordChild | None = None
        self._wanted: tuple[str | None, str | None] = (None, None)

    def listen(self, mic: str | None, system: str | None) -> None:
        """Listen to these sources (keys of `sources`) from now on; None for none."""
        self._wanted = (mic, system)
        child = self._child
        if child is not None:
            child.send("listen", mic=mic, system=system)

    def events(self, stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]:
        """Until `stopped` says so: `sources` (with `devices`: key, name, kind, default, muted) at once and whenever one
        comes or goes, and ten times a second `heard` (`mic_db`, `system_db`: dB of full scale, None for a source that
        gives nothing; `mic_clips`, `system_clips`). Raises KnownError when there is no sound system.
        """
        with RecordChild() as child:
            self._child = child
            try:
                child.send("meter")
                self.listen(*self._wanted)
                while not stopped():
                    message = child.answer(0.1)
                    if message is not None and message["type"] != "ready":
                        yield message
            finally:
                self._child = None
